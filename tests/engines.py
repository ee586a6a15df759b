"""The engines that tests run on: a file for each test, and a schema for each worker on a PostgreSQL that is there."""

import os
import sqlite3
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from bot.database import Tx, postgres

SERVER = "TEST_POSTGRES"
"""The variable that names a database where tests may make and drop schemas: postgresql://…"""
SQLITE, POSTGRESQL = "sqlite", "postgresql"

on_sqlite = pytest.mark.parametrize("engine", [SQLITE], indirect=True)
"""For tests of what only a file has."""
on_postgresql = pytest.mark.parametrize("engine", [POSTGRESQL], indirect=True)
"""For tests of what only a server has."""

CONFLICTS = (sqlite3.IntegrityError, asyncpg.IntegrityConstraintViolationError)
"""What breaking a constraint of the schema raises."""

_TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid"
)

_emptying: dict[str, str] = {}
"""By schema that is made: the SQL that empties it."""


async def address(engine: str, folder: Path) -> str:
    """The url of an empty database; tests that open it again find what they left."""
    if engine == SQLITE:
        return f"sqlite:///{folder / 'data' / 'study.db'}"
    url = f"{server()}{'&' if '?' in server() else '?'}search_path={schema()}&application_name={schema()}"
    if schema() in _emptying:
        await run(url, _emptying[schema()])
    else:
        await _made(url)
    return url


def server() -> str:
    """The server for tests; passes the test over where there is none."""
    url = os.environ.get(SERVER, "")
    if not url:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"needs a PostgreSQL: set {SERVER} to a database in which tests may make schemas"
        )
    return url


def schema() -> str:
    """The schema of this worker."""
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"


async def _made(url: str) -> None:
    """A new schema, with the tables of the program; emptying one is quicker than making another."""
    await run(url, f"DROP SCHEMA IF EXISTS {schema()} CASCADE; CREATE SCHEMA {schema()}")
    async with postgres.opened(url):
        pass
    # The last made first: tables refer to those that were made before them.
    tables = [name for (name,) in reversed(await run(url, _TABLES)) if name != "schema_version"]
    _emptying[schema()] = "; ".join(f"DELETE FROM {name}" for name in tables)


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
