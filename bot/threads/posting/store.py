"""The SQL of where the messages of groups stand, and of those that show less than there is."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Generic, TypeVar

from bot.database import Tx
from bot.threads.rules import Group

NO_PLACE = -1
"""In place of a number, for messages of which a group has one."""

G = TypeVar("G", bound=Group)
W = TypeVar("W", bound=StrEnum)


class Messages(Generic[G, W]):
    """A feature's table of messages, by what they are and their place: `what place message_id again version drawn`.

    `opening` is the card in the channel, on which the thread hangs, `card` the head card in the thread; beside these
    each feature has kinds of its own. A message with `drawn < version` shows less than there is.
    """

    def __init__(self, what: type[W], *, groups: str, table: str, of: str) -> None:
        self.what = what
        self.groups = groups
        """The table of the groups."""
        self.table = table
        self.of = of
        """The column with the id of the group."""
        self.opening: tuple[W, int] = (what("opening"), NO_PLACE)
        self.card: tuple[W, int] = (what("card"), NO_PLACE)

    async def all(self, tx: Tx, group: G) -> dict[tuple[W, int], int]:
        """The ids of the messages that stand in the channel and the thread."""
        rows = await tx.fetch(
            f"SELECT what, place, message_id FROM {self.table} WHERE {self.of} = ?1 AND message_id IS NOT NULL",  # noqa: S608 - names of a feature's tables
            group.id,
        )
        return {(self.what(row["what"]), row["place"]): row["message_id"] for row in rows}

    async def get(self, tx: Tx, group: G, key: tuple[W, int]) -> tuple[int | None, int]:
        """The id of a message, where it stands; and how often it had to be posted anew, since it was gone."""
        row = await tx.one(
            f"SELECT message_id, again FROM {self.table} WHERE {self.of} = ?1 AND what = ?2 AND place = ?3",  # noqa: S608 - as above
            group.id,
            *key,
        )
        return (row["message_id"], row["again"]) if row else (None, 0)

    async def put(self, tx: Tx, group: G, key: tuple[W, int], message_id: int) -> None:
        """Note that a message stands where it belongs, and shows what is so."""
        await tx.fetch(
            f"INSERT INTO {self.table} ({self.of}, what, place, message_id) VALUES (?1, ?2, ?3, ?4) "  # noqa: S608 - as above
            f"ON CONFLICT ({self.of}, what, place) DO UPDATE SET message_id = excluded.message_id, "
            f"drawn = {self.table}.version",
            group.id,
            *key,
            message_id,
        )

    async def forget(self, tx: Tx, group: G, keys: Iterable[tuple[W, int]]) -> None:
        """Note that messages are gone, so that those in their place are others."""
        await tx.many(
            f"UPDATE {self.table} SET message_id = NULL, again = again + 1 "  # noqa: S608 - as above
            f"WHERE {self.of} = ?1 AND what = ?2 AND place = ?3",
            [(group.id, *key) for key in keys],
        )

    async def mark(self, tx: Tx, group: G, keys: Iterable[tuple[W, int]]) -> None:
        """Note that messages, where they stand already, no longer show what is so."""
        await tx.many(
            f"UPDATE {self.table} SET version = version + 1 WHERE {self.of} = ?1 AND what = ?2 AND place = ?3",  # noqa: S608 - as above
            [(group.id, *key) for key in keys],
        )

    async def behind(self, tx: Tx, group: G) -> list[tuple[tuple[W, int], int]]:
        """The messages of the thread that show less than there is, with their versions: the card, then the newest."""
        rows = await tx.fetch(
            f"SELECT what, place, version FROM {self.table} WHERE {self.of} = ?1 AND drawn < version AND message_id "  # noqa: S608 - as above
            "IS NOT NULL AND what <> 'opening' ORDER BY CASE WHEN what = 'card' THEN 0 ELSE 1 END, message_id DESC",
            group.id,
        )
        return [((self.what(row["what"]), row["place"]), row["version"]) for row in rows]

    async def version(self, tx: Tx, group: G, key: tuple[W, int]) -> int:
        """The version of a message that is to be drawn."""
        row = await tx.one(
            f"SELECT version FROM {self.table} WHERE {self.of} = ?1 AND what = ?2 AND place = ?3",  # noqa: S608 - as above
            group.id,
            *key,
        )
        return row["version"] if row else 0

    async def note_drawn(self, tx: Tx, group: G, key: tuple[W, int], version: int) -> None:
        """Note the version that a message shows; an older one never replaces a newer."""
        await tx.fetch(
            f"UPDATE {self.table} SET drawn = ?4 WHERE {self.of} = ?1 AND what = ?2 AND place = ?3 AND drawn < ?4",  # noqa: S608 - as above
            group.id,
            *key,
            version,
        )

    async def undrawn(self, tx: Tx, limit: int) -> list[tuple[int, int, int]]:
        """(server, thread, group) of which something in the thread is out of date."""
        rows = await tx.fetch(
            f"SELECT DISTINCT g.guild_id, g.thread_id, g.id FROM {self.table} p JOIN {self.groups} g "  # noqa: S608 - as above
            f"ON g.id = p.{self.of} WHERE p.drawn < p.version AND p.message_id IS NOT NULL AND p.what <> 'opening' "
            f"AND g.thread_id IS NOT NULL AND g.orphaned IS NULL AND {tx.ours('g.guild_id')} ORDER BY g.id LIMIT ?1",
            limit,
        )
        return [(row["guild_id"], row["thread_id"], row["id"]) for row in rows]

    async def openings_undrawn(self, tx: Tx, limit: int) -> list[tuple[int, int, int]]:
        """(server, channel, group) whose card in the channel is out of date."""
        rows = await tx.fetch(
            f"SELECT g.guild_id, g.channel_id, g.id FROM {self.table} p JOIN {self.groups} g ON g.id = p.{self.of} "  # noqa: S608 - as above
            "WHERE p.drawn < p.version AND p.message_id IS NOT NULL AND p.what = 'opening' "
            f"AND g.channel_id IS NOT NULL AND {tx.ours('g.guild_id')} ORDER BY g.id LIMIT ?1",
            limit,
        )
        return [(row["guild_id"], row["channel_id"], row["id"]) for row in rows]
