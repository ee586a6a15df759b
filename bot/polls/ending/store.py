"""The SQL of what falls due, of results, and of messages that must be posted exactly once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.database import Tx
from bot.polls.rules import GRACE, Poll
from bot.polls.store import moment, ms

LEASE = timedelta(seconds=50)
"""How long a message that was handed out to be posted is not handed out again."""


class Purpose(StrEnum):
    """What a message is for; a poll has at most one of each."""

    RESULT = "result"
    REMINDER = "reminder"
    CARD = "card"
    """The poll's own, where Discord did not say whether it took it."""


class Job(StrEnum):
    """What falls due."""

    CLOSE = "close"
    REMIND = "remind"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class Due:
    """A job of one poll."""

    job: Job
    guild_id: int
    poll_id: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message to post, once; `nonce` makes Discord drop a second one for some minutes."""

    guild_id: int
    poll_id: int
    purpose: Purpose
    first_tried_at: datetime | None
    """When it was handed out first, None if never: it may stand in the channel already."""
    message_id: int | None = None
    """Of one that stands in the channel and is to be shown anew."""

    @property
    def nonce(self) -> str:
        """The same at every try; at most 25 characters, as Discord asks."""
        return nonce(self.poll_id, self.purpose)


def nonce(poll_id: int, purpose: Purpose) -> str:
    """What Discord knows a message of a poll by; at most 25 characters."""
    return f"{poll_id}-{purpose[:3]}"


@dataclass(frozen=True, slots=True)
class Behind:
    """A card that shows an older version than its poll has."""

    guild_id: int
    channel_id: int
    poll_id: int


async def due(tx: Tx, now: datetime, limit: int) -> list[Due]:
    """What is due in the servers that this process looks after, the oldest first."""
    ours = tx.ours("guild_id")
    rows = await tx.fetch(
        "SELECT 'close' AS job, guild_id, id, closes_at AS at FROM polls "  # noqa: S608 - the condition is the engine's
        f"WHERE closed_at IS NULL AND parked IS NULL AND closes_at <= ?1 AND {ours} "
        "UNION ALL SELECT 'remind', guild_id, id, remind_at FROM polls "
        f"WHERE remind_at IS NOT NULL AND parked IS NULL AND remind_at <= ?2 AND {ours} "
        "UNION ALL SELECT 'forget', guild_id, id, forget_at FROM polls "
        f"WHERE forget_at IS NOT NULL AND parked IS NULL AND forget_at <= ?2 AND {ours} ORDER BY at, id LIMIT ?3",
        ms(now - GRACE),
        ms(now),
        limit,
    )
    return [Due(Job(row["job"]), row["guild_id"], row["id"]) for row in rows]


async def next_due(tx: Tx) -> dict[Job, datetime | None]:
    """When the next job of each kind falls due, or fell due, in the servers that this process looks after."""
    ours = tx.ours("guild_id")
    [row] = await tx.fetch(
        "SELECT (SELECT closes_at FROM polls WHERE closed_at IS NULL AND parked IS NULL "  # noqa: S608 - the condition is the engine's
        f"AND {ours} ORDER BY closes_at LIMIT 1), "
        f"(SELECT remind_at FROM polls WHERE remind_at IS NOT NULL AND parked IS NULL AND {ours} "
        "ORDER BY remind_at LIMIT 1), "
        f"(SELECT forget_at FROM polls WHERE forget_at IS NOT NULL AND parked IS NULL AND {ours} "
        "ORDER BY forget_at LIMIT 1)"
    )
    close, remind, forget = (None if at is None else moment(at) for at in row)
    return {Job.CLOSE: close + GRACE if close else None, Job.REMIND: remind, Job.FORGET: forget}


async def waiting_since(tx: Tx) -> datetime | None:
    """Since when the message waits that has waited longest, in the servers that this process looks after."""
    [row] = await tx.fetch(
        "SELECT min(coalesce(first_tried_at, due_at)) FROM poll_messages JOIN polls ON id = poll_id "  # noqa: S608 - the condition is the engine's
        f"WHERE state IN ('waiting', 'stale') AND state = 'waiting' AND {tx.ours('guild_id')}"
    )
    return None if row[0] is None else moment(row[0])


async def failed(tx: Tx, guild_id: int, poll_id: int, why: str, tries: int) -> bool:
    """Count a job that failed; at the last of `tries` the poll is parked. Says whether it was."""
    rows = await tx.fetch(
        "UPDATE polls SET failures = failures + 1, parked = CASE WHEN failures + 1 >= ?4 THEN ?3 END "
        "WHERE guild_id = ?1 AND id = ?2 RETURNING parked",
        guild_id,
        poll_id,
        why,
        tries,
    )
    return bool(rows and rows[0]["parked"])


async def claim_close(tx: Tx, poll: Poll, now: datetime, by: int | None) -> bool:
    """Close the poll, if it is still open: of several who try, one is told True."""
    rows = await tx.fetch(
        "UPDATE polls SET closed_at = ?3, closed_by = ?4, remind_at = NULL, parked = NULL, version = version + 1 "
        "WHERE guild_id = ?1 AND id = ?2 AND closed_at IS NULL RETURNING id",
        poll.guild_id,
        poll.id,
        ms(now),
        by,
    )
    return bool(rows)


async def set_forget(tx: Tx, poll: Poll, at: datetime | None) -> None:
    """Set when the ballots of a poll go; None once they are gone."""
    await tx.fetch(
        "UPDATE polls SET forget_at = ?3 WHERE guild_id = ?1 AND id = ?2",
        poll.guild_id,
        poll.id,
        ms(at) if at else None,
    )


async def reminded(tx: Tx, guild_id: int, poll_id: int) -> None:
    """Remind of this poll no more."""
    await tx.fetch("UPDATE polls SET remind_at = NULL WHERE guild_id = ?1 AND id = ?2", guild_id, poll_id)


async def put_result(tx: Tx, poll: Poll, body: str) -> None:
    """Keep the whole result."""
    await tx.fetch("INSERT INTO poll_results (poll_id, body) VALUES (?1, ?2)", poll.id, body)


async def result(tx: Tx, poll: Poll) -> str | None:
    """The result of a closed poll."""
    row = await tx.one("SELECT body FROM poll_results WHERE poll_id = ?1", poll.id)
    return row["body"] if row else None


async def queue(tx: Tx, poll: Poll, purpose: Purpose, at: datetime, tried_at: datetime | None = None) -> None:
    """Have a message posted from that moment on, if none of this purpose ever was queued; `tried_at`: it may stand."""
    await tx.fetch(
        "INSERT INTO poll_messages (poll_id, purpose, state, due_at, first_tried_at) "
        "VALUES (?1, ?2, 'waiting', ?3, ?4) ON CONFLICT DO NOTHING",
        poll.id,
        purpose,
        ms(at),
        ms(tried_at) if tried_at else None,
    )


async def hand_out(tx: Tx, now: datetime, limit: int) -> list[Message]:
    """Messages to post now, the oldest first; each is handed out again only when its lease has run out."""
    lock = tx.for_update("poll_messages", skip_locked=True)
    rows = await tx.fetch(
        "SELECT guild_id, poll_id, purpose, first_tried_at, state, poll_messages.message_id AS message_id "  # noqa: S608 - the lock is the engine's
        "FROM poll_messages JOIN polls ON id = poll_id WHERE state IN ('waiting', 'stale') AND due_at <= ?1 "
        f"AND {tx.ours('guild_id')} ORDER BY due_at, poll_id LIMIT ?2{lock}",
        ms(now),
        limit,
    )
    await tx.many(
        "UPDATE poll_messages SET due_at = ?3, tries = tries + 1, first_tried_at = coalesce(first_tried_at, ?4) "
        "WHERE poll_id = ?1 AND purpose = ?2",
        [(row["poll_id"], row["purpose"], ms(now + LEASE), ms(now)) for row in rows],
    )
    return [
        Message(
            row["guild_id"],
            row["poll_id"],
            Purpose(row["purpose"]),
            None if row["first_tried_at"] is None else moment(row["first_tried_at"]),
            row["message_id"] if row["state"] == "stale" else None,
        )
        for row in rows
    ]


async def sent(tx: Tx, message: Message, message_id: int) -> None:
    """Note that a message stands in the channel; one that became stale meanwhile is shown anew once more."""
    await tx.fetch(
        "UPDATE poll_messages SET state = CASE WHEN state = 'stale' AND due_at = 0 THEN state ELSE 'sent' END, "
        "message_id = ?3 WHERE poll_id = ?1 AND purpose = ?2",
        message.poll_id,
        message.purpose,
        message_id,
    )


async def put_off(tx: Tx, message: Message, until: datetime, problem: str, tries: int) -> bool:
    """Try a message again later, or drop it after the last of `tries`. Says whether it was dropped."""
    rows = await tx.fetch(
        "UPDATE poll_messages SET due_at = ?3, problem = ?4, "
        "state = CASE WHEN tries >= ?5 THEN 'dropped' ELSE state END "
        "WHERE poll_id = ?1 AND purpose = ?2 AND state IN ('waiting', 'stale') RETURNING state",
        message.poll_id,
        message.purpose,
        ms(until),
        problem,
        tries,
    )
    return bool(rows and rows[0]["state"] == "dropped")


async def wait(tx: Tx, message: Message, until: datetime, *, tried: bool) -> None:
    """Hand a message out again later; this time is no try that counts, and none at all unless it was `tried`."""
    await tx.fetch(
        "UPDATE poll_messages SET due_at = ?3, tries = tries - 1, "
        "first_tried_at = CASE WHEN ?4 = 1 THEN first_tried_at ELSE ?5 END "
        "WHERE poll_id = ?1 AND purpose = ?2 AND state IN ('waiting', 'stale') AND tries > 0",
        message.poll_id,
        message.purpose,
        ms(until),
        int(tried),
        ms(message.first_tried_at) if message.first_tried_at else None,
    )


async def behind(tx: Tx, limit: int) -> list[Behind]:
    """Cards in the servers that this process looks after that show an older version than their poll has."""
    rows = await tx.fetch(
        "SELECT guild_id, channel_id, id FROM polls WHERE drawn < version AND message_id IS NOT NULL "  # noqa: S608 - the condition is the engine's
        f"AND orphaned IS NULL AND {tx.ours('guild_id')} ORDER BY id LIMIT ?1",
        limit,
    )
    return [Behind(row["guild_id"], row["channel_id"], row["id"]) for row in rows]


async def keyless(tx: Tx) -> list[tuple[int, int]]:
    """(server, poll) of open anonymous polls without their key: the database was restored from a backup."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM polls WHERE closed_at IS NULL AND secrecy = 'anonymous' "
        "AND NOT EXISTS (SELECT 1 FROM secret_keys WHERE poll_id = coalesce(before_id, polls.id))"
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def never_posted(tx: Tx, before: datetime) -> list[tuple[int, int]]:
    """(server, poll) of open polls made before that moment whose card was never noted, and is not being looked for."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM polls WHERE closed_at IS NULL AND message_id IS NULL AND orphaned IS NULL "
        "AND created_at < ?1 AND NOT EXISTS (SELECT 1 FROM poll_messages WHERE poll_id = polls.id "
        "AND purpose = 'card' AND state = 'waiting')",
        ms(before),
    )
    return [(row["guild_id"], row["id"]) for row in rows]
