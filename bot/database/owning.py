"""One process for each database file: who has its lock may open it, move it or put another in its place."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.database.engine import DatabaseInUseError
from bot.errors import SettingError


@contextmanager
def owned(path: Path) -> Iterator[None]:
    """Hold `<path>.lock`, so that no second process opens the file; its folder is made for its owner only.

    Raises DatabaseInUseError while another process holds it, SettingError where no file can be made.
    """
    lock = path.with_name(f"{path.name}.lock")
    with writing_to(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(held, path, lock)
        yield
    finally:
        os.close(held)


@contextmanager
def writing_to(path: Path) -> Iterator[None]:
    """Make an error of the file system one line that names the setting."""
    try:
        yield
    except OSError as error:
        raise SettingError(f"DATABASE_URL: {path} cannot be opened for writing: {error.strerror}") from error


def _lock(held: int, path: Path, lock: Path) -> None:
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise DatabaseInUseError(f"{path} is in use by another process, which holds {lock}; stop that first") from None
