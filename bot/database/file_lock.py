"""One process for each database file: who has its locks may open it, move it or put another in its place.

Two locks say whose a file is. The one on `<path>.lock`, beside the file that all symbolic links lead to, keeps a place
even while there is no file yet, or another is being put there. The other lies on the file itself, so that it also holds
under the further names that hard links give it: SQLite would keep a log of its own for each of them, and two processes
would ruin the file. It takes one byte far behind the end, where SQLite locks nothing, and belongs to the open
descriptor: ordinary POSIX locks of a process, SQLite's own too, are lost as soon as any descriptor of the file is
closed. `flock` would do on a disk of this machine, but on NFS it is the same as SQLite's own locks, and would shut
SQLite out. Where a system has no such locks, the first alone counts.
"""

import errno
import fcntl
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.database.engine import DatabaseInUseError
from bot.errors import SettingError

CAN_TELL = sys.platform == "linux"
"""Whether `lock` tells that another one has a file."""
_GET_LOCK, _SET_LOCK = 36, 37
"""F_OFD_GETLK and F_OFD_SETLK of Linux."""
_FLOCK = "hhqqi4x"
"""How Linux lays out a `struct flock`."""
_FAR_BEHIND = 1 << 62

Identity = tuple[int, int]
_owned: set[Identity] = set()
"""What this process has: to open such a file once more, and close it, would cost SQLite its locks."""


@contextmanager
def own(path: Path, *, make: bool = False) -> Iterator[int]:
    """Hold the locks of the file at `path`, so that no second process opens it; its folder is made for its owner only.

    Yields the file's descriptor, which is -1 where there is no file; with `make` there is one afterwards. Raises
    DatabaseInUseError while another process holds it, SettingError where no file can be made.
    """
    path = followed(path)
    name = path.with_name(f"{path.name}.lock")
    with writing_to(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock_name(held, path, name)
        with _itself(path, make=make) as descriptor:
            yield descriptor
    finally:
        os.close(held)


def followed(path: Path) -> Path:
    """The file that symbolic links lead to; the path as it was written where there are none."""
    real = path.resolve()
    return path if real == path.absolute() else real


def identity(found: os.stat_result) -> Identity:
    """What tells a file from all others, whatever its names are."""
    return found.st_dev, found.st_ino


def lock(descriptor: int) -> bool:
    """Take the lock on an open file itself, until it is closed; False where somebody else has it."""
    return not CAN_TELL or _ask(descriptor, _SET_LOCK) is not None


def elsewhere(path: Path) -> bool:
    """Whether another process has the file at `path` open under another of its names; changes nothing.

    Whoever has it open under this one has a log beside it. Not to be asked by a process that has it open itself.
    """
    if not CAN_TELL or followed(path).with_name(f"{followed(path).name}-wal").exists():
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        answer = _ask(descriptor, _GET_LOCK)
    finally:
        os.close(descriptor)
    return answer is not None and struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Make an error of the file system one line that names the setting."""
    try:
        yield
    except OSError as error:
        raise SettingError(f"DATABASE_URL: {path} cannot be opened for writing: {error.strerror}") from error


def _lock_name(held: int, path: Path, name: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseInUseError(f"{path} is in use by another process, which holds {name}; stop that first") from None


@contextmanager
def _itself(path: Path, *, make: bool) -> Iterator[int]:
    with writing_to(path):
        if path.exists() and identity(path.stat()) in _owned:
            raise _under_another_name(path)
        there = make or path.exists()
        descriptor = os.open(path, os.O_RDWR | (os.O_CREAT if make else 0), 0o600) if there else -1
    if not there:
        yield descriptor
        return
    try:
        if not lock(descriptor):
            raise _under_another_name(path)
        _owned.add(mine := identity(os.fstat(descriptor)))
        try:
            yield descriptor
        finally:
            _owned.discard(mine)
    finally:
        os.close(descriptor)


def _under_another_name(path: Path) -> DatabaseInUseError:
    return DatabaseInUseError(f"{path} is in use by another process, under another of its names; stop that first")


def _ask(descriptor: int, what: int) -> bytes | None:
    """What the system answers about the lock on the far byte; None where somebody else has it."""
    wanted = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _FAR_BEHIND, 1, 0)
    try:
        return fcntl.fcntl(descriptor, what, wanted)
    except OSError as error:
        if error.errno in {errno.EACCES, errno.EAGAIN}:
            return None
        return struct.pack(_FLOCK, fcntl.F_UNLCK, 0, 0, 0, 0)  # this disk knows no such locks
