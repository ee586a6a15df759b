"""Every part of the article that the first pack answers is a few clicks away."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.packs.shelf import Shelf, Shelves
from bot.packs.shipped import read_shipped
from tests.journeys.conftest import words

CONTENT = Path(__file__).parents[2] / "content"
PACK = "social-credit-on-film"
PARTS = {
    "Understanding",
    "What documentaries reveal",
    "Key aspect: data collection and surveillance",
    "Key aspect: rewards and punishments",
    "Key aspect: social impact",
    "Key aspect: technological infrastructure",
    "Film: Abuse of Power",
    "Film: A Model Citizen",
    "Film: Wired UK",
    "Watching critically: bias and perspective",
    "Watching critically: source reliability",
    "Watching critically: contextual understanding",
    "Broader implications: global surveillance concerns",
    "Broader implications: ethical considerations",
    "Broader implications: technological dystopia",
    "Conclusion",
}


@pytest.fixture(scope="module")
def shelves() -> Shelves:
    return asyncio.run(read_shipped(CONTENT))


def rows() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    text = (CONTENT / PACK / "COVERAGE.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("| ") and (found := re.findall(r"`([a-z]+): ([a-z0-9-]+)`", line)):
            yield line.split("|")[1].strip(), found


def test_the_coverage_names_every_part_of_the_article() -> None:
    named = [part for part, _ in rows()]
    assert [part for part in PARTS if not any(name.startswith(part) for name in named)] == []


def test_every_entry_that_the_coverage_names_stands_in_the_pack(shelves: Shelves) -> None:
    shelf: Shelf = shelves.of(None)
    for part, entries in rows():
        for kind, entry in entries:
            item = shelf.find(f"{PACK}/{entry}")
            assert item, f"{part}: {entry}"
            assert item.kind == kind, f"{part}: {entry} is a {item.kind}"


async def test_each_part_is_reached_from_the_library_in_three_clicks(club: Any) -> None:
    library = await club.sam.slash(club.general, "library")
    reached = 0
    for part, entries in rows():
        for kind, entry in entries:
            pack = await club.sam.select(library.response.message, [PACK], custom_id="packs")
            shown = await club.sam.select(pack.response.message, [f"{PACK}/{entry}"], custom_id=f"open:{kind}")
            if part == "Conclusion":
                select = next(c for c in selects(shown) if c["custom_id"].startswith("leaf:"))
                leaf = next(o["value"] for o in select["options"] if o["label"] == "What to take away")
                shown = await club.sam.select(shown.response.message, [leaf], custom_id=select["custom_id"])
                assert "### What to take away" in words(shown)
            if kind == "film" and part.startswith("Film: ") and entry == entries[0][1]:
                assert words(shown).startswith("**Title not verified.**")
                assert words(shown).split("**Themes**")[1].count("\n- ") == 3
            reached += 1
            library = await club.sam.slash(club.general, "library")
    assert reached > len(PARTS)


def selects(result: Any) -> list[dict[str, Any]]:
    rows = [c for container in result.response.components for c in container.get("components", [])]
    return [inner for row in rows for inner in row.get("components", []) if inner["type"] == 3]
