"""The SQL of where a viewing's messages stand, and of those that show less than there is."""

from collections.abc import Iterable

from bot.database import Tx
from bot.threads.posting.store import Messages
from bot.viewings.posting.posts import Key, What
from bot.viewings.rules import Viewing


class ViewingMessages(Messages[Viewing, What]):
    """The messages of viewings; the head card is followed by the version of the viewing itself."""

    async def put(self, tx: Tx, group: Viewing, key: Key, message_id: int) -> None:
        """Note that a message stands where it belongs."""
        await super().put(tx, group, key, message_id)
        if key == self.card:
            await _set_card(tx, group, message_id)

    async def forget(self, tx: Tx, group: Viewing, keys: Iterable[Key]) -> None:
        """Note that messages are gone, so that those in their place are others."""
        listed = list(keys)
        await super().forget(tx, group, listed)
        if self.card in listed:
            await _set_card(tx, group, None)

    async def behind(self, tx: Tx, group: Viewing) -> list[tuple[Key, int]]:
        """The messages of the thread that show less than there is, with their versions: the card, then the newest."""
        card = await tx.fetch(
            "SELECT version FROM viewings WHERE id = ?1 AND drawn < version AND card_id IS NOT NULL", group.id
        )
        others = [each for each in await super().behind(tx, group) if each[0] != self.card]
        return [(self.card, row["version"]) for row in card] + others

    async def note_drawn(self, tx: Tx, group: Viewing, key: Key, version: int) -> None:
        """Note the version that a message shows; an older one never replaces a newer."""
        if key != self.card:
            await super().note_drawn(tx, group, key, version)
            return
        await tx.fetch(
            "UPDATE viewings SET drawn = ?3 WHERE guild_id = ?1 AND id = ?2 AND drawn < ?3",
            group.guild_id,
            group.id,
            version,
        )

    async def undrawn(self, tx: Tx, limit: int) -> list[tuple[int, int, int]]:
        """(server, thread, viewing) of which something in the thread is out of date."""
        rows = await tx.fetch(
            "SELECT guild_id, thread_id, id FROM viewings WHERE drawn < version AND card_id IS NOT NULL "  # noqa: S608 - the condition is the engine's
            f"AND orphaned IS NULL AND {tx.ours('guild_id')} UNION "
            "SELECT v.guild_id, v.thread_id, v.id FROM viewing_posts p JOIN viewings v ON v.id = p.viewing_id "
            "WHERE p.drawn < p.version AND p.message_id IS NOT NULL AND p.what NOT IN ('opening', 'card') "
            f"AND v.thread_id IS NOT NULL AND v.orphaned IS NULL AND {tx.ours('v.guild_id')} ORDER BY 3 LIMIT ?1",
            limit,
        )
        return [(row["guild_id"], row["thread_id"], row["id"]) for row in rows]


MESSAGES = ViewingMessages(What, groups="viewings", table="viewing_posts", of="viewing_id")


async def shift_clocks(tx: Tx, milliseconds: int) -> None:
    """Move the anchors of the running films that this process looks after, since its clock was set by so much."""
    await tx.fetch(
        "UPDATE viewings SET running_from = running_from + ?1 "  # noqa: S608 - the condition is the engine's
        f"WHERE running_from IS NOT NULL AND {tx.ours('guild_id')}",
        milliseconds,
    )


async def people_changed(tx: Tx, viewing: Viewing) -> None:
    """Note that the card and the messages that say how many take part no longer do."""
    await tx.fetch(
        "UPDATE viewings SET version = version + 1 WHERE guild_id = ?1 AND id = ?2", viewing.guild_id, viewing.id
    )
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


async def _set_card(tx: Tx, viewing: Viewing, message_id: int | None) -> None:
    await tx.fetch(
        "UPDATE viewings SET card_id = CAST(?3 AS BIGINT) WHERE guild_id = ?1 AND id = ?2",
        viewing.guild_id,
        viewing.id,
        message_id,
    )
