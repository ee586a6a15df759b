"""Every part of the article that the first pack answers is a few clicks away."""

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from bot.packs.shelf.shelves import Shelf, Shelves
from bot.packs.shelf.shipped import read_shipped
from tests.journeys.conftest import words

ENTRY = re.compile(r"`([a-z]+): ([a-z0-9-]+)`")
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


def table(columns: int) -> Iterator[list[str]]:
    """The rows of the tables with so many columns."""
    text = (CONTENT / PACK / "COVERAGE.md").read_text(encoding="utf-8")
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if len(cells) == columns and ENTRY.search(line):
            yield cells


def rows() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for part, entries in table(2):
        yield part, ENTRY.findall(entries)


def texts(value: object) -> Iterator[str]:
    """Every text of an entry, its names and headings among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from texts(list(value.values()))
    elif isinstance(value, Iterable):
        for inner in value:
            yield from texts(inner)


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


def test_what_the_article_says_is_treated_in_the_words_that_the_coverage_quotes(shelves: Shelves) -> None:
    shelf: Shelf = shelves.of(None)
    sentences = list(table(3))
    assert len(sentences) > 5 * len(PARTS)
    for said, named, phrase in sentences:
        assert 0 < len(said.split()) <= 16, f"quote the article a few words at a time: {said}"
        [(kind, entry)] = ENTRY.findall(named)
        item = shelf.find(f"{PACK}/{entry}")
        assert item, f"{said}: {named}"
        assert item.kind == kind, f"{said}: {entry} is a {item.kind}"
        assert any(phrase in text for text in texts(asdict(item.entry))), f"{said}: {entry} does not say “{phrase}”"


async def test_each_part_is_reached_from_the_library_in_a_few_clicks(club: Any) -> None:
    library = await club.sam.slash(club.general, "library")
    reached = 0
    for part, entries in rows():
        for kind, entry in entries:
            pack = await club.sam.select(library.response.message, [PACK], custom_id="packs")
            shown = await opened(club.sam, pack, kind, f"{PACK}/{entry}")
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


async def opened(member: Any, pack: Any, kind: str, value: str) -> Any:
    """The card of an entry, by the select of its kind; of more than 25, by the list of all and one turn of it."""
    if value in offered(pack, f"open:{kind}"):
        return await member.select(pack.response.message, [value], custom_id=f"open:{kind}")
    listed = await member.select(pack.response.message, [f"all:{PACK}:{kind}"], custom_id=f"open:{kind}")
    if value not in offered(listed, "open:entry"):
        listed = await member.click(listed.response.message, label="Next")
    return await member.select(listed.response.message, [value], custom_id="open:entry")


def offered(result: Any, custom_id: str) -> set[str]:
    return {option["value"] for each in selects(result) if each["custom_id"] == custom_id for option in each["options"]}


def selects(result: Any) -> list[dict[str, Any]]:
    rows = [c for container in result.response.components for c in container.get("components", [])]
    return [inner for row in rows for inner in row.get("components", []) if inner["type"] == 3]
