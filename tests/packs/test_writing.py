"""A pack that is being written is read again whenever its files change."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.packs.reading import writing
from bot.packs.reading.reader import Reading
from bot.packs.shelf.shelves import ServerPack, Shelves
from tests.budgets import PATIENCE
from tests.packs.sample import split
from tests.samples import ants, bees


class Author:
    """Who writes: each reading that follows a change is waited for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._readings: asyncio.Queue[Reading] = asyncio.Queue()

    async def changed(self, reading: Reading) -> None:
        await self._readings.put(reading)

    async def next(self) -> Reading:
        async with asyncio.timeout(PATIENCE):
            return await self._readings.get()

    def write(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
async def author(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Author]:
    monkeypatch.setattr(writing, "LOOK_EVERY", 0.01)
    monkeypatch.setattr(writing, "SETTLED_AFTER", 0.02)
    author = Author(split(tmp_path / "bees"))
    following = asyncio.create_task(writing.follow(author.folder, author.changed))
    yield author
    following.cancel()


async def test_a_pack_is_read_at_once_and_after_each_change(author: Author) -> None:
    first = await author.next()
    assert first.pack
    author.write("explainers.yaml", "A hive is a home for bees.", "A hive is a bee home.")
    second = await author.next()
    assert second.pack
    assert second.pack.explainers[0].lead == "A hive is a bee home."


async def test_a_mistake_is_told_by_file_and_line_and_mended_again(author: Author) -> None:
    await author.next()
    author.write("explainers.yaml", "lead:", "leed:")
    broken = await author.next()
    assert broken.pack is None
    assert broken.lines[0].startswith(f"{author.folder}/explainers.yaml:5:5: unknown key `leed`")
    author.write("explainers.yaml", "leed:", "lead:")
    assert (await author.next()).pack


async def test_files_that_come_and_go_are_changes_too(author: Author) -> None:
    await author.next()
    (author.folder / "glossary.yaml").unlink()
    assert (await author.next()).pack is None
    for file in author.folder.iterdir():
        file.unlink()
    author.folder.rmdir()
    assert (await author.next()).problem_count == 1


def test_what_is_being_written_ships_to_every_server_and_gives_way_to_its_own_new_id() -> None:
    shelves = Shelves([ants()])
    holding = ServerPack(off=frozenset({"ants"}))
    shelves.swap(7, holding, shelves.built(holding))
    shelves.ship(bees())
    assert (list(shelves.of(7).packs), list(shelves.of(8).packs)) == (["bees"], ["ants", "bees"])
    shelves.ship(bees(id="wasps"), instead_of="bees")
    assert (list(shelves.of(7).packs), list(shelves.of(8).packs)) == (["wasps"], ["ants", "wasps"])
