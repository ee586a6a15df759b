"""Putting a backup in the place of the database, without bringing back what members had deleted since."""

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.database import copying, file_identity, integrity, leftover_files, migrations, tombstones
from bot.database.backups import made_at, place
from bot.database.engine import DamagedError, OpeningError, SchemaTooNewError
from bot.database.file_lock import followed, own


class NoBackupError(OpeningError):
    """The file cannot be restored."""


class NotOursError(NoBackupError):
    """It is of another program."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did."""

    replaced: Path | None
    """Where the database now lies that was there before; None if there was none."""
    deletions: int
    """How many deletions were brought over that the backup lacked."""
    unread: tuple[Path, ...]
    """Databases that could not be asked for deletions."""


def restore(backup: Path, target: Path, now: datetime, also: Path | None = None) -> Restored:
    """Put `backup` in the place of the database at `target`, which is kept beside it; all or nothing.

    Deletions that the backup lacks are brought over from the database that it replaces, and from newer backups in its
    folder and in `also`, to be done again at the next start. Raises DatabaseInUseError while a bot holds the database,
    another OpeningError for a file that cannot be restored, SettingError where `target` is of another program; then
    nothing was changed.
    """
    with suppress(DamagedError):  # which is what a restore is for
        file_identity.expect_ours(target, make=True)
    check(backup)
    target = followed(target)
    with own(target):
        leftover_files.beside(target)
        return _restored(backup, target, now, also)


def _restored(backup: Path, target: Path, now: datetime, also: Path | None) -> Restored:
    with TemporaryDirectory(prefix=leftover_files.drafts_of(target), dir=target.parent) as folder:
        draft = Path(folder) / "draft.db"
        _copied(backup, draft)
        sources = [path for path in (target, *_newer(backup, also)) if path.exists() and path.stat().st_size]
        brought = {source: _bring(source, draft) for source in sources}
        copying.flush(draft)
        kept = _put_in_place(draft, target, now)
    unread = tuple(source for source, count in brought.items() if count is None)
    return Restored(kept, sum(filter(None, brought.values())), unread)


def check(backup: Path) -> None:
    """Raise an OpeningError where this file is no whole backup that this version of the program can read."""
    try:
        why = file_identity.foreign(backup)
        if not why:
            integrity.check(backup)
    except DamagedError as error:
        raise NoBackupError(
            f"{backup} is damaged, or no database. Nothing was changed. Try an older backup."
        ) from error
    if why:
        raise NotOursError(f"{backup} is no backup of Second Look ({why}). Nothing was changed.")
    try:
        with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            (verdict,) = opened.execute("PRAGMA integrity_check(1)").fetchone()
            (schema,) = opened.execute("SELECT max(version) FROM schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise NoBackupError(f"{backup} is no backup of Second Look ({error}). Nothing was changed.") from error
    if verdict != "ok":
        raise NoBackupError(f"{backup} is damaged ({verdict}). Nothing was changed. Try an older backup.")
    known = len(migrations.shipped_migrations())
    if schema > known:
        raise SchemaTooNewError(
            f"{backup} was made by a newer version of this program (schema {schema}; this one knows {known}). "
            "Nothing was changed. Restore it with that version."
        )


def _copied(backup: Path, draft: Path) -> None:
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT, 0o600))
    with closing(sqlite3.connect(f"{backup.absolute().as_uri()}?mode=ro", uri=True)) as opened:
        opened.execute("VACUUM INTO ?1", (str(draft),))


def _newer(backup: Path, also: Path | None) -> list[Path]:
    """Backups that may know of deletions which this one lacks: all, where its name does not tell its time."""
    mine = place(backup) if made_at(backup) else None
    folders = {folder.resolve() for folder in (backup.parent, also) if folder and folder.is_dir()}
    found = [path for folder in folders for path in folder.glob("*.db") if made_at(path)]
    return sorted(path for path in found if mine is None or place(path) > mine)


def _bring(source: Path, draft: Path) -> int | None:
    """How many deletions came over; None where the source cannot be read."""
    try:
        return tombstones.carry_over(source, draft)
    except sqlite3.DatabaseError:
        return None


def _put_in_place(draft: Path, target: Path, now: datetime) -> Path | None:
    """Swap the two; at every moment there is a whole database at `target`."""
    kept = None
    if target.exists() and target.stat().st_size:
        _fold_log_in(target)
        kept = target.with_name(f"{target.stem}.replaced-{now:%Y%m%dT%H%M%SZ}{target.suffix}")
        for end in ("-wal", "-shm"):
            if (beside := target.with_name(target.name + end)).exists():
                beside.rename(kept.with_name(kept.name + end))
        kept.hardlink_to(target)
        kept.touch()
    draft.replace(target)
    copying.flush(target.parent)
    return kept


def _fold_log_in(target: Path) -> None:
    """Leave a sound database without a write-ahead log; a damaged one as it is."""
    try:
        integrity.check(target)
        with closing(sqlite3.connect(target)) as opened:
            opened.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (DamagedError, sqlite3.DatabaseError):
        return
