"""What a poll came to, as one value that can be kept and drawn."""

from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bot.polls.counting import Runoff, Scores
from bot.polls.pairs import Shift
from bot.polls.rules import percent


class Withheld(StrEnum):
    """Why an anonymous poll has no totals."""

    FEW = "few"
    """Fewer than five ballots."""
    RESTORED = "restored"
    """The database was restored from a backup, which never holds such ballots."""


@dataclass(frozen=True)
class Result:
    """Totals of a poll; what its kind does not have is None or empty."""

    kind: str
    options: tuple[str, ...]
    ballots: int
    """Members who voted, those not sure included."""
    unsure: int = 0
    votes: tuple[int, ...] = ()
    """By option: votes; for `ranked` first choices, for `score` ballots that scored it. Empty when withheld."""
    mean: float | None = None
    """Of a scale, its steps counted from 1."""
    median: float | None = None
    scores: tuple[Scores, ...] = ()
    runoff: Runoff | None = None
    confidence: float | None = None
    """Mean confidence, 1 to 5, where at least five voters told theirs."""
    withheld: Withheld | None = None
    shift: Shift | None = None
    """Of an after poll."""

    @property
    def sure(self) -> int:
        """The ballots that percentages are of: all but `Not sure`."""
        return self.ballots - self.unsure

    def percent(self, option: int) -> int:
        """The share of an option in whole percent of those who were sure."""
        return percent(self.votes[option], self.sure)


def written(result: Result) -> str:
    """The result as JSON text."""
    return msgspec.json.encode(result).decode()


def read(text: str) -> Result:
    """The result that `written` made the text of."""
    return msgspec.json.decode(text, type=Result)
