"""A connection to an SQLite file, on which transactions follow one another and wait for other programs."""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

import aiosqlite

from bot.database import integrity
from bot.database.deadline import lift
from bot.database.engine import Row, Running, SqlValue, Tx

PATIENCE = 5.0
"""Seconds to wait for another program that holds the file, where nobody waits for an answer."""
LOOK = 0.1
"""Seconds that SQLite itself waits: its thread takes up nothing else meanwhile, a rollback neither."""

# Its debug lines print parameters: who chose what.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


class Statements(Running[aiosqlite.Connection]):
    """The statements of one transaction."""

    async def fetch(self, sql: str, *params: SqlValue) -> list[Row]:
        return list(await self._running().execute_fetchall(sql, params))

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        cursor = await self._running().executemany(sql, rows)
        await cursor.close()

    def for_update(self, table: str, *, skip_locked: bool = False) -> str:  # noqa: ARG002 - there is one writer
        return ""

    def ours(self, guild_id: str) -> str:  # noqa: ARG002 - all are
        return "1 = 1"

    async def tell(self, topic: str, guild_id: int) -> None:
        """Nobody else has the file."""

    async def columns(self) -> list[tuple[str, str, int]]:
        rows = await self.fetch(
            "SELECT m.name, c.name, c.pk FROM sqlite_master m JOIN pragma_table_info(m.name) c "
            "WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' ORDER BY m.rowid, c.cid"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def load(self, table: str, columns: Sequence[str], pages: AsyncIterator[Sequence[Row]]) -> None:
        await self.fetch("PRAGMA defer_foreign_keys = ON")
        places = ", ".join(f"?{n}" for n in range(1, len(columns) + 1))
        async for page in pages:
            await self.many(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", map(tuple, page))  # noqa: S608 - names


class Lane:
    """One connection, on which transactions follow one another."""

    def __init__(
        self, connection: aiosqlite.Connection, begin: str, before_commit: Callable[[], None] = lambda: None
    ) -> None:
        self._connection = connection
        self._begin = begin
        self._before_commit = before_commit
        self.patience = PATIENCE
        self.turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self, limit: asyncio.Timeout) -> AsyncIterator[Tx]:
        async with self.turn:
            tx = Statements(self._connection)
            try:
                await self._begun()
                yield tx
                self._before_commit()
                await lift(limit)
                await self._connection.commit()
            except BaseException:
                # A cancelled statement still runs in the connection's thread. The rollback stands in the queue behind
                # it from this moment on, and before the next BEGIN, even if this wait is cancelled too; it does
                # nothing where no transaction is open.
                await self._connection.rollback()
                raise
            finally:
                tx.end()

    async def _begun(self) -> None:
        """BEGIN, tried again while another program holds the file."""
        until = time.monotonic() + self.patience
        while True:
            try:
                await self._connection.execute_fetchall(self._begin)
            except sqlite3.OperationalError as error:
                if not integrity.is_held(error) or time.monotonic() >= until:
                    raise
                await asyncio.sleep(LOOK / 2)
            else:
                return
