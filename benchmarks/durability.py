"""Votes that are durable when they are told so, beside plain sqlite3 doing the same statements in one thread."""

import asyncio
import sqlite3
import tempfile
import time
from collections.abc import Coroutine, Iterable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any, cast

from benchmarks import QUICK, Row, spread
from benchmarks.ballots import a_vote, fresh, new_poll, storm
from bot.database import Row as Found
from bot.database import SqlValue, Tx, open_database
from bot.polls.rules import Poll
from bot.polls.voting.casting import cast as cast_votes

CLIENTS = 64
SECONDS, ROUNDS = (0.5, 1) if QUICK else (2.0, 5)
TOGETHER = 32
"""Votes in one transaction of the second row: about what stands in one when 64 members vote all the time."""


def measure() -> list[Row]:
    """The two take turns, each round on files of its own, both with every commit on the disk."""
    ours, plain, sets, late, spent = [], [], [], [], []
    for _ in range(ROUNDS):
        one_by_one, set_by_set = (_plain(size) for size in (1, TOGETHER))
        plain.append(one_by_one)
        sets.append(set_by_set)
        rate, p99, processor = asyncio.run(_ours())
        ours.append(rate)
        late.append(p99)
        spent.append(processor)
    ratios = [mine / theirs for mine, theirs in zip(ours, plain, strict=True)]
    return [
        Row("durable votes, ours by plain sqlite3 in one thread", f"{median(ratios):.2f} {spread(ratios)}", "≥ 0.50"),
        Row(f"  votes a second, {CLIENTS} members on one poll", f"{median(ours):,.0f}"),
        Row("  from click to recorded, 99 of 100", f"{median(late):.0f} ms", "1 s"),
        Row("  processor time of a vote without Discord", f"{median(spent):.0f} µs"),
        Row("  plain sqlite3, a transaction for each vote: a second", f"{median(plain):,.0f}"),
        Row(f"  plain sqlite3, {TOGETHER} votes in a transaction: a second", f"{median(sets):,.0f}"),
    ]


async def _ours() -> tuple[float, float, float]:
    async with fresh() as (database, polls):
        storming = await storm(polls, [await new_poll(database)], CLIENTS, SECONDS)
    late = quantiles(storming.taken, n=100)[98]
    return storming.rate, late, storming.spent / len(storming.taken) * 1e6


def _plain(together: int) -> float:
    """Votes a second: what the bot does for a vote, run by a loop that waits for nothing but sqlite3."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "polls.db")
        poll = asyncio.run(_prepared(path))
        connection = sqlite3.connect(path, isolation_level=None)
        connection.row_factory = sqlite3.Row
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
            connection.execute(f"PRAGMA {setting}")
        tx = cast(Tx, _Statements(connection))
        begun, done = time.perf_counter(), 0
        while time.perf_counter() < begun + SECONDS:
            turn = done // CLIENTS + 1
            votes = [a_vote(poll, (done + more) % CLIENTS, turn) for more in range(together)]
            connection.execute("BEGIN IMMEDIATE")
            _run(cast_votes(tx, votes))
            connection.execute("COMMIT")
            done += together
        connection.close()
        return done / (time.perf_counter() - begun)


async def _prepared(path: Path) -> Poll:
    async with open_database(f"sqlite:///{path}") as database:
        return await new_poll(database)


class _Statements:
    """A transaction that runs each statement at once, and so never waits."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, *params: SqlValue) -> list[Found]:
        return cast(list[Found], self._connection.execute(sql, params).fetchall())

    async def one(self, sql: str, *params: SqlValue) -> Found | None:
        return next(iter(await self.fetch(sql, *params)), None)

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        self._connection.executemany(sql, rows)

    def for_update(self, _table: str, *, skip_locked: bool = False) -> str:
        """One thread has nobody to lock out."""
        del skip_locked
        return ""


def _run(work: Coroutine[Any, Any, Any]) -> None:
    """Run what never waits."""
    try:
        work.send(None)
    except StopIteration:
        return
    raise AssertionError("it waited for something")
