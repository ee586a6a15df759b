"""The table of moves: what may be done in which phase, and what the viewing is then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings import prompts
from bot.viewings.film_time import LONGEST, NOT_STARTED, START, whole_second, written
from bot.viewings.rules import ENDED, Cue, Phase, State, Viewing

STALE = (
    "This control is out of date: the viewing has moved on, or this was done already. Nothing was changed. "
    "`/watch resume` shows the current ones."
)
RUNNING = "The film is running already."
ANNOUNCED = "The start is announced: the film has not begun yet. `Pause` calls the start off."


class Move(StrEnum):
    """What a facilitator, or who watches alone, can do; the value is what custom ids carry."""

    FORM = "form"
    """Choose the whole guide or its short form."""
    NEXT = "next"
    """A group's next prompt is asked now; who watches alone goes on to it."""
    BACK = "back"
    SKIP = "skip"
    REOPEN = "reopen"
    """Ask after all what was left out."""
    REVEAL = "reveal"
    REVEAL_ALL = "reveal_all"
    ASK_READY = "ask_ready"
    START_FILM = "start_film"
    PAUSE = "pause"
    """Before the second that was announced it calls the start off."""
    RESUME = "resume"
    """After the film it goes back to the film."""
    JUMP = "jump"
    FINISH = "finish"
    """The film is over, whatever the clock says."""
    HAND_OVER = "hand_over"
    TAKE_OVER = "take_over"
    END = "end"


class Decision(StrEnum):
    """What becomes of what a move would else lose."""

    LEAVE = "leave"
    """Prompts are left out, to be asked after all; answers stay unrevealed."""
    ASK = "ask"
    """Prompts are asked now."""
    REVEAL = "reveal"
    """Answers are revealed."""


class Undecided(Refusal):
    """A move that passes prompts, or ends with answers unrevealed, until somebody says what becomes of them."""

    def __init__(self, move: Move, count: int, text: str, to: timedelta | None = None) -> None:
        super().__init__(text)
        self.move = move
        self.count = count
        """How many prompts, or prompts with answers, there are."""
        self.to = to
        """Of a jump: where it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A move that somebody asks for."""

    move: Move
    by: Person
    seen: int | None = None
    """The step that the control was drawn for; None where the request cannot be stale, as with a command."""
    place: int | None = None
    """For `next`, `reveal`, `skip` and `reopen`: the prompt, where it is not the one whose turn it is."""
    phase: Phase | None = None
    """For `reveal_all`: whose prompts; None for all. For `resume`: when it was offered; None where it is no matter."""
    short: bool = False
    """For `form`: the short one."""
    to: timedelta | None = None
    """For `jump`: the time of the film."""
    ahead: timedelta = START
    """For `start_film`: how long before it begins it is announced."""
    one_screen: bool = False
    """For `start_film`: everybody looks at one screen, so that nobody presses play."""
    decided: Decision | None = None
    """What becomes of what the move would lose; None where nobody was asked."""
    heir: int | None = None
    """For `hand_over`: the member who leads from now on."""
    takes_part: bool = False
    """For `take_over`: whether the person takes part. The service finds that out."""
    leaderless: bool = False
    """For `take_over`: whether the facilitator is no longer in the server."""
    unrevealed: tuple[int, ...] = ()
    """For `end`: how many answers nobody has seen, of each prompt that has any. The service finds that out."""


Act = Callable[[Viewing, Request, datetime], Viewing]


def apply_move(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    """The viewing after a move, one step on; raises Refusal, with nothing changed, for a move that is not possible."""
    if request.move is Move.TAKE_OVER:
        viewing.check_visible(request.by.id)
    else:
        viewing.check_leader(request.by)
    if viewing.closed and (request.move not in MOVES[Phase.CLOSED] or now >= (viewing.later_until or now)):
        raise Refusal(ENDED)
    if request.seen not in (None, viewing.step):
        raise Refusal(STALE)
    moved = _act(viewing, request.move)(viewing, request, now)
    return replace(moved, step=viewing.step + 1)


def open_moves(viewing: Viewing, now: datetime) -> frozenset[Move]:
    """The moves that whoever leads the viewing, or a moderator, can make now."""
    somebody = Person(viewing.facilitator_id or 0 if viewing.solo else -1, moderator=True)
    left_out = next((cue.place for cue in viewing.cues if cue.state is State.SKIPPED), None)

    def works(move: Move) -> bool:
        place, short = left_out if move is Move.REOPEN and not viewing.solo else None, not viewing.short
        request = Request(move=move, by=somebody, place=place, to=START, heir=-1, decided=Decision.LEAVE, short=short)
        try:
            apply_move(viewing, request, now)
        except Refusal:
            return False
        return True

    return frozenset(move for move in Move if works(move))


def _choose_form(viewing: Viewing, request: Request, _: datetime) -> Viewing:
    if not viewing.programme.guide.short:
        raise Refusal("This guide has no short form.")
    if any(cue.turn for cue in viewing.cues):
        raise Refusal(
            "Prompts were asked already, so you can no longer change which form is used. `Skip` leaves prompts out."
        )
    if viewing.short == request.short:
        raise Refusal("This form is chosen already.")
    return replace(viewing, short=request.short)


def _next(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    if not viewing.solo:
        return prompts.ask_next(viewing, request.place, now)
    return prompts.next_prompt(viewing, now) or _film_over(viewing, request, now)


def _back(viewing: Viewing, _: Request, _now: datetime) -> Viewing:
    if not viewing.solo:
        raise Refusal("The prompts of a group stand in its thread.")
    return prompts.back(viewing)


def _ask_ready(viewing: Viewing, _: Request, _now: datetime) -> Viewing:
    return viewing  # a line is posted; nothing else changes


def left_before(viewing: Viewing) -> Undecided | None:
    """What is to be decided before the film is started, where prompts before it are left."""
    left = viewing.waiting(Phase.BEFORE)
    text = f"{_counted(left)} before the film {_are(left)} left."
    return Undecided(Move.START_FILM, len(left), text) if left else None


def _start_film(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    if request.decided is None and (undecided := left_before(viewing)):
        raise undecided
    left = prompts.leave_out(viewing, prompts.coming(viewing, now)[: len(viewing.waiting(Phase.BEFORE))])
    begins = whole_second(now) + request.ahead if request.ahead else now
    return replace(left, phase=Phase.DURING, clock=viewing.clock.started(begins))


def _run_film(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    if request.phase not in (None, viewing.phase):
        raise Refusal(_ELSEWHERE[viewing.phase])  # going on after a pause is no going back to a film that is over
    if viewing.clock.running:
        raise Refusal(ANNOUNCED if viewing.begins_in(now) else RUNNING)
    return replace(viewing, phase=Phase.DURING, clock=viewing.clock.started(now))


def _pause(viewing: Viewing, _: Request, now: datetime) -> Viewing:
    if viewing.begins_in(now):
        return replace(viewing, phase=Phase.BEFORE, clock=NOT_STARTED)
    if not viewing.clock.running:
        raise Refusal("The film is paused already.")
    reached = prompts.pushed(viewing, now) if viewing.due_at else viewing  # its minute may have come just now
    return replace(reached, clock=viewing.clock.stopped(now))


def _jump(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    _check_begun(viewing, now)
    film, runtime = viewing.programme.film, viewing.programme.runtime
    longest = runtime if runtime and film and not film.about else LONGEST
    if request.to is None or not START <= request.to <= longest:
        raise Refusal(f"`minute`: from 0:00 to {written(longest)}, such as `{written(longest / 2)}`.")
    to = request.to
    passed = [cue for cue in prompts.coming(viewing, now) if cue.at is not None and cue.at < to]
    passed = [] if viewing.solo else [cue for cue in passed if cue.prompt.phase == Phase.DURING]
    moved = replace(viewing, clock=viewing.clock.moved(to, now))
    return _past(moved, passed, request, now, f"{'lies' if len(passed) == 1 else 'lie'} between.")


def _film_over(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    _check_begun(viewing, now)
    passed = prompts.coming(viewing, now)[: len(viewing.waiting(Phase.DURING))]
    done = _past(viewing, passed, request, now, f"of the film {_are(passed)} not asked yet.")
    return replace(done, phase=Phase.AFTER, clock=viewing.clock.stopped(now))


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


def _end(viewing: Viewing, request: Request, now: datetime) -> Viewing:
    if request.unrevealed and request.decided is None:
        count, answers = len(request.unrevealed), sum(request.unrevealed)
        text = f"{answers} answer{'s' if answers > 1 else ''} to {count} prompt{'s' if count > 1 else ''}"
        raise Undecided(request.move, count, f"{text} {'are' if answers > 1 else 'is'} not revealed.")
    if request.decided is Decision.REVEAL and viewing.open and not viewing.solo:
        viewing = prompts.reveal_all(viewing, None)
    return replace(viewing, phase=Phase.CLOSED, clock=viewing.clock.stopped(now), ended_at=now)


def _past(viewing: Viewing, passed: Sequence[Cue], request: Request, now: datetime, told: str) -> Viewing:
    """The viewing past some prompts; raises Undecided, in which they are told of, until somebody says what becomes of
    them."""
    if passed and request.decided is None:
        raise Undecided(request.move, len(passed), f"{_counted(passed)} {told}", request.to)
    if request.decided is Decision.ASK:
        return prompts.ask(viewing, passed, now)
    return prompts.leave_out(viewing, passed)


def _check_begun(viewing: Viewing, now: datetime) -> None:
    if viewing.begins_in(now):
        raise Refusal(ANNOUNCED)


def _counted(cues: Sequence[Cue]) -> str:
    return "1 prompt" if len(cues) == 1 else f"{len(cues)} prompts"


def _are(cues: Sequence[Cue]) -> str:
    return "is" if len(cues) == 1 else "are"


_REVEALING: dict[Move, Act] = {
    Move.REVEAL: lambda viewing, request, _now: prompts.reveal(viewing, request.place),
    Move.REVEAL_ALL: lambda viewing, request, _now: prompts.reveal_all(viewing, request.phase),
}
_ALWAYS: dict[Move, Act] = {
    **_REVEALING,
    Move.NEXT: _next,
    Move.BACK: _back,
    Move.SKIP: lambda viewing, request, now: prompts.skip(viewing, request.place, now),
    Move.REOPEN: lambda viewing, request, now: prompts.reopen(viewing, request.place, now),
    Move.HAND_OVER: _hand_over,
    Move.TAKE_OVER: _take_over,
    Move.END: _end,
}
MOVES: dict[Phase, dict[Move, Act]] = {
    Phase.BEFORE: {
        **_ALWAYS,
        Move.FORM: _choose_form,
        Move.ASK_READY: _ask_ready,
        Move.START_FILM: _start_film,
    },
    Phase.DURING: {
        **_ALWAYS,
        Move.PAUSE: _pause,
        Move.RESUME: _run_film,
        Move.JUMP: _jump,
        Move.FINISH: _film_over,
    },
    Phase.AFTER: {**_ALWAYS, Move.RESUME: _run_film},
    Phase.CLOSED: _REVEALING,
}
"""What each phase allows; whatever is not in it is refused. For seven days after the end answers can be revealed."""
GROUP_ONLY = frozenset({Move.REVEAL, Move.REVEAL_ALL, Move.ASK_READY, Move.HAND_OVER, Move.TAKE_OVER})

_ELSEWHERE = {
    Phase.BEFORE: "The film has not started. Press `Start the film` first.",
    Phase.DURING: "The film has started already.",
    Phase.AFTER: "The film is over. `Resume` goes back to it.",
    Phase.CLOSED: ENDED,
}


def _act(viewing: Viewing, move: Move) -> Act:
    if viewing.solo and move in GROUP_ONLY:
        raise Refusal("You watch alone: only you see your answers, and only you lead.")
    act = MOVES[viewing.phase].get(move)
    if act is None:
        raise Refusal(_ELSEWHERE[viewing.phase])
    return act
