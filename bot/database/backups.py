"""Dated copies of the database: made once a day, kept for two weeks at most."""

import asyncio
import math
import re
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog

from bot import clock
from bot.database import copying

EVERY = timedelta(days=1)
LONGEST = timedelta(days=14)
"""What members are promised: nothing that they had deleted is in a copy for longer."""
LOOK = 600.0
"""Seconds between two looks whether a copy is due; one that failed is tried again then."""
UNFINISHED = ".restore-"
"""How the name of a folder begins in which a restore makes its draft."""
_STAMP = "%Y%m%dT%H%M%SZ"

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Backups:
    """The copies of `database` in `folder`; what is due is read from their names, so that a restart changes nothing."""

    database: Path
    folder: Path

    def make(self, at: datetime) -> Path:
        """Write a copy that is checked and on the disk; blocks. Raises sqlite3.Error or OSError where it cannot."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        target = self.folder / f"{self.database.stem}-{at:{_STAMP}}.db"
        copying.copy(self.database, target)
        return target

    def dated(self) -> list[tuple[datetime, Path]]:
        """Every copy with its time, the oldest first."""
        found = [(made_at(path), path) for path in self.folder.glob("*.db")]
        mine = f"{self.database.stem}-"
        return sorted((at, path) for at, path in found if at and path.name.startswith(mine))

    def newest(self) -> tuple[datetime, Path] | None:
        """The latest copy."""
        return (self.dated() or [None])[-1]

    def age(self, now: datetime) -> float:
        """Seconds since the latest copy; infinite where there is none."""
        newest = self.newest()
        return (now - newest[0]).total_seconds() if newest else math.inf

    def due(self, now: datetime) -> bool:
        """Whether a day has passed since the latest copy; one from the future, by a clock set wrong, does not count."""
        return not any(now - EVERY < at <= now for at, _ in self.dated())

    def forget(self, kept: int, now: datetime) -> list[Path]:
        """Delete copies beyond the latest `kept` (0: none) and those older than two weeks, but never the latest of all.

        What migrations and restores leave beside the database goes after two weeks too; what a killed process left half
        written, after a day.
        """
        dated = self.dated()
        latest = dated[-kept:] if kept else dated
        old = [path for at, path in dated[:-1] if (at, path) not in latest or now - at >= LONGEST]
        beside, stem = self.database.parent, self.database.stem
        for folder, pattern, longest in (
            (beside, f"{stem}.before-*", LONGEST),
            (beside, f"{stem}.replaced-*", LONGEST),
            (self.folder, f"{stem}-*.part", EVERY),
        ):
            old += [path for path in folder.glob(pattern) if now - _changed(path) >= longest]
        for path in old:
            path.unlink(missing_ok=True)
        for folder in beside.glob(f"{UNFINISHED}*"):
            if now - _changed(folder) >= EVERY:
                shutil.rmtree(folder)
        return old

    async def keep(self, kept: int) -> None:
        """Make a copy each day, unless `kept` is 0, and delete old ones, off the event loop, until cancelled."""
        while True:
            await asyncio.to_thread(self.tend, kept, clock.now())
            await asyncio.sleep(LOOK)

    def tend(self, kept: int, now: datetime) -> None:
        """Do what is due; what fails is logged, and tried again when next asked."""
        try:
            if kept and self.due(now):
                made = self.make(now)
                log.info("backup made and checked", file=str(made), bytes=made.stat().st_size)
        except (OSError, sqlite3.Error) as error:
            log.error("backup failed", folder=str(self.folder), error=f"{type(error).__name__}: {error}")
        try:
            self.forget(kept, now)
        except OSError as error:
            log.error("old backups not deleted", folder=str(self.folder), error=str(error))


def made_at(path: Path) -> datetime | None:
    """The time in the name of a copy, or None."""
    found = re.fullmatch(r".+-(\d{8}T\d{6}Z)\.db", path.name, re.ASCII)
    try:
        return datetime.strptime(found[1], _STAMP).replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _changed(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)
