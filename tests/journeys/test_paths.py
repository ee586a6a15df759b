"""Where a newcomer begins: paths in the library and in the greeting, goals and the timeline on a card."""

from typing import Any

import pytest

from bot.greeting import welcome
from bot.packs.shelf.shelves import Shelves
from tests.journeys.conftest import words
from tests.packs.sample import GOOD, read
from tests.samples import ants, bees


@pytest.fixture
def shelves() -> Shelves:
    reading = read(GOOD)
    assert reading.pack
    return Shelves([ants(), reading.pack])


async def test_the_library_begins_with_the_paths_of_all_packs(club: Any) -> None:
    shown = await club.sam.slash(club.general, "library")
    text = words(shown)
    assert text.index("**New to this? Start here**\n- **Bees in three steps** · You will know") < text.index("Ants on")
    path = await club.sam.select(shown.response.message, ["bees/begin-here"], custom_id="open:path")
    assert "### Read these three, in this order" in words(path)
    assert "1. **What a hive is** · Explainer\n2. **Bees never sleep** · Fact-check\n3. **The Hive** · Film" in words(
        path
    )
    entry = await club.sam.select(path.response.message, ["bees/bees-sleep"], custom_id="open:related")
    assert "## Bees never sleep" in words(entry)


async def test_the_card_of_a_pack_begins_with_its_paths_and_ends_with_its_events(club: Any) -> None:
    shown = await club.sam.slash(club.general, "library")
    pack = await club.sam.select(shown.response.message, ["bees"], custom_id="packs")
    assert "**New to this? Start here**" in words(pack)
    event = await club.sam.select(pack.response.message, ["bees/first-film"], custom_id="open:event")
    assert "### 1911\nBees were filmed for the first time. [[1]](<" in words(event)
    shown = await club.sam.slash(club.general, "library")
    ants_pack = await club.sam.select(shown.response.message, ["ants"], custom_id="packs")
    assert "New to this?" not in words(ants_pack)


async def test_an_explainer_tells_its_goals_on_its_first_page_and_leads_to_the_timeline(club: Any) -> None:
    shown = await club.sam.slash(club.general, "explain", topic="bees/what-a-hive-is")
    assert "**After this you can …**\n- say who lives in a hive" in words(shown)
    turned = await club.sam.select(shown.response.message, ["2"], custom_id="leaf:bees/what-a-hive-is")
    assert "### Timeline\n- **1911:** Bees were filmed" in words(turned)


async def test_a_search_finds_a_path_and_a_question_without_its_answer(club: Any) -> None:
    assert "**Bees in three steps** · Path" in words(await club.sam.slash(club.general, "search", query="three steps"))
    found = await club.sam.slash(club.general, "search", query="queens eat")
    asked = await club.sam.select(found.response.message, ["bees/what-queens-eat"], custom_id="open:found")
    assert "## What do queens eat?" in words(asked)
    assert "jelly" not in words(asked).lower()
    hidden = await club.sam.slash(club.general, "search", query="royal jelly")
    assert "Question" not in words(hidden)


def test_the_greeting_begins_with_the_first_path_and_where_it_begins(shelves: Shelves) -> None:
    assert [(each["command"], each["label"], each["hint"]) for each in welcome(shelves)] == [
        ("library", "Bees in three steps", "You will know a hive from inside."),
        ("explain", "Ask what it is", "What a hive is"),
        ("claim", "Check a claim", "Bees never sleep"),
        ("film", "Look up a film", "The Hill"),
    ]


def test_without_a_path_the_greeting_offers_the_first_of_each_kind() -> None:
    assert [each["options"] for each in welcome(Shelves([bees()]))] == [
        {"topic": "bees/what-a-hive-is"},
        {"claim": "bees/bees-sleep"},
        {"title": "bees/the-hive"},
    ]
    assert welcome(Shelves([])) == []
