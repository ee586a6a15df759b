"""What a server looked up last, so that an empty field offers it first; no member is remembered."""

import asyncio

from bot import clock
from bot.database import Database
from bot.packs import store

KEPT = 25
PAUSE = 10.0
"""Seconds between writes: a look-up is answered from memory and costs no transaction of its own."""


class Recent:
    """The latest look-ups of each server: read from the database once, written back now and then and at the end."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest: dict[int, dict[str, int]] = {}
        self._unwritten: dict[tuple[int, str], int] = {}

    async def latest(self, guild_id: int) -> list[str]:
        """The entries (`pack/entry`) a server looked up last, newest first, at most 25."""
        known = await self._of(guild_id)
        return list(reversed(known))

    async def used(self, guild_id: int, value: str) -> None:
        """Note that an entry was looked up now."""
        known = await self._of(guild_id)
        known.pop(value, None)
        known[value] = self._unwritten[guild_id, value] = int(clock.now().timestamp() * 1000)
        while len(known) > KEPT:
            del known[next(iter(known))]

    async def keep_writing(self) -> None:
        """Write what is new, for as long as the bot runs."""
        while True:
            await asyncio.sleep(PAUSE)
            await self.write()

    async def write(self) -> None:
        """Write what is new."""
        if uses := self._unwritten:
            self._unwritten = {}
            async with self._database.transaction() as tx:
                await store.keep(tx, [(guild_id, value, at) for (guild_id, value), at in uses.items()], KEPT)

    async def _of(self, guild_id: int) -> dict[str, int]:
        if guild_id not in self._latest:
            async with self._database.read() as tx:
                rows = await store.latest(tx, guild_id, KEPT)
            self._latest.setdefault(guild_id, dict(reversed(rows)))
        return self._latest[guild_id]
