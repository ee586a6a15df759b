"""R04, and what was measured to go wrong with SQLite under asyncio."""

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import asyncpg
import pytest

from bot.database import Database
from tests.engines import CONFLICTS, on_sqlite

INSERT = "INSERT INTO synced_commands (application_id, digest) VALUES (?1, ?2)"
MANY = (
    "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 150000)"
    " INSERT INTO synced_commands SELECT i, 'half' FROM n"
)


async def stored(db: Database) -> set[int]:
    async with db.read() as tx:
        return {row["application_id"] for row in await tx.fetch("SELECT application_id FROM synced_commands")}


async def add(db: Database, *ids: int) -> None:
    async with db.transaction() as tx:
        for each in ids:
            await tx.fetch(INSERT, each, "whole")


async def test_what_a_transaction_wrote_is_read_by_name_and_position(db: Database) -> None:
    await add(db, 7)
    async with db.read() as tx:
        row = await tx.one("SELECT application_id, digest FROM synced_commands")
        assert row is not None
        assert (row["application_id"], row[1]) == (7, "whole")
        assert await tx.one("SELECT 1 FROM synced_commands WHERE application_id = ?1", 8) is None


async def test_many_rows_are_written_by_one_statement_text(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.many(INSERT, [(each, "x") for each in range(5)])
    assert await stored(db) == set(range(5))


async def test_r04_an_error_takes_back_the_whole_transaction(db: Database) -> None:
    with pytest.raises(CONFLICTS):
        await add(db, 1, 2, 1)
    assert await stored(db) == set()


async def test_r04_the_rollback_of_one_task_leaves_the_other_untouched(db: Database) -> None:
    async def fails(first: int) -> None:
        async with db.transaction() as tx:
            await tx.fetch(INSERT, first, "x")
            await asyncio.sleep(0)
            raise LookupError

    tasks = [add(db, each, each + 1000) if each % 3 else fails(each) for each in range(1, 61)]
    outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    kept = {each for each, outcome in enumerate(outcomes, 1) if outcome is None}
    assert len(kept) == 40
    assert await stored(db) == kept | {each + 1000 for each in kept}


@pytest.mark.parametrize("again", [0, 1, 2, 5], ids="cancelled again {} turns later".format)
@pytest.mark.parametrize("point", range(4), ids=["at BEGIN", "at the first", "at the second", "at COMMIT"])
async def test_r04_a_cancelled_transaction_is_whole_or_gone(db: Database, point: int, again: int) -> None:
    def cancel_if(now: int) -> None:
        task = asyncio.current_task()
        if now == point and task:
            task.cancel()
            loop = asyncio.get_running_loop()
            loop.call_soon(lambda: _later(again, task.cancel))

    async def cancelled() -> None:
        cancel_if(0)
        async with db.transaction() as tx:
            cancel_if(1)
            await tx.fetch(INSERT, 1, "x")
            cancel_if(2)
            await tx.fetch(INSERT, 2, "x")
            cancel_if(3)

    task, other = asyncio.create_task(cancelled()), asyncio.create_task(add(db, 3))
    with pytest.raises(asyncio.CancelledError):
        await task
    await other
    assert await stored(db) in ({3}, {1, 2, 3})
    assert point == 3 or await stored(db) == {3}
    await add(db, 4)


def _later(turns: int, call: Callable[[], object]) -> None:
    if turns:
        asyncio.get_running_loop().call_soon(_later, turns - 1, call)
    else:
        call()


async def test_r04_a_statement_that_runs_on_after_its_cancellation_leaves_nothing(db: Database) -> None:
    async def slow() -> None:
        async with db.transaction() as tx:
            await tx.fetch(MANY)

    for moment in (0, 0.001, 0.01, 0.03):
        task = asyncio.create_task(slow())
        await asyncio.sleep(moment)
        task.cancel()
        await add(db, int(moment * 1000))
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await stored(db) == {0, 1, 10, 30}


@pytest.mark.parametrize("outer", ["transaction", "read"])
@pytest.mark.parametrize("inner", ["transaction", "read", "scrub"])
async def test_a_transaction_inside_another_is_refused_and_does_not_wait_for_itself(
    db: Database, outer: str, inner: str
) -> None:
    async def nested() -> None:
        async with getattr(db, outer)():
            if inner == "scrub":
                await db.scrub()
            async with getattr(db, inner)():
                pass

    with pytest.raises(RuntimeError, match="inside a transaction already"):
        await nested()
    await add(db, 1)
    assert await stored(db) == {1}


async def test_statements_after_the_end_are_refused(db: Database) -> None:
    async with db.transaction() as tx:
        pass
    with pytest.raises(RuntimeError, match="over"):
        await tx.fetch(INSERT, 1, "x")
    assert await stored(db) == set()


async def test_a_reader_sees_one_state_and_waits_for_no_writer(db: Database) -> None:
    await add(db, 1)
    async with db.transaction() as tx:
        await tx.fetch(INSERT, 2, "x")
        assert await asyncio.create_task(stored(db)) == {1}
    async with db.read() as tx:
        before = await tx.fetch("SELECT * FROM synced_commands")
        await asyncio.create_task(add(db, 3))
        assert len(await tx.fetch("SELECT * FROM synced_commands")) == len(before) == 2
    assert await stored(db) == {1, 2, 3}


@on_sqlite
async def test_a_transaction_holds_the_file_before_its_first_write(db: Database, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "data" / "study.db", timeout=0, isolation_level=None)) as stranger:
        async with db.transaction() as tx:
            await tx.fetch("SELECT * FROM synced_commands")
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                stranger.execute("BEGIN IMMEDIATE")


async def test_the_reader_cannot_write(db: Database) -> None:
    refused = (sqlite3.OperationalError, asyncpg.ReadOnlySQLTransactionError)
    with pytest.raises(refused, match=r"readonly|read-only"):
        async with db.read() as tx:
            await tx.fetch(INSERT, 1, "x")


@on_sqlite
async def test_a_commit_reaches_the_disk_and_what_is_deleted_is_overwritten(db: Database) -> None:
    async with db.transaction() as tx:
        settings = [
            [row[0] for row in await tx.fetch(f"PRAGMA {name}")]
            for name in ("journal_mode", "synchronous", "secure_delete", "foreign_keys")
        ]
    full = 2
    assert settings == [["wal"], [full], [1], [1]]


@on_sqlite
async def test_scrubbing_leaves_no_trace_of_a_deleted_row(db: Database, tmp_path: Path) -> None:
    canary = "canary-" * 40

    def traces() -> list[str]:
        return [path.name for path in sorted((tmp_path / "data").iterdir()) if canary.encode() in path.read_bytes()]

    async with db.transaction() as tx:
        await tx.fetch(INSERT, 1, canary)
    assert traces() == ["study.db-wal"]
    async with db.transaction() as tx:
        await tx.fetch("DELETE FROM synced_commands")
    assert traces() == ["study.db-wal"]
    await db.scrub()
    assert traces() == []


@on_sqlite
async def test_scrubbing_waits_for_a_running_reader_and_then_succeeds(db: Database, tmp_path: Path) -> None:
    await add(db, 1)
    async with db.read() as tx:
        await tx.fetch("SELECT * FROM synced_commands")
        scrubbing = asyncio.create_task(db.scrub())
        await asyncio.sleep(0.02)
        assert not scrubbing.done()
    await scrubbing
    assert (tmp_path / "data" / "study.db-wal").stat().st_size == 0


async def test_v04_no_parameter_reaches_the_log_at_debug(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with db.transaction() as tx:
        await tx.fetch(INSERT, 4711, "a choice")
    assert "4711" not in caplog.text
    assert "a choice" not in caplog.text
