"""Reporting a mistake, and dismissing one."""

import secrets
from collections.abc import Callable
from datetime import datetime

from bot import clock
from bot.chat.letters import check_letters
from bot.database import Database
from bot.errors import Refusal, or_refuse
from bot.packs.holdings import store as holdings_store
from bot.packs.holdings.rules import Event
from bot.packs.mistakes import store
from bot.packs.mistakes.rules import KEPT, NOTICE_EVERY, OPEN_OF_MEMBER, OPEN_OF_SERVER, Mistake
from bot.packs.shelf.shelves import Item


class Mistakes:
    """The reported mistakes of every server."""

    def __init__(self, database: Database, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._now = now

    async def report(self, guild_id: int, item: Item, text: str, by: int, *, tell: bool = False) -> Mistake:
        """Keep what a member wrote for the moderators; with `tell` these are owed a notice.

        Raises Refusal where too much is open, or nothing is written.
        """
        if not text.strip():
            raise Refusal("Write what is wrong, such as: The film came out in 2019, not in 2018.")
        check_letters(text, "Your report")
        mistake = Mistake(
            id=secrets.randbits(62),
            guild_id=guild_id,
            pack_id=item.pack.id,
            entry_id=item.entry.id,
            version=item.pack.version,
            text=text.strip(),
            reported_at=self._now(),
        )
        async with self._database.transaction(guild_id) as tx:
            in_server, own = await store.count(tx, guild_id, by)
            if own >= OPEN_OF_MEMBER or in_server >= OPEN_OF_SERVER:
                whose = f"{own} of your reports" if own >= OPEN_OF_MEMBER else "Very many reports"
                raise Refusal(f"{whose} wait for the moderators already. Tell them, and report this one later.")
            await store.add(tx, mistake, by)
            if tell:
                await store.owe_notice(tx, guild_id)
        return mistake

    async def of_pack(self, guild_id: int, pack_id: str) -> list[Mistake]:
        """The open reports on a pack, oldest first."""
        async with self._database.read() as tx:
            return await store.of_pack(tx, guild_id, pack_id)

    async def waiting(self, guild_id: int) -> list[tuple[str, int]]:
        """How many reports are open on each pack of a server, most first."""
        async with self._database.read() as tx:
            return await store.waiting(tx, guild_id)

    async def dismiss(self, guild_id: int, mistake_id: int, by: int) -> Mistake:
        """Forget a report, with a line in the audit list; raises Refusal where this server has no such report."""
        async with self._database.transaction(guild_id) as tx:
            gone = "There is no such report here; somebody may have dismissed it already."
            mistake = or_refuse(await store.remove(tx, guild_id, mistake_id), gone)
            action = f"dismissed a report on {mistake.entry_id}"
            event = Event(self._now(), by, action, mistake.pack_id, mistake.version)
            await holdings_store.note(tx, guild_id, event)
        return mistake

    async def to_tell(self, guild_id: int) -> list[tuple[str, int]]:
        """How many reports wait on each pack, where moderators are to be told now; it is up to the caller to do so."""
        now = self._now()
        async with self._database.transaction(guild_id) as tx:
            if not await store.take_notice(tx, guild_id, now, now - NOTICE_EVERY):
                return []
            return await store.waiting(tx, guild_id)

    async def owe(self, guild_id: int) -> None:
        """Have moderators told an hour later what could not be told now."""
        async with self._database.transaction(guild_id) as tx:
            await store.owe_notice(tx, guild_id)

    async def guilds_to_tell(self) -> list[int]:
        """The servers whose moderators are to be told."""
        async with self._database.read() as tx:
            return await store.guilds_to_tell(tx, self._now() - NOTICE_EVERY)

    async def sweep(self) -> None:
        """Forget reports that no moderator looked at for very long."""
        async with self._database.transaction() as tx:
            await store.forget_before(tx, self._now() - KEPT)
