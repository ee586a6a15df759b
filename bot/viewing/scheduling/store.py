"""The SQL of scheduled viewings."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.database import Row, Tx
from bot.viewing.programme import kept_programme
from bot.viewing.rules import Secrecy, Viewing
from bot.viewing.scheduling.rules import SAME, Fate, Scheduled
from bot.viewing.store import moment, moment_or_none, ms

LEASE = timedelta(seconds=50)
"""How long one that was handed out is not handed out again."""


async def insert(tx: Tx, scheduled: Scheduled, now: datetime) -> None:
    """Keep a new one; it is the caller's, to make its event, until its lease ends."""
    await tx.fetch(
        "INSERT INTO scheduled_viewings "
        "(id, guild_id, channel_id, scheduler_id, secrecy, at, state, programme, due_at) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        scheduled.id,
        scheduled.guild_id,
        scheduled.channel_id,
        scheduled.scheduler_id,
        scheduled.secrecy,
        ms(scheduled.at),
        scheduled.fate,
        scheduled.programme.kept(),
        ms(now + LEASE),
    )


async def get(tx: Tx, guild_id: int, scheduled_id: int) -> Scheduled | None:
    """A scheduled viewing of a server."""
    row = await tx.one("SELECT * FROM scheduled_viewings WHERE guild_id = ?1 AND id = ?2", guild_id, scheduled_id)
    return _scheduled(row) if row else None


async def coming(tx: Tx, guild_id: int) -> list[Scheduled]:
    """Those of a server that wait for their time, the next first."""
    rows = await tx.fetch(
        "SELECT * FROM scheduled_viewings WHERE guild_id = ?1 AND state = 'waiting' ORDER BY at, id", guild_id
    )
    return [_scheduled(row) for row in rows]


async def alike(tx: Tx, scheduled: Scheduled) -> Scheduled | None:
    """The same plan, where it is kept already and nothing has become of it yet, for about the same time."""
    row = await tx.one(
        "SELECT * FROM scheduled_viewings WHERE guild_id = ?1 AND channel_id = ?2 AND scheduler_id = ?3 "
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
    return _scheduled(row) if row else None


async def held_events(tx: Tx, scheduled: Scheduled) -> set[int]:
    """The events of a server that belong to other plans, whatever became of these."""
    rows = await tx.fetch(
        "SELECT event_id FROM scheduled_viewings WHERE guild_id = ?1 AND id <> ?2 AND event_id IS NOT NULL",
        scheduled.guild_id,
        scheduled.id,
    )
    return {row["event_id"] for row in rows}


async def set_event(tx: Tx, scheduled: Scheduled, event_id: int) -> bool:
    """Note the event that was made for it; from now on it waits for its time.

    False, with nothing changed, where it has another by now, or that event is another plan's.
    """
    rows = await tx.fetch(
        "UPDATE scheduled_viewings SET event_id = ?3, state = 'waiting', due_at = at, failures = 0 "
        "WHERE guild_id = ?1 AND id = ?2 AND state IN ('draft', 'waiting') "
        "AND (coalesce(event_id, 0) = ?4 OR event_id = ?3) AND NOT EXISTS "
        "(SELECT 1 FROM scheduled_viewings other WHERE other.guild_id = ?1 AND other.event_id = ?3 AND other.id <> ?2) "
        "RETURNING id",
        scheduled.guild_id,
        scheduled.id,
        event_id,
        scheduled.event_id or 0,
    )
    return bool(rows)


async def set_time(tx: Tx, guild_id: int, scheduled_id: int, at: datetime) -> None:
    """Note that its event was moved to another time."""
    await tx.fetch(
        "UPDATE scheduled_viewings SET at = ?3, due_at = ?3 WHERE guild_id = ?1 AND id = ?2 AND state = 'waiting'",
        guild_id,
        scheduled_id,
        ms(at),
    )


async def delete_draft(tx: Tx, guild_id: int, scheduled_id: int) -> None:
    """Forget one whose event could not be made."""
    await tx.fetch(
        "DELETE FROM scheduled_viewings WHERE guild_id = ?1 AND id = ?2 AND state = 'draft'", guild_id, scheduled_id
    )


async def hand_out(tx: Tx, now: datetime, limit: int) -> list[Scheduled]:
    """Those whose time has come, the oldest first; each is the caller's until its lease ends."""
    lock = tx.for_update("scheduled_viewings", skip_locked=True)
    rows = await tx.fetch(
        "SELECT * FROM scheduled_viewings WHERE due_at IS NOT NULL AND due_at <= ?1 "  # noqa: S608 - the lock is the engine's
        f"AND state IN ('draft', 'waiting') AND {tx.ours('guild_id')} ORDER BY due_at, id LIMIT ?2{lock}",
        ms(now),
        limit,
    )
    return await _leased(tx, rows, now)


async def next_due(tx: Tx) -> datetime | None:
    """When the next one is to be looked after; in the past where one is overdue."""
    row = await tx.one(
        "SELECT due_at FROM scheduled_viewings WHERE due_at IS NOT NULL AND state IN ('draft', 'waiting') "  # noqa: S608 - the condition is the engine's
        f"AND {tx.ours('guild_id')} ORDER BY due_at LIMIT 1"
    )
    return moment_or_none(row["due_at"]) if row else None


async def opened(tx: Tx, scheduled: Scheduled, viewing: Viewing) -> bool:
    """Note the viewing that it opened as: of several who try, one is told True."""
    rows = await tx.fetch(
        "UPDATE scheduled_viewings SET state = 'opened', viewing_id = ?3, due_at = NULL "
        "WHERE guild_id = ?1 AND id = ?2 AND state = 'waiting' RETURNING id",
        scheduled.guild_id,
        scheduled.id,
        viewing.id,
    )
    return bool(rows)


async def call_off(tx: Tx, scheduled: Scheduled, why: str, now: datetime) -> bool:
    """Note that nothing will open, and that the scheduler is to be told; False if it opened or was off already."""
    rows = await tx.fetch(
        "UPDATE scheduled_viewings SET state = 'off', problem = ?3, told = 0, due_at = ?4, failures = 0 "
        "WHERE guild_id = ?1 AND id = ?2 AND state IN ('draft', 'waiting') RETURNING id",
        scheduled.guild_id,
        scheduled.id,
        why,
        ms(now) if scheduled.scheduler_id else None,
    )
    return bool(rows)


async def failed(tx: Tx, scheduled: Scheduled, until: datetime) -> int:
    """Look after one again later, since now it could not be done; how often that has happened."""
    [row] = await tx.fetch(
        "UPDATE scheduled_viewings SET failures = failures + 1, due_at = ?3 WHERE guild_id = ?1 AND id = ?2 "
        "RETURNING failures",
        scheduled.guild_id,
        scheduled.id,
        ms(until),
    )
    return row["failures"]


async def wait(tx: Tx, scheduled: Scheduled, until: datetime) -> None:
    """Look after one again later; nothing has failed."""
    await tx.fetch(
        "UPDATE scheduled_viewings SET due_at = ?3 WHERE guild_id = ?1 AND id = ?2 AND state IN ('draft', 'waiting')",
        scheduled.guild_id,
        scheduled.id,
        ms(until),
    )


async def hand_out_untold(tx: Tx, now: datetime, limit: int) -> list[Scheduled]:
    """Those that are off and whose scheduler does not know; each is the caller's until its lease ends."""
    lock = tx.for_update("scheduled_viewings", skip_locked=True)
    rows = await tx.fetch(
        "SELECT * FROM scheduled_viewings WHERE due_at IS NOT NULL AND due_at <= ?1 AND state = 'off' AND told = 0 "  # noqa: S608 - the lock is the engine's
        f"AND {tx.ours('guild_id')} ORDER BY due_at, id LIMIT ?2{lock}",
        ms(now),
        limit,
    )
    return await _leased(tx, rows, now)


async def told(tx: Tx, scheduled: Scheduled) -> None:
    """Note that the scheduler knows, or cannot be told."""
    await tx.fetch(
        "UPDATE scheduled_viewings SET told = 1, due_at = NULL WHERE guild_id = ?1 AND id = ?2 AND state = 'off'",
        scheduled.guild_id,
        scheduled.id,
    )


async def _leased(tx: Tx, rows: Iterable[Row], now: datetime) -> list[Scheduled]:
    listed = list(rows)
    leases = [(row["id"], ms(now + LEASE)) for row in listed]
    await tx.many("UPDATE scheduled_viewings SET due_at = ?2 WHERE id = ?1", leases)
    return [_scheduled(row) for row in listed]


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
        viewing_id=row["viewing_id"],
        problem=row["problem"],
    )
