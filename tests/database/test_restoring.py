"""A backup takes the place of the database whole, or nothing changes."""

import os
import signal
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.database import Database, DatabaseInUseError, OpeningError, open_database, restoring, tombstones
from bot.database.backups import Backups
from bot.database.engine import SchemaTooNewError
from tests.warm import WARM

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


async def write(path: Path, digest: str) -> None:
    async with open_database(f"sqlite:///{path}") as db, db.transaction() as tx:
        await tx.fetch("INSERT INTO synced_commands VALUES (?1, ?2)", len(digest), digest)


def digests(path: Path | None) -> list[str]:
    assert path
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [row[0] for row in plain.execute("SELECT digest FROM synced_commands ORDER BY 1")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def backup(path: Path, tmp_path: Path) -> Path:
    """A copy of a database that has moved on since."""
    await write(path, "old")
    made = Backups(path, tmp_path / "backups").make(NOW)
    await write(path, "newer")
    return made


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}


def test_the_backup_takes_the_place_and_what_was_there_is_kept(path: Path, backup: Path) -> None:
    restored = restoring.restore(backup, path, NOW)
    assert restored.replaced == path.with_name("study.replaced-20261123T180000Z.db")
    assert digests(path) == ["old"]
    assert digests(restored.replaced) == ["newer", "old"]
    assert path.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob(".restore-*"))


def test_what_was_kept_can_be_put_back(path: Path, backup: Path) -> None:
    replaced = restoring.restore(backup, path, NOW).replaced
    assert replaced
    restoring.restore(replaced, path, NOW.replace(hour=19))
    assert digests(path) == ["newer", "old"]


async def deleted(path: Path, member_id: int) -> None:
    async with open_database(f"sqlite:///{path}") as db, db.transaction() as tx:
        await tombstones.lay(tx, member_id, NOW)


def ruin(path: Path) -> None:
    path.write_bytes(b"not a database any more " * 1000)


def pending(path: Path) -> int:
    with closing(sqlite3.connect(path)) as plain:
        return plain.execute("SELECT count(*) FROM tombstones WHERE pending = 1").fetchone()[0]


async def test_v03_deletions_since_the_backup_are_brought_over_from_what_it_replaces(path: Path, backup: Path) -> None:
    await deleted(path, 1)
    await deleted(path, 2)
    restored = restoring.restore(backup, path, NOW)
    assert (restored.deletions, restored.unread) == (2, ())
    assert pending(path) == 2


async def test_v03_where_the_database_is_lost_newer_backups_tell_of_deletions(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    await deleted(path, 1)
    Backups(path, backup.parent).make(NOW + timedelta(hours=1))
    await deleted(path, 2)
    Backups(path, tmp_path / "others").make(NOW + timedelta(hours=2))
    ruin(path)
    restored = restoring.restore(backup, path, NOW, tmp_path / "others")
    assert (restored.deletions, restored.unread) == (2, (path,))
    assert pending(path) == 2


def test_into_an_empty_folder_nothing_is_replaced(path: Path, backup: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "new machine" / "data" / "study.db"
    assert restoring.restore(backup, elsewhere, NOW).replaced is None
    assert digests(elsewhere) == ["old"]


WRITE_AND_DIE = """
import asyncio, os, sys
from bot.database import open_database

async def main():
    async with open_database(sys.argv[1]) as database:
        async with database.transaction() as tx:
            await tx.fetch("INSERT INTO synced_commands VALUES (1, 'in the log')")
        os.kill(os.getpid(), 9)

asyncio.run(main())
"""


def test_what_stands_in_the_log_of_a_killed_process_is_kept_too(path: Path, backup: Path) -> None:
    process = subprocess.run([*WARM, "-c", WRITE_AND_DIE, f"sqlite:///{path}"], check=False)
    assert process.returncode == -signal.SIGKILL
    assert path.with_name("study.db-wal").stat().st_size
    replaced = restoring.restore(backup, path, NOW).replaced
    assert digests(path) == ["old"]
    assert digests(replaced) == ["in the log", "newer", "old"]


def test_c11_a_damaged_database_is_replaced_and_kept_as_it_was(path: Path, backup: Path) -> None:
    ruin(path)
    damaged = path.read_bytes()
    path.with_name("study.db-wal").write_bytes(b"rest of a log" * 1000)
    replaced = restoring.restore(backup, path, NOW).replaced
    assert replaced
    assert replaced.read_bytes() == damaged
    assert replaced.with_name(f"{replaced.name}-wal").exists()
    assert digests(path) == ["old"]


async def test_c14_nothing_is_restored_while_a_bot_runs(path: Path, backup: Path) -> None:
    async with open_database(f"sqlite:///{path}") as db:
        with pytest.raises(DatabaseInUseError, match="in use by another process"):
            restoring.restore(backup, path, NOW)
        await _still_works(db)
    assert digests(path) == ["newer", "old", "still here"]


async def _still_works(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.fetch("INSERT INTO synced_commands VALUES (99, 'still here')")


def _make_newer(backup: Path) -> None:
    with closing(sqlite3.connect(backup)) as plain:
        plain.execute("INSERT INTO schema_version VALUES (9999, 'from the future')")
        plain.commit()


def _foreign(backup: Path) -> None:
    backup.unlink()
    with closing(sqlite3.connect(backup)) as plain:
        plain.execute("CREATE TABLE recipes (name TEXT)")


def _cut(backup: Path) -> None:
    os.truncate(backup, backup.stat().st_size // 2)


def _no_database(backup: Path) -> None:
    backup.write_text("holiday pictures " * 1000)


@pytest.mark.parametrize(
    ("spoil", "kind", "words"),
    [
        (_make_newer, SchemaTooNewError, r"made by a newer version .* \(schema 9999; .*Restore it with that version"),
        (_foreign, restoring.NoBackupError, "is no backup of Second Look"),
        (_cut, restoring.NoBackupError, "is damaged"),
        (_no_database, restoring.NoBackupError, "is damaged, or no database. .*Try an older backup"),
    ],
)
def test_a_file_that_cannot_be_restored_is_refused_and_nothing_changes(
    path: Path, backup: Path, spoil: object, kind: type[OpeningError], words: str
) -> None:
    assert callable(spoil)
    spoil(backup)
    before = contents(path.parent)
    with pytest.raises(kind, match=words):
        restoring.restore(backup, path, NOW)
    assert contents(path.parent) == before


KILLED = """
import os, pathlib, sys
from datetime import UTC, datetime
from bot.database import copying, restoring

calls, last = 0, int(sys.argv[3])

def watched(call):
    def counted(*arguments, **more):
        global calls
        calls += 1
        if calls == last:
            os.kill(os.getpid(), 9)
        return call(*arguments, **more)
    return counted

for name in ("rename", "replace", "hardlink_to", "touch"):
    setattr(pathlib.Path, name, watched(getattr(pathlib.Path, name)))
copying.flush = watched(copying.flush)
restoring.restore(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), datetime(2026, 11, 23, 18, tzinfo=UTC))
"""


def test_killed_at_any_step_the_database_is_the_old_one_whole_or_the_backup(path: Path, backup: Path) -> None:
    old, seen = path.read_bytes(), list[list[str]]()
    for step in range(1, 20):
        path.write_bytes(old)
        process = subprocess.run([*WARM, "-c", KILLED, backup, path, str(step)], check=False)
        seen.append(digests(path))
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL
        for replaced in path.parent.glob("*.replaced-*"):
            replaced.unlink()
    assert seen == sorted(seen, key=lambda each: each == ["old"])
    assert seen.count(["newer", "old"]) >= 3
    assert seen.count(["old"]) >= 2
