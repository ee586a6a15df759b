"""What a poll came to, as one value that can be kept and drawn."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from bot.polls.counting import Runoff, Scores, mean_step, median_step, run_off, score_options
from bot.polls.pairs import Shift
from bot.polls.rules import FEWEST_SHOWN, percent
from bot.polls.terms import Ballot, Kind, Terms


class Withheld(StrEnum):
    """Why an anonymous poll has no totals."""

    FEW = "few"
    """Fewer than five ballots."""
    RESTORED = "restored"
    """The database was restored from a backup, which never holds such ballots."""


@dataclass(frozen=True)
class Result:
    """Totals of a poll; what its kind does not have is None or empty."""

    kind: Kind
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


def counted(terms: Terms, ballots: Iterable[Ballot]) -> Result:
    """Count ballots; for a ranked poll of ten options and 10,000 ballots some 40 ms, so call it off the event loop."""
    given = list(ballots)
    sure = [ballot for ballot in given if not ballot.not_sure]
    size = len(terms.options)
    unsure = len(given) - len(sure)
    confidence = _mean_confidence(given)
    if terms.kind is Kind.RANKED:
        first = _tally((ballot.choices[:1] for ballot in sure), size)
        runoff = run_off((ballot.choices for ballot in sure), size)
        return Result(terms.kind, terms.options, len(given), unsure, first, runoff=runoff, confidence=confidence)
    if terms.kind is Kind.SCORE:
        scores = score_options((ballot.scores for ballot in sure), size)
        votes = tuple(sum(each.distribution) for each in scores)
        return Result(terms.kind, terms.options, len(given), unsure, votes, scores=scores, confidence=confidence)
    return summed(terms, _tally((ballot.choices for ballot in sure), size), len(given), unsure, confidence)


def summed(terms: Terms, votes: Sequence[int], ballots: int, unsure: int, confidence: float | None = None) -> Result:
    """The result of a single, multiple or scale poll whose votes are known by option."""
    scale = terms.kind is Kind.SCALE
    return Result(
        terms.kind,
        terms.options,
        ballots,
        unsure,
        tuple(votes),
        mean=mean_step(votes) if scale else None,
        median=median_step(votes) if scale else None,
        confidence=confidence,
    )


def withheld(terms: Terms, ballots: int, why: Withheld) -> Result:
    """The result of an anonymous poll that has no totals."""
    return Result(terms.kind, terms.options, ballots, withheld=why)


def written(result: Result) -> str:
    """The result as JSON text."""
    return msgspec.json.encode(result).decode()


def read(text: str) -> Result:
    """The result that `written` made the text of."""
    return msgspec.json.decode(text, type=Result)


def _tally(choices: Iterable[tuple[int, ...]], size: int) -> tuple[int, ...]:
    counts = Counter(option for chosen in choices for option in chosen)
    return tuple(counts[option] for option in range(size))


def _mean_confidence(ballots: list[Ballot]) -> float | None:
    told = [ballot.confidence for ballot in ballots if ballot.confidence is not None]
    return sum(told) / len(told) if len(told) >= FEWEST_SHOWN else None
