"""The engines that tests run on: a file for each test, copied from one that was migrated once; a database for each
worker on a PostgreSQL that is there, emptied for each test."""

import asyncio
import os
import sqlite3
import tempfile
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.database import Tx, pg_pool, postgres, sqlite
from tests.budgets import PATIENCE

SERVER = "TEST_POSTGRES"
"""The variable that names a database whose owner may make and drop others: postgresql://…"""
SQLITE, POSTGRESQL = "sqlite", "postgresql"

on_sqlite = pytest.mark.parametrize("engine", [SQLITE], indirect=True)
"""For tests of what only a file has."""
on_postgresql = pytest.mark.parametrize("engine", [POSTGRESQL], indirect=True)
"""For tests of what only a server has."""

CONFLICTS = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
"""What breaking a constraint of the schema raises."""

HANG_UP = (
    f"SELECT pg_terminate_backend(pid, {PATIENCE * 1000:.0f}) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""Ends every other connection to the database, and waits until they have ended."""

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid"
)

_emptying: dict[str, str] = {}
"""By database that is made: the SQL that empties it."""
_unused: set[str] = set()
"""Databases that were made or emptied, and not opened since."""
_template: list[bytes] = []
"""An SQLite file with its tables, once there is one."""


class _Beside:
    """A loop in a thread of its own, with a connection that stays from test to test, each of which has its own loop."""

    def __init__(self) -> None:
        self.connection: asyncpg.Connection | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def do(self, work: Coroutine[Any, Any, None]) -> Future[None]:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
            self._thread.start()
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def stop(self) -> None:
        if self._loop:
            self.do(self._close()).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _close(self) -> None:
        if self.connection:
            await self.connection.close()


_beside = _Beside()


async def _empty(url: str) -> None:
    connection = _beside.connection
    if connection is None or connection.is_closed():
        connection = _beside.connection = await asyncpg.connect(url)
    await connection.execute(_emptying[url])


def spare_the_server() -> None:
    """Let databases of tests be opened with one connection, and clean none that was just emptied: each costs much."""
    pg_pool.CONNECTIONS = 1, pg_pool.CONNECTIONS[1]
    scrub = postgres.PostgresDatabase.scrub

    async def scrub_what_was_used(self: postgres.PostgresDatabase) -> None:
        if (place := self._cluster._place) in _unused:
            _unused.discard(place)
        else:
            await scrub(self)

    postgres.PostgresDatabase.scrub = scrub_what_was_used


def stop() -> None:
    """Let go of the server."""
    _beside.stop()


async def address(engine: str, folder: Path) -> str:
    """The url of an empty database, on SQLite without its tables; tests that open it again find what they left."""
    if engine == SQLITE:
        return f"sqlite:///{folder / 'data' / 'study.db'}"
    url = named(database())
    if url in _emptying:
        await asyncio.wrap_future(_beside.do(_empty(url)))
        _unused.add(pg_pool.place_of(url))
    else:
        await make(database())
        async with postgres.open_postgres(url):
            pass
        # The last made first: tables refer to those that were made before them.
        tables = [name for (name,) in reversed(await run(url, _TABLES)) if name != "schema_version"]
        _emptying[url] = "; ".join(f"DELETE FROM {name}" for name in tables)
    return url


async def ready(engine: str, folder: Path) -> str:
    """The same with its tables made: for tests of all that does not begin with making them."""
    if engine == SQLITE:
        return await migrated(folder / "data" / "study.db")
    return await address(engine, folder)


async def migrated(path: Path) -> str:
    """Put an empty SQLite database with its tables there, and name its url."""
    if not _template:
        with tempfile.TemporaryDirectory() as folder:
            async with sqlite.open_sqlite(file := Path(folder, "study.db")):
                pass
            _keep(file)
    _put(path)
    return f"sqlite:///{path}"


def _keep(file: Path) -> None:
    _template.append(file.read_bytes())


def _put(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(_template[0])


@asynccontextmanager
async def another(name: str) -> AsyncIterator[str]:
    """The url of one more database on the server, without any tables, for as long as the test lasts."""
    await make(f"{database()}_{name}")
    _unused.add(pg_pool.place_of(url := named(f"{database()}_{name}")))
    try:
        yield url
    finally:
        await run(server(), f"DROP DATABASE IF EXISTS {database()}_{name} (FORCE)")


def server() -> str:
    """The server for tests; passes the test over where there is none."""
    url = os.environ.get(SERVER, "")
    if not url:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"needs a PostgreSQL: set {SERVER} to a database whose owner may make others"
        )
    return url


def database() -> str:
    """The name of this worker's database."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


def named(name: str) -> str:
    """The url of a database on the server."""
    parts = urlsplit(server())
    query = "&".join(filter(None, [parts.query, f"application_name={database()}"]))
    return parts._replace(path=f"/{name}", query=query).geturl()


async def make(name: str) -> None:
    """A new database of this name."""
    await run(server(), f"DROP DATABASE IF EXISTS {name} (FORCE)")
    await run(server(), f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")


async def run(url: str, sql: str, *params: Any) -> list[asyncpg.Record]:
    """Run SQL beside the program, on a connection of its own."""
    connection = await asyncpg.connect(url)
    try:
        if sql.startswith("SELECT"):
            return await connection.fetch(sql, *params)
        await connection.execute(sql)
        return []
    finally:
        await connection.close()


async def on_disk(url: str, *tables: str) -> bytes:
    """What an attacker finds in the folder of the database; on a server in the files of these tables, indexes too."""
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))
    await run(url, "CHECKPOINT")
    files = "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class WHERE oid = any($1::regclass[]) "
    files += "UNION ALL SELECT pg_read_binary_file(pg_relation_filepath(indexrelid)) FROM pg_index "
    files += "WHERE indrelid = any($1::regclass[])"
    return b"".join(content for (content,) in await run(url, files, list(tables)))


async def tables_of(tx: Tx) -> list[str]:
    """The names of all tables."""
    sql = "SELECT name FROM sqlite_master WHERE type = 'table'" if "sqlite" in type(tx).__module__ else _TABLES
    return [row[0] for row in await tx.fetch(sql)]
