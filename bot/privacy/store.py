"""The SQL of deletions that are not done yet, and of servers that the bot is no longer in."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.clock import moment, moment_or_none, ms
from bot.database import Tx


async def intend(tx: Tx, member_id: int, keepers: Iterable[str], due_at: datetime) -> None:
    """Note that these features are to delete a member's data, so that a crash does not forget it."""
    await tx.many(
        "INSERT INTO unfinished_deletions (member_id, keeper, due_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        [(member_id, keeper, ms(due_at)) for keeper in keepers],
    )


async def note_finished(tx: Tx, member_id: int, keeper: str) -> None:
    """Note that a feature has deleted a member's data."""
    await tx.fetch("DELETE FROM unfinished_deletions WHERE member_id = ?1 AND keeper = ?2", member_id, keeper)


async def put_off(tx: Tx, member_id: int, keeper: str, now: datetime, first: timedelta, longest: timedelta) -> None:
    """Try again later what failed, each time after twice as long."""
    [row] = await tx.fetch(
        "UPDATE unfinished_deletions SET tries = tries + 1 WHERE member_id = ?1 AND keeper = ?2 RETURNING tries",
        *(member_id, keeper),
    )
    wait = min(first * 2 ** min(row["tries"] - 1, 20), longest)
    await tx.fetch(
        "UPDATE unfinished_deletions SET due_at = ?3 WHERE member_id = ?1 AND keeper = ?2",
        *(member_id, keeper, ms(now + wait)),
    )


async def deletions_to_try(tx: Tx, now: datetime) -> list[tuple[int, str]]:
    """(member, feature) of deletions to try again now."""
    rows = await tx.fetch(
        "SELECT member_id, keeper FROM unfinished_deletions WHERE due_at <= ?1 ORDER BY due_at", ms(now)
    )
    return [(row["member_id"], row["keeper"]) for row in rows]


async def features_left(tx: Tx, member_id: int) -> list[str]:
    """The features that have not deleted this member's data yet."""
    rows = await tx.fetch("SELECT keeper FROM unfinished_deletions WHERE member_id = ?1 ORDER BY keeper", member_id)
    return [row["keeper"] for row in rows]


async def note_left(tx: Tx, guild_ids: Iterable[int], now: datetime, due_at: datetime) -> None:
    """Note that the bot is no longer in these servers; of one that is noted already the first time counts."""
    await tx.many(
        "INSERT INTO departures (guild_id, gone_at, due_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
        [(guild_id, ms(now), ms(due_at)) for guild_id in guild_ids],
    )


async def departed_guilds(tx: Tx) -> dict[int, datetime]:
    """The servers that the bot is no longer in, and when what is kept of them is deleted."""
    return {
        row["guild_id"]: moment(row["due_at"])
        for row in await tx.fetch("SELECT guild_id, due_at FROM departures ORDER BY due_at, guild_id")
    }


async def next_retry(tx: Tx) -> datetime | None:
    """When the next deletion of a member's data is to be tried again."""
    [row] = await tx.fetch("SELECT min(due_at) AS at FROM unfinished_deletions")
    return moment_or_none(row["at"])


async def back(tx: Tx, guild_ids: Iterable[int]) -> None:
    """Note that the bot is in these servers, or that nothing is kept of them any more."""
    await tx.many("DELETE FROM departures WHERE guild_id = ?1", [(guild_id,) for guild_id in guild_ids])
