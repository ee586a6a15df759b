"""The packs that ship are sound, and every card of them fits Discord."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.cards import Card
from bot.library import cards
from bot.library.sheets import sheet_of
from bot.packs.model import Guide, Kind
from bot.packs.ranking import Ranked
from bot.packs.shelf import Item, Shelf
from bot.packs.shipped import read_shipped
from tests.fits import assert_fits

CONTENT = Path(__file__).parents[1] / "content"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    shelves = asyncio.run(read_shipped(CONTENT))
    assert shelves.problems == ()
    return shelves.of(None)


def test_both_packs_are_on_the_shelf(shelf: Shelf) -> None:
    assert set(shelf.packs) == {"social-credit-on-film", "how-documentaries-persuade"}


def test_every_card_of_every_entry_fits(shelf: Shelf) -> None:
    seen = 0
    for item in shelf.items:
        for card in every_card(item, shelf):
            assert_fits(card)
            seen += 1
    assert seen > 2 * len(shelf.items)


def every_card(item: Item, shelf: Shelf) -> Iterator[Card]:
    sheet = sheet_of(item, shelf)
    for leaf in range(len(sheet.leaves)):
        for public in (False, True):
            yield cards.sheet_card(sheet, shelf, leaf, public=public, note="This stays private. " * 4)


def test_every_comparison_and_browsing_card_fits(shelf: Shelf) -> None:
    films = shelf.of_kind(Kind.FILM)
    for first in films:
        for second in films:
            if first is not second:
                for page in range(3):
                    assert_fits(cards.compare_card(shelf, first, second, page))
    assert_fits(cards.packs_card(shelf, 0, ("a problem " * 30,) * 9))
    for pack in shelf.packs.values():
        assert_fits(cards.pack_card(shelf, pack, ("a problem " * 30,) * 9))
        for kind in Kind:
            assert_fits(cards.kind_card(shelf, pack, kind, 0))
    found, title = Ranked(list(shelf.items[:25]), {" the ": 1.0}), cards.found_title("x" * 100)
    assert_fits(cards.found_card(shelf, found, title, cards.found_lines(shelf, found, title)))


def test_every_link_between_entries_leads_somewhere(shelf: Shelf) -> None:
    for item in shelf.items:
        for other in sheet_of(item, shelf).related:
            assert shelf.find(other.value) is other


def test_the_larger_pack_has_what_learning_needs(shelf: Shelf) -> None:
    pack = shelf.packs["social-credit-on-film"]
    assert len(pack.questions) >= 40
    assert pack.paths
    assert pack.statements
    assert pack.timeline
    assert any(explainer.timeline for explainer in pack.explainers)
    assert all(2 <= len(explainer.goals) <= 3 for explainer in pack.explainers)


def test_a_guide_that_fits_any_film_ships(shelf: Shelf) -> None:
    guides = [item.entry for item in shelf.of_kind(Kind.GUIDE)]
    assert any(isinstance(guide, Guide) and guide.any_film for guide in guides)
    for guide in guides:
        assert isinstance(guide, Guide)
        assert guide.film or any(prompt.again for prompt in guide.prompts), guide.id
