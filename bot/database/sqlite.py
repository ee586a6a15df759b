"""SQLite behind the engine's protocol: one writer, one reader, one process for each file."""

import asyncio
import fcntl
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import aiosqlite

from bot.database import copying, migrations
from bot.database.engine import Database, DatabaseInUseError, Row, SqlValue, Tx
from bot.errors import SettingError

# Its debug lines print parameters: who chose what.
logging.getLogger("aiosqlite").setLevel(logging.INFO)


class _Statements:
    """The statements of one transaction; refuses to run any once the transaction is over."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection: aiosqlite.Connection | None = connection

    async def fetch(self, sql: str, *params: SqlValue) -> list[Row]:
        return list(await self._running().execute_fetchall(sql, params))

    async def one(self, sql: str, *params: SqlValue) -> Row | None:
        rows = await self.fetch(sql, *params)
        return rows[0] if rows else None

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        cursor = await self._running().executemany(sql, rows)
        await cursor.close()

    def _running(self) -> aiosqlite.Connection:
        if self._connection is None:
            raise RuntimeError("this transaction is over; do its work inside its `async with`")
        return self._connection

    def end(self) -> None:
        self._connection = None


class _Lane:
    """One connection, on which transactions follow one another."""

    def __init__(self, connection: aiosqlite.Connection, begin: str) -> None:
        self._connection = connection
        self._begin = begin
        self.turn = asyncio.Lock()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        async with self.turn:
            tx = _Statements(self._connection)
            try:
                await self._connection.execute_fetchall(self._begin)
                yield tx
                await self._connection.commit()
            except BaseException:
                # A cancelled statement still runs in the connection's thread. The rollback stands in the queue behind
                # it from this moment on, and before the next BEGIN, even if this wait is cancelled too; it does
                # nothing where no transaction is open.
                await self._connection.rollback()
                raise
            finally:
                tx.end()


class SqliteDatabase(Database):
    """An open file; `opened` makes one."""

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection) -> None:
        self._writer = writer
        self._writing = _Lane(writer, "BEGIN IMMEDIATE")
        self._reading = _Lane(reader, "BEGIN")
        self._busy: set[asyncio.Task[object] | None] = set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Tx]:
        with self._once_per_task():
            async with self._writing.transaction() as tx:
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        with self._once_per_task():
            async with self._reading.transaction() as tx:
                yield tx

    async def scrub(self) -> None:
        """Move the write-ahead log into the file and empty it; `secure_delete` has overwritten the rows there."""
        with self._once_per_task():
            async with self._writing.turn, self._reading.turn:
                await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def _once_per_task(self) -> Iterator[None]:
        task = asyncio.current_task()
        if task in self._busy:
            raise RuntimeError("this task is inside a transaction already; pass its `tx` on instead of opening another")
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)


@asynccontextmanager
async def opened(path: Path, folder: Path = migrations.FOLDER) -> AsyncIterator[SqliteDatabase]:
    """Own the file at `path` (made if missing, readable by its owner only) and bring its schema up to date."""
    async with AsyncExitStack() as stack:
        address = stack.enter_context(_owned(path))
        try:
            writer = await _writer(stack, address)
            reader = await _connected(stack, f"{address}?mode=ro")
        except sqlite3.DatabaseError as error:
            raise SettingError(f"DATABASE_URL: {path} cannot be opened as an SQLite database: {error}") from error
        database = SqliteDatabase(writer, reader)
        await migrations.migrate(database, path, folder, lambda copy: asyncio.to_thread(copying.copy, path, copy))
        await database.scrub()  # a process that was killed may have left what it had deleted
        yield database


async def _connected(stack: AsyncExitStack, address: str) -> aiosqlite.Connection:
    connection = await stack.enter_async_context(aiosqlite.connect(address, uri=True, isolation_level=None))
    connection.row_factory = sqlite3.Row
    await connection.execute_fetchall("SELECT count(*) FROM sqlite_master")
    return connection


async def _writer(stack: AsyncExitStack, address: str) -> aiosqlite.Connection:
    connection = await _connected(stack, address)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        await connection.execute_fetchall(f"PRAGMA {setting}")
    return connection


@contextmanager
def _owned(path: Path) -> Iterator[str]:
    """Hold `<path>.lock`, so that no second process opens the file; make folder and file for their owner only.

    Gives the file's address as a URI.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise SettingError(f"DATABASE_URL: {path} cannot be opened for writing: {error.strerror}") from error
    try:
        _lock(held, path, lock)
        yield path.absolute().as_uri()
    finally:
        os.close(held)


def _lock(held: int, path: Path, lock: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseInUseError(f"{path} is in use by another process, which holds {lock}; stop that first") from None
