"""A consistent copy of a live SQLite file, without the rows that must never be copied."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.database.leftover_files import make_draft

NEVER_COPIED = "secret_"
"""Tables whose name begins so hold what no backup may contain; they are empty in every copy."""


def copy(source: Path, target: Path, number: int = 0) -> None:
    """Copy the database at `source`, in use or not, to `target`, replacing it; blocks, so call it in a thread.

    The copy is whole or not there: it is checked, flushed to disk and renamed into place. What must never be copied is
    not written at all, so a process that is killed leaves nothing of it. `number` is kept in the copy: `number_of`.
    """
    with make_draft(target) as draft:
        with closing(sqlite3.connect(f"{draft.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)) as made:
            for setting in ("journal_mode = OFF", "synchronous = OFF", f"user_version = {number:d}"):
                made.execute(f"PRAGMA {setting}")
            made.execute("ATTACH ?1 AS live", (f"{source.absolute().as_uri()}?mode=ro",))
            made.execute("BEGIN")
            _fill(made)
            made.execute("COMMIT")
            _check(made)
        flush(draft)
        draft.replace(target)
        flush(target.parent)


def number_of(copied: Path) -> int:
    """The number that `copy` was given for this file; 0 where there is none, such as in copies of earlier versions."""
    with copied.open("rb") as opened:
        header = opened.read(_HEADER)
    return int.from_bytes(header[_NUMBER], "big") if len(header) == _HEADER and header.startswith(_MAGIC) else 0


_HEADER, _MAGIC, _NUMBER = 100, b"SQLite format 3\0", slice(60, 64)
"""Where an SQLite file begins to say what it is, and keeps its user_version: https://www.sqlite.org/fileformat2.html"""


def _fill(made: sqlite3.Connection) -> None:
    """Make the schema of `live` and write its rows, as VACUUM does: tables, rows, then all that is built upon them."""
    parts = made.execute(
        "SELECT type, name, sql FROM live.sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) != 'sqlite_' "
        "ORDER BY rowid"
    ).fetchall()
    tables = [(name, sql) for kind, name, sql in parts if kind == "table"]
    for _, sql in tables:
        made.execute(sql)
    for name, _ in tables:
        if not name.startswith(NEVER_COPIED):
            quoted = name.replace('"', '""')
            made.execute(f'INSERT INTO main."{quoted}" SELECT * FROM live."{quoted}"')  # noqa: S608 - a table cannot be a parameter; the name is the schema's
    for kind, _, sql in parts:
        if kind != "table":
            made.execute(sql)


def _check(copied: sqlite3.Connection) -> None:
    (verdict,) = copied.execute("PRAGMA main.integrity_check").fetchone()
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"the copy is damaged: {verdict}")


def flush(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
