"""Taking away what a killed process left half written: copies under way, and the drafts of restores."""

import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.database.file_lock import CAN_TELL, identity, lock

PART = ".part"
"""How the name of a copy ends that is being written."""
DRAFTS = ".restore-"
"""How the name of a folder begins in which a restore makes its draft."""
LONGEST = 86_400.0
"""Seconds after which something half written counts as left behind, where nothing tells whether somebody is at it."""


@contextmanager
def make_draft(target: Path) -> Iterator[Path]:
    """An empty file beside `target`, its owner's alone, which no `sweep` takes away for as long as this lasts."""
    draft, held = _begun(target)
    try:
        yield draft
    finally:
        os.close(held)
        _with_its_logs(draft)


def sweep(folder: Path, stem: str) -> list[Path]:
    """Take away the copies of a database in `folder` at which nobody is any more."""
    return [part for part in sorted(folder.glob(f"{stem}*{PART}*")) if _is_left(part) and _with_its_logs(part)]


def beside(database: Path) -> None:
    """Take away what was left beside a database; only for whoever owns it."""
    sweep(database.parent, f"{database.stem}.before-")
    for folder in database.parent.glob(f"{drafts_of(database)}*"):
        shutil.rmtree(folder, ignore_errors=True)


def drafts_of(database: Path) -> str:
    """How the name of the folder begins in which a restore of this database makes its draft."""
    return f"{DRAFTS}{database.name}-"


def old_drafts(folder: Path, now: float) -> Iterable[Path]:
    """Folders of restores that are older than a day; those of earlier versions do not say of which database."""
    return [path for path in folder.glob(f"{DRAFTS}*") if now - path.stat().st_mtime >= LONGEST]


def _begun(target: Path) -> tuple[Path, int]:
    """A new file and its descriptor, locked; a sweep may take it away in the moment before that."""
    while True:
        held, name = tempfile.mkstemp(prefix=f"{target.name}.", suffix=PART, dir=target.parent)
        draft = Path(name)
        if lock(held) and draft.exists():
            return draft, held
        os.close(held)


def _is_left(part: Path) -> bool:
    """Whether nobody is at it; a log is judged by the file that it belongs to."""
    written = part.with_name(f"{part.name.rpartition(PART)[0]}{PART}")
    try:
        if not CAN_TELL:
            return time.time() - part.stat().st_mtime >= LONGEST
        held = os.open(written, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        return lock(held) and identity(os.fstat(held)) == identity(written.stat())
    except FileNotFoundError:
        return True
    finally:
        os.close(held)


def _with_its_logs(part: Path) -> bool:
    """Take it away; True where it was there."""
    there = part.exists()
    for path in (part, *(part.with_name(part.name + end) for end in ("-journal", "-wal", "-shm"))):
        with suppress(FileNotFoundError):
            path.unlink()
    return there
