"""Entries are found by a few letters, with a slip, in any script."""

import random
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat import limits
from bot.packs.format.model import Entry, Kind
from bot.packs.reading.reader import read_pack
from bot.packs.search.names import Index, Search, fold, meant, told_apart
from bot.packs.shelf.shelves import Shelf
from tests.budgets import budget, some
from tests.samples import ants, bees

CONTENT = Path(__file__).parents[2] / "content"


def found(shelf: Shelf, typed: str, *kinds: Kind) -> list[str]:
    return [item.value for item in shelf.search(typed, *kinds)]


def test_whole_names_come_before_beginnings_before_words_before_parts() -> None:
    index = Search([Index((name, [fold(name)]) for name in ("cathive", "the hive", "hive mind", "hive"))])
    assert index.search("hive", 25) == ["hive", "hive mind", "the hive", "cathive"]


def test_a_name_that_holds_most_of_a_question_comes_before_names_like_it_and_the_fullest_first() -> None:
    names = ("what the hive does in the cold", "hive mind of a queen bee and of her bees", "queen bee", "drone")
    index = Search([Index((name, [fold(name)]) for name in names)])
    assert index.search("what does a queen bee do all day in the hive", 2) == [names[1], "queen bee"]
    assert index.search("who is the queen of bees", 1) == ["queen bee"]


def test_case_accents_and_punctuation_do_not_matter() -> None:
    assert fold("Shèhuì Xìnyòng — TǏXÌ!") == "shehui xinyong tixi"
    assert found(Shelf([bees()]), "FÊNG-WÁNG") == ["bees/royal-jelly"]


def test_a_slip_still_finds_the_entry() -> None:
    for slip in ("Lsot Reel", "Lost Rel", "Lost Reeel", "Lost Roel"):
        assert found(Shelf([bees()]), slip, Kind.FILM) == ["bees/lost-reel"], slip


def test_nothing_typed_gives_shelf_order() -> None:
    assert found(Shelf([bees(), ants()]), " ", Kind.FILM) == ["bees/the-hive", "bees/lost-reel", "ants/the-hill"]


def test_only_the_wanted_kind_is_found() -> None:
    assert found(Shelf([bees()]), "hive", Kind.FILM) == ["bees/the-hive"]


def slips(word: str, dice: random.Random) -> Iterator[str]:
    """One wrong, missing, swapped and doubled letter, each at a random place."""
    places = [i for i in range(len(word) - 1) if word[i].isalpha() and word[i + 1].isalpha()]
    wrong, missing, swapped, doubled = (dice.choice(places) for _ in range(4))
    letter = dice.choice([c for c in string.ascii_lowercase if c != word[wrong].lower()])
    yield word[:wrong] + letter + word[wrong + 1 :]
    yield word[:missing] + word[missing + 1 :]
    yield word[:swapped] + word[swapped + 1] + word[swapped] + word[swapped + 2 :]
    yield word[:doubled] + word[doubled] + word[doubled:]


def names(entry: Entry) -> Iterator[str]:
    for name in (entry.name, *entry.other_names):
        if (len(fold(name)) >= 5 and name.isascii()) or any(c >= "\u0300" for c in name):
            plain = fold(name)
            if plain.isascii() and len(plain) >= 5:
                yield plain


@pytest.mark.parametrize("seed", range(budget(1, 3)))
def test_one_slip_in_a_shipped_name_leaves_it_among_the_first_three_in_95_of_100(seed: int) -> None:
    packs = [pack for path in sorted(CONTENT.iterdir()) if path.is_dir() and (pack := read_pack(path).pack)]
    shelf, dice = Shelf(packs), random.Random(seed)
    tried = missed = 0
    for item in some(shelf.items, 3):
        for name in names(item.entry):
            for slip in slips(name, dice):
                tried += 1
                missed += item not in shelf.search(slip, item.kind, limit=3)
    assert tried > 400
    assert missed / tried <= 0.05


def test_ten_thousand_equal_words_do_not_hide_an_entry() -> None:
    index = Search([Index((number, [f"bee number {number}"]) for number in range(10_000))])
    assert index.search("bee number 9999", 3)[0] == 9999


def test_packs_called_alike_are_told_apart_by_their_ids_and_neither_is_meant_by_the_name_of_both() -> None:
    names = {"bees": "Bees", "hives": "bees", "moons": "Moons"}
    apart = told_apart(names)
    assert apart == {"bees": "Bees · bees", "hives": "bees · hives", "moons": "Moons"}
    assert meant("BEES", names) == "bees"
    assert meant("bees · hives", apart, names) == "hives"
    assert meant(" moons ", {"m": "Moons"}) == "m"
    assert meant("bees", {"one": "Bees", "two": "bees"}) is None
    assert all(len(each) == limits.CHOICE_NAME for each in told_apart(dict.fromkeys("ab", "x" * 100)).values())
