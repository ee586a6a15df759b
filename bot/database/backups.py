"""Dated copies of the database: made once a day, kept for two weeks at most.

Their names tell when they were made by the machine's clock, which may have been wrong; a number inside each tells in
which order. Copies of earlier versions have the name alone, and count as made before all others.
"""

import asyncio
import math
import re
import shutil
import sqlite3
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot import clock
from bot.database import copying, leftover_files
from bot.database.file_lock import followed

EVERY = timedelta(days=1)
LONGEST = timedelta(days=14)
"""What members are promised: nothing that they had deleted is in a copy for longer."""
LOOK = timedelta(minutes=10)
"""Between two looks whether a copy is due; one that failed is tried again then."""
PLAUSIBLE = timedelta(days=2)
"""A clock that shows no more than this since the latest copy is believed at once,"""
LEAP = timedelta(days=7)
"""unless that one itself is dated so long after the one before, as by a clock that had been set forward."""
PROVEN = 3_600.0
"""Seconds for which any other clock must have gone on evenly before copies are called too old by it."""
UNEVEN = 60.0
"""Seconds by which a clock may differ from the monotonic one meanwhile."""
_STAMP = "%Y%m%dT%H%M%SZ"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backups:
    """The copies of `database` in `folder`; what is due is read from the files, so that a restart changes nothing."""

    database: Path
    folder: Path

    def make(self, at: datetime) -> Path:
        """Write a copy that is checked and on the disk; blocks. Raises sqlite3.Error or OSError where it cannot."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        leftover_files.sweep(self.folder, f"{self.database.stem}-")
        while (target := self.folder / f"{self.database.stem}-{at:{_STAMP}}.db").exists():
            at += timedelta(seconds=1)  # an earlier one, made while the clock was ahead, keeps its name
        latest = max((copying.number_of(path) for _, path in self.copies()), default=0)
        copying.copy(self.database, target, latest + 1)
        return target

    def copies(self) -> list[tuple[datetime, Path]]:
        """Every copy with the time in its name, in the order in which they were made."""
        mine = f"{self.database.stem}-"
        found = [path for path in self.folder.glob("*.db") if made_at(path) and path.name.startswith(mine)]
        return [(place(path)[1], path) for path in sorted(found, key=lambda path: (place(path), path.name))]

    def believed(self, now: datetime) -> list[tuple[datetime | None, Path]]:
        """Every copy in that order, with the time that is believed of it; None where nothing is.

        Most copies tell the truth: those whose times follow one another, and are not ahead. Any other is taken to be
        as old as the one before it that does, else no older than the one after it.
        """
        dated = self.copies()
        true = _following([at for at, _ in dated], now)
        told = [at if place in true else None for place, (at, _) in enumerate(dated)]
        return [
            (next((at for at in (*told[place::-1], *told[place:]) if at), None), path)
            for place, (_, path) in enumerate(dated)
        ]

    def age(self, now: datetime) -> float:
        """Seconds since the latest copy, whatever a clock set wrong has dated it; infinite where none is believed."""
        latest = [at for at, _ in self.believed(now)][-1:]
        return (now - latest[0]).total_seconds() if latest and latest[0] else math.inf

    def due(self, now: datetime) -> bool:
        """Whether a day has passed since the latest copy."""
        return self.age(now) >= EVERY.total_seconds()

    def believes(self, now: datetime) -> bool:
        """Whether the copies make it plausible that it is `now`; where they do not, it may still be."""
        times = sorted({at for at, _ in self.believed(now) if at})
        return bool(times) and now - times[-1] <= PLAUSIBLE and times[-1] - times[-2:][0] <= LEAP

    def forget(self, kept: int, now: datetime, *, sure: bool = True) -> list[Path]:
        """Delete copies beyond the latest `kept` (0: none) and those older than two weeks, but never the latest of all.

        What migrations and restores leave beside the database goes after two weeks too. Where one is not `sure` of the
        clock, nothing is too old. What a killed process left half written goes in any case.
        """
        copies = self.believed(now)
        latest = copies[-kept:] if kept else copies
        old = [
            path
            for at, path in copies[:-1]
            if (at, path) not in latest or (sure and at is not None and now - at >= LONGEST)
        ]
        for database in {self.database, followed(self.database)} if sure else ():
            for pattern in (f"{database.stem}.before-*", f"{database.stem}.replaced-*"):
                old += [path for path in database.parent.glob(pattern) if now - _changed(path) >= LONGEST]
        for path in old:
            path.unlink(missing_ok=True)
        for draft in leftover_files.old_drafts(self.database.parent, now.timestamp()) if sure else ():
            shutil.rmtree(draft)
        return old + leftover_files.sweep(self.folder, f"{self.database.stem}-")

    def keeper(self, kept: int) -> Callable[[], Awaitable[None]]:
        """What is to be called each `LOOK`: makes a copy each day, unless `kept` is 0, and deletes old ones.

        Off the event loop.
        """
        even = Even()

        async def look() -> None:
            now = clock.now()
            await asyncio.to_thread(self.tend, kept, now, proven=even.lasts(now, time.monotonic()) >= PROVEN)

        return look

    def tend(self, kept: int, now: datetime, *, proven: bool = False) -> None:
        """Do what is due; what fails is logged, and tried again when next asked.

        Copies are called too old only by a clock that is plausible, or `proven` by having gone on evenly for a while.
        """
        sure = proven or self._believed(now)
        try:
            if kept and self.due(now):
                made = self.make(now)
                log.info("backup made and checked", file=str(made), bytes=made.stat().st_size)
        except (OSError, sqlite3.Error) as error:
            log.error("backup failed", folder=str(self.folder), error=f"{type(error).__name__}: {error}")
        try:
            self.forget(kept, now, sure=sure)
        except OSError as error:
            log.error("old backups not deleted", folder=str(self.folder), error=str(error))

    def _believed(self, now: datetime) -> bool:
        try:
            return self.believes(now)
        except OSError:
            return False


class Even:
    """For how long the machine's clock has gone on as evenly as the monotonic one."""

    def __init__(self) -> None:
        self._since: tuple[datetime, float] | None = None

    def lasts(self, now: datetime, monotonic: float) -> float:
        """Seconds, at this look; 0 at the first one, and after the clock was set or the machine slept."""
        if self._since is None or abs((now - self._since[0]).total_seconds() - monotonic + self._since[1]) > UNEVEN:
            self._since = now, monotonic
        return monotonic - self._since[1]


def _following(times: list[datetime], now: datetime) -> set[int]:
    """The places of the longest row of times, none of them ahead of `now`, in which none is earlier than the last."""
    rows: list[list[int]] = []
    for place, at in enumerate(times):
        if at <= now:
            before = [row for row in rows if times[row[-1]] <= at]
            rows.append([*max(before, key=len, default=[]), place])
    return set(max(rows, key=lambda row: (len(row), times[row[-1]]), default=[]))


def place(copied: Path) -> tuple[int, datetime]:
    """Where a copy stands in the order in which copies were made: by its number, then by the time in its name."""
    at = made_at(copied)
    if at is None:
        raise ValueError(f"{copied.name} does not tell when it was made")
    return copying.number_of(copied), at


def made_at(path: Path) -> datetime | None:
    """The time in the name of a copy, or None."""
    found = re.fullmatch(r".+-(\d{8}T\d{6}Z)\.db", path.name, re.ASCII)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
