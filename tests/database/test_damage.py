"""C11: a damaged file is named and left alone, before it is opened and while it is served."""

import asyncio
import contextlib
import logging
import os
import shutil
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.database import DamagedError, Database, integrity, open_database
from bot.errors import SettingError
from tests.budgets import PATIENCE, budget

INSERT = "INSERT INTO synced_commands VALUES (?1, ?2)"
FRAME = 24 + 4096
LEAF = 13
"""The first byte of a page of rows."""


async def fill(db: Database, first: int, count: int) -> None:
    """So many rows, each in a transaction of its own, each a page or more."""
    for number in range(first, first + count):
        async with db.transaction() as tx:
            await tx.fetch(INSERT, number, f"{number} " * 1000)


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database that was closed in good order."""
    async with open_database(f"sqlite:///{tmp_path / 'study.db'}") as db:
        await fill(db, 0, 40)
    return tmp_path / "study.db"


@pytest.fixture
async def killed(path: Path, tmp_path: Path) -> Path:
    """The same as a killed process leaves it: twenty transactions stand in its log."""
    left = tmp_path / "killed" / "study.db"
    left.parent.mkdir()
    async with open_database(f"sqlite:///{path}") as db:
        await fill(db, 100, 20)
        for end in ("", "-wal"):
            await asyncio.to_thread(shutil.copy, f"{path}{end}", f"{left}{end}")
    return left


def flip(path: Path, place: int, bits: int = 0xFF) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= bits
    path.write_bytes(data)


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def commits(log: bytes) -> list[int]:
    """Where in the log the frames begin with which a transaction ends."""
    starts = range(32, len(log) - FRAME + 1, FRAME)
    return [start for start in starts if struct.unpack(">I", log[start + 4 : start + 8])[0]]


async def rows(path: Path) -> int:
    async with open_database(f"sqlite:///{path}") as db, db.read() as tx:
        [(count,)] = await tx.fetch("SELECT count(*) FROM synced_commands")
        return count


def contents(path: Path) -> list[bytes]:
    return [each.read_bytes() if each.exists() else b"" for each in (path, log_of(path))]


async def refused(path: Path) -> str:
    """Opening is refused and changes nothing; what it says."""
    before = contents(path)
    with pytest.raises(DamagedError) as error:
        await rows(path)
    assert contents(path) == before
    assert str(path) in str(error.value)
    assert "python run_bot.py restore FILE" in str(error.value)
    return str(error.value)


async def test_what_is_sound_is_opened(path: Path, killed: Path) -> None:
    assert await rows(path) == 60
    assert await rows(killed) == 60


@pytest.mark.parametrize("place", [0, 7, 15, 16, 21, 22, 23, 59], ids="byte {} of the header".format)
async def test_c11_a_byte_of_the_header(path: Path, place: int) -> None:
    flip(path, place)
    await refused(path)


@pytest.mark.parametrize("place", [0, 3, 5, 8], ids="byte {} of a page".format)
async def test_c11_a_byte_of_a_page_that_holds_the_order_of_others(path: Path, place: int) -> None:
    data, _ = contents(path)
    leaves = [start for start in range(4096, len(data), 4096) if data[start] == LEAF and data[start + 4]]
    flip(path, leaves[len(leaves) // 2] + place)
    await refused(path)


async def test_c11_pages_that_are_missing(path: Path) -> None:
    os.truncate(path, 300_000)
    await refused(path)


@pytest.mark.parametrize("place", [0, 5, 9, 18, 26], ids="byte {} of its header".format)
async def test_c11_a_byte_of_the_log(killed: Path, place: int) -> None:
    flip(log_of(killed), place)
    assert "write-ahead log cannot be read" in await refused(killed)


@pytest.mark.parametrize("place", [1, 9, 14, 20, 24, 2000], ids="byte {} of a frame".format)
async def test_c11_a_byte_of_a_frame_behind_which_more_was_acknowledged(killed: Path, place: int) -> None:
    ends = commits(log_of(killed).read_bytes())
    flip(log_of(killed), ends[7] + place)
    assert "transactions of its write-ahead log cannot be read" in await refused(killed)


@pytest.mark.parametrize("lacking", [1, 23, 24, 4000])
async def test_a_last_transaction_that_a_crash_cut_off_is_no_damage(killed: Path, lacking: int) -> None:
    os.truncate(log_of(killed), log_of(killed).stat().st_size - lacking)
    assert await rows(killed) == 59


async def test_what_an_earlier_generation_of_the_log_left_is_no_damage(path: Path, tmp_path: Path) -> None:
    left = tmp_path / "reused.db"
    async with open_database(f"sqlite:///{path}") as db:
        await fill(db, 100, 400)
        async with db.read() as tx:
            await tx.fetch("SELECT 1")
        with closing(sqlite3.connect(path)) as other:
            other.execute("PRAGMA wal_checkpoint(RESTART)")
        await fill(db, 900, 3)
        for end in ("", "-wal"):
            await asyncio.to_thread(shutil.copy, f"{path}{end}", f"{left}{end}")
    assert len(commits(log_of(left).read_bytes())) > 10
    integrity.check(left)
    assert await rows(left) == 443


async def test_a_file_of_nothing_but_zeros_behind_the_log_is_no_damage(path: Path) -> None:
    log_of(path).write_bytes(bytes(10_000))
    assert await rows(path) == 40


@settings(
    max_examples=budget(25, 1_000),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_c11_any_byte_anywhere_is_refused_or_only_a_value(path: Path, killed: Path, data: st.DataObject) -> None:
    sound = [killed.read_bytes(), log_of(killed).read_bytes()]
    which = data.draw(st.integers(0, 1))
    place = data.draw(st.integers(0, len(sound[which]) - 1))
    spoiled = [bytearray(each) for each in sound]
    spoiled[which][place] ^= data.draw(st.integers(1, 255))
    copy = killed.with_name("spoiled.db")
    copy.write_bytes(spoiled[0])
    log_of(copy).write_bytes(spoiled[1])
    count = 0
    with contextlib.suppress(DamagedError, SettingError):
        count = asyncio.run(rows(copy))
    assert count in ({0, 60} if which == 0 else {0, 59, 60})
    for each in copy.parent.glob("spoiled.db*"):
        each.unlink()


async def test_c11_damage_that_shows_while_it_is_served_ends_the_serving_and_nothing_more_is_written(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def look(db: Database) -> None:
        async with db.read() as tx:
            await tx.fetch("SELECT digest FROM synced_commands")

    async def serve() -> None:
        async with open_database(f"sqlite:///{path}") as db:
            with path.open("r+b") as file:
                file.seek(len(sound) // 2)
                file.write(bytes(len(sound) - len(sound) // 2))
            looking = asyncio.create_task(look(db))
            with pytest.raises(asyncio.CancelledError):
                await asyncio.sleep(PATIENCE)
            with pytest.raises(DamagedError):
                await looking
            spoiled = contents(path)
            with pytest.raises(DamagedError, match="restore FILE"):
                await fill(db, 500, 1)
            assert contents(path) == spoiled
            raise asyncio.CancelledError

    sound, _ = contents(path)
    with caplog.at_level(logging.CRITICAL), pytest.raises(DamagedError, match=r"study\.db is damaged"):
        await serve()
    assert len([each for each in caplog.records if "restore FILE" in each.message]) == 1
    task = asyncio.current_task()
    assert task
    assert not task.cancelling()


async def test_a_cancelled_body_is_cancelled_and_not_damaged(path: Path) -> None:
    async def serve() -> None:
        async with open_database(f"sqlite:///{path}"):
            await asyncio.sleep(PATIENCE)

    task = asyncio.create_task(serve())
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
