"""What the service of statements answers with."""

from dataclasses import dataclass

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.text import shorten
from bot.statements.results import Result
from bot.statements.rules import Round

ASIDE, IN, MERGED = "aside", "in", "merged"
"""What becomes of a statement when it is looked through."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement without its author."""

    place: int
    text: str
    state: str = IN


@dataclass(frozen=True)
class View:
    """A round, and what its card tells beside it."""

    round: Round
    count: int = 0
    """Statements that are voted on."""
    aside: int = 0
    merged: int = 0
    result: Result | None = None


@dataclass(frozen=True)
class Sifting:
    """All statements of a round in the order of chance, for who leads it."""

    round: Round
    statements: tuple[Statement, ...]

    @property
    def kept(self) -> tuple[Statement, ...]:
        """Those that are voted on."""
        return tuple(each for each in self.statements if each.state == IN)

    def count(self, state: str) -> int:
        """How many stand so."""
        return sum(each.state == state for each in self.statements)


@dataclass(frozen=True)
class Paper:
    """What a member votes on, in an order of their own."""

    round: Round
    statements: tuple[Statement, ...]
    voted: int
    """On how many of them they have voted."""
    at: int
    """The position in their order that is shown; past the last once all are voted on."""
    given: int | None = None
    """How they voted on the one that is shown."""


@dataclass(frozen=True, slots=True)
class Line:
    """A round as it is offered while somebody types."""

    id: int
    number: int
    question: str
    closed: bool

    @property
    def offered(self) -> str:
        """Its name in a list, as long as Discord takes one."""
        return shorten(f"#{self.number} · {flat(self.question)}", limits.CHOICE_NAME)
