"""Then and now: a prompt after the film that repeats one from before it, and how answers moved between the two."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.packs.format.model import Prompt
from bot.viewings.rules import Cue, State, Viewing

FEWEST = 5
"""Members who answered both times, from which the group sees how answers moved."""

Links = Mapping[tuple[int, int], int]
"""Members by (option then, option now)."""


@dataclass(frozen=True, slots=True)
class Shift:
    """How answers to a choice or a scale moved; who answered after the end is not counted."""

    earlier: Cue
    links: Links | None
    """None where too few answered both times, or where the answers of then are not shown."""

    @property
    def kept(self) -> int:
        """Members who answered the same both times."""
        return sum(count for (then, now), count in (self.links or {}).items() if then == now)

    @property
    def moved(self) -> int:
        """Members who answered differently."""
        return sum((self.links or {}).values()) - self.kept

    @property
    def moves(self) -> tuple[tuple[int, int, int], ...]:
        """(option then, option now, members), the largest first."""
        told = ((then, now, count) for (then, now), count in (self.links or {}).items() if then != now)
        return tuple(sorted(told, key=lambda move: (-move[2], move[0], move[1])))


def repeats(prompt: Prompt, earlier: Prompt) -> bool:
    """Whether a prompt repeats an earlier one, so that their answers can be compared."""
    same = (prompt.kind, prompt.options) == (earlier.kind, earlier.options)
    return prompt.again == earlier.id and same


def earlier_cue(viewing: Viewing, cue: Cue) -> Cue | None:
    """The prompt before the film that this one repeats."""
    return next((each for each in viewing.cues if repeats(cue.prompt, each.prompt)), None)


def later_cue(viewing: Viewing, cue: Cue) -> Cue | None:
    """The prompt after the film that repeats this one."""
    return next((each for each in viewing.cues if earlier_cue(viewing, each) == cue), None)


def shift_of(earlier: Cue, links: Links) -> Shift:
    """What to tell of a pair of prompts, of which the later one is revealed."""
    told = earlier.state is State.REVEALED and sum(links.values()) >= FEWEST
    return Shift(earlier, dict(links) if told else None)


def shift_lines(shift: Shift, prompt: Prompt, safe: Callable[[str], str]) -> Iterator[str]:
    """The same in words, without names; `safe` makes the options safe for where they are shown."""
    if shift.links is None:
        until = f"from {FEWEST} members on who answered both"
        if shift.earlier.state is not State.REVEALED:
            until = f"once prompt {shift.earlier.number} is revealed too, {until}"
        yield f"Then and now: how answers moved is shown {until}."
        return
    yield f"Then and now, of {shift.kept + shift.moved} who answered both: kept {shift.kept} · moved {shift.moved}"
    for then, now, count in shift.moves:
        yield f"{safe(prompt.options[then])} → {safe(prompt.options[now])}: {count}"
