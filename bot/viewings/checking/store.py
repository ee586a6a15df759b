"""The SQL of source checks."""

from dataclasses import astuple
from datetime import datetime

from bot.clock import moment, ms
from bot.database import Tx
from bot.viewings.checking.rules import Place, Sheet, SourceCheck


async def put(tx: Tx, check: SourceCheck) -> None:
    """Keep a source check, or what its author has made of it."""
    await tx.fetch(
        "INSERT INTO source_checks (id, member_id, guild_id, channel_id, message_id, created_at, stop, investigate, "
        "find, trace) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        check.id,
        check.member_id,
        *astuple(check.place),
        ms(check.created_at),
        *astuple(check.sheet),
    )


async def own(tx: Tx, guild_id: int, check_id: int, member_id: int) -> SourceCheck | None:
    """A member's own source check."""
    row = await tx.one(
        "SELECT * FROM source_checks WHERE guild_id = ?1 AND id = ?2 AND member_id = ?3", guild_id, check_id, member_id
    )
    if row is None:
        return None
    return SourceCheck(
        id=row["id"],
        member_id=row["member_id"],
        place=Place(row["guild_id"], row["channel_id"], row["message_id"]),
        sheet=Sheet(stop=row["stop"], investigate=row["investigate"], find=row["find"], trace=row["trace"]),
        created_at=moment(row["created_at"]),
    )


async def delete_before(tx: Tx, when: datetime) -> None:
    """Delete the source checks made before a moment."""
    await tx.fetch("DELETE FROM source_checks WHERE created_at < ?1", ms(when))
