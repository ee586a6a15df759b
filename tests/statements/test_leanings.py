"""Two leanings: the test held against its words, and rooms that show what it says and what it does not."""

import random
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statements import leanings
from bot.statements.leanings import Votes, members_counted, two_leanings

WAYS = [1, 1, -1, 1, -1, -1, 1, -1, 1, 1]


def camps(dice: random.Random, size: int, strength: float = 0.4) -> list[list[int | None]]:
    return [
        [1 if dice.random() < 0.5 + strength * way * (1 if place % 2 else -1) else -1 for way in WAYS]
        for place in range(size)
    ]


def arrays(room: Votes) -> tuple["np.ndarray", "np.ndarray"]:
    values = np.array([[vote or 0 for vote in row] for row in room], dtype=np.int64)
    return values, np.array([[vote is not None for vote in row] for row in room], dtype=np.int64)


def variance(room: Votes) -> Fraction:
    """As the words say it, in fractions: centred on the member's own mean, divided by what both voted on."""
    centred = []
    for row in room:
        cast = [vote for vote in row if vote is not None]
        mean = Fraction(sum(cast), max(len(cast), 1))
        centred.append([None if vote is None else vote - mean for vote in row])
    agreement = []
    for one, other in combinations(centred, 2):
        shared = [a * b for a, b in zip(one, other, strict=True) if a is not None and b is not None]
        if shared:
            agreement.append(sum(shared, Fraction()) / len(shared))
    mean = sum(agreement, Fraction()) / len(agreement)
    return sum(((each - mean) ** 2 for each in agreement), Fraction()) / len(agreement)


complete = st.lists(st.lists(st.sampled_from([1, 0, -1]), min_size=10, max_size=10), min_size=6, max_size=9)


@given(complete, complete)
def test_complete_rooms_are_compared_exactly(one: Votes, other: Votes) -> None:
    size = min(len(one), len(other))
    (first, given_), (second, _) = arrays(one[:size]), arrays(other[:size])
    [mine], [theirs] = leanings._variances(first[None], given_), leanings._variances(second[None], given_)
    assert (mine >= theirs) is (variance(one[:size]) >= variance(other[:size]))


def test_rooms_with_missing_votes_vary_as_their_fractions_say() -> None:
    dice = random.Random(5)
    for _ in range(20):
        room = [[dice.choice((1, 1, 0, -1, -1, None)) for _ in range(12)] for _ in range(8)]
        values, given_ = arrays(room)
        [whole] = leanings._variances(values[None], given_)
        shared = given_ @ given_.T
        pairs = sum(1 for a, b in combinations(range(8), 2) if shared[a, b])
        parts = leanings._FINE // 12**3 * 12**3
        assert whole / (pairs * parts) ** 2 == pytest.approx(float(variance(room)), rel=1e-4)


def test_a_shuffle_keeps_the_votes_of_each_statement_and_who_left_it_out() -> None:
    dice = random.Random(1)
    room = [[dice.choice((1, 0, -1, None)) for _ in range(10)] for _ in range(8)]
    values, given_ = arrays(room)
    shuffled = leanings._shuffled(values, given_, random.Random(4))
    assert shuffled.shape == (999, 8, 10)
    assert (np.sort(shuffled, axis=1) == np.sort(values, axis=0)).all()
    assert (shuffled[:, given_ == 0] == 0).all()
    assert (shuffled != values).any()


def test_every_order_of_the_votes_is_as_likely() -> None:
    values, given_ = arrays([[1], [0], [-1]])
    orders = [
        tuple(room[:, 0]) for number in range(10) for room in leanings._shuffled(values, given_, random.Random(number))
    ]
    counts = [orders.count(order) for order in set(orders)]
    assert len(counts) == 6
    assert max(abs(count - 9990 / 6) for count in counts) < 160  # four standard deviations


@pytest.mark.parametrize("seed", range(10))
def test_the_first_component_is_the_one_that_linear_algebra_finds(seed: int) -> None:
    dice = random.Random(seed)
    values, given_ = arrays(camps(dice, 12))
    [scores] = leanings._scores(values, given_[None])
    centred = values - values.mean(axis=1, keepdims=True)
    centred -= centred.mean(axis=0, keepdims=True)
    first = np.linalg.eigh(centred @ centred.T)[1][:, -1]
    cosine = abs(np.dot(scores, first)) / np.linalg.norm(scores)
    assert cosine > 0.99999


def test_the_best_cut_explains_what_its_definition_says() -> None:
    scores = [-9, -7, -8, 1, 6, 7, 8, 8]
    explained, sides = leanings._cut(scores)
    assert sides == [-1, -1, -1, 1, 1, 1, 1, 1]
    total = np.var(scores)
    within = (3 * np.var(scores[:3]) + 5 * np.var(scores[3:])) / 8
    assert explained == int(1000 * (1 - within / total))


def test_those_who_vote_alike_are_never_cut_apart() -> None:
    assert leanings._cut([3, 3, 3, 3]) == (0, [1, 1, 1, 1])


def test_two_camps_are_seen_and_everybody_stands_where_they_belong() -> None:
    sides = two_leanings(camps(random.Random(2), 8), 1)
    assert sides is not None
    assert {abs(sum(sides[::2])), abs(sum(sides[1::2]))} <= {3, 4}
    assert set(sides[::2]).isdisjoint(set(sides[1::2]) - {0})


def test_answers_given_independently_hardly_ever_look_like_two_sides() -> None:
    dice = random.Random(3)
    rooms = [[[dice.choice((1, -1)) for _ in range(10)] for _ in range(8)] for _ in range(100)]
    assert sum(two_leanings(room, number) is not None for number, room in enumerate(rooms)) <= 7


def test_who_agrees_with_everything_belongs_to_no_side() -> None:
    sides = two_leanings([*camps(random.Random(2), 14), [1] * 10], 1)
    assert sides is not None
    assert sides[14] == 0


def test_who_voted_too_little_is_not_counted() -> None:
    short = [1, 1, 1, 1, 1, *[None] * 5]
    room = [*camps(random.Random(2), 8), short]
    assert members_counted(room) == list(range(8))
    sides = two_leanings(room, 1)
    assert sides is not None
    assert sides[8] == 0


@pytest.mark.parametrize(("people", "statements"), [(5, 10), (8, 9), (0, 0)])
def test_of_too_few_people_or_statements_nothing_is_asked(people: int, statements: int) -> None:
    room = [row[:statements] for row in camps(random.Random(2), people)]
    assert two_leanings(room, 1) is None


@pytest.mark.parametrize("vote", [1, 0, -1, None])
def test_a_room_of_one_mind_has_no_sides(vote: int | None) -> None:
    assert two_leanings([[vote] * 10] * 8, 1) is None


def test_a_side_of_two_is_not_shown() -> None:
    one, other = WAYS, [-way for way in WAYS]
    assert two_leanings([one] * 6 + [other] * 2, 1) is None
    assert two_leanings([one] * 5 + [other] * 3, 1) is not None


def test_the_number_of_the_round_decides_the_shuffles_and_nothing_else_does() -> None:
    values, given_ = arrays(camps(random.Random(9), 8, 0.1))
    chances = [leanings._chance(values, given_, random.Random(number)) for number in (1, 1, 2)]
    assert chances[0] == chances[1] != chances[2]
