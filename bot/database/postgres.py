"""PostgreSQL behind the engine's protocol: a small pool, one text of SQL, writers of one server in turn."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, closing, nullcontext
from functools import lru_cache, partial
from pathlib import Path
from typing import cast
from weakref import WeakValueDictionary
from zlib import crc32

import asyncpg
from asyncpg.pool import PoolConnectionProxy as Connection

from bot.database import cluster as crews
from bot.database import idempotency, migrations
from bot.database.cluster import Cluster
from bot.database.deadline import in_time, lift, saving
from bot.database.engine import (
    ROW_BY_ROW,
    Changed,
    Database,
    OncePerTask,
    OpeningError,
    ReadOnlyError,
    Row,
    Running,
    Shards,
    Sparing,
    SqlValue,
    Tx,
    UnreachableError,
    storable,
)
from bot.database.pg_pool import NO_LIMITS, PATIENCE, check, is_dead, place_of, pool_of, said_plainly, settings_for
from bot.database.vacuuming import vacuum
from bot.stopping import end

PATIENT = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
"""For who is alone: migrations and deletions take their time."""
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
ALONE = 1
"""The space of the locks for work that one process does at a time."""
ANSWERS = 40.0
"""Seconds after which a server that is silent is taken for lost; it ends a statement itself before that."""
FOR_EVER = 7 * 86_400.0
"""The same for who is alone."""
ROLLING_BACK = 0.5
"""Seconds for a server to take a transaction back; it does so too when the connection ends."""
Connect = Callable[[], Awaitable[asyncpg.Connection]]

log = logging.getLogger(__name__)


class _Statements(Running[Connection]):
    """The statements of one transaction."""

    def __init__(self, connection: Connection, cluster: Cluster, *, writes: bool, answers: float) -> None:
        super().__init__(connection)
        self._cluster = cluster
        self._writes = writes
        self._answers = answers

    async def fetch(self, sql: str, *params: SqlValue) -> list[Row]:
        rows = await self._running().fetch(translated(sql), *map(storable, params), timeout=self._answers)
        return cast(list[Row], rows)

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        values = [tuple(map(storable, row)) for row in rows]
        await self._running().executemany(translated(sql), values, timeout=self._answers)

    def for_update(self, table: str, *, skip_locked: bool = False) -> str:
        if not self._writes:
            return ""
        return f" FOR UPDATE OF {table}{' SKIP LOCKED' if skip_locked else ''}"

    def ours(self, guild_id: str) -> str:
        shards = self._cluster.shards
        if shards is None:
            return "1 = 1"
        looked_after = ", ".join(map(str, sorted({*shards.own, *self._cluster.adopted})))
        return f"({guild_id} >> 22) % {shards.count} IN ({looked_after})"

    async def tell(self, topic: str, guild_id: int) -> None:
        # Whoever tells a topic has its row until the commit, so its notices arrive in the order of their numbers.
        [row] = await self.fetch(
            "INSERT INTO revisions (topic, number) VALUES (?1, 1) "
            "ON CONFLICT (topic) DO UPDATE SET number = revisions.number + 1 RETURNING number",
            topic,
        )
        await self.fetch("SELECT pg_notify(?1, ?2)", crews.CHANNEL, f"{topic} {guild_id} {row['number']}")

    async def columns(self) -> list[tuple[str, str, int]]:
        rows = await self.fetch(
            "SELECT c.relname::text, a.attname::text, coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 "
            "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
            "LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary "
            "WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace ORDER BY c.oid, a.attnum"
        )
        return [(row[0], row[1], row[2]) for row in rows]

    async def load(self, table: str, columns: Sequence[str], pages: AsyncIterator[Sequence[Row]]) -> None:
        await self.fetch("SET LOCAL statement_timeout = 0")
        # One COPY, so that references are looked at when all rows are there.
        rows = (tuple(map(storable, row)) async for page in pages for row in page)
        await self._running().copy_records_to_table(table, columns=columns, records=rows)


class PostgresDatabase(Database):
    """A server that answers; `open_postgres` makes one."""

    keeps_copies = True

    def __init__(self, pool: asyncpg.Pool, connect: Connect, cluster: Cluster) -> None:
        self._pool = pool
        self._connect = connect
        self._cluster = cluster
        self._once_per_task = OncePerTask()
        self._scrubbing = asyncio.Lock()
        self._say = Sparing(log)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def transaction(self, guild_id: int | None = None) -> AsyncIterator[Tx]:
        # Waiting for a server's turn here, not in PostgreSQL, lets one busy server hold one connection only.
        one_at_a_time = guild_id is not None and guild_id != ROW_BY_ROW
        turn = self._turns.setdefault(guild_id or 0, asyncio.Lock()) if one_at_a_time else nullcontext()
        with self._once_per_task(), saving():
            async with in_time() as limit, turn, self._begun(_beginning(guild_id), limit, writes=True) as tx:
                await idempotency.claim(tx, guild_id)
                yield tx

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        with self._once_per_task():
            async with in_time() as limit, self._begun(READING, limit, writes=False) as tx:
                yield tx

    def follow(self, topic: str, changed: Changed) -> None:
        self._cluster.add(topic, changed)

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[None]:
        # A connection of its own: with it the turn is given up too, whatever becomes of this process.
        try:
            connection = await self._connect()
        except (asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise ConnectionError("the database does not answer") from error
        try:
            await connection.fetchval(f"SELECT pg_advisory_lock({ALONE}, {crc32(work.encode()) - 2**31})")
            yield
        finally:
            connection.terminate()

    async def scrub(self) -> None:
        """Free what was deleted of ballots; what the server archives or dumps is out of reach."""
        with self._once_per_task():
            # Of two at once the second would keep the first from shortening a table, which waits five seconds for that.
            async with self._scrubbing, self._connection() as connection:
                await vacuum(connection)

    @asynccontextmanager
    async def _begun(self, begin: str, limit: asyncio.Timeout, *, writes: bool) -> AsyncIterator[Tx]:
        answers = FOR_EVER if PATIENT in begin else ANSWERS
        async with self._connection(writes=writes) as connection:
            tx = _Statements(connection, self._cluster, writes=writes, answers=answers)
            try:
                await connection.execute(begin, timeout=answers)
                yield tx
                await lift(limit)
                with said_plainly(connection, self._say, writes=writes, committing=writes):
                    await _commit(connection)
            except BaseException:
                await _roll_back(connection)
                raise
            finally:
                tx.end()

    @asynccontextmanager
    async def _connection(self, *, writes: bool = True) -> AsyncIterator[Connection]:
        try:
            connection = await self._pool.acquire(timeout=PATIENCE)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            self._say("the database cannot be reached: %s", type(error).__name__)
            raise UnreachableError from error
        try:
            with said_plainly(connection, self._say, writes=writes):
                yield connection
        except ReadOnlyError:
            await self._pool.expire_connections()  # new ones may lead to a server that can be written
            raise
        finally:
            await self._pool.release(connection)


def _beginning(guild_id: int | None) -> str:
    """BEGIN, and the turn to wait for: 0 stands for all servers, shared by everybody but who writes alone."""
    if guild_id is None:
        return f"BEGIN; {PATIENT}; SELECT pg_advisory_xact_lock(0)"
    everybody = "BEGIN; SELECT pg_advisory_xact_lock_shared(0)"
    return everybody if guild_id == ROW_BY_ROW else f"{everybody}; SELECT pg_advisory_xact_lock({int(guild_id)})"


async def _commit(connection: Connection) -> None:
    try:
        done = await connection.execute("COMMIT", timeout=ANSWERS)
    except TimeoutError:
        connection.terminate()
        raise
    if done != "COMMIT":
        raise RuntimeError(
            "nothing was committed: a statement of this transaction failed, and its error was passed over"
        )


async def _roll_back(connection: Connection) -> None:
    """Roll back; a connection on which that cannot be done, or waited for, is given up, and the server does it."""
    try:
        async with asyncio.timeout(ROLLING_BACK):
            await connection.execute("ROLLBACK")
    except BaseException:  # noqa: BLE001 - the caller raises what came first
        if not is_dead(connection):
            connection.terminate()


@lru_cache(maxsize=1024)
def translated(sql: str) -> str:
    """`?1` as PostgreSQL writes it: `$1`."""
    return re.sub(r"\?(\d+)", r"$\1", sql)


@asynccontextmanager
async def open_postgres(
    url: str,
    folder: Path = migrations.FOLDER,
    *,
    shards: Shards | None = None,
    serves: bool = False,
    alone: bool = False,
) -> AsyncIterator[PostgresDatabase]:
    """Connect to the server and bring the schema of its database up to date, one process at a time.

    With `alone` no other process may use the database meanwhile; who `serves` without `shards` has all of them, and
    nobody else may serve any. Raises DatabaseInUseError where one does.
    """
    place = place_of(url)
    connect = partial(asyncpg.connect, url, timeout=PATIENCE, server_settings=settings_for(url, NO_LIMITS))
    cluster = Cluster(connect, place, shards, serves=serves)
    async with pool_of(url, place) as pool:
        with closing(cluster):
            await check(pool, place)
            await cluster.begin(alone=alone)
            database = PostgresDatabase(pool, connect, cluster)
            try:
                await migrations.migrate(database, place, folder)
                await database.scrub()  # a process that was killed may have left what it had deleted
            except UnreachableError as error:
                raise OpeningError(f"{place} went away while the bot started; start it again") from error
            hearing = asyncio.create_task(cluster.keep_going(), name="notices of other processes")
            try:
                yield database
            finally:
                await end([hearing])
