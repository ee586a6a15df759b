"""Going through the prompts: which comes next, and what asking, skipping and revealing make of a viewing."""

from dataclasses import replace
from datetime import datetime

from bot.errors import Refusal
from bot.viewings.film_time import START, written
from bot.viewings.rules import Cue, Phase, State, Viewing

_NO_MORE = {
    Phase.BEFORE: "There are no more prompts before the film. Press `Start the film` when it begins.",
    Phase.AFTER: "That was the last prompt. `End` closes the viewing.",
}
_NOT_TO_REVEAL = {
    State.WAITING: "This prompt has not been asked yet, so there is nothing to reveal.",
    State.SKIPPED: "This prompt was skipped, so its answers stay private.",
    State.REVEALED: "The answers to this prompt are shown already.",
}


def onward(viewing: Viewing, now: datetime) -> Viewing | None:
    """On to the prompt asked after the one on the card, or to the next one to ask; None where there is none now."""
    if (ahead := _neighbour(viewing, forward=True)) is not None:
        return replace(viewing, place=ahead.place)
    ready = [cue for cue in _coming(viewing, now) if cue.at is None or cue.at <= viewing.clock.at(now)]
    return _asked(viewing, ready[0], now) if ready else None


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
    """Pass over an open prompt, or, where the one on the card is done, the one that would come next.

    Answers given to it are kept, for their authors alone. During the film no other prompt takes its place.
    """
    cue = _resolve(viewing, place)
    if cue is not None and cue.state is State.OPEN:
        skipped = viewing.with_cue(replace(cue, state=State.SKIPPED))
        return skipped if viewing.phase is Phase.DURING else onward(skipped, now) or skipped
    if place is not None:
        raise Refusal("This prompt is not open, so there is nothing to skip.")
    coming = _coming(viewing, now)
    if not coming:
        raise Refusal("There is no prompt left to skip here.")
    passed = replace(coming[0], state=State.SKIPPED, turn=_next_turn(viewing))
    return replace(viewing.with_cue(passed), place=passed.place)


def reopen(viewing: Viewing, place: int | None, now: datetime) -> Viewing:
    """Ask a skipped prompt after all."""
    cue = _resolve(viewing, place)
    if cue is None or cue.state is not State.SKIPPED:
        raise Refusal("This prompt was not skipped.")
    return _asked(viewing, cue, now)


def reveal(viewing: Viewing, place: int | None) -> Viewing:
    """Show the answers to a prompt; from then on it takes no more until the viewing has ended."""
    cue = _resolve(viewing, place)
    if cue is None or cue.state is not State.OPEN:
        raise Refusal(_NOT_TO_REVEAL[State.WAITING if cue is None else cue.state])
    return viewing.with_cue(replace(cue, state=State.REVEALED))


def pushed(viewing: Viewing, now: datetime) -> Viewing:
    """The viewing with every timed prompt asked whose minute has come, one step on; the same where there is none."""
    due = viewing.due(now)
    for cue in due:
        viewing = _asked(viewing, cue, now)
    return replace(viewing, step=viewing.step + 1) if due else viewing


def _resolve(viewing: Viewing, place: int | None) -> Cue | None:
    return viewing.current if place is None else viewing.cue(place)


def _coming(viewing: Viewing, now: datetime) -> tuple[Cue, ...]:
    """What waits in this phase: due ones first, then those without a time as the guide has them, then the others."""
    due = viewing.due(now)
    untimed = tuple(cue for cue in viewing.waiting() if cue.at is None)
    ahead = sorted((cue for cue in viewing.waiting() if cue.at is not None and cue not in due), key=_time)
    return (*due, *untimed, *ahead)


def _time(cue: Cue) -> tuple[object, int]:
    return cue.at, cue.place


def _asked(viewing: Viewing, cue: Cue, now: datetime) -> Viewing:
    opened = replace(
        cue,
        state=State.OPEN,
        turn=cue.turn or _next_turn(viewing),
        asked_at=now,
        film_time=viewing.clock.at(now) if viewing.phase is Phase.DURING else None,
    )
    return replace(viewing.with_cue(opened), place=opened.place)


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
