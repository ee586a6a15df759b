"""The SQL of what falls due, of messages that must be posted exactly once, and of cards that are out of date."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.database import Row, Tx
from bot.viewing.posting.posts import NO_PLACE, Key, Post, What
from bot.viewing.rules import Viewing
from bot.viewing.store import moment_or_none, ms

LEASE = timedelta(seconds=50)
"""How long a message that was handed out to be posted is not handed out again."""
POSTABLE = "v.orphaned IS NULL AND (p.what = 'opening' OR v.mode = 'solo' OR v.thread_id IS NOT NULL)"
"""Whether a message `p` of a viewing `v` has a place to go to."""


async def due(tx: Tx, now: datetime, limit: int) -> list[tuple[int, int]]:
    """(server, viewing) with a timed prompt to push, the longest overdue first."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM viewings WHERE due_at IS NOT NULL AND parked IS NULL AND orphaned IS NULL "  # noqa: S608 - the condition is the engine's
        f"AND due_at <= ?1 AND {tx.ours('guild_id')} ORDER BY due_at, id LIMIT ?2",
        ms(now),
        limit,
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def next_due(tx: Tx) -> datetime | None:
    """When the next timed prompt is to be pushed; in the past where one is overdue."""
    row = await tx.one(
        "SELECT due_at FROM viewings WHERE due_at IS NOT NULL AND parked IS NULL AND orphaned IS NULL "  # noqa: S608 - as above
        f"AND {tx.ours('guild_id')} ORDER BY due_at LIMIT 1"
    )
    return moment_or_none(row["due_at"]) if row else None


async def waiting_since(tx: Tx) -> datetime | None:
    """Since when the message waits that has waited longest of those that can be posted.

    What is to be shown anew does not count. It is named all the same, as the index has both.
    """
    row = await tx.one(
        "SELECT min(coalesce(p.first_tried_at, p.due_at)) AS since FROM viewing_posts p "  # noqa: S608 - the condition is the engine's
        "JOIN viewings v ON v.id = p.viewing_id WHERE p.state IN ('waiting', 'stale') AND p.state = 'waiting' "
        f"AND {POSTABLE} AND {tx.ours('v.guild_id')}"
    )
    return moment_or_none(row["since"]) if row else None


async def failed(tx: Tx, guild_id: int, viewing_id: int, why: str, tries: int) -> bool:
    """Count a push that failed; at the last of `tries` the viewing is parked. Says whether it was."""
    rows = await tx.fetch(
        "UPDATE viewings SET failures = failures + 1, parked = CASE WHEN failures + 1 >= ?4 THEN ?3 END "
        "WHERE guild_id = ?1 AND id = ?2 RETURNING parked",
        guild_id,
        viewing_id,
        why,
        tries,
    )
    return bool(rows and rows[0]["parked"])


async def shift_clocks(tx: Tx, milliseconds: int) -> None:
    """Move the anchors of the running films that this process looks after, since its clock was set by so much."""
    await tx.fetch(
        "UPDATE viewings SET running_from = running_from + ?1, due_at = due_at + ?1 "  # noqa: S608 - as above
        f"WHERE running_from IS NOT NULL AND {tx.ours('guild_id')}",
        milliseconds,
    )


async def queue(tx: Tx, viewing: Viewing, posts: Iterable[Key], now: datetime) -> None:
    """Have messages posted, in this order, each unless it ever was queued."""
    await tx.many(
        "INSERT INTO viewing_posts (viewing_id, what, place, state, due_at) VALUES (?1, ?2, ?3, 'waiting', ?4) "
        "ON CONFLICT DO NOTHING",
        [(viewing.id, what, place, ms(now)) for what, place in posts],
    )


async def forget_waiting(tx: Tx, viewing: Viewing) -> None:
    """Post nothing of what waits."""
    await tx.fetch("DELETE FROM viewing_posts WHERE viewing_id = ?1 AND state = 'waiting'", viewing.id)


async def post_anew(tx: Tx, viewing: Viewing, posts: Iterable[Key], now: datetime) -> None:
    """Post messages once more that are gone."""
    keys = list(posts)
    await tx.many(
        "UPDATE viewing_posts SET state = 'waiting', due_at = ?4, tries = 0, first_tried_at = NULL, "
        "message_id = NULL, again = again + 1, problem = NULL WHERE viewing_id = ?1 AND what = ?2 AND place = ?3",
        [(viewing.id, what, place, ms(now)) for what, place in keys],
    )
    if (What.CARD, NO_PLACE) in keys:
        await tx.fetch(
            "UPDATE viewings SET card_id = NULL WHERE guild_id = ?1 AND id = ?2", viewing.guild_id, viewing.id
        )


async def show_anew(tx: Tx, viewing: Viewing, posts: Iterable[Key]) -> None:
    """Have messages that stand already drawn again, after what is still to be posted."""
    await tx.many(
        "UPDATE viewing_posts SET state = 'stale', due_at = 0, tries = 0, first_tried_at = NULL "
        "WHERE viewing_id = ?1 AND what = ?2 AND place = ?3 AND state IN ('sent', 'stale') AND message_id IS NOT NULL",
        [(viewing.id, *post) for post in posts],
    )


async def hand_out(tx: Tx, now: datetime, limit: int, viewing_id: int | None) -> list[Post]:
    """Messages to post now, the oldest first, of all viewings or of one; then those that are to be shown anew.

    Each is the caller's until its lease ends.
    """
    lock = tx.for_update("p", skip_locked=True)
    rows = await tx.fetch(
        "SELECT v.guild_id, v.mode, v.channel_id, v.thread_id, v.facilitator_id, p.* FROM viewing_posts p "  # noqa: S608 - the lock is the engine's
        "JOIN viewings v ON v.id = p.viewing_id WHERE p.state IN ('waiting', 'stale') AND p.due_at <= ?1 "
        f"AND v.id = coalesce(CAST(?3 AS BIGINT), v.id) AND {POSTABLE} AND {tx.ours('v.guild_id')} "
        "ORDER BY CASE p.state WHEN 'stale' THEN 1 ELSE 0 END, p.due_at, "
        "CASE p.what WHEN 'opening' THEN 0 WHEN 'card' THEN 1 WHEN 'summary' THEN 3 ELSE 2 END, "
        "coalesce((SELECT turn FROM viewing_prompts t WHERE t.viewing_id = v.id AND t.place = p.place), 0), "
        f"p.viewing_id, p.what DESC LIMIT ?2{lock}",
        ms(now),
        limit,
        viewing_id,
    )
    await tx.many(
        "UPDATE viewing_posts SET due_at = ?4, tries = tries + 1, first_tried_at = coalesce(first_tried_at, ?5) "
        "WHERE viewing_id = ?1 AND what = ?2 AND place = ?3",
        [(row["viewing_id"], row["what"], row["place"], ms(now + LEASE), ms(now)) for row in rows],
    )
    return [_post(row) for row in rows]


async def sent(tx: Tx, viewing: Viewing, post: Key, message_id: int) -> None:
    """Note that a message stands where it belongs; one that became stale meanwhile is shown anew once more."""
    await tx.fetch(
        "INSERT INTO viewing_posts (viewing_id, what, place, state, due_at, message_id) "
        "VALUES (?1, ?2, ?3, 'sent', 0, ?4) ON CONFLICT (viewing_id, what, place) DO UPDATE SET "
        "state = CASE WHEN viewing_posts.state = 'stale' AND viewing_posts.due_at = 0 THEN 'stale' ELSE 'sent' END, "
        "message_id = excluded.message_id, problem = NULL",
        viewing.id,
        *post,
        message_id,
    )
    if post[0] is What.CARD:
        await tx.fetch(
            "UPDATE viewings SET card_id = ?3 WHERE guild_id = ?1 AND id = ?2", viewing.guild_id, viewing.id, message_id
        )


async def put_off(tx: Tx, post: Post, until: datetime, problem: str, tries: int) -> bool:
    """Try a message again later, or drop it after the last of `tries`. Says whether it was dropped."""
    rows = await tx.fetch(
        "UPDATE viewing_posts SET due_at = ?4, problem = ?5, "
        "state = CASE WHEN tries >= ?6 THEN 'dropped' ELSE state END "
        "WHERE viewing_id = ?1 AND what = ?2 AND place = ?3 AND state IN ('waiting', 'stale') RETURNING state",
        post.viewing_id,
        post.what,
        post.place,
        ms(until),
        problem,
        tries,
    )
    return bool(rows and rows[0]["state"] == "dropped")


async def wait(tx: Tx, post: Post, until: datetime, *, tried: bool) -> None:
    """Hand a message out again later; this time is no try that counts, and none at all unless it was `tried`."""
    await tx.fetch(
        "UPDATE viewing_posts SET due_at = ?4, tries = tries - 1, "
        "first_tried_at = CASE WHEN ?5 = 1 THEN first_tried_at ELSE ?6 END "
        "WHERE viewing_id = ?1 AND what = ?2 AND place = ?3 AND state IN ('waiting', 'stale') AND tries > 0",
        post.viewing_id,
        post.what,
        post.place,
        ms(until),
        int(tried),
        ms(post.first_tried_at) if post.first_tried_at else None,
    )


async def messages(tx: Tx, viewing: Viewing) -> dict[Key, int]:
    """The ids of the messages that stand in the channel and the thread."""
    rows = await tx.fetch(
        "SELECT what, place, message_id FROM viewing_posts WHERE viewing_id = ?1 AND message_id IS NOT NULL", viewing.id
    )
    return {(What(row["what"]), row["place"]): row["message_id"] for row in rows}


async def problems(tx: Tx, viewing: Viewing) -> list[tuple[Key, str]]:
    """Messages that were given up, and why; not prompts that stand, with buttons of before."""
    rows = await tx.fetch(
        "SELECT what, place, problem FROM viewing_posts WHERE viewing_id = ?1 AND state = 'dropped' "
        "AND (what <> 'prompt' OR message_id IS NULL) ORDER BY what, place",
        viewing.id,
    )
    return [((What(row["what"]), row["place"]), row["problem"] or "") for row in rows]


async def undrawn(tx: Tx, limit: int) -> list[tuple[int, int]]:
    """(server, viewing) whose card in the thread is out of date."""
    rows = await tx.fetch(
        "SELECT guild_id, id FROM viewings WHERE drawn < version AND card_id IS NOT NULL AND orphaned IS NULL "  # noqa: S608 - as above
        f"AND {tx.ours('guild_id')} ORDER BY id LIMIT ?1",
        limit,
    )
    return [(row["guild_id"], row["id"]) for row in rows]


async def drawn(tx: Tx, guild_id: int, viewing_id: int, version: int) -> None:
    """Note the version that the card shows; an older one never replaces a newer."""
    await tx.fetch(
        "UPDATE viewings SET drawn = ?3 WHERE guild_id = ?1 AND id = ?2 AND drawn < ?3", guild_id, viewing_id, version
    )


def _post(row: Row) -> Post:
    solo = row["mode"] == "solo"
    channel_id = row["channel_id"] if row["what"] == What.OPENING else row["thread_id"]
    return Post(
        guild_id=row["guild_id"],
        viewing_id=row["viewing_id"],
        what=What(row["what"]),
        place=row["place"],
        channel_id=None if solo else channel_id,
        member_id=row["facilitator_id"] if solo else None,
        first_tried_at=moment_or_none(row["first_tried_at"]),
        message_id=row["message_id"] if row["state"] == "stale" else None,
        again=row["again"],
    )
