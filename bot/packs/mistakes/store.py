"""Reported mistakes as rows."""

from dataclasses import fields
from datetime import datetime
from typing import Any

from bot.clock import moment, ms
from bot.database import Row, Tx
from bot.packs.mistakes.rules import Mistake

_SELECT = f"SELECT {', '.join(field.name for field in fields(Mistake))}"


async def add(tx: Tx, mistake: Mistake, member_id: int) -> None:
    """Keep a report."""
    await tx.fetch(
        "INSERT INTO pack_mistakes (id, guild_id, pack_id, entry_id, version, text, reported_at, member_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        *(mistake.id, mistake.guild_id, mistake.pack_id, mistake.entry_id, mistake.version, mistake.text),
        *(ms(mistake.reported_at), member_id),
    )


async def count(tx: Tx, guild_id: int, member_id: int) -> tuple[int, int]:
    """How many reports are open in a server, and how many of them are this member's."""
    [row] = await tx.fetch(
        "SELECT count(*), coalesce(sum(CASE WHEN member_id = ?2 THEN 1 ELSE 0 END), 0) FROM pack_mistakes "
        "WHERE guild_id = ?1",
        *(guild_id, member_id),
    )
    return row[0], row[1]


async def of_pack(tx: Tx, guild_id: int, pack_id: str) -> list[Mistake]:
    """The open reports on a pack in a server, oldest first."""
    rows = await tx.fetch(
        f"{_SELECT} FROM pack_mistakes WHERE guild_id = ?1 AND pack_id = ?2 ORDER BY reported_at, id",
        *(guild_id, pack_id),
    )
    return [_mistake(row) for row in rows]


async def remove(tx: Tx, guild_id: int, mistake_id: int) -> Mistake | None:
    """Forget a report of this server; what it was, or None where there is none."""
    row = await tx.one(
        f"DELETE FROM pack_mistakes WHERE id = ?1 AND guild_id = ?2 RETURNING {_SELECT.removeprefix('SELECT ')}",  # noqa: S608 - columns, a constant above
        *(mistake_id, guild_id),
    )
    return _mistake(row) if row else None


async def forget_before(tx: Tx, at: datetime) -> None:
    """Forget reports older than that."""
    await tx.fetch("DELETE FROM pack_mistakes WHERE reported_at < ?1", ms(at))


async def reports_of(tx: Tx, member_id: int) -> list[Row]:
    """What a member reported, oldest first."""
    return await tx.fetch(
        "SELECT guild_id, pack_id AS pack, entry_id AS entry, version, text, reported_at AS at FROM pack_mistakes "
        "WHERE member_id = ?1 ORDER BY reported_at, id",
        member_id,
    )


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete what a member reported."""
    await tx.fetch("DELETE FROM pack_mistakes WHERE member_id = ?1", member_id)


async def waiting(tx: Tx, guild_id: int) -> list[tuple[str, int]]:
    """How many reports are open on each pack of a server, most first."""
    rows = await tx.fetch(
        "SELECT pack_id, count(*) FROM pack_mistakes WHERE guild_id = ?1 GROUP BY pack_id ORDER BY 2 DESC, 1", guild_id
    )
    return [(row[0], row[1]) for row in rows]


async def owe_notice(tx: Tx, guild_id: int) -> None:
    """Note that the moderators of a server are to be told of a report."""
    await tx.fetch(
        "INSERT INTO mistake_notices (guild_id, owed) VALUES (?1, 1) ON CONFLICT (guild_id) DO UPDATE SET owed = 1",
        guild_id,
    )


async def take_notice(tx: Tx, guild_id: int, now: datetime, last: datetime) -> bool:
    """Take in hand what a server is to be told, unless it was told after `last`; whether there is anything."""
    return bool(
        await tx.fetch(
            "UPDATE mistake_notices SET owed = 0, told_at = ?2 WHERE guild_id = ?1 AND owed = 1 AND told_at <= ?3 "
            "RETURNING guild_id",
            *(guild_id, ms(now), ms(last)),
        )
    )


async def guilds_to_tell(tx: Tx, last: datetime) -> list[int]:
    """The servers that are to be told, and were not after `last`; all, as one process sweeps for all."""
    rows = await tx.fetch("SELECT guild_id FROM mistake_notices WHERE owed = 1 AND told_at <= ?1", ms(last))
    return [row[0] for row in rows]


def _mistake(row: Row) -> Mistake:
    columns: dict[str, Any] = {field.name: row[field.name] for field in fields(Mistake)}
    columns["reported_at"] = moment(row["reported_at"])
    return Mistake(**columns)
