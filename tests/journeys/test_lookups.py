"""What a student would look up succeeds in two steps at most, with the packs that ship."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import read_shipped
from tests.journeys.conftest import inner, words

LOOKUPS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("lookups.yaml").read_text(encoding="utf-8"))
OPTION = {"explain": "topic", "film": "title", "claim": "claim", "glossary": "term"}


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    """The packs that ship."""
    return asyncio.run(read_shipped(Path(__file__).parents[2] / "content"))


async def test_what_a_student_looks_up_comes_first_and_its_card_is_the_second_step(club: Any) -> None:
    failed: list[str] = []
    for each in LOOKUPS:
        offered = (await entries(club, each["command"], each["typed"]))[: each.get("within", 1)]
        if not [value for value in offered if value.partition("/")[2] in each["first"]]:
            failed.append(f"/{each['command']} {each['typed']}: {offered}, not {each['first']}")
    assert len(LOOKUPS) == 40
    assert failed == []


async def entries(club: Any, command: str, typed: str) -> list[str]:
    """The entries that are suggested or found, best first, once the first has shown its card."""
    if command == "search":
        found = await club.sam.slash(club.general, "search", query=typed)
        selects = [c for c in inner(found) if c.get("custom_id") == "open:found"]
        values = [option["value"] for select in selects for option in select["options"]]
    else:
        found = None
        values = [each["value"] for each in await club.sam.autocomplete(club.general, command, OPTION[command], typed)]
    if values:
        shown = (
            await club.sam.select(found.response.message, values[:1], custom_id="open:found")
            if found
            else await club.sam.slash(club.general, command, **{OPTION[command]: values[0]})
        )
        item = club.env.bot.services.get(Shelves).of(None).find(values[0])
        assert f"## {item.entry.name}"[:20] in words(shown).replace("\\", "")
    return values
