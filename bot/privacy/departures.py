"""Servers that remove the bot, and those that take it back: an outage is neither."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import discord
import structlog

from bot import clock
from bot.chat.client import StudyBot
from bot.chat.steady import Steady
from bot.database import NotSavedError
from bot.operations.vitals import Vitals
from bot.privacy.service import Privacy

ASKED_AT_ONCE = 50
"""Servers that Discord is asked about after a start; each that says no counts as an invalid request."""
NOT_THERE = {10004, 50001}
"""Discord's codes where the bot is not in a server."""
ROUND = 60.0
"""Seconds between two looks at what is due."""

log = structlog.get_logger(__name__)


class Departures:
    """What is kept of a server goes 30 days after it has removed the bot; the due time is a row.

    A removal is believed when Discord says so: with an event, or, for a server of which something is kept and that is
    missing from the list at READY, when asked about that very server. A list that is wrong deletes nothing.
    """

    def __init__(self, bot: StudyBot, privacy: Privacy, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._privacy = privacy
        self._monotonic = monotonic
        self._steady = Steady()
        self._ready = asyncio.Event()

    def listen(self) -> None:
        """Follow what Discord tells about servers."""
        self._bot.add_listener(self._left, "on_guild_remove")
        self._bot.add_listener(self._joined, "on_guild_join")
        self._bot.add_listener(self._is_ready, "on_ready")

    async def keep_going(self, vitals: Vitals) -> None:
        """Look at what is due, for as long as the bot runs; after each full connection first at which servers it is in.

        Nothing is looked at before the first.
        """
        await self._ready.wait()
        while True:
            vitals.tick("departures", ROUND)
            try:
                if self._ready.is_set():
                    self._ready.clear()
                    await self.reconcile()
                await self.once()
            except NotSavedError:
                pass  # the database tells the log; what is due stays due
            except Exception:
                log.exception("a round of deletions failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(ROUND):
                    await self._ready.wait()

    async def once(self) -> None:
        """Delete what is due, and try again what failed; while the clock seems to have been set forward, nothing is."""
        if not self._steady.believes(clock.now(), self._monotonic()):
            return
        for guild_id in filter(self._mine, await self._privacy.due()):
            if self._bot.get_guild(guild_id):
                await self._privacy.back([guild_id])
            elif (await self._privacy.forget_guild(guild_id)).done:
                self._bot.forget(guild_id)
        await self._privacy.retry()
        await self._privacy.expire()

    async def reconcile(self) -> None:
        """Find out, when all shards are ready, which servers came and went while the bot was away."""
        there = {guild.id for guild in self._bot.guilds}
        await self._privacy.back(there)
        missing = await self._privacy.known_guilds() - there - set(await self._privacy.departed())
        gone = [guild_id for guild_id in sorted(missing) if self._mine(guild_id)][:ASKED_AT_ONCE]
        await self._privacy.left([guild_id for guild_id in gone if await self._is_gone(guild_id)])

    async def _is_ready(self) -> None:
        self._ready.set()

    async def _left(self, guild: discord.Guild) -> None:
        """Called when a server removes the bot or is deleted; an outage comes as another event."""
        await self._privacy.left([guild.id])

    async def _joined(self, guild: discord.Guild) -> None:
        await self._privacy.back([guild.id])

    def _mine(self, guild_id: int) -> bool:
        """Whether a server is one that this process would see."""
        shards = self._bot.shard_count or 1
        return (guild_id >> 22) % shards in self._bot.shards

    async def _is_gone(self, guild_id: int) -> bool:
        try:
            await self._bot.fetch_guild(guild_id, with_counts=False)
        except discord.HTTPException as error:
            if error.code in NOT_THERE:
                return True
            log.warning("Discord does not say whether the bot is in a server", status=error.status, code=error.code)
        except OSError as error:
            log.warning("Discord does not say whether the bot is in a server", error=type(error).__name__)
        return False
