"""What the votes of a round come to, statement by statement: agreed on, divided over, bridging, unsure; and how told.

A statement bridges where people agree on it who agree on little else: of the pairs who disagree on at least half of
the other statements that both voted on, the share who both agree on this one. Popularity alone does not make a bridge:
a statement that one half of a divided room cheers has few such pairs behind it, however many they are in all.

A small room could work out from a count who said what. So under five voters no count is told, under ten a band; and
statements are named in an order that tells no more than these do.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.statements.leanings import Votes

AGREED = 60
"""Percent of its voters who agree on common ground, where at most one disagrees; in bands, from here on most do."""
FEWEST_TOLD = 5
"""Voters from which on something is told of how many."""
FEWEST_COUNTED = 10
"""Voters from which on they are counted; until then there are bands."""
FEWEST_VOTED = 3
"""Voters whom a statement needs, beside half of all who voted, to be spoken of at all."""
MOST_COMMON = 5
MOST_OTHERS = 3
"""Statements that are named under the headings."""
BANDS = "one or none", "few", "split", "most", "all or all but one"
BAND_SHARES: dict[str, int] = dict(zip(BANDS, (4, 27, 50, 73, 96), strict=True))
"""The percent that stand for a band, where a bar is drawn or an order is made of it."""
BOTH_BY_CHANCE = 4
"""Two who toss coins both agree in one of so many cases: a bridge must carry more."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one statement."""

    agree: int
    disagree: int
    passed: int

    @property
    def voters(self) -> int:
        """All who voted on it, those who passed too."""
        return self.agree + self.disagree + self.passed

    @property
    def is_common(self) -> bool:
        """Whether it is common ground."""
        return self.agree * 100 >= AGREED * self.voters and self.disagree <= 1

    @property
    def divides(self) -> bool:
        """Whether it is nearer to half than to all or none: on each side at least a quarter of its voters, and two."""
        fewer = min(self.agree, self.disagree)
        return fewer >= 2 and fewer * 4 >= self.voters

    @property
    def leaves_unsure(self) -> bool:
        """Whether passes are more than a few: two at least, and a fifth."""
        return self.passed >= 2 and self.passed * 5 >= self.voters


@dataclass(frozen=True, slots=True)
class Bridge:
    """Of the pairs who disagree on at least half of the rest, how many both agree on a statement."""

    both: int
    pairs: int

    @property
    def carries(self) -> bool:
        """Whether more of them both agree than two who toss coins would, and more than a single pair."""
        return self.both >= 2 and self.both * BOTH_BY_CHANCE > self.pairs


@dataclass(frozen=True, slots=True)
class Findings:
    """The statements by their places, best first under each heading; a statement may stand under several."""

    voters: int
    tallies: tuple[Tally, ...]
    bridge: tuple[Bridge, ...]
    common: tuple[int, ...]
    dividing: tuple[int, ...]
    bridging: tuple[int, ...]
    unsure: tuple[int, ...]


def findings(votes: Votes, count: int | None = None) -> Findings:
    """What the votes come to: a row for each member who voted, a column for each of `count` statements."""
    statements = range((len(votes[0]) if votes else 0) if count is None else count)
    tallies = tuple(tally(row[place] for row in votes) for place in statements)
    bridge = bridges(votes) if votes else (Bridge(0, 0),) * len(statements)
    heard = [place for place in statements if tallies[place].voters >= max(FEWEST_VOTED, (len(votes) + 1) // 2)]

    def best(is_one: Callable[[int], bool], worth: Callable[[int], float], most: int) -> tuple[int, ...]:
        return tuple(sorted(filter(is_one, heard), key=lambda place: (-worth(place), place))[:most])

    return Findings(
        len(votes),
        tallies,
        bridge,
        common=best(
            lambda n: tallies[n].is_common, lambda n: told_share(tallies[n].agree, tallies[n].voters), MOST_COMMON
        ),
        dividing=best(
            lambda n: tallies[n].divides,
            lambda n: _nearness_to_half(tallies[n]),
            MOST_OTHERS,
        ),
        bridging=best(
            lambda n: bridge[n].carries,
            lambda n: told_share(bridge[n].both, bridge[n].pairs, tallies[n].voters),
            MOST_OTHERS,
        ),
        unsure=best(
            lambda n: tallies[n].leaves_unsure, lambda n: told_share(tallies[n].passed, tallies[n].voters), MOST_OTHERS
        ),
    )  # fmt: skip


def tally(votes: Iterable[int | None]) -> Tally:
    """Votes on one statement, counted."""
    cast = list(votes)
    return Tally(cast.count(1), cast.count(-1), cast.count(0))


def bridges(votes: Votes) -> tuple[Bridge, ...]:
    """How far each statement bridges."""
    agreeing, disagreeing = _places(votes, 1), _places(votes, -1)
    voted = [yes | no | passed for yes, no, passed in zip(agreeing, disagreeing, _places(votes, 0), strict=True)]
    both, pairs = ([0] * len(votes[0] if votes else ()) for _ in range(2))
    for one in range(len(votes)):
        for other in range(one):
            shared = voted[one] & voted[other]
            opposed = (agreeing[one] & disagreeing[other]) | (disagreeing[one] & agreeing[other])
            against, others = opposed.bit_count(), shared.bit_count() - 1
            if others < 1 or against * 2 < others:
                continue
            apart = shared if (against - 1) * 2 >= others else shared & ~opposed
            for place in _bits(apart):
                pairs[place] += 1
            for place in _bits(agreeing[one] & agreeing[other]):
                both[place] += 1
    return tuple(map(Bridge, both, pairs))


def band(part: int, whole: int) -> str:
    """How many of a few, without saying how many."""
    if part >= whole - 1:
        return BANDS[4]
    if part <= 1:
        return BANDS[0]
    if part * 100 >= AGREED * whole:
        return BANDS[3]
    return BANDS[1] if part * 100 <= (100 - AGREED) * whole else BANDS[2]


def percent(part: int, whole: int) -> int:
    """The share in whole percent, halves rounded up."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def told_share(part: int, whole: int, voters: int | None = None) -> float:
    """In percent the share that may be told of so many voters: of few that of their band, of fewer none.

    `whole` are the voters, unless these are given beside it.
    """
    count = whole if voters is None else voters
    if count < FEWEST_TOLD or not whole:
        return 0.0
    return 100 * part / whole if count >= FEWEST_COUNTED else BAND_SHARES[band(part, whole)]


def _nearness_to_half(tally: Tally) -> float:
    if tally.voters < FEWEST_COUNTED:
        return -abs(50 - told_share(tally.agree, tally.voters))
    return told_share(min(tally.agree, tally.disagree), tally.voters)


def _places(votes: Votes, vote: int) -> list[int]:
    """For each member the statements on which they voted so, as bits."""
    return [sum(1 << place for place, each in enumerate(row) if each == vote) for row in votes]


def _bits(mask: int) -> Sequence[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]
