"""What votes come to, statement by statement, and how it is told."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.statements.findings import BANDS, Bridge, band, bridges, findings, percent, tally

ROOMS = st.integers(0, 5).flatmap(
    lambda statements: st.lists(
        st.lists(st.sampled_from([1, 0, -1, None]), min_size=statements, max_size=statements), max_size=8
    )
)


def column(agree: int, disagree: int = 0, passed: int = 0) -> list[int]:
    return [1] * agree + [-1] * disagree + [0] * passed


@pytest.mark.parametrize(
    ("votes", "common"),
    [
        (column(6, 1, 3), True),
        (column(3, 0, 2), True),
        (column(59, 1, 40), False),
        (column(8, 2), False),
        (column(1, 0, 1), False),
    ],
)
def test_common_ground_is_what_six_in_ten_agree_on_and_at_most_one_disagrees_with(
    votes: list[int], common: bool
) -> None:
    assert tally(votes).is_common is common


def test_what_divides_is_named_closest_to_half_first() -> None:
    columns = [column(8, 2), column(5, 5), column(6, 4), column(3, 7), column(10)]
    found = findings(list(zip(*columns, strict=True)))
    assert found.dividing == (1, 2, 3)
    assert found.common == (4,)


@pytest.mark.parametrize(("size", "order"), [(4, (0, 1)), (5, (0, 1)), (9, (0, 1)), (10, (1, 0))])
def test_of_few_the_order_of_statements_tells_no_more_than_their_bands(size: int, order: tuple[int, int]) -> None:
    """The second is agreed on by all, the first by all but one: an order by their shares would say so."""
    columns = [column(size - 1, 1), column(size)]
    assert findings(list(zip(*columns, strict=True))).common == order


def test_what_leaves_the_room_unsure_is_named_by_its_passes() -> None:
    columns = [column(4, 2, 4), column(9, 0, 1), column(3, 0, 7)]
    assert findings(list(zip(*columns, strict=True))).unsure == (2, 0)


def test_a_statement_on_which_fewer_than_half_voted_is_not_spoken_of() -> None:
    rows = [[1, 1] if place < 4 else [None, 1] for place in range(10)]
    assert findings(rows).common == (1,)


def test_a_statement_bridges_where_those_agree_who_disagree_on_the_rest() -> None:
    one, other = [1, 1, 1, 1, 1, -1], [-1, -1, -1, 1, -1, 1]
    found = bridges([one, one, other, other])
    assert found[3] == Bridge(both=4, pairs=4)
    assert found[0] == Bridge(both=0, pairs=4)
    assert findings([one, one, other, other]).bridging == (3,)


@given(ROOMS)
def test_bridges_are_what_their_definition_says(room: list[list[int | None]]) -> None:
    statements = range(len(room[0]) if room else 0)
    for place, found in zip(statements, bridges(room), strict=True):
        both = pairs = 0
        for one, other in itertools.combinations(room, 2):
            shared = [n for n in statements if one[n] is not None and other[n] is not None and n != place]
            against = sum({one[n], other[n]} == {1, -1} for n in shared)
            if one[place] is None or other[place] is None or not shared or 2 * against < len(shared):
                continue
            pairs += 1
            both += one[place] == other[place] == 1
        assert found == Bridge(both, pairs)


@given(ROOMS)
def test_the_order_of_the_members_changes_nothing(room: list[list[int | None]]) -> None:
    assert findings(room) == findings(room[::-1])


def test_a_band_tells_how_many_without_counting() -> None:
    assert [band(part, 9) for part in range(10)] == [
        *[BANDS[0]] * 2, *[BANDS[1]] * 2, *[BANDS[2]] * 2, *[BANDS[3]] * 2, *[BANDS[4]] * 2,
    ]  # fmt: skip
    assert [band(part, 5) for part in range(6)] == [*[BANDS[0]] * 2, BANDS[1], BANDS[3], *[BANDS[4]] * 2]


def test_of_a_room_without_votes_every_statement_is_told_to_have_none() -> None:
    found = findings([], 3)
    assert [each.voters for each in found.tallies] == [0, 0, 0]
    assert found.common == found.dividing == found.bridging == found.unsure == ()


def test_percent_rounds_halves_up() -> None:
    assert [percent(1, 8), percent(1, 3), percent(2, 3), percent(0, 0)] == [13, 33, 67, 0]
