"""A consistent copy of a live SQLite file, without the rows that must never be copied."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

NEVER_COPIED = "secret_"
"""Tables whose name begins so hold what no backup may contain; they are empty in every copy."""


def copy(source: Path, target: Path) -> None:
    """Copy the database at `source`, in use or not, to `target`, replacing it; blocks, so call it in a thread.

    The copy is whole or not there: it is checked, flushed to disk and renamed into place.
    """
    draft = target.with_name(f"{target.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600))
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live:
            live.execute("VACUUM INTO ?1", (str(draft),))
        with closing(sqlite3.connect(draft, isolation_level=None)) as made:
            _empty_secrets(made)
            _check(made)
        flush(draft)
        draft.replace(target)
        flush(target.parent)
    finally:
        draft.unlink(missing_ok=True)


def _empty_secrets(copied: sqlite3.Connection) -> None:
    names = [name for (name,) in copied.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for name in names:
        if name.startswith(NEVER_COPIED):
            copied.execute(f'DELETE FROM "{name}"')  # noqa: S608 - a table cannot be a parameter; the name is the schema's
    copied.execute("VACUUM")


def _check(copied: sqlite3.Connection) -> None:
    (verdict,) = copied.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
