"""What a kind of item has to say for itself; whatever differs from kind to kind stands behind this."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import NamedTuple

from bot.packs.format.model import Entry, Pack
from bot.quizzes.items.model import QuizItem


class Group(StrEnum):
    """What of a round mixes: kinds that ask alike are one group."""

    QUESTION = "question"
    VERDICT = "verdict"
    YES_OR_NO = "yes or no"
    TERM = "term"


class ItemKind(NamedTuple):
    """One way to make questions of entries."""

    group: Group
    reviewed_as: str
    """The kind as which the same fact is kept for review: its own name for most."""
    of: Callable[[Pack, Entry], Iterator[QuizItem]]
    """What can be asked so of an entry: nothing where its answer has no source, or shows in the question."""
