"""What cards say is written once for each shelf, and never outlives it."""

import gc
import weakref

import pytest

from bot.library import sheets
from bot.library.sheets import sheet_of
from bot.packs.shelf import Shelf
from tests.samples import bees


def test_a_sheet_is_written_once_for_each_shelf() -> None:
    before, after = Shelf([bees()]), Shelf([bees(summary="A new version.")])
    assert sheet_of(before.items[0], before) is sheet_of(before.items[0], before)
    assert sheet_of(after.items[0], after).item is after.items[0]


def test_the_sheets_shown_longest_ago_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "KEPT", 2)
    shelf = Shelf([bees()])
    first = sheet_of(shelf.items[0], shelf)
    for item in shelf.items[1:3]:
        sheet_of(item, shelf)
    assert sheet_of(shelf.items[0], shelf) is not first


def test_a_shelf_that_was_replaced_is_let_go_with_its_sheets() -> None:
    shelf = Shelf([bees()])
    sheet = weakref.ref(sheet_of(shelf.items[0], shelf))
    del shelf
    gc.collect()
    assert sheet() is None
