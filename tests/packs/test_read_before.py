"""What was read of a pack that ships is read again only where the pack, the program or what was kept is another."""

import asyncio
import random
from pathlib import Path

import pytest

from bot.errors import SettingError
from bot.packs.reading import read_before, reading_apart
from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import read_shipped
from tests.packs.sample import GOOD, split


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with one pack, in several files."""
    split(tmp_path / "bees")
    return tmp_path


@pytest.fixture
def kept(content: Path) -> Path:
    """Where what was read of it is kept."""
    return content / ".bees.read"


def read(content: Path) -> Shelves:
    return asyncio.run(read_shipped(content))


async def unread(content: Path) -> list[str]:
    async with reading_apart.reading_shipped(content) as packs:
        return [path.name for path in packs.unread]


def reads_nothing(content: Path, monkeypatch: pytest.MonkeyPatch) -> Shelves | None:
    """The shelves where no process is needed for them; None where one is."""
    with monkeypatch.context() as patch:
        patch.setattr(reading_apart.sys, "executable", "/bin/false")
        try:
            return read(content)
        except SettingError:
            return None


def test_what_is_as_it_was_is_not_read_again(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not reads_nothing(content, monkeypatch)
    first = read(content)
    again = reads_nothing(content, monkeypatch)
    assert again
    assert again.shipped == first.shipped
    assert list(first.shipped) == ["bees"]


def test_a_pack_that_was_changed_by_one_letter_is_read_anew(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(content)
    changed = content / "bees" / "pack.yaml"
    changed.write_text(changed.read_text("utf-8").replace("Bees on film", "Bees in film"), "utf-8")
    assert not reads_nothing(content, monkeypatch)
    assert (read(content)).shipped != before.shipped
    assert reads_nothing(content, monkeypatch)


def test_a_file_more_or_one_less_is_noticed(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(content)
    more = content / "bees" / "more.yaml"
    more.write_text("glossary: []\n")
    assert not reads_nothing(content, monkeypatch)
    more.unlink()
    assert reads_nothing(content, monkeypatch)


def test_what_another_program_read_is_read_anew(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(content)
    monkeypatch.setattr(read_before, "_program", lambda: b"another")
    assert not reads_nothing(content, monkeypatch)


def test_what_was_kept_and_is_damaged_is_not_believed(
    content: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read(content)
    whole, chance = kept.read_bytes(), random.Random(7)
    for _ in range(12):
        at = chance.randrange(len(whole))
        damaged = bytearray(whole)
        damaged[at] ^= 1 << chance.randrange(8)
        for spoiled in (bytes(damaged), whole[:at], whole + b" ", b""):
            kept.write_bytes(spoiled)
            assert not reads_nothing(content, monkeypatch)
    assert read(content)
    assert kept.read_bytes() == whole


def test_a_pack_with_problems_is_read_and_told_each_time(content: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = content / "broken.yaml"
    broken.write_text(GOOD.replace("lead:", "leed:"))
    for _ in range(2):
        shelves = read(content)
        assert any("leed" in line for line in shelves.problems)
        assert not reads_nothing(content, monkeypatch)
    assert [path.name for path in content.glob(".*")] == [".bees.read"]


def test_only_what_is_new_is_read_beside_what_was_read_before(content: Path) -> None:
    read(content)
    (content / "wasps.yaml").write_text(GOOD.replace("id: bees\n", "id: wasps\n"))
    assert asyncio.run(unread(content)) == ["wasps.yaml"]
    assert set((read(content)).shipped) == {"bees", "wasps"}


def test_what_changes_while_it_is_read_is_not_kept(content: Path, kept: Path) -> None:
    pack = content / "bees"
    state = read_before.state_of(pack)
    (pack / "more.yaml").write_text("glossary: []\n")
    read_before.keep(pack, state, "{}")
    assert not kept.exists()


def test_where_nothing_can_be_written_it_is_read_each_time(content: Path, kept: Path) -> None:
    kept.mkdir()
    for _ in range(2):
        assert "bees" in (read(content)).shipped


def test_a_start_that_was_killed_while_it_wrote_leaves_nothing_that_is_believed(
    content: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.with_name(f"{kept.name}.new").write_bytes(b"0" * 64)
    read(content)
    assert reads_nothing(content, monkeypatch)
    assert [path.name for path in content.glob(".*")] == [kept.name]
