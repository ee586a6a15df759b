"""Finding damage before a byte is written: the file's own structure, and the frames of its write-ahead log."""

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from bot.database.engine import DamagedError
from bot.installation import command

_HEADER, _FRAME = 32, 24
_PRIMARY = 0xFF


def check(path: Path) -> None:
    """Raise DamagedError where the database at `path` is damaged; reads only, and blocks for as long as that takes.

    What no check can see is a byte changed within a text or a number: SQLite keeps no checksum of those.
    """
    if not path.exists() or not path.stat().st_size:
        return
    if problem := _problem_of_log(path.with_name(f"{path.name}-wal")):
        raise damage_error(path, problem)
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as live:
            (verdict,) = live.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise damage_error(path, error) from error
        return  # that it cannot be opened is told where it is opened
    if verdict != "ok":
        raise damage_error(path, verdict)


def damage_error(path: Path, problem: object) -> DamagedError:
    """The line for the operator."""
    return DamagedError(
        f"{path} is damaged, or no SQLite database ({str(problem).splitlines()[-1]}). Nothing was written to it. "
        f"Put a backup in its place: {command()} restore FILE"
    )


def is_damage(error: sqlite3.Error) -> bool:
    """Whether SQLite says that the file is malformed, or no database."""
    return _code(error) in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def is_no_database(error: sqlite3.Error) -> bool:
    """Whether a file does not begin as every SQLite file does."""
    return _code(error) == sqlite3.SQLITE_NOTADB


def is_trouble_of_the_disk(error: sqlite3.Error) -> bool:
    """Whether the disk is full or fails."""
    return _code(error) in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}


def is_held(error: sqlite3.Error) -> bool:
    """Whether another program has the file for itself."""
    return _code(error) == sqlite3.SQLITE_BUSY


def _code(error: sqlite3.Error) -> int:
    return getattr(error, "sqlite_errorcode", 0) & _PRIMARY


class _Frame(NamedTuple):
    """One page in the log: whether a transaction ends with it, and whether its checksum is right."""

    commits: bool
    sound: bool


def _problem_of_log(log: Path) -> str | None:
    """What is wrong with a write-ahead log, or None.

    SQLite passes over everything from the first frame on whose checksum is wrong. After a crash that is right for the
    last transaction: it was not acknowledged. A whole one behind it was, since each reaches the disk before the next
    begins; then a byte was changed. Format: https://www.sqlite.org/fileformat2.html#walformat
    """
    data = log.read_bytes() if log.exists() else b""
    if not data[:_HEADER].strip(b"\0") or len(data) <= _HEADER:
        return None
    order = ">" if data[3] & 1 else "<"
    sums = _checksum(order, data[: _HEADER - 8], (0, 0))
    if sums != struct.unpack(">2I", data[_HEADER - 8 : _HEADER]):
        return "its write-ahead log cannot be read"
    frames = list(_frames(data, order, sums))
    sound = next((place for place, frame in enumerate(frames) if not frame.sound), len(frames))
    lost = sum(frame.commits for frame in frames[sound:])
    return f"{lost} transactions of its write-ahead log cannot be read" if lost > 1 else None


def _frames(data: bytes, order: str, sums: tuple[int, int]) -> Iterator[_Frame]:
    """The frames of a log whose header is sound; those of an older generation carry another salt, and end nothing."""
    size, _, *salt = struct.unpack(">4I", data[8:24])
    size = 65_536 if size == 1 else size
    sound = True
    for start in range(_HEADER, len(data) - _FRAME - size + 1, _FRAME + size):
        _, pages, *mark, first, second = struct.unpack(">6I", data[start : start + _FRAME])
        if sound:
            page = data[start + _FRAME : start + _FRAME + size]
            sums = _checksum(order, data[start : start + 8] + page, sums)
            sound = mark == salt and sums == (first, second)
        yield _Frame(mark == salt and bool(pages), sound)


def _checksum(order: str, data: bytes, sums: tuple[int, int]) -> tuple[int, int]:
    """SQLite's sum over pairs of 32-bit words, continued from `sums`."""
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}II", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
