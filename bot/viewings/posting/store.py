"""The SQL of where a viewing's messages stand, and of those that show less than there is."""

from collections.abc import Iterable

from bot.database import Tx
from bot.viewings.posting.posts import NO_PLACE, Key, What
from bot.viewings.rules import Viewing


async def shift_clocks(tx: Tx, milliseconds: int) -> None:
    """Move the anchors of the running films that this process looks after, since its clock was set by so much."""
    await tx.fetch(
        "UPDATE viewings SET running_from = running_from + ?1 "  # noqa: S608 - the condition is the engine's
        f"WHERE running_from IS NOT NULL AND {tx.ours('guild_id')}",
        milliseconds,
    )


async def messages(tx: Tx, viewing: Viewing) -> dict[Key, int]:
    """The ids of the messages that stand in the channel and the thread."""
    rows = await tx.fetch(
        "SELECT what, place, message_id FROM viewing_posts WHERE viewing_id = ?1 AND message_id IS NOT NULL", viewing.id
    )
    return {(What(row["what"]), row["place"]): row["message_id"] for row in rows}


async def get(tx: Tx, viewing: Viewing, key: Key) -> tuple[int | None, int]:
    """The id of a message, where it stands; and how often it had to be posted anew, since it was gone."""
    row = await tx.one(
        "SELECT message_id, again FROM viewing_posts WHERE viewing_id = ?1 AND what = ?2 AND place = ?3",
        viewing.id,
        *key,
    )
    return (row["message_id"], row["again"]) if row else (None, 0)


async def put(tx: Tx, viewing: Viewing, key: Key, message_id: int) -> None:
    """Note that a message stands where it belongs."""
    await tx.fetch(
        "INSERT INTO viewing_posts (viewing_id, what, place, message_id) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (viewing_id, what, place) DO UPDATE SET message_id = excluded.message_id, "
        "drawn = viewing_posts.version",
        viewing.id,
        *key,
        message_id,
    )
    if key[0] is What.CARD:
        await _set_card(tx, viewing, message_id)


async def forget(tx: Tx, viewing: Viewing, keys: Iterable[Key]) -> None:
    """Note that messages are gone, so that those in their place are others."""
    listed = list(keys)
    await tx.many(
        "UPDATE viewing_posts SET message_id = NULL, again = again + 1 "
        "WHERE viewing_id = ?1 AND what = ?2 AND place = ?3",
        [(viewing.id, *key) for key in listed],
    )
    if any(what is What.CARD for what, _ in listed):
        await _set_card(tx, viewing, None)


async def mark(tx: Tx, viewing: Viewing, keys: Iterable[Key]) -> None:
    """Note that messages, where they stand already, no longer show what is so."""
    await tx.many(
        "UPDATE viewing_posts SET version = version + 1 WHERE viewing_id = ?1 AND what = ?2 AND place = ?3",
        [(viewing.id, *key) for key in keys],
    )


async def people_changed(tx: Tx, viewing: Viewing) -> None:
    """Note that the messages that say how many take part no longer do."""
    number = "SELECT max(number) FROM viewing_lines WHERE viewing_id = ?1 AND said = 'ready'"
    await tx.fetch(
        "UPDATE viewing_posts SET version = version + 1 WHERE viewing_id = ?1 AND (what = 'opening' "  # noqa: S608 - as above
        "OR (what = 'prompt' AND place IN (SELECT place FROM viewing_prompts "
        "WHERE viewing_id = ?1 AND state = 'open')) "
        f"OR (what = 'line' AND place = ({number})))",
        viewing.id,
    )


async def leader_changed(tx: Tx, viewing: Viewing) -> None:
    """Note that the lines that told who leads do so no longer: none of them names who led before."""
    await tx.fetch(
        "UPDATE viewing_posts SET version = version + 1 WHERE viewing_id = ?1 AND what = 'line' "
        "AND place IN (SELECT number FROM viewing_lines WHERE viewing_id = ?1 AND said = 'leads')",
        viewing.id,
    )


async def behind(tx: Tx, viewing: Viewing) -> list[tuple[Key, int]]:
    """The messages of the thread that show less than there is, with their versions: the card, then the newest first."""
    rows = await tx.fetch(
        "SELECT what, place, version, message_id FROM viewing_posts WHERE viewing_id = ?1 AND drawn < version "
        "AND message_id IS NOT NULL AND what NOT IN ('opening', 'card') ORDER BY message_id DESC",
        viewing.id,
    )
    card = await tx.fetch(
        "SELECT version FROM viewings WHERE id = ?1 AND drawn < version AND card_id IS NOT NULL", viewing.id
    )
    posts: list[tuple[Key, int]] = [((What(row["what"]), row["place"]), row["version"]) for row in rows]
    return [((What.CARD, NO_PLACE), row["version"]) for row in card] + posts


async def version(tx: Tx, viewing: Viewing, key: Key) -> int:
    """The version of a message that is to be drawn."""
    row = await tx.one(
        "SELECT version FROM viewing_posts WHERE viewing_id = ?1 AND what = ?2 AND place = ?3", viewing.id, *key
    )
    return row["version"] if row else 0


async def post_drawn(tx: Tx, viewing: Viewing, key: Key, version: int) -> None:
    """Note the version that a message shows; an older one never replaces a newer."""
    await tx.fetch(
        "UPDATE viewing_posts SET drawn = ?4 WHERE viewing_id = ?1 AND what = ?2 AND place = ?3 AND drawn < ?4",
        viewing.id,
        *key,
        version,
    )


async def undrawn(tx: Tx, limit: int) -> list[tuple[int, int, int]]:
    """(server, thread, viewing) of which something in the thread is out of date."""
    rows = await tx.fetch(
        "SELECT guild_id, thread_id, id FROM viewings WHERE drawn < version AND card_id IS NOT NULL "  # noqa: S608 - as above
        f"AND orphaned IS NULL AND {tx.ours('guild_id')} UNION "
        "SELECT v.guild_id, v.thread_id, v.id FROM viewing_posts p JOIN viewings v ON v.id = p.viewing_id "
        "WHERE p.drawn < p.version AND p.message_id IS NOT NULL AND p.what NOT IN ('opening', 'card') "
        f"AND v.thread_id IS NOT NULL AND v.orphaned IS NULL AND {tx.ours('v.guild_id')} ORDER BY 3 LIMIT ?1",
        limit,
    )
    return [(row["guild_id"], row["thread_id"], row["id"]) for row in rows]


async def openings_undrawn(tx: Tx, limit: int) -> list[tuple[int, int, int]]:
    """(server, channel, viewing) whose card in the channel is out of date."""
    rows = await tx.fetch(
        "SELECT v.guild_id, v.channel_id, v.id FROM viewing_posts p JOIN viewings v ON v.id = p.viewing_id "  # noqa: S608 - as above
        "WHERE p.drawn < p.version AND p.message_id IS NOT NULL AND p.what = 'opening' "
        f"AND v.channel_id IS NOT NULL AND {tx.ours('v.guild_id')} ORDER BY v.id LIMIT ?1",
        limit,
    )
    return [(row["guild_id"], row["channel_id"], row["id"]) for row in rows]


async def drawn(tx: Tx, guild_id: int, viewing_id: int, version: int) -> None:
    """Note the version that the card shows; an older one never replaces a newer."""
    await tx.fetch(
        "UPDATE viewings SET drawn = ?3 WHERE guild_id = ?1 AND id = ?2 AND drawn < ?3", guild_id, viewing_id, version
    )


async def _set_card(tx: Tx, viewing: Viewing, message_id: int | None) -> None:
    await tx.fetch(
        "UPDATE viewings SET card_id = CAST(?3 AS BIGINT) WHERE guild_id = ?1 AND id = ?2",
        viewing.guild_id,
        viewing.id,
        message_id,
    )
