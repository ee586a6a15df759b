"""Deletions outlive the restore of an older backup, and say nobody's name."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.database import Database, copying, migrations, open_database, sqlite, tombstones
from tests.engines import on_sqlite

pytestmark = [on_sqlite, pytest.mark.usefixtures("engine")]

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
ADA, BEN, CLEO = 801_000_000_000_000_001, 801_000_000_000_000_002, 801_000_000_000_000_003


async def lay(db: Database, member: int, now: datetime = NOW) -> None:
    async with db.transaction() as tx:
        await tombstones.lay(tx, member, now)


async def standing(db: Database) -> list[tombstones.Tombstone]:
    async with db.read() as tx:
        return [tombstones.Tombstone(*row) for row in await tx.fetch("SELECT salt, tag FROM tombstones")]


async def pending(db: Database) -> list[tombstones.Tombstone]:
    async with db.read() as tx:
        return await tombstones.pending(tx)


async def test_a_tombstone_means_one_member_and_two_of_them_look_unlike(db: Database, path: Path) -> None:
    await lay(db, ADA)
    await lay(db, ADA)
    first, second = await standing(db)
    assert first.among([CLEO, BEN, ADA]) == second.among([ADA]) == ADA
    assert first.among([BEN, CLEO]) is None
    assert first.tag != second.tag
    data = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert str(ADA).encode() not in data
    assert ADA.to_bytes(8, "big") not in data


async def test_v03_what_an_older_backup_lacks_is_brought_over_and_pending(db: Database, path: Path) -> None:
    await lay(db, ADA)
    copying.copy(path, backup := path.with_name("backup.db"))
    await lay(db, BEN, NOW + timedelta(hours=1))
    assert tombstones.carry_over(path, backup) == 1
    assert tombstones.carry_over(path, backup) == 0
    async with open_database(f"sqlite:///{backup}") as restored:
        [missed] = await pending(restored)
        assert missed.among([ADA, BEN]) == BEN
        async with restored.transaction() as tx:
            await tombstones.note_done(tx, [missed])
        assert await pending(restored) == []
    assert await pending(db) == []


async def test_v03_a_backup_from_before_there_were_tombstones_takes_them_too(
    db: Database, path: Path, tmp_path: Path
) -> None:
    [tombs] = [each.number for each in migrations.shipped_migrations() if each.path.stem.endswith("_tombstones")]
    older = tmp_path / "older"
    older.mkdir()
    for migration in migrations.shipped_migrations()[: tombs - 1]:
        shutil.copy(migration.path, older)
    backup = tmp_path / "backup.db"
    async with sqlite.open_sqlite(backup, older):
        pass
    await lay(db, ADA)
    assert tombstones.carry_over(path, backup) == 1
    async with open_database(f"sqlite:///{backup}") as restored:
        assert [each.among([ADA]) for each in await pending(restored)] == [ADA]
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE anything (id INTEGER)")
    assert tombstones.carry_over(tmp_path / "other.db", backup) == 0


async def test_a_file_that_cannot_be_read_is_no_file_without_deletions(tmp_path: Path, db: Database) -> None:
    broken = tmp_path / "broken.db"
    broken.write_bytes(b"not a database at all, though long enough to be one" * 20)
    with pytest.raises(sqlite3.DatabaseError):
        tombstones.carry_over(broken, tmp_path / "restored.db")


async def test_tombstones_go_when_no_backup_can_be_older_unless_they_wait(db: Database, path: Path) -> None:
    copying.copy(path, backup := path.with_name("backup.db"))
    await lay(db, ADA)
    tombstones.carry_over(path, backup)
    async with open_database(f"sqlite:///{backup}") as restored:
        await lay(restored, BEN)
        for later, left in ((timedelta(), 2), (timedelta(seconds=1), 1)):
            async with restored.transaction() as tx:
                await tombstones.expire(tx, NOW + timedelta(days=30) + later)
            assert len(await standing(restored)) == left
        assert [each.among([ADA, BEN]) for each in await standing(restored)] == [ADA]
