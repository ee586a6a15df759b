"""How an evening fits the time there is: which prompts, where the film stops for them, how long there is to talk.

The film takes what it takes. Of what is left, a little goes to the beginning and the end; then prompts are taken in for
as long as each still gets the few minutes that it needs at least, those of the guide's short form first, the others in
turn from after, during and before the film, a prompt never without the one that repeats it. Whatever is left over is
time to talk after the film. A film that would leave hardly any time is watched by everybody beforehand, with its
prompts on paper, and the whole evening goes to what they wrote.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import chain, zip_longest

from bot.viewings.film_time import START
from bot.viewings.rules import Cue, Phase

AROUND = 15
"""Minutes that a film must leave to be watched together."""
FRAME, SHORT_FRAME = 5, 2
"""Minutes for the welcome, and for the end; the second where there is little time beside the film."""
LITTLE = 30

_NEEDS = {Phase.BEFORE: (3, 2), Phase.DURING: (2, 2), Phase.AFTER: (4, 3)}
"""Minutes that a prompt needs at least: in one's own words, and to be chosen."""
_OPENS = 1
"""Minutes to read out one that stands open through the film."""
_COMPARED = 3
"""Minutes to compare what was written while the film was watched beforehand."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the evening."""

    minutes: int
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """An evening in minutes; its parts add up to them."""

    minutes: int
    film: int
    """Minutes of the film, guessed where its length is not known."""
    beforehand: bool
    """Whether everybody watches it before the evening."""
    welcome: int
    before: Stage
    during: Stage
    """Without the film itself."""
    after: Stage
    closing: int

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The prompts that fit."""
        return (*self.before.cues, *self.during.cues, *self.after.cues)

    @property
    def pauses(self) -> tuple[timedelta, ...]:
        """Where the film stops."""
        return tuple(cue.at for cue in self.during.cues if cue.at) if not self.beforehand else ()


def plan_of(cues: Sequence[Cue], short: Sequence[str], runtime: timedelta | None, minutes: int) -> Plan:
    """The plan for so many minutes; `cues` in the order in which they come, `short` the ids of the short form."""
    film = -(-int(runtime.total_seconds()) // 60) if runtime else minutes // 2
    beforehand = film + AROUND > minutes
    around = minutes if beforehand else minutes - film
    frame = SHORT_FRAME if around <= LITTLE else FRAME
    budget = around - 2 * frame
    chosen = _chosen(cues, short, budget, beforehand=beforehand)
    stages = {phase: _stage(chosen, phase, beforehand=beforehand) for phase in _NEEDS}
    spare = budget - sum(stage.minutes for stage in stages.values())
    talk = stages[Phase.AFTER]
    return Plan(
        minutes=minutes,
        film=film,
        beforehand=beforehand,
        welcome=frame,
        before=stages[Phase.BEFORE],
        during=stages[Phase.DURING],
        after=Stage(talk.minutes + spare, talk.cues) if talk.cues else talk,
        closing=frame + (0 if talk.cues else spare),
    )


def _chosen(cues: Sequence[Cue], short: Sequence[str], budget: int, *, beforehand: bool) -> tuple[Cue, ...]:
    taken: list[Cue] = []
    left = budget
    for bundle in _bundles(cues, short):
        new = [cue for cue in bundle if cue not in taken]
        needed = sum(_needs(cue, beforehand=beforehand) for cue in new)
        if needed <= left:
            taken += new
            left -= needed
    return tuple(cue for cue in cues if cue in taken)


def _bundles(cues: Sequence[Cue], short: Sequence[str]) -> Iterator[list[Cue]]:
    """Prompts that come together or not at all, those that matter most first."""
    rest = [cue for cue in cues if cue.prompt.id not in short]
    ways = ([cue for cue in rest if cue.prompt.phase == phase] for phase in (Phase.AFTER, Phase.DURING, Phase.BEFORE))
    by_id = {cue.prompt.id: cue for cue in cues}
    first = (by_id[each] for each in short if each in by_id)
    for cue in (*first, *filter(None, chain.from_iterable(zip_longest(*ways)))):
        yield [each for each in cues if each is cue or _belong(cue, each) or _belong(each, cue)]


def _belong(later: Cue, earlier: Cue) -> bool:
    return later.prompt.again == earlier.prompt.id


def _stage(chosen: Iterable[Cue], phase: Phase, *, beforehand: bool) -> Stage:
    cues = tuple(cue for cue in chosen if cue.prompt.phase == phase)
    return Stage(sum(_needs(cue, beforehand=beforehand) for cue in cues), cues)


def _needs(cue: Cue, *, beforehand: bool) -> int:
    phase = Phase(cue.prompt.phase)
    if beforehand and phase is not Phase.AFTER:
        return 0 if phase is Phase.BEFORE else _COMPARED
    if phase is Phase.DURING and cue.at == START:
        return _OPENS
    written, chosen = _NEEDS[phase]
    return chosen if cue.prompt.options else written
