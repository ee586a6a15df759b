"""Moderators bring packs, and members find what is in them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import labels, words
from tests.journeys.packing import BETTER, attachments, lead, shelve, upload
from tests.packs.sample import spoiled
from tests.samples import ants


@pytest.fixture
def shelves() -> Shelves:
    """Only the ants ship."""
    return Shelves([ants()])


@pytest.fixture(autouse=True)
async def _files(club: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    async with attachments(club, monkeypatch):
        yield


async def test_a_sound_upload_shows_what_it_brings_and_nothing_is_live_before_the_yes(club: Any) -> None:
    shown = await upload(club)
    assert shown.ephemeral
    for line in (
        "## Bees on film 1.0.0",
        "Holds 1 path, 2 explainers, 2 films, 1 fact-check, 1 term, 2 viewing guides, 2 polls, 2 events, 2 questions,",
        "**New on this shelf**",
        "`bees.example`, `buzz.example`",
    ):
        assert line in words(shown)
    assert labels(shown) == ["Put on the shelf", "Not now"]
    assert "There is no topic" in await lead(club)


async def test_put_on_the_shelf_it_is_found_by_members_at_once(club: Any) -> None:
    await shelve(club)
    assert "A hive is a home for bees." in await lead(club)
    choices = await club.sam.autocomplete(club.general, "explain", "topic", "hive")
    assert [choice["value"] for choice in choices] == ["bees/what-a-hive-is"]


async def test_a_broken_upload_is_told_line_by_line_and_changes_nothing(club: Any) -> None:
    shown = await upload(club, spoiled(("lead:", "leed:"), ("verdict: false", "verdict: no")))
    assert words(shown).startswith("## 2 problems in bees.yaml")
    assert "bees.yaml:23:5: unknown key `leed`; did you mean `lead`?" in words(shown)
    assert labels(shown) == []
    assert "There is no topic" in await lead(club)


async def test_a_new_version_shows_what_differs_and_takes_the_place_of_the_old(club: Any) -> None:
    await shelve(club)
    shown = await upload(club, BETTER)
    told = "  - **What a hive is**, `lead`: was “A hive is a home for bees.”, now “A hive is a bee home.”"
    assert f"**Compared with version 1.0.0 on the shelf**\n- Changed (1)\n{told}" in words(shown)
    await club.mira.click(shown.response.message, label="Put on the shelf")
    assert "A hive is a bee home." in await lead(club)


async def test_not_now_throws_the_upload_away(club: Any) -> None:
    shown = await upload(club)
    again = await club.mira.click(shown.response.message, label="Not now")
    assert "Nothing was changed" in words(again)
    assert "There is no topic" in await lead(club)
