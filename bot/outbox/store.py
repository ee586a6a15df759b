"""The SQL of jobs, and of cards that show less than there is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import moment_or_none, ms, ms_or_none
from bot.database import Row, Tx
from bot.outbox.jobs import Job, next_turn

LEASE = timedelta(seconds=50)
"""How long a job that was claimed is not handed out again: longer than an errand may take."""


async def put(
    tx: Tx,
    kind: str,
    guild_id: int,
    key: str,
    due_at: datetime | None,
    *,
    line: str = "",
    tried_at: datetime | None = None,
) -> Job:
    """Have something done at that time, None for once it is released; what was set before under this key is replaced.

    Without a line it waits for nothing and holds up nothing. `tried_at`: somebody else has tried it at that moment, and
    does not know what came of it.
    """
    job = Job(kind=kind, guild_id=guild_id, key=key, line=line or f"{kind} {key}", first_tried_at=tried_at)
    replaced = (
        "UPDATE SET line = excluded.line, turn = excluded.turn, due_at = excluded.due_at, "
        "first_tried_at = excluded.first_tried_at, tries = 0, parked = NULL"
    )
    return await _insert(tx, job, due_at, replaced)


async def put_once(tx: Tx, kind: str, guild_id: int, key: str, due_at: datetime | None, *, line: str) -> Job:
    """The same, unless it is set already, or was given up: that stays as it is."""
    return await _insert(tx, Job(kind=kind, guild_id=guild_id, key=key, line=line), due_at, "NOTHING")


async def _insert(tx: Tx, job: Job, due_at: datetime | None, where_set: str) -> Job:
    await tx.fetch(
        "INSERT INTO jobs (kind, guild_id, key, line, turn, due_at, first_tried_at) "  # noqa: S608 - our own words
        f"VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (kind, guild_id, key) DO {where_set}",
        *job.name,
        *(job.line, next_turn(), ms_or_none(due_at), ms_or_none(job.first_tried_at)),
    )
    return job


async def drop(tx: Tx, kind: str, guild_id: int, key: str) -> None:
    """Do it no more, if it was to be done."""
    await tx.fetch("DELETE FROM jobs WHERE kind = ?1 AND guild_id = ?2 AND key = ?3", kind, guild_id, key)


async def drop_line(tx: Tx, guild_id: int, line: str) -> None:
    """Do nothing of a line any more."""
    await tx.fetch("DELETE FROM jobs WHERE guild_id = ?1 AND line = ?2", guild_id, line)


async def hold(tx: Tx, guild_id: int, line: str, kinds: Iterable[str]) -> None:
    """Keep what a line has to do, of these kinds, until it is released; what was tried is still known to have been."""
    await tx.many(
        "UPDATE jobs SET due_at = NULL, tries = 0 WHERE guild_id = ?1 AND line = ?2 AND kind = ?3",
        [(guild_id, line, kind) for kind in kinds],
    )


async def release(tx: Tx, guild_id: int, line: str, at: datetime) -> None:
    """Do what a line holds."""
    await tx.fetch(
        "UPDATE jobs SET due_at = ?3 WHERE guild_id = ?1 AND line = ?2 AND due_at IS NULL AND parked IS NULL",
        guild_id,
        line,
        ms(at),
    )


async def due(tx: Tx, now: datetime, limit: int, kinds: Iterable[str], line: tuple[int, str] | None) -> list[Job]:
    """What is due in the servers that this process looks after, the oldest first; of all lines, or of one."""
    known = list(kinds)  # as an expression below, so that what is due is looked up by its time, not by its kind
    listed = ", ".join(f"?{place}" for place in range(5, 5 + len(known)))
    rows = await tx.fetch(
        "SELECT * FROM jobs WHERE due_at IS NOT NULL AND parked IS NULL AND due_at <= ?1 "  # noqa: S608 - the conditions are the engine's, and numbers
        f"AND (?3 = '' OR (guild_id = ?4 AND line = ?3)) AND kind || '' IN ({listed}) AND {tx.ours('guild_id')} "
        "ORDER BY due_at, turn LIMIT ?2",
        ms(now),
        limit,
        line[1] if line else "",
        line[0] if line else 0,
        *known,
    )
    return [_job(row) for row in rows]


async def claim(tx: Tx, job: Job, now: datetime) -> Job | None:
    """Take a job in hand, if it still is to be done and nobody else has it."""
    # The lease is the time at which it is due: who dies has let go of it without doing anything, and no look finds
    # it before. The condition is the same as that of the look, since another process may have looked too.
    row = await tx.one(
        "UPDATE jobs SET due_at = ?4, tries = tries + 1, first_tried_at = coalesce(first_tried_at, ?5) "
        "WHERE kind = ?1 AND guild_id = ?2 AND key = ?3 AND due_at IS NOT NULL AND due_at <= ?5 AND parked IS NULL "
        "RETURNING *",
        *job.name,
        ms(now + LEASE),
        ms(now),
    )
    if row is None:
        return None
    # Whoever claims is told when an earlier try may have left something at Discord, so not of this one.
    return replace(_job(row), first_tried_at=job.first_tried_at, begun_at=now)


async def finish(tx: Tx, job: Job) -> None:
    """Delete a job that is done; one that was set anew meanwhile stays."""
    await tx.fetch(
        "DELETE FROM jobs WHERE kind = ?1 AND guild_id = ?2 AND key = ?3 AND due_at = ?4", *job.name, job.token
    )


async def put_off(tx: Tx, job: Job, until: datetime, *, counts: bool = True, asked: bool = True) -> None:
    """Try again later; where that does not count as a try, the job has as many left as before.

    Where nothing was `asked` of Discord, this try cannot have left anything there.
    """
    await tx.fetch(
        "UPDATE jobs SET due_at = ?4, tries = tries - ?6, "
        "first_tried_at = CASE WHEN ?7 = 1 THEN first_tried_at ELSE ?8 END "
        "WHERE kind = ?1 AND guild_id = ?2 AND key = ?3 AND due_at = ?5",
        *job.name,
        *(ms(until), job.token, int(not counts), int(asked), ms_or_none(job.first_tried_at)),
    )


async def count_failure(tx: Tx, job: Job, until: datetime) -> int:
    """Count a try whose transaction was rolled back, and try again later; how many there were."""
    row = await tx.one(
        "UPDATE jobs SET due_at = ?4, tries = tries + 1 WHERE kind = ?1 AND guild_id = ?2 AND key = ?3 "
        "AND due_at IS NOT NULL RETURNING tries",
        *job.name,
        ms(until),
    )
    return row["tries"] if row else 0


async def park(tx: Tx, job: Job, why: str) -> None:
    """Give a job up; its row stays, to be shown and tried again by hand."""
    await tx.fetch("UPDATE jobs SET parked = ?4 WHERE kind = ?1 AND guild_id = ?2 AND key = ?3", *job.name, why)


async def why_parked(tx: Tx, kind: str, guild_id: int, key: str) -> str | None:
    """Why a job was given up; None where it was not."""
    row = await tx.one("SELECT parked FROM jobs WHERE kind = ?1 AND guild_id = ?2 AND key = ?3", kind, guild_id, key)
    return row["parked"] if row else None


async def parked_in_line(tx: Tx, guild_id: int, line: str) -> dict[tuple[str, str], str]:
    """Why jobs of a line were given up, by kind and key."""
    rows = await tx.fetch(
        "SELECT kind, key, parked FROM jobs WHERE guild_id = ?1 AND line = ?2 AND parked IS NOT NULL ORDER BY turn",
        guild_id,
        line,
    )
    return {(row["kind"], row["key"]): row["parked"] for row in rows}


async def jobs_of_line(tx: Tx, guild_id: int, line: str) -> list[Job]:
    """What a line holds, in the order in which it is done once it is released."""
    rows = await tx.fetch(
        "SELECT * FROM jobs WHERE guild_id = ?1 AND line = ?2 AND due_at IS NULL AND parked IS NULL ORDER BY turn",
        guild_id,
        line,
    )
    return [_job(row) for row in rows]


async def waits(tx: Tx, kind: str, guild_id: int, key: str) -> bool:
    """Whether it is still to be done, or was given up."""
    return bool(
        await tx.fetch("SELECT 1 FROM jobs WHERE kind = ?1 AND guild_id = ?2 AND key = ?3", kind, guild_id, key)
    )


async def next_due(tx: Tx, kinds: Iterable[str], after: datetime) -> datetime | None:
    """When the next job after that moment falls due, in the servers that this process looks after."""
    known = list(kinds)
    listed = ", ".join(f"?{place}" for place in range(2, 2 + len(known)))
    row = await tx.one(
        "SELECT due_at FROM jobs WHERE due_at IS NOT NULL AND parked IS NULL AND due_at > ?1 "  # noqa: S608 - as above
        f"AND kind || '' IN ({listed}) AND {tx.ours('guild_id')} ORDER BY due_at LIMIT 1",
        ms(after),
        *known,
    )
    return moment_or_none(row["due_at"]) if row else None


async def oldest(tx: Tx) -> dict[str, datetime]:
    """By kind: since when the job waits, or will wait, that was due first; in this process's servers."""
    rows = await tx.fetch(
        "SELECT kind, min(CASE WHEN first_tried_at < due_at THEN first_tried_at ELSE due_at END) AS at FROM jobs "  # noqa: S608 - as above
        f"WHERE due_at IS NOT NULL AND parked IS NULL AND {tx.ours('guild_id')} GROUP BY kind"
    )
    return {row["kind"]: at for row in rows if (at := moment_or_none(row["at"]))}


async def behind(tx: Tx, table: str, limit: int) -> list[tuple[int, int, int]]:
    """(server, channel, id) of what has a card that this process is to draw, since it shows an older version."""
    rows = await tx.fetch(
        f"SELECT guild_id, channel_id, id FROM {table} WHERE drawn < version AND message_id IS NOT NULL "  # noqa: S608 - a feature's table, and as above
        f"AND orphaned IS NULL AND {tx.ours('guild_id')} ORDER BY id LIMIT ?1",
        limit,
    )
    return [(row["guild_id"], row["channel_id"], row["id"]) for row in rows]


async def shift(tx: Tx, kind: str, milliseconds: int) -> None:
    """Move what this process has to do of a kind, since its clock was set by so much."""
    await tx.fetch(
        f"UPDATE jobs SET due_at = due_at + ?2 WHERE kind = ?1 AND due_at IS NOT NULL AND {tx.ours('guild_id')}",  # noqa: S608 - as above
        kind,
        milliseconds,
    )


def _job(row: Row) -> Job:
    return Job(
        kind=row["kind"],
        guild_id=row["guild_id"],
        key=row["key"],
        line=row["line"],
        first_tried_at=moment_or_none(row["first_tried_at"]),
        tries=row["tries"],
        token=row["due_at"] or 0,
    )
