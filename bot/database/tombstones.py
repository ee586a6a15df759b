"""Deletions that outlive the restore of an older backup: who had their data deleted, without saying who.

A deletion writes a tombstone. A backup from before it lacks that row and still holds the data, so whoever restores one
brings the rows over, before the restored file takes the place of the old one:

    carry_over(old_file, restored_file)

At the next start `bot.privacy.service.delete_again` finds whom the brought rows mean among the members of the restored
file, and deletes their data, before the gateway is touched.
"""

import hmac
import secrets
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from bot.clock import moment, ms
from bot.database.engine import Tx
from bot.database.migrations import FOLDER

KEPT = timedelta(days=30)
"""Longer than any backup lives (14 days), and no longer than data may be kept."""

_INSERT = (
    "INSERT INTO tombstones (salt, tag, deleted_at, pending) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (salt) DO NOTHING"
)


class Tombstone(NamedTuple):
    """One deletion; only who knows a member's id can tell whether it was theirs."""

    salt: str
    tag: str

    def among(self, member_ids: Iterable[int]) -> int | None:
        """The member whose deletion it was, if they are among these."""
        return next((member for member in member_ids if hmac.compare_digest(_tag(self.salt, member), self.tag)), None)


async def lay(tx: Tx, member_id: int, now: datetime) -> None:
    """Note that this member's data is deleted now."""
    salt = secrets.token_hex(16)
    await tx.fetch(_INSERT, salt, _tag(salt, member_id), ms(now), 0)


async def pending(tx: Tx) -> list[Tombstone]:
    """The deletions that are to be done again, the oldest first."""
    rows = await tx.fetch("SELECT salt, tag FROM tombstones WHERE pending = 1 ORDER BY deleted_at, salt")
    return [Tombstone(*row) for row in rows]


async def note_done(tx: Tx, tombstones: Iterable[Tombstone]) -> None:
    """Note that these deletions were done again."""
    await tx.many("UPDATE tombstones SET pending = 0 WHERE salt = ?1", [(each.salt,) for each in tombstones])


async def expire(tx: Tx, now: datetime) -> None:
    """Forget deletions that no backup can be older than."""
    await tx.fetch("DELETE FROM tombstones WHERE deleted_at < ?1 AND pending = 0", ms(now - KEPT))


async def next_expiry(tx: Tx) -> datetime | None:
    """When the next deletion is to be forgotten."""
    row = await tx.one("SELECT min(deleted_at) AS at FROM tombstones WHERE pending = 0")
    return moment(row["at"] + 1) + KEPT if row and row["at"] is not None else None


def carry_over(old: Path, restored: Path) -> int:
    """Bring the tombstones of the SQLite file `old` into the file `restored`; how many that one lacked.

    No process may have `restored` open; `old` is only read. Blocks. Works for files from before there were tombstones,
    whose schema the next start brings up to date. Raises sqlite3.Error where a file cannot be read: then the deletions
    since the backup are not known, and whoever restores should be told so.
    """
    with (
        closing(sqlite3.connect(f"{old.absolute().as_uri()}?mode=ro", uri=True)) as before,
        closing(sqlite3.connect(restored)) as after,
        after,
    ):
        if not before.execute("SELECT 1 FROM sqlite_master WHERE name = 'tombstones'").fetchone():
            return 0
        after.executescript(next(FOLDER.glob("*_tombstones.sql")).read_text("utf-8"))
        rows = before.execute("SELECT salt, tag, deleted_at, 1 FROM tombstones").fetchall()
        return after.executemany(_INSERT, rows).rowcount if rows else 0


def _tag(salt: str, member_id: int) -> str:
    return hmac.digest(bytes.fromhex(salt), member_id.to_bytes(8, "big"), "sha256").hex()
