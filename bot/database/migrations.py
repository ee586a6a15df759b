"""Numbered SQL files that make the schema, applied all or nothing."""

import re
import sqlite3
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from bot.database.engine import Database, SchemaTooNewError, Tx

FOLDER = Path(__file__).with_name("migrations")


class Migration(NamedTuple):
    """One file: `0002_polls.sql` is number 2."""

    number: int
    path: Path


async def migrate(
    database: Database, place: str, folder: Path, backup: Callable[[int], Awaitable[None]] | None = None
) -> None:
    """Apply the files of `folder` that the database, called `place`, lacks, in one transaction.

    A database that holds a schema already is first handed to `backup`, with the number of the first file it lacks.
    Raises SchemaTooNewError, with nothing changed, when the schema has a number that no file has.
    """
    known = shipped_migrations(folder)
    async with database.transaction() as tx:
        current = await _current(tx)
        if current > len(known):
            raise SchemaTooNewError(
                f"{place} was written by a newer version of this program (schema {current}; this one knows "
                f"{len(known)}). Run the newer version, or restore a backup from before it."
            )
        missing = known[current:]
        if missing and current and backup:
            await backup(missing[0].number)
        for migration in missing:
            await _apply(tx, migration)


def shipped_migrations(folder: Path = FOLDER) -> list[Migration]:
    """The files in order; raises ValueError where a number is missing or given twice."""
    found = sorted(
        Migration(int(path.name[:4]), path) for path in folder.glob("*.sql") if re.match(r"[0-9]{4}_", path.name)
    )
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"migrations are numbered 0001, 0002, … without gaps: {[m.path.name for m in found]}")
    return found


async def _current(tx: Tx) -> int:
    await tx.fetch("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER PRIMARY KEY, name TEXT NOT NULL)")
    [row] = await tx.fetch("SELECT coalesce(max(version), 0) FROM schema_version")
    return row[0]


async def _apply(tx: Tx, migration: Migration) -> None:
    for statement in _statements(migration.path.read_text("utf-8")):
        await tx.fetch(statement)
    await tx.fetch("INSERT INTO schema_version (version, name) VALUES (?1, ?2)", migration.number, migration.path.stem)


def _statements(script: str) -> Iterator[str]:
    """The statements one by one, since `executescript` would commit what came before it."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        raise ValueError(f"a statement without its semicolon: {statement.strip()[:60]}")
