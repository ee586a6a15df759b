"""Going through the prompts: in which order they come, and what asking, leaving out and revealing make of a viewing.

Their numbers follow that order, never the file: whatever was asked or left out has its number for good, and what still
waits is numbered on from there as it comes.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import Refusal
from bot.viewings.film_time import MILLISECOND, START, written
from bot.viewings.rules import Cue, Phase, State, Viewing

_NO_MORE = {
    Phase.BEFORE: "There are no more prompts before the film. Press `Start the film` when it begins.",
    Phase.AFTER: "That was the last prompt. `End` closes the viewing.",
}
_NOT_TO_REVEAL = {
    State.WAITING: "This prompt has not been asked yet, so there is nothing to reveal.",
    State.SKIPPED: "This prompt was left out, so there is nothing to reveal. `Ask after all` asks it.",
    State.REVEALED: "The answers to this prompt are shown already.",
}
NOTHING_OPEN = "There is no open prompt to reveal."
_PHASES = (Phase.BEFORE, Phase.DURING, Phase.AFTER)


def coming(viewing: Viewing, now: datetime) -> tuple[Cue, ...]:
    """Every prompt that waits, in the order in which they come.

    What is due; then, phase by phase, what opens the film, what has no minute and comes when it is asked, what has one.
    """
    if viewing.closed:
        return ()
    due, here = viewing.due(now), _PHASES.index(viewing.phase)

    def order(cue: Cue) -> tuple[object, ...]:
        return cue not in due, _PHASES.index(Phase(cue.prompt.phase)) < here, way(cue)

    return tuple(sorted((cue for phase in _PHASES for cue in viewing.waiting(phase)), key=order))


def way(cue: Cue) -> tuple[int, bool, timedelta, int]:
    """Where a prompt comes on the way through an evening on which all goes as the guide has it."""
    timed = cue.at is not None and cue.at > START
    return _PHASES.index(Phase(cue.prompt.phase)), timed, cue.at or START, cue.place


def number_of(viewing: Viewing, cue: Cue, now: datetime) -> int:
    """What a prompt is called, or will be if nothing else is asked before its turn."""
    return cue.number or _next_turn(viewing) + coming(viewing, now).index(cue)


def ask_next(viewing: Viewing, place: int | None, now: datetime) -> Viewing:
    """A group's next prompt, or one that waits, asked now, also before its minute."""
    waiting = coming(viewing, now)
    cue = viewing.cue(place) if place is not None else next(iter(waiting), None)
    if cue is None:
        raise Refusal("Every prompt was asked or left out. What was left out can still be asked: `Ask after all`.")
    if cue not in waiting:
        raise Refusal(f"Prompt {cue.number} was asked or left out already." if cue.turn else "It is not asked here.")
    return ask(viewing, [cue], now)


def onward(viewing: Viewing, now: datetime) -> Viewing | None:
    """On to the prompt asked after the one on the card, or to the next one to ask; None where there is none now."""
    if (ahead := _neighbour(viewing, forward=True)) is not None:
        return replace(viewing, place=ahead.place)
    here = [cue for cue in coming(viewing, now) if cue.prompt.phase == viewing.phase]
    ready = [cue for cue in here if cue.at is None or cue.at <= viewing.clock.at(now)]
    return ask(viewing, ready[:1], now) if ready else None


def next_prompt(viewing: Viewing, now: datetime) -> Viewing | None:
    """As `onward`; None where the film's prompts are through. Raises Refusal where there is nothing to ask."""
    if moved := onward(viewing, now):
        return moved
    if viewing.phase is not Phase.DURING:
        raise Refusal(_NO_MORE[viewing.phase])
    if timed := viewing.next_timed:
        stands = f"the film is at {written(viewing.clock.at(now))}{'' if viewing.clock.running else ' and paused'}"
        raise Refusal(
            f"The next prompt comes at {written(timed.at or START)}; {stands}. "
            "Watch on, or jump if the film is further. `Skip` passes the prompt over."
        )
    return None


def back(viewing: Viewing) -> Viewing:
    """The card on the prompt that was asked or skipped before."""
    before = _neighbour(viewing, forward=False)
    if before is None:
        raise Refusal("There is no earlier prompt.")
    return replace(viewing, place=before.place)


def skip(viewing: Viewing, place: int | None, now: datetime) -> Viewing:
    """Leave out the prompt that comes next, or one that waits; who watches alone passes over the open one first.

    Answers given to it are kept, for their authors alone. During the film no other prompt takes its place.
    """
    cue = viewing.current if place is None else viewing.cue(place)
    if viewing.solo and cue is not None and cue.state is State.OPEN:
        skipped = viewing.with_cue(replace(cue, state=State.SKIPPED))
        return skipped if viewing.phase is Phase.DURING else onward(skipped, now) or skipped
    waiting = coming(viewing, now)
    if viewing.solo:
        waiting = tuple(each for each in waiting if each.prompt.phase == viewing.phase)
    left = next(iter(waiting), None) if place is None else viewing.cue(place)
    if left is None:
        raise Refusal("There is no prompt left to skip here.")
    if left not in waiting:
        raise Refusal("This prompt is no longer waiting, so there is nothing to skip.")
    passed = leave_out(viewing, [left])
    return replace(passed, place=left.place) if viewing.solo else passed


def leave_out(viewing: Viewing, cues: Iterable[Cue]) -> Viewing:
    """Prompts left out, in this order; each can be asked after all."""
    for cue in cues:
        viewing = viewing.with_cue(replace(cue, state=State.SKIPPED, turn=_next_turn(viewing)))
    return viewing


def reopen(viewing: Viewing, place: int | None, now: datetime) -> Viewing:
    """Ask after all a prompt that was left out."""
    cue = viewing.current if place is None else viewing.cue(place)
    if cue is None or cue.state is not State.SKIPPED:
        raise Refusal("This prompt was not left out.")
    return ask(viewing, [cue], now)


def reveal(viewing: Viewing, place: int | None) -> Viewing:
    """Show the answers to a prompt, the newest open one where none is named; it takes no more until the end."""
    cue = viewing.cue(place) if place is not None else next(reversed(viewing.open), None)
    if cue is None or cue.state is not State.OPEN:
        raise Refusal(NOTHING_OPEN if cue is None else _NOT_TO_REVEAL[cue.state])
    return viewing.with_cue(replace(cue, state=State.REVEALED))


def reveal_all(viewing: Viewing, phase: Phase | None) -> Viewing:
    """Show the answers to every open prompt of a phase, of all where none is named."""
    found = [cue for cue in viewing.open if phase in (None, cue.prompt.phase)]
    if not found:
        raise Refusal(NOTHING_OPEN)
    for cue in found:
        viewing = reveal(viewing, cue.place)
    return viewing


def pushed(viewing: Viewing, now: datetime) -> Viewing:
    """The viewing with every timed prompt asked whose minute has come, one step on; the same where there is none."""
    due = viewing.due(now)
    return replace(ask(viewing, due, now), step=viewing.step + 1) if due else viewing


def ask(viewing: Viewing, cues: Iterable[Cue], now: datetime) -> Viewing:
    """Prompts asked, in this order."""
    during = viewing.phase is Phase.DURING and not viewing.begins_in(now)
    before = max((cue.asked_at for cue in viewing.cues if cue.asked_at), default=now)
    asked_at = now if now >= before else before + MILLISECOND  # by a clock that was set back it would not be the newest
    for cue in cues:
        opened = replace(
            cue,
            state=State.OPEN,
            turn=cue.turn or _next_turn(viewing),
            asked_at=asked_at,
            film_time=viewing.clock.at(now) if during else None,
        )
        viewing = replace(viewing.with_cue(opened), place=opened.place)
    return viewing


def _neighbour(viewing: Viewing, *, forward: bool) -> Cue | None:
    """The prompt asked or skipped next to the one on the card; on the way forward skipped ones are passed over."""
    turn = (viewing.current.turn if viewing.current else None) or 0
    turns = {cue.turn: cue for cue in viewing.cues if cue.turn}
    if not forward:
        return turns.get(turn - 1)
    later = sorted(number for number, cue in turns.items() if number > turn and cue.state is not State.SKIPPED)
    return turns[later[0]] if later else None


def _next_turn(viewing: Viewing) -> int:
    return 1 + max((cue.turn or 0 for cue in viewing.cues), default=0)
