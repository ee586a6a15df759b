"""The table of moves: what may be done in which phase, and what the viewing is then."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.viewings import prompts
from bot.viewings.film_time import LONGEST, START, written
from bot.viewings.rules import ENDED, Person, Phase, Viewing

STALE = (
    "This control is out of date: the viewing has moved on, or this was done already. Nothing was changed. "
    "`/watch resume` shows the present ones."
)


class Move(StrEnum):
    """What a facilitator, or who watches alone, can do; the value is what custom ids carry."""

    NEXT = "next"
    BACK = "back"
    SKIP = "skip"
    REOPEN = "reopen"
    """Ask a skipped prompt after all."""
    REVEAL = "reveal"
    START_FILM = "start_film"
    PAUSE = "pause"
    RESUME = "resume"
    """After the film it goes back to the film."""
    JUMP = "jump"
    FINISH = "finish"
    """The film is over, whatever the clock says."""
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    END = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A move that somebody asks for."""

    move: Move
    by: Person
    seen: int | None = None
    """The step that the control was drawn for; None where the request cannot be stale, as with a command."""
    place: int | None = None
    """For `reveal`, `skip` and `reopen`: the prompt, where it is not the one on the card."""
    to: timedelta | None = None
    """For `jump`: the time of the film."""
    heir: int | None = None
    """For `hand_over`: the member who leads from now on."""
    takes_part: bool = False
    """For `take_over`: whether the person takes part. The service finds that out."""
    leaderless: bool = False
    """For `take_over`: whether the facilitator is no longer in the server."""


Act = Callable[[Viewing, Request, datetime], Viewing]


def apply_move(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    """The viewing after a move, one step on; raises Refusal, with nothing changed, for a move that is not possible."""
    if request.move is Move.TAKE_OVER:
        viewing.check_visible(request.by.id)
    else:
        viewing.check_leader(request.by)
    if viewing.closed:
        raise Refusal(ENDED)
    if request.seen not in (None, viewing.step):
        raise Refusal(STALE)
    moved = _act(viewing, request.move)(viewing, request, now)
    return replace(moved, step=viewing.step + 1)


def open_moves(viewing: Viewing, now: datetime) -> frozenset[Move]:
    """The moves that whoever leads the viewing, or a moderator, can make now."""
    somebody = Person(viewing.facilitator_id or 0 if viewing.solo else -1, moderator=True)

    def works(move: Move) -> bool:
        try:
            apply_move(viewing, Request(move=move, by=somebody, to=START, heir=-1), now)
        except Refusal:
            return False
        return True

    return frozenset(move for move in Move if works(move))


def _next(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    return prompts.next_prompt(viewing, now) or _film_over(viewing, request, now)


def _run_film(viewing: Viewing, _: Request, now: datetime) -> Viewing:
    if viewing.clock.running:
        raise Refusal("The film is running already.")
    return replace(viewing, phase=Phase.DURING, clock=viewing.clock.started(now))


def _pause(viewing: Viewing, _: Request, now: datetime) -> Viewing:
    if not viewing.clock.running:
        raise Refusal("The film is paused already.")
    reached = prompts.pushed(viewing, now) if viewing.due_at else viewing  # its minute may have come just now
    return replace(reached, clock=viewing.clock.stopped(now))


def _jump(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    film, runtime = viewing.programme.film, viewing.programme.runtime
    longest = runtime if runtime and film and not film.about else LONGEST
    if request.to is None or not START <= request.to <= longest:
        raise Refusal(f"`minute`: from 0:00 to {written(longest)}, such as `{written(longest / 2)}`.")
    return replace(viewing, clock=viewing.clock.moved(request.to, now))


def _film_over(viewing: Viewing, _: Request, now: datetime) -> Viewing:
    return replace(viewing, phase=Phase.AFTER, clock=viewing.clock.stopped(now))


def _hand_over(viewing: Viewing, request: Request, _: datetime) -> Viewing:
    if request.heir is None or request.heir == viewing.facilitator_id:
        raise Refusal("Choose another member, who leads the viewing from now on.")
    return replace(viewing, facilitator_id=request.heir)


def _take_over(viewing: Viewing, request: Request, _: datetime) -> Viewing:
    if request.by.id == viewing.facilitator_id:
        raise Refusal("You lead this viewing already.")
    gone = request.leaderless or viewing.facilitator_id is None
    if not request.by.moderator and not (gone and request.takes_part):
        raise Refusal(
            "Press `Join` first; then you can take over."
            if gone
            else "The facilitator is still here and can hand over to you. Moderators may take over at any time."
        )
    return replace(viewing, facilitator_id=request.by.id)


def _end(viewing: Viewing, _: Request, now: datetime) -> Viewing:
    return replace(viewing, phase=Phase.CLOSED, clock=viewing.clock.stopped(now), ended_at=now)


_ALWAYS: dict[Move, Act] = {
    Move.NEXT: _next,
    Move.BACK: lambda viewing, _request, _now: prompts.back(viewing),
    Move.SKIP: lambda viewing, request, now: prompts.skip(viewing, request.place, now),
    Move.REOPEN: lambda viewing, request, now: prompts.reopen(viewing, request.place, now),
    Move.REVEAL: lambda viewing, request, _now: prompts.reveal(viewing, request.place),
    Move.HAND_OVER: _hand_over,
    Move.TAKE_OVER: _take_over,
    Move.END: _end,
}
MOVES: dict[Phase, dict[Move, Act]] = {
    Phase.BEFORE: {**_ALWAYS, Move.START_FILM: _run_film},
    Phase.DURING: {
        **_ALWAYS,
        Move.PAUSE: _pause,
        Move.RESUME: _run_film,
        Move.JUMP: _jump,
        Move.FINISH: _film_over,
    },
    Phase.AFTER: {**_ALWAYS, Move.RESUME: _run_film},
    Phase.CLOSED: {},
}
"""What each phase allows; whatever is not in it is refused."""
GROUP_ONLY = frozenset({Move.REVEAL, Move.HAND_OVER, Move.TAKE_OVER})

_ELSEWHERE = {
    Phase.BEFORE: "The film has not started. Press `Start the film` first.",
    Phase.DURING: "The film has started already.",
    Phase.AFTER: "The film is over. `Resume` goes back to it.",
}


def _act(viewing: Viewing, move: Move) -> Act:
    if viewing.solo and move in GROUP_ONLY:
        raise Refusal("You watch alone: only you see your answers, and only you lead.")
    act = MOVES[viewing.phase].get(move)
    if act is None:
        raise Refusal(_ELSEWHERE[viewing.phase])
    return act
