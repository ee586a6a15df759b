"""A database that is not ours alone: held by another program, slow, frozen, or not to be written."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.database import ROW_BY_ROW, Database, DatabaseInUseError, NotSavedError, open_database, postgres, sqlite
from bot.database.deadline import Wait, waiting
from bot.database.engine import HeldError, ReadOnlyError, SlowError, Sparing, UnreachableError
from bot.errors import SettingError
from tests import engines
from tests.budgets import PATIENCE
from tests.database.test_postgres import Way
from tests.engines import HANG_UP, on_postgresql, on_sqlite, run

INSERT = "INSERT INTO synced_commands (application_id, digest) VALUES (?1, ?2)"
HASTE = 0.4
"""Seconds that whoever waits has."""
SOON = 4.0
"""By when they must have heard, on a busy machine too: before the time is over that whoever does not wait has."""


@asynccontextmanager
async def held(path: Path) -> AsyncIterator[sqlite3.Connection]:
    """Another program writes in the file, and takes its time."""
    with closing(sqlite3.connect(path, PATIENCE, isolation_level=None, check_same_thread=False)) as stranger:
        # In a thread: what the bot is just writing ends only while the loop goes on.
        await asyncio.to_thread(stranger.execute, "BEGIN IMMEDIATE")
        yield stranger


@asynccontextmanager
async def locked(url: str, table: str = "synced_commands") -> AsyncIterator[None]:
    """Another program has a table for itself."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"BEGIN; LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        await connection.close()


async def add(db: Database, number: int, guild_id: int | None = ROW_BY_ROW) -> None:
    async with db.transaction(guild_id) as tx:
        await tx.fetch(INSERT, number, "x")


async def stored(db: Database) -> list[int]:
    async with db.read() as tx:
        return [row[0] for row in await tx.fetch("SELECT application_id FROM synced_commands ORDER BY 1")]


async def in_haste(db: Database, number: int, guild_id: int | None = ROW_BY_ROW, haste: float = HASTE) -> Wait:
    """Add a row for somebody who waits; how they wait then."""
    wait = Wait(time.monotonic() + haste)
    waiting.set(wait)
    await add(db, number, guild_id)
    return wait


async def refused(*work: "asyncio.Task[Wait]") -> set[str]:
    """What those who waited heard, all of them in time."""
    began = time.monotonic()
    outcomes = await asyncio.gather(*work, return_exceptions=True)
    assert time.monotonic() - began < SOON
    assert all(isinstance(each, NotSavedError) for each in outcomes), outcomes
    return {str(each) for each in outcomes}


@on_sqlite
@pytest.mark.parametrize("guild_id", [None, 7, ROW_BY_ROW])
async def test_c16_whoever_waits_while_another_program_holds_the_file_hears_in_time_and_nothing_is_kept(
    db: Database, path: Path, guild_id: int | None
) -> None:
    async with held(path):
        told = await refused(*(asyncio.create_task(in_haste(db, each, guild_id)) for each in range(10)))
    assert told == {"Nothing was saved, since my storage does not answer in time; try again in a minute."}
    await add(db, 10)
    assert await stored(db) == [10]


@on_sqlite
async def test_c16_what_is_held_for_a_moment_only_is_waited_for_and_saved(db: Database, path: Path) -> None:
    async with held(path) as stranger:
        adding = asyncio.create_task(in_haste(db, 1, haste=PATIENCE))
        await asyncio.sleep(HASTE / 4)
        assert await stored(db) == []  # reading goes on
        stranger.execute("COMMIT")
        assert (await adding).saved
    assert await stored(db) == [1]


@on_sqlite
async def test_c16_what_is_due_hears_why_it_must_wait_and_the_log_tells_it_once(
    db: Database, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(db, sqlite.SqliteDatabase)
    caplog.set_level(logging.INFO)
    async with held(path):
        with db.patient(0.1):
            for number in range(3):
                with pytest.raises(HeldError, match="another program holds my storage; try again"):
                    await add(db, number)
    await add(db, 3)
    assert await stored(db) == [3]
    told = [record.getMessage() for record in caplog.records if record.name == "bot.database.sqlite"]
    assert told == [
        f"nothing can be saved in {path}: another program holds it",
        f"saving in {path} works again",
    ]


@on_sqlite
async def test_c16_on_a_full_disk_only_what_was_written_says_that_saving_works_again(db: Database) -> None:
    assert isinstance(db, sqlite.SqliteDatabase)
    [[pages]] = await db._writer.execute_fetchall("PRAGMA page_count")
    await db._writer.execute_fetchall(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotSavedError):
        async with db.transaction(ROW_BY_ROW) as tx:
            await tx.fetch(INSERT, 1, "x" * 100_000)
    async with db.transaction(ROW_BY_ROW) as tx:
        await tx.fetch("SELECT 1")
    assert db.unsaved
    await db._writer.execute_fetchall(f"PRAGMA max_page_count = {pages + 1_000}")
    await add(db, 2)
    assert db.unsaved is None


@on_sqlite
async def test_c16_a_file_that_is_held_at_the_start_is_waited_for_then_named(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_database(url):
        pass
    async with held(path) as stranger:
        opening = asyncio.create_task(_opened(url))
        await asyncio.sleep(0.2)
        stranger.execute("COMMIT")
        await opening
    monkeypatch.setattr(sqlite, "AT_START", 0.1)
    async with held(path):
        with pytest.raises(DatabaseInUseError, match="is in use by another program, which does not let go"):
            await _opened(url)


async def _opened(url: str) -> None:
    async with open_database(url):
        pass


@on_sqlite
async def test_c18_a_commit_that_a_slow_disk_holds_up_is_never_told_lost(db: Database) -> None:
    assert isinstance(db, sqlite.SqliteDatabase)
    await slow_at(db, "COMMIT", 3 * HASTE)
    began = time.monotonic()
    adding = asyncio.create_task(in_haste(db, 1))
    assert (await adding).saved
    assert time.monotonic() - began > 3 * HASTE
    assert await stored(db) == [1]


@on_sqlite
async def test_c18_what_a_slow_disk_holds_up_before_the_commit_is_taken_back(db: Database) -> None:
    assert isinstance(db, sqlite.SqliteDatabase)
    await slow_at(db, "INSERT", 2 * HASTE)
    assert await refused(asyncio.create_task(in_haste(db, 1)), asyncio.create_task(in_haste(db, 2)))
    await add(db, 3)
    assert await stored(db) == [3]


async def slow_at(db: sqlite.SqliteDatabase, word: str, seconds: float) -> None:
    """Have the next statement that begins so take that long in the connection's own thread, as a slow disk would."""
    connection = db._writer._conn

    def trace(sql: str) -> None:
        if sql.startswith(word):
            connection.set_trace_callback(None)
            time.sleep(seconds)

    await db._writer.set_trace_callback(trace)


@on_postgresql
async def test_c18_whoever_waits_for_a_locked_table_hears_in_time_and_nothing_is_kept(db: Database, url: str) -> None:
    async with locked(url):
        told = await refused(*(asyncio.create_task(in_haste(db, each)) for each in range(12)))
    assert told == {"Nothing was saved, since my storage does not answer in time; try again in a minute."}
    await add(db, 12)
    assert await stored(db) == [12]


@on_postgresql
async def test_c18_what_is_due_waits_for_a_locked_table_and_is_done(db: Database, url: str) -> None:
    async with locked(url):
        adding = asyncio.create_task(add(db, 1))
        await asyncio.sleep(HASTE)
        assert not adding.done()
    await adding
    assert await stored(db) == [1]


@on_postgresql
async def test_c18_reading_for_somebody_who_waits_is_given_up_in_time(db: Database, url: str) -> None:
    async def read_in_haste() -> None:
        waiting.set(Wait(time.monotonic() + HASTE))
        await stored(db)

    async with locked(url):
        began = time.monotonic()
        with pytest.raises(SlowError):
            await asyncio.create_task(read_in_haste())
        assert time.monotonic() - began < SOON


@on_postgresql
async def test_c18_a_frozen_server_keeps_nobody_waiting_and_its_connections_are_given_up(url: str) -> None:
    async with frozen(url) as (db, way):
        await add(db, 1)
        way.freeze()
        assert await refused(*(asyncio.create_task(in_haste(db, each)) for each in range(2, 9)))
        way.thaw()
        await add(db, 9)
        assert await stored(db) == [1, 9]


@on_postgresql
async def test_c18_a_commit_that_a_frozen_server_does_not_confirm_is_told_as_unsure(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "ANSWERS", 0.3)

    async def frozen_at_the_commit(db: Database, way: "Freezing") -> None:
        async with db.transaction(1) as tx:
            await tx.fetch(INSERT, 1, "x")
            way.freeze()

    async with frozen(url) as (db, way):
        with pytest.raises(UnreachableError, match="What you did may not be saved: check, and try again in a minute"):
            await frozen_at_the_commit(db, way)
        way.thaw()
        await add(db, 2)
        assert 2 in await stored(db)


@on_postgresql
async def test_c18_the_program_lets_go_of_a_frozen_server_within_seconds(url: str) -> None:
    async with frozen(url) as (db, way):
        working = asyncio.create_task(add(db, 1))
        await asyncio.sleep(0.05)
        way.freeze()
        another = asyncio.create_task(add(db, 2))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        for task in (working, another):
            task.cancel()
        await asyncio.wait({working, another})
        assert time.monotonic() - began < 2 * postgres.ROLLING_BACK + 1
    assert time.monotonic() - began < 8


class Freezing(Way):
    """A way on which everything stands still, as where the server's processes are stopped."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self._open = asyncio.Event()
        self._open.set()

    def freeze(self) -> None:
        self._open.clear()

    def thaw(self) -> None:
        self._open.set()

    async def passes(self) -> None:
        await self._open.wait()


@asynccontextmanager
async def through(url: str) -> AsyncIterator[tuple[Freezing, str]]:
    """A way that can be frozen, and the address of the database at its end."""
    parts = urlsplit(url)
    way = Freezing(parts.hostname or "", parts.port or 5432)
    async with way.open():
        there = f"{parts.username}:{parts.password or ''}@127.0.0.1:{way.own_port}"
        yield way, parts._replace(netloc=there).geturl()


@asynccontextmanager
async def frozen(url: str) -> AsyncIterator[tuple[Database, Freezing]]:
    """The database behind such a way; closed as it is left, frozen too."""
    async with through(url) as (way, address), open_database(address) as database:
        yield database, way


@on_postgresql
async def test_c18_who_is_cut_off_before_the_commit_hears_that_nothing_was_saved(db: Database, url: str) -> None:
    async def cut_off() -> None:
        async with db.transaction(1) as tx:
            await tx.fetch(INSERT, 1, "x")
            await run(url, HANG_UP)
            await tx.fetch(INSERT, 2, "x")

    with pytest.raises(UnreachableError, match=r"^Nothing was saved"):
        await cut_off()
    await asyncio.sleep(0.05)
    assert await stored(db) == []


@on_postgresql
@pytest.mark.usefixtures("engine")
async def test_c19_a_server_that_stands_by_is_told_plainly_and_left_for_one_that_can_be_written(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with engines.another("standby") as url:
        name = urlsplit(url).path.strip("/")
        async with open_database(url) as db:
            await add(db, 1)
            await run(engines.server(), f"ALTER DATABASE {name} SET default_transaction_read_only = on")
            await run(url, HANG_UP)
            await asyncio.sleep(0.05)
            for number in range(5):
                with pytest.raises(ReadOnlyError, match=r"^Nothing was saved, since my storage takes nothing new"):
                    await add(db, number + 2)
            assert await stored(db) == [1]
            told = [each.getMessage() for each in caplog.records if "nothing can be saved" in each.getMessage()]
            assert told == [
                "nothing can be saved: the database takes nothing new; is it a server that stands by for another?"
            ]
            with pytest.raises(SettingError, match="takes nothing new: it stands by for another server"):
                await _opened(url)
            await run(engines.server(), f"ALTER DATABASE {name} RESET default_transaction_read_only")
            with suppress(ReadOnlyError):
                await add(db, 8)  # a connection that was open stays read only, and is the last that is
            await add(db, 9)
            assert (await stored(db))[-1] == 9


async def test_c19_a_trouble_that_lasts_is_told_once_a_minute(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    now = 1_000.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    say = Sparing(logging.getLogger("trouble"))
    for second in range(0, 125, 5):
        now = 1_000.0 + second
        say("lost: %s", second)
    assert [record.getMessage() for record in caplog.records] == ["lost: 0", "lost: 60", "lost: 120"]
