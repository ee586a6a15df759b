"""Counting ballots: instant run-off, Condorcet winner, means, medians and distributions."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

Ranking = tuple[int, ...]
"""Options by their index, best first; what is left out stands behind all that are named."""

TIE_RULE = (
    "Where options tie for last place, every order of dropping them is tried; if the order decides who wins, "
    "those winners share the win."
)

TOP_SCORE = 5


@dataclass(frozen=True)
class Round:
    """One round of a run-off: the votes of each option still in, and those that drop out after it."""

    votes: tuple[tuple[int, int], ...]
    """(option, votes), in the order of the poll."""
    out: tuple[int, ...]
    """Empty in the last round."""
    tied: bool
    """Whether others had as few votes as the one that drops out."""
    exhausted: int
    """Ballots that name none of the options still in."""


@dataclass(frozen=True)
class Runoff:
    """An instant run-off; several winners share the win, none when nobody ranked anything."""

    rounds: tuple[Round, ...]
    winners: tuple[int, ...]
    condorcet: int | None
    """The option that beats every other one head to head, where there is one."""

    @property
    def condorcet_differs(self) -> bool:
        """Whether another option than the winner would win every duel."""
        return self.condorcet is not None and self.winners != (self.condorcet,)


@dataclass(frozen=True)
class Scores:
    """How one option was scored: ballots that gave it 0, 1, … points."""

    distribution: tuple[int, ...]

    @property
    def mean(self) -> float | None:
        """Mean points, or None when nobody scored the option."""
        given = sum(self.distribution)
        return sum(points * count for points, count in enumerate(self.distribution)) / given if given else None


def run_off(rankings: Iterable[Ranking], options: int) -> Runoff:
    """Count an instant run-off between `options` options.

    In each round a ballot counts for the best option still in. An option with more than half of the counting ballots
    wins; else the last one drops out. Ties for last follow TIE_RULE, known in the literature as parallel-universe
    tie-breaking (Conitzer, Rognlie and Xia, IJCAI 2009). Options nobody votes for drop out together.
    """
    ballots = Counter(ranking for ranking in rankings if ranking)
    if not ballots:
        return Runoff((), (), None)
    count = _Count(ballots)
    everyone = (1 << options) - 1
    winners = count.winners(everyone)
    return Runoff(tuple(count.rounds(everyone, winners)), places_of(winners), condorcet_winner(ballots, options))


class _Count:
    """A run-off in progress; sets of options are bit masks, so that a state met twice is counted once."""

    def __init__(self, ballots: Counter[Ranking]) -> None:
        self._ballots = list(ballots.items())
        self._total = ballots.total()
        self._votes: dict[int, dict[int, int]] = {}
        self._winners: dict[int, int] = {}

    def votes(self, still_in: int) -> dict[int, int]:
        """The votes of each option of the mask."""
        if still_in not in self._votes:
            votes = dict.fromkeys(places_of(still_in), 0)
            for ranking, ballots in self._ballots:
                for option in ranking:
                    if still_in >> option & 1:
                        votes[option] += ballots
                        break
            self._votes[still_in] = votes
        return self._votes[still_in]

    def winners(self, still_in: int) -> int:
        """Everyone who wins in some order of dropping those tied for last."""
        if still_in not in self._winners:
            drops = self._drops(still_in)
            self._winners[still_in] = (
                reduce(int.__or__, (self.winners(still_in & ~drop) for drop in drops))
                if drops
                else _mask(self._majority(still_in))
            )
        return self._winners[still_in]

    def rounds(self, still_in: int, winners: int) -> list[Round]:
        """The rounds of one order that ends with one of `winners`; of tied options, later ones drop out first.

        They end where all that are still in win.
        """
        rounds: list[Round] = []
        while True:
            votes, drops = self.votes(still_in), self._drops(still_in)
            leading = [drop for drop in drops if self.winners(still_in & ~drop) & winners]
            decided = not drops or self.winners(still_in) == still_in
            out = 0 if decided else leading[-1]
            exhausted = self._total - sum(votes.values())
            rounds.append(Round(tuple(votes.items()), places_of(out), len(drops) > 1, exhausted))
            if not out:
                return rounds
            still_in &= ~out

    def _drops(self, still_in: int) -> list[int]:
        """The masks of which one drops out next; none when somebody has won."""
        votes = self.votes(still_in)
        if self._majority(still_in):
            return []
        fewest = min(votes.values())
        last = [option for option, count in votes.items() if count == fewest]
        return [_mask(last)] if fewest == 0 and len(last) < len(votes) else [1 << option for option in last]

    def _majority(self, still_in: int) -> list[int]:
        votes = self.votes(still_in)
        half = sum(votes.values()) / 2
        return [option for option, count in votes.items() if count > half or len(votes) == 1]


def condorcet_winner(ballots: Counter[Ranking], options: int) -> int | None:
    """The option that more ballots rank above each other option than below it, or None."""
    above = [[0] * options for _ in range(options)]
    for ranking, count in ballots.items():
        behind = set(range(options))
        for option in ranking:
            behind.discard(option)
            for other in behind:
                above[option][other] += count
    for option in range(options):
        if all(above[option][other] > above[other][option] for other in range(options) if other != option):
            return option
    return None


def mean_step(votes: Sequence[int]) -> float | None:
    """The mean of a scale, its steps counted from 1; None without votes."""
    total = sum(votes)
    return sum(step * count for step, count in enumerate(votes, 1)) / total if total else None


def median_step(votes: Sequence[int]) -> float | None:
    """The median of a scale, its steps counted from 1, halfway between two steps at times; None without votes."""
    total = sum(votes)
    if not total:
        return None
    low, high = (_step_of(votes, place) for place in ((total - 1) // 2, total // 2))
    return (low + high) / 2


def _step_of(votes: Sequence[int], place: int) -> int:
    """The step of the voter at `place` (from 0) when voters stand in order of their steps."""
    passed = 0
    for step, count in enumerate(votes, 1):
        passed += count
        if place < passed:
            return step
    raise ValueError(f"no voter at place {place} among {passed}")


def score_options(ballots: Iterable[Sequence[int | None]], options: int, top: int = TOP_SCORE) -> tuple[Scores, ...]:
    """How each option was scored, up to `top`; a ballot gives points by index, None (or nothing) where it gave none."""
    given = [[0] * (top + 1) for _ in range(options)]
    for scores in ballots:
        for option, points in enumerate(scores):
            if points is not None:
                given[option][points] += 1
    return tuple(Scores(tuple(distribution)) for distribution in given)


def places_of(mask: int) -> tuple[int, ...]:
    """The options of a bit mask, ascending."""
    return tuple(option for option in range(mask.bit_length()) if mask >> option & 1)


def _mask(options: Iterable[int]) -> int:
    return sum(1 << option for option in options)
