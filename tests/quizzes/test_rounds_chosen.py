"""Which items make a round: balanced, evenly placed, none telling another, none of one entry too often."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import pytest

from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.finding import items_about, items_of
from bot.quizzes.items.kinds.claims import FAILS, HOLDS, NO, YES
from bot.quizzes.items.model import Way
from bot.quizzes.items.rules import Placed, Round, choose, placed, spoils
from bot.quizzes.usual import FEWEST, MOST
from tests.budgets import budget
from tests.quizzes.packs import made_up, shipped

COUNTS = (FEWEST, 8, 13, MOST)


@cache
def rounds() -> tuple[tuple[int, Round], ...]:
    return tuple(_rounds())


def _rounds() -> Iterator[tuple[int, Round]]:
    packs = [(pack, budget(20, 400)) for pack in shipped()]
    packs += [(made_up(seed), 2) for seed in range(budget(60, 2_000))]
    for pack, seeds in packs:
        pool = items_of(pack)
        for count in COUNTS:
            for seed in range(seeds):
                yield count, choose(pool, count, seed)


def right_of(each: Placed) -> str:
    return each.item.options[each.item.right[0]].text if each.item.way is Way.ONE else ""


def test_a_round_has_as_many_items_as_were_asked_for_or_says_how_many_there_are() -> None:
    for count, made in rounds():
        assert len(made.items) <= count
        assert (len(made.items) == count) or f"not {count}" in made.remark


def test_no_item_comes_twice() -> None:
    for _, made in rounds():
        assert len({each.item.id for each in made.items}) == len(made.items)


def test_statements_hold_as_often_as_they_do_not_or_the_round_says_so() -> None:
    for _, made in rounds():
        holding = [each.item.holds for each in made.items if each.item.holds is not None]
        if "balanced" not in made.remark:
            assert abs(holding.count(True) - holding.count(False)) <= 1


@pytest.mark.parametrize("answers", [{YES, HOLDS}, {NO, FAILS}], ids=["holds", "does not hold"])
def test_whoever_always_says_the_same_has_at_most_three_fifths_of_a_round_of_eight(answers: set[str]) -> None:
    for count, made in rounds():
        if count >= 8 and len(made.items) >= 8 and "balanced" not in made.remark:
            right = sum(right_of(each) in answers for each in made.items)
            assert right <= 0.6 * len(made.items)


def test_the_packs_that_ship_make_full_and_balanced_rounds() -> None:
    for pack in shipped():
        for count in COUNTS:
            for seed in range(budget(20, 400)):
                assert choose(items_of(pack), count, seed).remark == ""


def test_claims_and_key_points_are_both_among_what_holds() -> None:
    kinds = Counter(
        each.item.kind for pack in shipped() for seed in range(60) for each in choose(items_of(pack), 8, seed).items
        if each.item.holds
    )  # fmt: skip
    assert min(kinds["holds"], kinds["point"]) > 0.25 * kinds.total()


def test_the_right_option_is_in_each_place_as_often_as_in_any_other() -> None:
    for _, made in rounds():
        places: dict[int, Counter[int]] = {}
        for each in made.items:
            if each.item.mixed and each.item.way is Way.ONE:
                size = len(each.order)
                places.setdefault(size, Counter(dict.fromkeys(range(size), 0)))[
                    each.order.index(each.item.right[0])
                ] += 1
        for counted in places.values():
            assert max(counted.values()) - min(counted.values()) <= 1


def test_options_with_an_order_of_their_own_keep_it_and_others_are_mixed() -> None:
    for _, made in rounds():
        for each in made.items:
            own = tuple(range(len(each.item.options)))
            assert sorted(each.order) == list(own)
            if not each.item.mixed:
                assert each.order == own
            if each.item.way is Way.ORDER:
                assert each.order != own


def test_no_item_of_a_round_tells_the_answer_of_another() -> None:
    for _, made in rounds():
        for first, other in combinations([each.item for each in made.items], 2):
            assert not spoils(first, other), (first.id, other.id)


def test_a_claim_is_asked_in_one_way_only_and_not_beside_the_key_points_that_correct_it() -> None:
    pool = {item.id: item for item in items_of(shipped()[1])}
    verdict = next(item for item in pool.values() if item.kind == "verdict" and f"{item.value}/holds" in pool)
    assert spoils(verdict, pool[f"{verdict.value}/holds"])
    point = next(item for item in pool.values() if item.kind == "point" and verdict.entry.id in item.near)
    assert spoils(point, verdict)


def test_no_entry_is_asked_about_more_than_twice() -> None:
    for _, made in rounds():
        asked = Counter(entry_id for each in made.items for entry_id in each.item.near)
        assert all(count <= 2 for count in asked.values())


def test_a_round_about_one_entry_may_ask_about_it_more_often_and_says_what_it_cannot_be() -> None:
    for pack in shipped():
        shelf = Shelf([pack])
        for named in shelf.of_kind(Kind.EXPLAINER):
            pool = list(items_about(shelf, named))
            made = choose(pool, 8, 1, about=[named.entry.id])
            asked = Counter(entry_id for each in made.items for entry_id in each.item.near)
            asked.pop(named.entry.id, None)
            assert all(count <= 2 for count in asked.values())
            assert len(made.items) == 8 or made.remark.startswith(f"There are {len(made.items)} items")


def test_a_round_that_cannot_be_balanced_says_so() -> None:
    points = [item for item in items_of(shipped()[1]) if item.kind == "point"]
    made = choose(points, 8, 1)
    assert made.remark == (
        "It could not be balanced: “holds” is right for 8 of its 8 statements, because there are too few of the others."
    )


def test_the_same_seed_gives_the_same_round_and_another_one_another() -> None:
    pool = items_of(shipped()[1])

    def told(seed: int) -> list[tuple[str, tuple[int, ...]]]:
        return [(each.item.id, each.order) for each in choose(pool, 8, seed).items]

    assert told(5) == told(5)
    assert told(5) != told(6)
    assert placed(pool[0], 3).order == placed(pool[0], 3).order


def test_of_nothing_comes_an_empty_round_that_says_so() -> None:
    assert choose([], 8, 1) == Round((), "There are 0 items to ask here, not 8.")
