"""A viewing once the film is over: answers by lens, claims beside the pack's verdict, notes along the film."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.packs.format.activities import LENSES
from bot.packs.format.model import Claim
from bot.packs.search.names import fold
from bot.viewings.answering.rules import FOUND, Finding
from bot.viewings.answering.views import Note, Revealed, Shown
from bot.viewings.rules import State, Viewing


@dataclass(frozen=True, slots=True)
class LensPart:
    """The prompts that train one way of looking."""

    lens: str
    prompts: tuple[Revealed, ...]


@dataclass(frozen=True, slots=True)
class CheckedClaim:
    """A claim of the film with what the group found out; where the pack checks it, with its verdict."""

    wording: str
    pack: Claim | None
    """As the pack has it: id, wording, verdict and note."""
    checks: tuple[Shown, ...]
    """What was answered about it; none where nobody took it up."""

    @property
    def sources(self) -> Counter[Finding]:
        """Whether the film named a source, in the eyes of those who said."""
        return Counter(shown.answer.content.source for shown in self.checks if shown.answer.content.source)

    @property
    def elsewhere(self) -> Counter[Finding]:
        """Whether it was found elsewhere, by those who said."""
        return Counter(shown.answer.content.elsewhere for shown in self.checks if shown.answer.content.elsewhere)

    @property
    def confidence(self) -> float | None:
        """How sure the group is that it is true, 1 to 5 on average; None where nobody said."""
        told = [shown.answer.content.confidence for shown in self.checks if shown.answer.content.confidence]
        return sum(told) / len(told) if told else None

    @property
    def found(self) -> str:
        """By how many it was checked, and what they found, in words that hold nothing that anybody wrote."""
        if not self.checks:
            return "Nobody here checked it."
        told = [f"Checked here by {len(self.checks)}"]
        for name, found in (("source named", self.sources), ("found elsewhere", self.elsewhere)):
            if found:
                told.append(f"{name}: {', '.join(f'{FOUND[each]} {times}' for each, times in sorted(found.items()))}")
        if self.confidence is not None:
            told.append(f"how sure, on average: {self.confidence:.1f} of 5")
        return f"{'; '.join(told)}."


@dataclass(frozen=True, slots=True)
class Moment:
    """Something at a time of the film: a prompt that was asked, or a note."""

    film_time: timedelta
    text: str
    """The question or the note; empty for a moment that was only marked."""
    member_id: int | None = None
    asked: bool = False
    """Whether it is a prompt."""

    @property
    def words(self) -> str:
        """The same in one line, also where nothing was written."""
        return " ".join(self.text.split()) or "marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a group (or one member) takes from a viewing; of a group only what was revealed."""

    viewing: Viewing
    taking_part: int
    lenses: tuple[LensPart, ...]
    """Those of which something is shown, in the order bias, source, context, other."""
    claims: tuple[CheckedClaim, ...]
    """The film's claims as the pack has them, then those that members wrote down themselves."""
    notes: tuple[Note, ...]
    """Those of before the film first, then along it; none before the film is over."""

    @property
    def unrevealed(self) -> int:
        """Prompts that were asked and whose answers stay private."""
        return sum(cue.state is State.OPEN for cue in self.viewing.cues)

    @property
    def notes_before(self) -> tuple[Note, ...]:
        """The notes of before the film."""
        return tuple(note for note in self.notes if note.film_time is None)

    @property
    def timeline(self) -> tuple[Moment, ...]:
        """Prompts asked during the film and notes, along the film."""
        prompts = (
            Moment(cue.film_time, cue.prompt.ask, asked=True) for cue in self.viewing.asked if cue.film_time is not None
        )
        notes = (Moment(note.film_time, note.text, note.member_id) for note in self.notes if note.film_time is not None)
        return tuple(sorted((*prompts, *notes), key=lambda moment: moment.film_time))


def summed_up(viewing: Viewing, shown: tuple[Revealed, ...], notes: Iterable[Note], taking_part: int) -> Summary:
    """The summary of what is shown."""
    ordered = sorted(shown, key=lambda each: each.cue.place)
    parts = (LensPart(lens, tuple(each for each in ordered if each.cue.prompt.lens == lens)) for lens in LENSES)
    return Summary(
        viewing=viewing,
        taking_part=taking_part,
        lenses=tuple(part for part in parts if part.prompts),
        claims=_claims(viewing, ordered),
        notes=tuple(notes),
    )


def _claims(viewing: Viewing, shown: Iterable[Revealed]) -> tuple[CheckedClaim, ...]:
    checks = [each for part in shown if part.cue.prompt.kind == "claim" for each in part.answers]
    ours = {claim.id: claim for claim in viewing.programme.claims}
    about: dict[str, list[Shown]] = {claim_id: [] for claim_id in ours}
    typed: dict[str, list[Shown]] = {}
    for check in checks:
        content = check.answer.content
        if content.about in about:
            about[content.about].append(check)
        else:
            typed.setdefault(fold(content.text or ""), []).append(check)
    return (
        *(CheckedClaim(claim.claim, claim, tuple(about[claim.id])) for claim in ours.values()),
        *(CheckedClaim(same[0].answer.content.text or "", None, tuple(same)) for same in typed.values()),
    )
