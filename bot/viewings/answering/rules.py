"""What an answer to a prompt may hold, and when it is taken."""

from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat import limits
from bot.errors import Refusal, or_refuse
from bot.packs.format.model import Prompt
from bot.viewings.own_words import MAX_WRITTEN, kept_text
from bot.viewings.programme import Programme
from bot.viewings.rules import ENDED, Cue, State, Viewing

PROBE = "What makes you say that?"
"""Asked after an answer where the guide asks nothing else."""
CONFIDENCE = range(1, 6)


class Finding(StrEnum):
    """What somebody found out about a claim."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"
    """Not sure, or not looked for."""


FOUND = {Finding.YES: "yes", Finding.NO: "no", Finding.UNSURE: "not sure"}


class ClaimStep(StrEnum):
    """The steps of a claim prompt, in order; each can be given alone."""

    CLAIM = "text"
    EVIDENCE = "evidence"
    SOURCE = "source"
    ELSEWHERE = "elsewhere"
    CONFIDENCE = "confidence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a member answers. Which fields are meant depends on the kind of the prompt."""

    text: str | None = None
    """For `text` the answer, for `claim` the claim as the member heard it."""
    option: int | None = None
    """For `choice` and `scale`: the option, from 0."""
    about: str | None = None
    """For `claim`: the id of the film's claim that it is, where the pack checks it."""
    evidence: str | None = None
    """For `claim`: the evidence that the film showed."""
    source: Finding | None = None
    """For `claim`: whether the film named a source."""
    elsewhere: Finding | None = None
    """For `claim`: whether the member found it elsewhere."""
    confidence: int | None = None
    """For `claim`: how sure the member is that it is true, 1 to 5."""

    @property
    def missing(self) -> tuple[ClaimStep, ...]:
        """The steps of a claim prompt that are still to be given, in order."""
        return tuple(step for step in ClaimStep if getattr(self, step) is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer as it is kept; only its author sees it before its prompt is revealed."""

    place: int
    content: Content
    reason: str | None = None
    """What the member said to the probe."""
    answered_at: datetime
    film_time: timedelta | None = None
    """Where the film stood, for answers given during it."""
    later: bool = False
    """Whether it was given after the end."""


def checked(programme: Programme, prompt: Prompt, given: Content, before: Content | None) -> Content:
    """The answer that is kept; raises Refusal where it breaks a rule.

    Of a claim prompt what is given is added to what was given `before`: its steps come one by one.
    """
    given = replace(given, text=_text(given.text), evidence=_text(given.evidence))
    if prompt.kind == "claim":
        return _claim(programme, given, before)
    if prompt.kind == "text":
        if given.text is None:
            raise Refusal("Your answer is empty. Press `Answer` again and write a few words.")
        return Content(text=given.text)
    if given.option is None or not 0 <= given.option < len(prompt.options):
        raise Refusal("No such option in this prompt.")
    return Content(option=given.option)


def checked_reason(reason: str) -> str:
    """What a member says to the probe; raises Refusal where it is empty or too long."""
    return or_refuse(_text(reason), "There is nothing in it. Your answer stays as it is.")


def checked_note(text: str, film_time: timedelta | None) -> str:
    """What a member notes, empty for a moment of the film that is only marked; raises Refusal where it is too long."""
    kept = _text(text)
    if kept is None and film_time is None:
        raise Refusal("Your note is empty. Before the film there is no moment to mark, so write a few words.")
    return kept or ""


def check_taken(viewing: Viewing, cue: Cue, before: Answer | None, now: datetime) -> None:
    """Raise Refusal unless a prompt takes an answer now, the first of its author or another in place of `before`."""
    _check_time(viewing, cue, now)
    if cue.state is State.REVEALED and not viewing.closed:
        raise Refusal("The answers to this prompt are shown already, so it takes no more until the viewing has ended.")
    if cue.state is State.REVEALED and before is not None:
        raise Refusal("Your answer to this prompt is shown already, so it stays as it is.")


def check_reason_taken(viewing: Viewing, cue: Cue, before: Answer, now: datetime) -> None:
    """Raise Refusal unless a reason may be added now: the first one also when the answers are shown already."""
    _check_time(viewing, cue, now)
    if cue.state is State.REVEALED and before.reason is not None:
        raise Refusal("Your answer to this prompt is shown already, so its reason stays as it is.")


def words(prompt: Prompt, content: Content) -> str:
    """The answer in words; texts as members and packs wrote them, Markdown not escaped."""
    if content.option is not None:
        return prompt.options[content.option]
    told = {
        "Evidence shown": content.evidence,
        "Source named": content.source and FOUND[content.source],
        "Found elsewhere": content.elsewhere and FOUND[content.elsewhere],
        "How sure": content.confidence and f"{content.confidence} of {CONFIDENCE[-1]}",
    }
    return "\n".join([content.text or "", *(f"{name}: {value}" for name, value in told.items() if value)])


def _check_time(viewing: Viewing, cue: Cue, now: datetime) -> None:
    if viewing.later_until and now >= viewing.later_until:
        raise Refusal(f"{ENDED} Answers were taken for seven days after it.")
    if cue.state is State.SKIPPED:
        raise Refusal("This prompt was skipped, so it takes no answers.")
    if cue.state is State.WAITING:
        raise Refusal(f"{ENDED} This prompt was never asked." if viewing.closed else "This prompt is not open yet.")


def _text(text: str | None) -> str | None:
    kept = kept_text(text)
    if kept and (size := limits.length(kept)) > MAX_WRITTEN:
        raise Refusal(f"Your text has {size:,} characters, and {MAX_WRITTEN:,} fit. Shorten it.")
    return kept


def _claim(programme: Programme, given: Content, before: Content | None) -> Content:
    if given.confidence is not None and given.confidence not in CONFIDENCE:
        raise Refusal("How sure you are goes from 1 to 5.")
    known = {claim.id: claim.claim for claim in programme.claims}
    if given.about is not None and given.about not in known:
        raise Refusal("No such claim in this film.")
    news = {field.name: value for field in fields(given) if (value := getattr(given, field.name)) is not None}
    kept = replace(before or Content(), **news)
    if kept.text is None and kept.about:
        kept = replace(kept, text=known[kept.about])
    if kept.text is None:
        raise Refusal("Write the claim first, as nearly word for word as you can.")
    return replace(kept, option=None)
