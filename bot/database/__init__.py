"""The engine, its transactions and its migrations."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.database.engine import (
    ROW_BY_ROW,
    DamagedError,
    Database,
    DatabaseInUseError,
    LostError,
    NotSavedError,
    OpeningError,
    Row,
    Shards,
    SqlValue,
    TakenAwayError,
    Tx,
    values,
)
from bot.database.idempotency import DoneAlreadyError
from bot.errors import SettingError

POSTGRESQL = "postgresql://"

__all__ = [
    "ROW_BY_ROW",
    "DamagedError",
    "Database",
    "DatabaseInUseError",
    "DoneAlreadyError",
    "LostError",
    "NotSavedError",
    "OpeningError",
    "Row",
    "Shards",
    "SqlValue",
    "TakenAwayError",
    "Tx",
    "expect_database",
    "open_database",
    "sqlite_path",
    "values",
]


@asynccontextmanager
async def open_database(
    url: str, shards: Shards | None = None, *, serves: bool = False, make: bool = True
) -> AsyncIterator[Database]:
    """Open the database that `url` names, with its schema brought up to date; closed at the end of the `async with`.

    `sqlite:///data/x.db` is relative to the working directory, `sqlite:////srv/x.db` absolute; `postgresql://…` names
    a server, which other processes may share that run as other `shards`. Who `serves` Discord without `shards` has
    all of them, and is the only one that does. Raises SettingError for a url that cannot be used, a file of another
    program, and without `make` a file that is not there; DatabaseInUseError while another process holds the file,
    serves the same shards alone or counts them otherwise, SchemaTooNewError when newer code wrote it, DamagedError when
    it is damaged and TakenAwayError when it is no longer there, also when that shows only while it is open.
    """
    if url.startswith(POSTGRESQL):
        from bot.database import postgres

        async with postgres.open_postgres(url, shards=shards, serves=serves) as database:
            yield database
        return
    from bot.database import sqlite

    async with sqlite.open_sqlite(sqlite_path(url), make=make) as database:
        yield database


def expect_database(url: str) -> None:
    """Raise SettingError where `url` names a file that is not there, or not of this program; changes nothing."""
    if not url.startswith(POSTGRESQL):
        from bot.database.file_identity import expect_ours

        expect_ours(sqlite_path(url))


def sqlite_path(url: str) -> Path:
    """The file that `url` names; raises SettingError where it names none."""
    prefix, path = url[:10], url[10:]
    if (
        prefix != "sqlite:///"
        or not path.strip("/ ")
        or path.rsplit("/", 1)[-1] in {"", ".", ".."}
        or set(path) & set("?#\0")
        or path[0] == ":"
    ):
        raise SettingError(
            "DATABASE_URL: expected postgresql://user:password@host/name, or sqlite:/// and the path of a file, "
            "such as sqlite:///data/second-look.db"
        )
    return Path(path)
