"""PostgreSQL behind the engine's protocol: a small pool, one text of SQL, writers of one server in turn."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

import asyncpg
from asyncpg.pool import PoolConnectionProxy as Connection

from bot.database import migrations
from bot.database.engine import ROW_BY_ROW, Database, NotSavedError, OncePerTask, Row, SqlValue, Tx, UnreachableError
from bot.errors import SettingError

CONNECTIONS = 2, 5
"""The fewest and the most that a process keeps open for its transactions."""
PATIENCE = 10.0
"""Seconds to wait for a connection, new or returned."""
LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "second-look",
}
"""What a process that hangs may keep from the others, and for how long."""
SCRUBBED = "VACUUM (FULL) secret_ballots; VACUUM (FULL) secret_keys; VACUUM ballots"
"""The first two are written anew, so that their old files go; a large table is only cleaned."""
NOW = "SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296)::text"
"""The first transaction number that has not ended yet, without its epoch."""
SEEING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_xmin IS NOT NULL AND age(backend_xmin) > age($1::text::xid)"
)
PAUSE = 0.02
"""Seconds between two looks at who is still at work."""
EXPECTED = "DATABASE_URL: expected an address such as postgresql://user:password@host:5432/name"

_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
)
_OF_A_DEAD_CONNECTION = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError
)  # fmt: skip

log = logging.getLogger(__name__)


class _Statements:
    """The statements of one transaction; refuses to run any once the transaction is over."""

    def __init__(self, connection: Connection, *, writes: bool) -> None:
        self._connection: Connection | None = connection
        self._writes = writes

    async def fetch(self, sql: str, *params: SqlValue) -> list[Row]:
        return cast(list[Row], await self._running().fetch(translated(sql), *map(storable, params)))

    async def one(self, sql: str, *params: SqlValue) -> Row | None:
        rows = await self.fetch(sql, *params)
        return rows[0] if rows else None

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        await self._running().executemany(translated(sql), [tuple(map(storable, row)) for row in rows])

    def for_update(self, table: str, *, skip_locked: bool = False) -> str:
        if not self._writes:
            return ""
        return f" FOR UPDATE OF {table}{' SKIP LOCKED' if skip_locked else ''}"

    def _running(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("this transaction is over; do its work inside its `async with`")
        return self._connection

    def end(self) -> None:
        self._connection = None


class PostgresDatabase(Database):
    """A server that answers; `opened` makes one."""

    keeps_copies = True

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._once_per_task = OncePerTask()
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def transaction(self, guild_id: int | None = None) -> AsyncIterator[Tx]:
        # Waiting for a server's turn here, not in PostgreSQL, lets one busy server hold one connection only.
        one_at_a_time = guild_id is not None and guild_id != ROW_BY_ROW
        turn = self._turns.setdefault(guild_id or 0, asyncio.Lock()) if one_at_a_time else nullcontext()
        with self._once_per_task():
            async with turn, self._begun(_beginning(guild_id), writes=True) as tx:
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        with self._once_per_task():
            async with self._begun("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", writes=False) as tx:
                yield tx

    async def scrub(self) -> None:
        """Free what was deleted of ballots; what the server archives or dumps is out of reach."""
        with self._once_per_task():
            async with self._connection() as connection:
                await _wait_for_who_still_sees(connection)
                await connection.execute("SET statement_timeout = 0")
                try:
                    for statement in SCRUBBED.split("; "):
                        await connection.execute(statement)
                finally:
                    await connection.execute("RESET statement_timeout")

    @asynccontextmanager
    async def _begun(self, begin: str, *, writes: bool) -> AsyncIterator[Tx]:
        async with self._connection() as connection:
            tx = _Statements(connection, writes=writes)
            try:
                await connection.execute(begin)
                yield tx
                await _commit(connection)
            except BaseException:
                await _roll_back(connection)
                raise
            finally:
                tx.end()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Connection]:
        try:
            connection = await self._pool.acquire(timeout=PATIENCE)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            log.warning("the database cannot be reached: %s", type(error).__name__)
            raise UnreachableError from error
        try:
            with _said_plainly(connection):
                yield connection
        finally:
            await self._pool.release(connection)


def _beginning(guild_id: int | None) -> str:
    """BEGIN, and the turn to wait for: 0 stands for all servers, shared by everybody but who writes alone."""
    if guild_id is None:
        return "BEGIN; SELECT pg_advisory_xact_lock(0)"
    everybody = "BEGIN; SELECT pg_advisory_xact_lock_shared(0)"
    return everybody if guild_id == ROW_BY_ROW else f"{everybody}; SELECT pg_advisory_xact_lock({int(guild_id)})"


async def _wait_for_who_still_sees(connection: Connection) -> None:
    """Wait until every transaction that began before now has ended, for what it may see cannot be freed."""
    mark = await connection.fetchval(NOW)
    for _ in range(int(PATIENCE / PAUSE)):
        if not await connection.fetchval(SEEING, mark):
            return
        await asyncio.sleep(PAUSE)
    log.warning("a transaction on the database has run very long: what was deleted is freed later")


async def _commit(connection: Connection) -> None:
    if await connection.execute("COMMIT") != "COMMIT":
        raise RuntimeError(
            "nothing was committed: a statement of this transaction failed, and its error was passed over"
        )


async def _roll_back(connection: Connection) -> None:
    """Roll back; a connection on which that cannot be done, or waited for, is given up, and the server does it."""
    try:
        await connection.execute("ROLLBACK")
    except BaseException:  # noqa: BLE001 - the caller raises what came first
        if not _is_dead(connection):
            connection.terminate()


def _is_dead(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool took it back when it ended


@contextmanager
def _said_plainly(connection: Connection) -> Iterator[None]:
    """Raise UnreachableError for everything that a lost connection, or a server in trouble, looks like."""
    try:
        yield
    except asyncpg.DiskFullError as error:
        log.error("nothing can be saved: the disk of the database is full")
        raise NotSavedError from error
    except _LOST as error:
        log.warning("the database is in trouble: %s", type(error).__name__)
        raise UnreachableError from error
    except _OF_A_DEAD_CONNECTION as error:
        if not _is_dead(connection):
            raise
        log.warning("the database was lost: %s", type(error).__name__)
        raise UnreachableError from error


@lru_cache(maxsize=1024)
def translated(sql: str) -> str:
    """`?1` as PostgreSQL writes it: `$1`."""
    return re.sub(r"\?(\d+)", r"$\1", sql)


def storable(value: SqlValue) -> SqlValue:
    """The value as PostgreSQL can hold it: its texts have no NUL."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value


@asynccontextmanager
async def opened(url: str, folder: Path = migrations.FOLDER) -> AsyncIterator[PostgresDatabase]:
    """Connect to the server and bring the schema of its database up to date, one process at a time."""
    place = place_of(url)
    pool = await _pool(url, place)
    try:
        await _check(pool, place)
        database = PostgresDatabase(pool)
        await migrations.migrate(database, place, folder)
        await database.scrub()  # a process that was killed may have left what it had deleted
        yield database
    finally:
        try:
            async with asyncio.timeout(PATIENCE):
                await pool.close()
        except TimeoutError:
            pool.terminate()


def place_of(url: str) -> str:
    """The server and the database that a url names, without who may enter; raises SettingError where it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise SettingError(EXPECTED) from None
    if not parts.path.strip("/"):
        raise SettingError(EXPECTED)
    return f"{parts.path.strip('/')} on {parts.hostname or 'this machine'}:{port}"


async def _pool(url: str, place: str) -> asyncpg.Pool:
    fewest, most = CONNECTIONS
    try:
        return await asyncpg.create_pool(
            url, min_size=fewest, max_size=most, timeout=PATIENCE, reset=_as_it_is, server_settings=_settings(url)
        )
    except (asyncpg.ClientConfigurationError, ValueError):
        raise SettingError(EXPECTED) from None  # what asyncpg says of it may quote the password
    except asyncpg.PostgresError as error:
        raise SettingError(f"DATABASE_URL: {place} cannot be used: {error.args[0]}") from None
    except (OSError, TimeoutError, asyncpg.InterfaceError) as error:
        raise SettingError(f"DATABASE_URL: {place} cannot be reached: {_reason(error)}") from None


def _settings(url: str) -> dict[str, str]:
    """The limits, but for those that the url sets itself."""
    return {name: limit for name, limit in LIMITS.items() if f"{name}=" not in url}


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


async def _check(pool: asyncpg.Pool, place: str) -> None:
    encoding: Any = await pool.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise SettingError(f"DATABASE_URL: {place} keeps texts as {encoding}; make a database with the encoding UTF8")


async def _as_it_is(_: object) -> None:
    """Give a connection back without asking the server to reset it: transactions leave nothing behind."""
