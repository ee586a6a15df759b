"""The SQL of scheduled viewings."""

from datetime import datetime

from bot.clock import moment, ms
from bot.database import Row, SqlValue, Tx
from bot.viewings.programme import kept_programme
from bot.viewings.rules import Secrecy, Viewing
from bot.viewings.scheduling.rules import SAME, Fate, Scheduled


async def insert(tx: Tx, scheduled: Scheduled) -> None:
    """Keep a new one."""
    await tx.fetch(
        "INSERT INTO scheduled_viewings "
        "(id, guild_id, channel_id, scheduler_id, secrecy, at, state, programme, tag_id) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        scheduled.id,
        scheduled.guild_id,
        scheduled.channel_id,
        scheduled.scheduler_id,
        scheduled.secrecy,
        ms(scheduled.at),
        scheduled.fate,
        scheduled.programme.kept(),
        scheduled.tag_id,
    )


async def get(tx: Tx, guild_id: int, scheduled_id: int) -> Scheduled | None:
    """A scheduled viewing of a server."""
    return await _first(tx, "guild_id = ?1 AND id = ?2", guild_id, scheduled_id)


async def of_event(tx: Tx, guild_id: int, event_id: int) -> Scheduled | None:
    """The one that waits for the time of an event."""
    return await _first(tx, "guild_id = ?1 AND event_id = ?2 AND state = 'waiting'", guild_id, event_id)


async def coming(tx: Tx, guild_id: int) -> list[Scheduled]:
    """Those of a server that wait for their time, the next first."""
    rows = await tx.fetch(
        "SELECT * FROM scheduled_viewings WHERE guild_id = ?1 AND state = 'waiting' ORDER BY at, id", guild_id
    )
    return [_scheduled(row) for row in rows]


async def alike(tx: Tx, scheduled: Scheduled) -> Scheduled | None:
    """The same plan, where it is kept already and nothing has become of it yet, for about the same time."""
    return await _first(
        tx,
        "guild_id = ?1 AND channel_id = ?2 AND scheduler_id = ?3 "
        "AND at BETWEEN ?4 AND ?5 AND secrecy = ?6 AND programme = ?7 AND state IN ('draft', 'waiting') "
        "ORDER BY at, id LIMIT 1",
        scheduled.guild_id,
        scheduled.channel_id,
        scheduled.scheduler_id,
        ms(scheduled.at - SAME),
        ms(scheduled.at + SAME),
        scheduled.secrecy,
        scheduled.programme.kept(),
    )


async def held_events(tx: Tx, scheduled: Scheduled) -> set[int]:
    """The events of a server that belong to other plans, whatever became of these."""
    rows = await tx.fetch(
        "SELECT event_id FROM scheduled_viewings WHERE guild_id = ?1 AND id <> ?2 AND event_id IS NOT NULL",
        scheduled.guild_id,
        scheduled.id,
    )
    return {row["event_id"] for row in rows}


async def set_event(tx: Tx, scheduled: Scheduled, event_id: int) -> datetime | None:
    """Note the event that was made for it; from now on it waits for the time that is given back.

    None, with nothing changed, where it has another by now, or that event is another plan's.
    """
    rows = await tx.fetch(
        "UPDATE scheduled_viewings SET event_id = ?3, state = 'waiting' "
        "WHERE guild_id = ?1 AND id = ?2 AND state IN ('draft', 'waiting') "
        "AND (coalesce(event_id, 0) = ?4 OR event_id = ?3) AND NOT EXISTS "
        "(SELECT 1 FROM scheduled_viewings other WHERE other.guild_id = ?1 AND other.event_id = ?3 AND other.id <> ?2) "
        "RETURNING at",
        scheduled.guild_id,
        scheduled.id,
        event_id,
        scheduled.event_id or 0,
    )
    return moment(rows[0]["at"]) if rows else None


async def set_time(tx: Tx, scheduled: Scheduled, at: datetime) -> None:
    """Note that its event was moved to another time."""
    await tx.fetch(
        "UPDATE scheduled_viewings SET at = ?3 WHERE guild_id = ?1 AND id = ?2 AND state = 'waiting'",
        scheduled.guild_id,
        scheduled.id,
        ms(at),
    )


async def delete_draft(tx: Tx, guild_id: int, scheduled_id: int) -> None:
    """Forget one whose event could not be made."""
    await tx.fetch(
        "DELETE FROM scheduled_viewings WHERE guild_id = ?1 AND id = ?2 AND state = 'draft'", guild_id, scheduled_id
    )


async def note_opened(tx: Tx, scheduled: Scheduled, viewing: Viewing) -> None:
    """Note the viewing that it opened as."""
    await tx.fetch(
        "UPDATE scheduled_viewings SET state = 'opened', viewing_id = ?3 "
        "WHERE guild_id = ?1 AND id = ?2 AND state = 'waiting'",
        scheduled.guild_id,
        scheduled.id,
        viewing.id,
    )


async def call_off(tx: Tx, scheduled: Scheduled, why: str) -> bool:
    """Note that nothing will open; False if it opened or was off already."""
    rows = await tx.fetch(
        "UPDATE scheduled_viewings SET state = 'off', problem = ?3 "
        "WHERE guild_id = ?1 AND id = ?2 AND state IN ('draft', 'waiting') RETURNING id",
        scheduled.guild_id,
        scheduled.id,
        why,
    )
    return bool(rows)


async def event_of(tx: Tx, viewing: Viewing) -> int | None:
    """The event that a viewing was planned as."""
    row = await tx.one(
        "SELECT event_id FROM scheduled_viewings WHERE guild_id = ?1 AND viewing_id = ?2", viewing.guild_id, viewing.id
    )
    return row["event_id"] if row else None


async def _first(tx: Tx, where: str, *params: SqlValue) -> Scheduled | None:
    row = await tx.one(f"SELECT * FROM scheduled_viewings WHERE {where}", *params)  # noqa: S608 - conditions of this module
    return _scheduled(row) if row else None


def _scheduled(row: Row) -> Scheduled:
    return Scheduled(
        id=row["id"],
        guild_id=row["guild_id"],
        channel_id=row["channel_id"],
        event_id=row["event_id"],
        scheduler_id=row["scheduler_id"],
        secrecy=Secrecy(row["secrecy"]),
        at=moment(row["at"]),
        programme=kept_programme(row["programme"]),
        fate=Fate(row["state"]),
        tag_id=row["tag_id"],
        problem=row["problem"],
    )
