"""Copying all data from one database to another, of either engine, and proving that it arrived."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b

from bot.database import POSTGRESQL, expect_database, sqlite_path
from bot.database.engine import Database, Row, Tx, storable

PAGE = 10_000
"""Rows that are read at a time."""
VERSION = "schema_version"

Progress = Callable[[str, int, int], None]
"""Takes the table that is being copied, how many rows of all tables are there, and of how many."""


class NotMovedError(Exception):
    """The data cannot be moved; says why."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the schema, with the columns that tell its rows apart."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


@dataclass(slots=True)
class Sum:
    """How many rows there are, and a sum of their hashes, whatever order they come in."""

    rows: int = 0
    hashes: int = 0

    def add(self, page: Sequence[Row]) -> None:
        """Take in some rows."""
        self.rows += len(page)
        for row in page:
            self.hashes = (self.hashes + _hash(row)) % (1 << 128)


async def move(source: str, target: str, progress: Progress) -> dict[str, int]:
    """Copy everything, in one transaction, and read it back; how many rows each table had.

    Nobody may use either meanwhile: DatabaseInUseError. Raises SettingError for a url that cannot be used and for a
    source that is not there, NotMovedError where the target holds data, is the source itself, or came to hold something
    else.
    """
    if _same(source, target):
        raise NotMovedError("FROM and TO are the same database.")
    expect_database(source)
    async with _alone(source) as before, _alone(target) as after, before.read() as old, after.transaction() as new:
        tables = await _tables(old)
        await _check(new, tables, target)
        of = sum([await _count(old, table) for table in tables])
        moved: dict[str, int] = {}
        for table in tables:
            moved[table.name] = await _moved(old, new, table, partial(_told, progress, table.name, dict(moved), of))
        return moved


def _same(source: str, target: str) -> bool:
    """Whether both are one database, a file by two of its names included."""
    if source == target or POSTGRESQL in {source[: len(POSTGRESQL)], target[: len(POSTGRESQL)]}:
        return source == target
    before, after = sqlite_path(source), sqlite_path(target)
    return before.exists() and after.exists() and before.samefile(after)


def _told(progress: Progress, table: str, moved: dict[str, int], of: int, more: int) -> None:
    progress(table, sum(moved.values()) + more, of)


async def _moved(old: Tx, new: Tx, table: Table, progress: Callable[[int], None]) -> int:
    sent, arrived = Sum(), Sum()

    async def noted() -> AsyncIterator[Sequence[Row]]:
        async for page in _pages(old, table):
            sent.add(page)
            progress(sent.rows)
            yield page

    await new.load(table.name, table.columns, noted())
    async for page in _pages(new, table):
        arrived.add(page)
    if sent != arrived:
        raise NotMovedError(f"{table.name} did not arrive as it was sent: {sent.rows} rows became {arrived.rows}.")
    return sent.rows


async def _check(new: Tx, tables: Sequence[Table], target: str) -> None:
    if {*await _tables(new)} != {*tables}:
        raise NotMovedError("the two were made by different versions of this program.")
    for table in tables:
        if await _count(new, table):
            kind = "database" if target.startswith(POSTGRESQL) else "file"
            raise NotMovedError(f"the {kind} to copy to holds data already ({table.name}). Name an empty one.")


async def _pages(tx: Tx, table: Table) -> AsyncIterator[Sequence[Row]]:
    """The rows in the order of their keys, without holding more than a page."""
    columns, key = ", ".join(table.columns), ", ".join(table.key)
    first = f"SELECT {columns} FROM {table.name}"  # noqa: S608 - names of the schema
    last = f"ORDER BY {key} LIMIT {PAGE}"
    page = await tx.fetch(f"{first} {last}")
    while page:
        yield page
        places = ", ".join(f"?{n}" for n in range(1, len(table.key) + 1))
        page = await tx.fetch(f"{first} WHERE ({key}) > ({places}) {last}", *(page[-1][name] for name in table.key))


async def _count(tx: Tx, table: Table) -> int:
    [row] = await tx.fetch(f"SELECT count(*) FROM {table.name}")  # noqa: S608 - as above
    return row[0]


async def _tables(tx: Tx) -> list[Table]:
    """The tables in the order in which they were made, which is that of their references."""
    found: dict[str, list[tuple[str, int]]] = {}
    for table, column, place in await tx.columns():
        found.setdefault(table, []).append((column, place))
    return [
        Table(
            name,
            tuple(column for column, _ in sorted(columns)),
            tuple(column for place, column in sorted((place, column) for column, place in columns if place)),
        )
        for name, columns in found.items()
        if name != VERSION
    ]


def _hash(row: Row) -> int:
    kept = repr([storable(value) for value in row])
    return int.from_bytes(blake2b(kept.encode("utf-8", "surrogatepass"), digest_size=16).digest(), "big")


def _alone(url: str) -> AbstractAsyncContextManager[Database]:
    """The database that a url names, for nobody else."""
    if url.startswith(POSTGRESQL):
        from bot.database import postgres

        return postgres.open_postgres(url, alone=True)
    from bot.database import sqlite

    return sqlite.open_sqlite(sqlite_path(url))
