"""The SQL of closing, of results, and of where messages beside the card stand."""

from datetime import datetime

from bot.clock import ms
from bot.database import Tx
from bot.polls.jobs import CARD
from bot.polls.rules import Poll


async def claim_close(tx: Tx, poll: Poll, now: datetime, by: int | None, *, held: bool) -> bool:
    """Close the poll, if it is still open: of several who try, one is told True. `held`: nobody sees its result yet."""
    rows = await tx.fetch(
        "UPDATE polls SET closed_at = ?3, closed_by = ?4, held = ?5, version = version + 1 "
        "WHERE guild_id = ?1 AND id = ?2 AND closed_at IS NULL RETURNING id",
        poll.guild_id,
        poll.id,
        ms(now),
        by,
        int(held),
    )
    return bool(rows)


async def claim_reveal(tx: Tx, poll: Poll) -> bool:
    """Let a result that is held back be seen: of several who try, one is told True."""
    rows = await tx.fetch(
        "UPDATE polls SET held = 0, version = version + 1 WHERE guild_id = ?1 AND id = ?2 AND held = 1 RETURNING id",
        poll.guild_id,
        poll.id,
    )
    return bool(rows)


async def put_result(tx: Tx, poll: Poll, body: str) -> None:
    """Keep the whole result."""
    await tx.fetch("INSERT INTO poll_results (poll_id, body) VALUES (?1, ?2)", poll.id, body)


async def result(tx: Tx, poll: Poll) -> str:
    """The result of a closed poll, which has one."""
    [row] = await tx.fetch("SELECT body FROM poll_results WHERE poll_id = ?1", poll.id)
    return row["body"]


async def note_post(tx: Tx, poll: Poll, kind: str, message_id: int) -> None:
    """Note where a message beside the card stands."""
    await tx.fetch(
        "INSERT INTO poll_messages (poll_id, kind, message_id) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (poll_id, kind) DO UPDATE SET message_id = excluded.message_id",
        poll.id,
        kind,
        message_id,
    )


async def post(tx: Tx, poll: Poll, kind: str) -> int | None:
    """The message of that kind, once it was posted."""
    row = await tx.one("SELECT message_id FROM poll_messages WHERE poll_id = ?1 AND kind = ?2", poll.id, kind)
    return row["message_id"] if row else None


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
        "AND created_at < ?1 AND NOT EXISTS (SELECT 1 FROM jobs WHERE kind = ?2 AND jobs.guild_id = polls.guild_id "
        "AND key = CAST(polls.id AS TEXT))",
        ms(before),
        CARD,
    )
    return [(row["guild_id"], row["id"]) for row in rows]
