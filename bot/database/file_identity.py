"""Whether a file is a database of this program, told without making or changing anything."""

import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path

from bot.database import integrity
from bot.database.engine import DatabaseInUseError
from bot.database.file_lock import elsewhere, followed, writing_to
from bot.errors import SettingError
from bot.installation import command

_FIRST = "0001_"
"""How the name of the first migration begins, which every database of this program remembers."""


def expect_ours(path: Path, *, make: bool = False) -> None:
    """Raise SettingError where no database of this program is at `path`; with `make`, unless one can be made there.

    Raises DamagedError for a file that is no database at all, or has lost its beginning.
    """
    with writing_to(path):
        found = path.stat() if path.exists() else None
    if found and not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "no file"
        raise SettingError(f"DATABASE_URL: {path} cannot be opened for writing: it is {kind}")
    if not found or not found.st_size:
        if make:
            return
        raise SettingError(f"DATABASE_URL: there is no database at {path}.")
    if why := foreign(path):
        raise SettingError(
            f"DATABASE_URL: {path} is a database of another program ({why}). It was left as it is: name another file."
        )


def expect_not_taken_away(path: Path) -> None:
    """Raise SettingError where the file was taken away while it was in use, and neither it nor a backup is there now.

    Whatever starts the program again would have it begin an empty one.
    """
    if _note(path).exists() and not path.exists():
        raise SettingError(
            f"DATABASE_URL: {path} was taken away while it was in use. Put it back, or a backup "
            f"({command()} restore FILE); to begin an empty one, delete {_note(path)}."
        )


def note_taken_away(path: Path) -> None:
    """Have the next start know of it, where there still is a folder for that."""
    with suppress(OSError):
        _note(path).touch(mode=0o600)


def forget_taken_away(path: Path) -> None:
    """There is a database again."""
    _note(path).unlink(missing_ok=True)


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.taken-away")


def expect_this_name(path: Path) -> None:
    """Raise DatabaseInUseError where the file is in use under another name, and what is written last lies beside that.

    Not to be asked by a process that has the file open.
    """
    if elsewhere(path):
        raise DatabaseInUseError(f"{path} is in use by another process, under another of its names: name that one")


def foreign(path: Path) -> str | None:
    """What shows that an SQLite file is of another program; None where nothing does, or it cannot be read.

    Raises DamagedError for what is no SQLite file. SQLite looks, since to open and close the file otherwise would cost
    a process that has it open its locks.
    """
    log = followed(path).with_name(f"{followed(path).name}-wal")
    still = "" if log.exists() else "&immutable=1"  # SQLite would make a log to read a file that can have one
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{still}", uri=True)) as opened:
            return _strange(opened)
    except sqlite3.DatabaseError as error:
        if integrity.is_no_database(error):
            raise integrity.damage_error(path, error) from error
        return None


def _strange(opened: sqlite3.Connection) -> str | None:
    (application,) = opened.execute("PRAGMA application_id").fetchone()
    if application:
        return f"its application_id is {application}"
    tables = [name for (name,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    if not tables:
        return None
    columns = {name for (name,) in opened.execute("SELECT name FROM pragma_table_info('schema_version')")}
    if columns != {"version", "name"}:
        return f"it has no schema_version, but {tables[0]}"
    first = opened.execute("SELECT name FROM schema_version WHERE version = 1").fetchone()
    return f"its schema begins with {first[0]}" if first and not str(first[0]).startswith(_FIRST) else None
