"""What is told of a quiz: values that services answer with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.quizzes.rounds.rules import Cue, Quiz, Tally
from bot.threads.joining.views import Answered, Membership


@dataclass(frozen=True, slots=True)
class Line:
    """A quiz in a list."""

    number: int
    title: str
    created_at: datetime
    runs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizStatus:
    """Where a quiz stands at one moment."""

    quiz: Quiz
    taking_part: int
    answered: Answered
    """Of the item that was asked last."""
    troubles: tuple[str, ...] = ()
    """What could not be done for it, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A quiz as one member takes part in it."""

    quiz: Quiz
    standing: Membership | None
    """None for who does not take part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedAnswer:
    """An answer that is kept, for its author."""

    quiz: Quiz
    cue: Cue
    chosen: tuple[int, ...]
    replaced: bool
    joined: bool
    """Whether its author takes part only since now."""


@dataclass(frozen=True, slots=True)
class Result:
    """An item whose answer is shown, and how it was answered."""

    cue: Cue
    tally: Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What a member did not get right of a quiz."""

    quiz: Quiz
    wrong: Sequence[Cue]
    skipped: Sequence[Cue]
    """Items that they did not answer before the answer was shown."""
    answered: int
    """Items that they answered."""
