"""Whether the votes of a room show two leanings, and who stands where; slow to say yes.

Methods that look for groups in votes always find some: independent answers fall into two heaps as well. So two
questions are asked first, and both must be answered yes.

1. Do answers to these statements go together? Agreement of two members is the mean product of their votes (agree 1,
   pass 0, disagree -1), each member's centred on their own mean, so that who agrees with everything is like nobody for
   it. Where answers go together some pairs agree much and others little: the variance of agreement over all pairs is
   large. Against it stand 999 rooms in which the votes of each statement are dealt anew among those who voted on it,
   which keeps how popular it is and who left it out, and breaks everything else. p is the share of these rooms, with
   the room itself, whose variance is at least as large; it must be at most 0.05.
2. Do members fall into two heaps, rather than along a line? On the first principal component of the votes (rows, then
   columns centred; a vote that is missing counts as the mean) the best cut in two must explain 85 % of the variance of
   the scores. Of a uniform line it explains 75 %, of a normal one 64 %.

Who changes sides when any one statement is left out, or whose score is near zero, stands between; where fewer than
three are left on a side, none is shown. What this cannot do: a small room that lies along a line may look like two
heaps by chance, statements that say the same thing look like answers that go together, and two leanings that differ on
few statements are missed. How often is told in docs/common-ground.md.

The same on every machine: the shuffles come from Python's own generator, seeded with the round's number, and every
sum is one of whole numbers. numpy is loaded only here, in the process that draws.
"""

from collections.abc import Sequence
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

Votes = Sequence[Sequence[int | None]]
"""A row for each member, a column for each statement: 1 agree, 0 pass, -1 disagree, None where there is no vote."""

FEWEST_STATEMENTS = 10
FEWEST_MEMBERS = 6
LEAST_VOTED = 60
"""Percent of the statements on which a member must have voted to be counted here."""
SHUFFLES = 999
MOST_BY_CHANCE = 50
"""Thousandths of the rooms, the real one among them, whose answers may go together as much."""
LEAST_EXPLAINED = 850
"""Thousandths of the variance of the scores that two sides must explain."""
FEWEST_ON_A_SIDE = 3
NEAR_ZERO = 4
"""A score is near zero where it is less than one part of so many of the mean distance from zero."""

_FINE = 1 << 22
"""About how many parts agreement of 1 is counted in; exactly a multiple of what complete votes give."""
_ONE = 1 << 16
"""How many parts a vote is counted in when it is centred."""
_SQUARED, _STEPS = 5, 20
"""Of the search for the first component: as good as 640 steps, and it stands long before where there are two heaps."""
_PAIRS_AT_ONCE = 1 << 20


def two_leanings(votes: Votes, number: int) -> tuple[int, ...] | None:
    """For each member of the round with that number 1 or -1, or 0 where they stand between or voted too little.

    None where the votes do not show two sides. What takes longest is asked last.
    """
    counted = members_counted(votes)
    if len(counted) < FEWEST_MEMBERS:
        return None
    import numpy as np

    rows = [votes[place] for place in counted]
    given = np.array([[vote is not None for vote in row] for row in rows], dtype=np.int64)
    values = np.array([[vote or 0 for vote in row] for row in rows], dtype=np.int64)
    sides = _sides(values, given)
    if sides is None or _chance(values, given, Random(number)) > MOST_BY_CHANCE:  # noqa: S311 - the same for everybody
        return None
    placed = dict(zip(counted, sides, strict=True))
    return tuple(placed.get(place, 0) for place in range(len(votes)))


def members_counted(votes: Votes) -> list[int]:
    """The places of members with votes on enough of the statements; none where there are too few statements."""
    statements = len(votes[0]) if votes else 0
    if statements < FEWEST_STATEMENTS:
        return []
    voted = (sum(vote is not None for vote in row) for row in votes)
    return [place for place, count in enumerate(voted) if count * 100 >= LEAST_VOTED * statements]


def _chance(values: "Whole", given: "Whole", dice: Random) -> int:
    """Of a thousand rooms, this one and 999 shuffled ones, those whose agreement varies at least as much."""
    [observed] = _variances(values[None], given)
    shuffled = _shuffled(values, given, dice)
    at_once = max(1, _PAIRS_AT_ONCE // len(values) ** 2)
    parts = (shuffled[start : start + at_once] for start in range(0, SHUFFLES, at_once))
    return 1 + sum(variance >= observed for part in parts for variance in _variances(part, given))


def _shuffled(values: "Whole", given: "Whole", dice: Random) -> "Whole":
    """The votes of each statement dealt anew among those who voted on it, as often as there are shuffles.

    Beside each vote stands a random number of 62 bits; sorted by these, the votes are shuffled.
    """
    import numpy as np

    rooms = np.zeros((SHUFFLES, *values.shape), dtype=np.int64)
    for statement in range(values.shape[1]):
        voters = np.flatnonzero(given[:, statement])
        drawn = np.frombuffer(dice.randbytes(SHUFFLES * len(voters) * 8), dtype="<u8").reshape(SHUFFLES, len(voters))
        dealt = (drawn & ~np.uint64(3)) | (values[voters, statement] + 1).astype(np.uint64)
        dealt.sort(axis=1)
        rooms[:, voters, statement] = (dealt & np.uint64(3)).astype(np.int64) - 1
    return rooms


def _variances(rooms: "Whole", given: "Whole") -> list[int]:
    """For each room how much agreement varies over the pairs: a whole number, in the same parts for all."""
    import numpy as np

    cast = given.sum(axis=1)
    centred = (rooms * cast[:, None] - rooms.sum(axis=2)[:, :, None]) * given  # times the number of votes cast
    exact = centred.astype(np.float64)  # faster, and exact: no sum comes near 2 ** 53
    products = (exact @ exact.transpose(0, 2, 1)).astype(np.int64)
    first, second = np.triu_indices(len(given), 1)
    both = (given @ given.T)[first, second]
    first, second, both = first[both > 0], second[both > 0], both[both > 0]
    whole = given.shape[1] ** 3
    parts = max(1, _FINE // whole) * whole
    agreement = products[:, first, second] * parts // (cast[first] * cast[second] * both)
    sums, squares = agreement.sum(axis=1).tolist(), (agreement * agreement).sum(axis=1).tolist()
    return [len(both) * square - total * total for total, square in zip(sums, squares, strict=True)]


def _sides(values: "Whole", given: "Whole") -> list[int] | None:
    """The side of each member; None where no cut explains enough, or too few are left on a side."""
    import numpy as np

    [scores] = _scores(values, given[None])
    explained, sides = _cut(scores)
    if explained < LEAST_EXPLAINED:
        return None
    near = sum(map(abs, scores)) // (NEAR_ZERO * len(scores))
    sides = [side if abs(score) > near else 0 for side, score in zip(sides, scores, strict=True)]
    for others in _scores(values, given * (1 - np.eye(given.shape[1], dtype=np.int64))[:, None, :]):
        same = sum(a * b for a, b in zip(scores, others, strict=True)) >= 0
        _, there = _cut(others if same else [-score for score in others])
        sides = [side if side == other else 0 for side, other in zip(sides, there, strict=True)]
    return sides if min(sides.count(1), sides.count(-1)) >= FEWEST_ON_A_SIDE else None


def _scores(values: "Whole", given: "Whole") -> list[list[int]]:
    """The members' scores on the first component, for each of several choices of the votes that count.

    The component is found by multiplying with the members' products again and again; whole numbers, cut each time to
    as many bits as leave room for the sums.
    """
    import numpy as np

    count = np.maximum(given.sum(axis=2, keepdims=True), 1)
    by_member = (values * _ONE - (values * given).sum(axis=2, keepdims=True) * _ONE // count) * given
    count = np.maximum(given.sum(axis=1, keepdims=True), 1)
    exact = ((by_member - by_member.sum(axis=1, keepdims=True) // count) * given).astype(np.float64)
    products = _within((exact @ exact.transpose(0, 2, 1)).astype(np.int64), 24, (1, 2))
    for _ in range(_SQUARED):
        products = _within(products @ products, 24, (1, 2))
    start: Any = products.diagonal(axis1=1, axis2=2).argmax(axis=1)
    scores = _within(products[np.arange(len(products)), start], 28, 1)
    for _ in range(_STEPS):
        scores = _within((products @ scores[:, :, None])[:, :, 0], 28, 1)
    return scores.tolist()


def _within(numbers: "Whole", bits: int, axis: int | tuple[int, ...]) -> "Whole":
    """The same numbers in proportion, the largest of each part with so many bits."""
    import numpy as np

    largest = np.maximum(abs(numbers).max(axis=axis, keepdims=True), 1)
    by = largest >> bits
    return np.where(by > 0, numbers // (by + 1), numbers)


def _cut(scores: list[int]) -> tuple[int, list[int]]:
    """The cut in two that explains most: how much in thousandths, and on which side of it each score is."""
    count, total = len(scores), sum(scores)
    spread = count * sum(score * score for score in scores) - total * total
    best, at, below = (0, 1), max(scores), 0
    for place, score in enumerate(in_order := sorted(scores)):
        if place and score > in_order[place - 1]:
            between, sizes = (count * below - place * total) ** 2, place * (count - place)
            if between * best[1] > best[0] * sizes:
                best, at = (between, sizes), score
        below += score
    explained = 1000 * best[0] // (best[1] * spread) if spread else 0
    return explained, [1 if score >= at else -1 for score in scores]
