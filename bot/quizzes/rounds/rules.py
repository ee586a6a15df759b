"""What a quiz of a group is, where each of its items stands, and its moves.

One item is open at a time. Whoever leads asks the next and reveals it; it reveals itself once everybody has answered,
or when its time is over, where a time was set. With the last item revealed the quiz has ended.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.quizzes.items.model import QuizItem, Way
from bot.quizzes.items.rules import Placed
from bot.quizzes.rounds.programme import Programme

UNKNOWN = "No such quiz here."
ENDED = "This quiz has ended."
STALE = (
    "This control is out of date: the quiz has moved on, or this was done already. Nothing was changed. "
    "`Lead` on the newest message shows the current ones."
)
TOO_LATE = "The answer to this question is shown already, so yours came too late and is not counted."
CLOSES_AFTER = timedelta(seconds=10)
"""How long after the last answer an item is revealed that everybody has answered: who slipped can still change it."""
FEWEST = 2
"""Members who take part before an item is revealed because everybody has answered."""
TIMES = (30, 60, 120, 300)
"""Seconds that may be set for each item; none are set by themselves."""


class State(StrEnum):
    """Where an item stands: not asked yet, taking answers, or its answer shown."""

    WAITING = "waiting"
    OPEN = "open"
    REVEALED = "revealed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """An item in this quiz."""

    place: int
    """From 0, in the order of asking."""
    placed: Placed
    """As it was when the quiz began."""
    state: State = State.WAITING
    asked_at: datetime | None = None
    closes_at: datetime | None = None
    """When it is revealed by itself; None where no time was set."""

    @property
    def item(self) -> QuizItem:
        """What is asked."""
        return self.placed.item

    @property
    def number(self) -> int:
        """What members call it."""
        return self.place + 1


@dataclass(frozen=True, kw_only=True)
class Quiz:
    """A quiz of a group. Times are UTC."""

    id: int
    """Unpredictable, the same nowhere else; what controls carry."""
    guild_id: int
    number: int
    """What members call it in their server."""
    facilitator_id: int | None
    """Who leads; None once that member had their data deleted."""
    programme: Programme
    cues: tuple[Cue, ...]
    step: int = 1
    """Grows with every move; a second click on the same control finds another."""
    seconds: int | None = None
    """The time for each item that is asked from now on, if one was set."""
    channel_id: int | None = None
    tag_id: int | None = None
    """The tag that was chosen for its post in a forum."""
    started_in: int | None = None
    thread_id: int | None = None
    orphaned: str | None = None
    created_at: datetime
    ended_at: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None

    @property
    def open(self) -> Cue | None:
        """The item that takes answers."""
        return next((cue for cue in self.cues if cue.state is State.OPEN), None)

    @property
    def next(self) -> Cue | None:
        """The item that is asked next."""
        return next((cue for cue in self.cues if cue.state is State.WAITING), None)

    @property
    def newest(self) -> Cue | None:
        """The item that was asked last."""
        return next((cue for cue in reversed(self.cues) if cue.state is not State.WAITING), None)

    @property
    def revealed(self) -> tuple[Cue, ...]:
        """The items whose answers are shown."""
        return tuple(cue for cue in self.cues if cue.state is State.REVEALED)

    def cue(self, place: int) -> Cue:
        """An item by its place; raises Refusal where the quiz has no such."""
        if not 0 <= place < len(self.cues):
            raise Refusal(UNKNOWN)
        return self.cues[place]

    def check_takes(self, cue: Cue) -> None:
        """Raise Refusal unless an item takes answers now."""
        if cue.state is State.REVEALED:
            raise Refusal(TOO_LATE)
        if self.closed:
            raise Refusal(f"{ENDED} The answer to this question was not shown.")
        if cue.state is State.WAITING:
            raise Refusal("This question has not been asked yet.")

    def with_cue(self, cue: Cue) -> "Quiz":
        """The same with one item changed."""
        return replace(self, cues=(*self.cues[: cue.place], cue, *self.cues[cue.place + 1 :]))

    def is_led_by(self, by: Person) -> bool:
        """Whether somebody may move it on."""
        return by.moderator or by.id == self.facilitator_id

    def check_leader(self, by: Person) -> None:
        """Raise Refusal unless this person may move it on."""
        if not self.is_led_by(by):
            raise Refusal(f"Only the facilitator and moderators may do that. `Lead` tells who leads. {by.why}".strip())


class Move(StrEnum):
    """What whoever leads can do; the value is what custom ids carry."""

    ASK = "ask"
    REVEAL = "reveal"
    TIME = "time"
    """Set a time for the items that are asked from now on, or none."""
    HAND_OVER = "hand-over"
    TAKE_OVER = "take-over"
    END = "end"


class Decision(StrEnum):
    """What becomes of what an end would else lose."""

    REVEAL = "reveal"
    LEAVE = "leave"
    STOP = "stop"
    """Ask no more; no answers are waiting."""


class Undecided(Refusal):
    """An end with answers that nobody has seen, or with items that were not asked, until somebody says so."""

    def __init__(self, text: str, *, answers: bool) -> None:
        super().__init__(text)
        self.answers = answers
        """Whether there are answers to reveal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A move that somebody asks for; None as `by`: the quiz does it by itself."""

    move: Move
    by: Person | None
    place: int | None = None
    """For `ask` and `reveal`, and for an `end` that decides about answers: the item that the control was drawn for."""
    seconds: int | None = None
    """For `time`."""
    decided: Decision | None = None
    """For `end`."""
    answered: int = 0
    """For `end`: answers to the open item. The service finds that out."""
    heir: int | None = None
    """For `hand-over`: the member who leads from now on."""
    takes_part: bool = False
    """For `take-over`: whether the person takes part. The service finds that out."""
    leaderless: bool = False
    """For `take-over`: whether who leads is no longer in the server."""


def apply_move(quiz: Quiz, request: Request, now: datetime) -> Quiz:
    """The quiz after a move, one step on; raises Refusal, with nothing changed, for a move that is not possible."""
    if request.move is not Move.TAKE_OVER and request.by:
        quiz.check_leader(request.by)
    if quiz.closed:
        raise Refusal(ENDED)
    return replace(_MOVES[request.move](quiz, request, now), step=quiz.step + 1)


def _ask(quiz: Quiz, request: Request, now: datetime) -> Quiz:
    cue = quiz.next
    if cue is None or quiz.open or cue.place != request.place:
        raise Refusal(STALE)
    closes_at = now + timedelta(seconds=quiz.seconds) if quiz.seconds else None
    return quiz.with_cue(replace(cue, state=State.OPEN, asked_at=now, closes_at=closes_at))


def _reveal(quiz: Quiz, request: Request, now: datetime) -> Quiz:
    cue = quiz.open
    if cue is None or cue.place != request.place:
        raise Refusal(STALE)
    shown = quiz.with_cue(replace(cue, state=State.REVEALED))
    return shown if shown.next else replace(shown, ended_at=now)


def _set_time(quiz: Quiz, request: Request, _: datetime) -> Quiz:
    if request.seconds is not None and request.seconds not in TIMES:
        raise Refusal(STALE)
    return replace(quiz, seconds=request.seconds)


def _hand_over(quiz: Quiz, request: Request, _: datetime) -> Quiz:
    if request.heir is None or request.heir == quiz.facilitator_id:
        raise Refusal("Choose another member, who leads the quiz from now on.")
    return replace(quiz, facilitator_id=request.heir)


def _take_over(quiz: Quiz, request: Request, _: datetime) -> Quiz:
    by = request.by
    assert by
    if by.id == quiz.facilitator_id:
        raise Refusal("You lead this quiz already.")
    if not by.moderator:
        if quiz.facilitator_id is not None and not request.leaderless:
            raise Refusal(f"<@{quiz.facilitator_id}> leads this quiz and is here.")
        if not request.takes_part:
            raise Refusal("Who takes over takes part: press `Join` first.")
    return replace(quiz, facilitator_id=by.id)


def _end(quiz: Quiz, request: Request, now: datetime) -> Quiz:
    cue = quiz.open
    about_answers = request.decided in (Decision.REVEAL, Decision.LEAVE)
    if about_answers and (cue is None or cue.place != request.place):
        raise Refusal(STALE)
    if cue and request.answered and not about_answers:
        count = "1 answer" if request.answered == 1 else f"{request.answered} answers"
        raise Undecided(
            f"{count} to question {cue.number} {'is' if count == '1 answer' else 'are'} not revealed.", answers=True
        )
    if cue and request.decided is Decision.REVEAL:
        quiz = quiz.with_cue(replace(cue, state=State.REVEALED))
    left = sum(each.state is State.WAITING for each in quiz.cues)
    if left and request.decided is None:
        text = "1 question is not asked yet." if left == 1 else f"{left} questions are not asked yet."
        raise Undecided(f"{text} A quiz that has ended cannot go on.", answers=False)
    return replace(quiz, ended_at=now)


_MOVES: dict[Move, Callable[[Quiz, Request, datetime], Quiz]] = {
    Move.ASK: _ask,
    Move.REVEAL: _reveal,
    Move.TIME: _set_time,
    Move.HAND_OVER: _hand_over,
    Move.TAKE_OVER: _take_over,
    Move.END: _end,
}


def checked(quiz: Quiz, place: int, chosen: tuple[int, ...]) -> tuple[Cue, tuple[int, ...]]:
    """The item and the answer that is kept; raises Refusal for what it does not offer, or where it takes none now."""
    cue = quiz.cue(place)
    quiz.check_takes(cue)
    places = range(len(cue.item.options))
    if len(set(chosen)) != len(chosen) or not all(each in places for each in chosen):
        raise Refusal("No such option in this question.")
    match cue.item.way:
        case Way.ONE if len(chosen) == 1:
            return cue, chosen
        case Way.SEVERAL if chosen:
            return cue, tuple(sorted(chosen))
        case Way.ORDER if len(chosen) == len(places):
            return cue, chosen
        case _:
            raise Refusal("This question takes another kind of answer. Answer it on its newest message.")


@dataclass(frozen=True, slots=True)
class Tally:
    """How an item was answered: by how many, how often each option was chosen, and how many were right."""

    answers: int
    chosen: tuple[int, ...]
    """By the place of the option in the item."""
    right: int

    @property
    def missed(self) -> int:
        """How many were not right."""
        return self.answers - self.right


def tally(item: QuizItem, answers: "list[tuple[int, ...]]") -> Tally:
    """Count the answers to an item."""
    counts = tuple(sum(place in each for each in answers) for place in range(len(item.options)))
    return Tally(len(answers), counts, sum(item.is_right(each) for each in answers))
