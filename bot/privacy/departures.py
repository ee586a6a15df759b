"""Servers that remove the bot, and those that take it back: an outage is neither."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import discord
import structlog

from bot import clock
from bot.chat.client import StudyBot
from bot.chat.outages import is_own
from bot.database import Tx
from bot.outbox import store as outbox
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.outbox.recurring import repeat
from bot.outbox.worker import Worker
from bot.privacy import store
from bot.privacy.service import RETRY, SERVER, Privacy, next_retry, time_departures

ASKED_AT_ONCE = 50
"""Servers that Discord is asked about after a start; each that says no counts as an invalid request."""
NOT_THERE = {10004, 50001}
"""Discord's codes where the bot is not in a server."""
AGAIN = timedelta(minutes=1)
"""After which what could not be deleted of a server is tried again."""

log = structlog.get_logger(__name__)


class Departures:
    """What is kept of a server goes 30 days after it has removed the bot; the due time is a row.

    A removal is believed when Discord says so: with an event, or, for a server of which something is kept and that is
    missing from the list at READY, when asked about that very server. A list that is wrong deletes nothing.
    """

    def __init__(self, bot: StudyBot, privacy: Privacy) -> None:
        self._bot = bot
        self._privacy = privacy

    def listen(self) -> None:
        """Follow what Discord tells about servers."""
        self._bot.add_listener(self._left, "on_guild_remove")
        self._bot.add_listener(self._joined, "on_guild_join")
        self._bot.add_listener(self.reconcile, "on_ready")

    def register(self, worker: Worker) -> None:
        """Have the outbox delete what is due; while the clock seems to have been set forward, nothing is."""
        worker.add(Handler(kind=SERVER, begin=self._begin))
        worker.at_start(_set_right)
        repeat(worker, RETRY, self._privacy.retry, _next_retry)

    async def reconcile(self) -> None:
        """Find out, when all shards are ready, which servers came and went while the bot was away."""
        there = {guild.id for guild in self._bot.guilds}
        await self._privacy.back(there)
        missing = await self._privacy.known_guilds() - there - set(await self._privacy.departed_guilds())
        gone = [guild_id for guild_id in sorted(missing) if is_own(self._bot, guild_id)][:ASKED_AT_ONCE]
        await self._privacy.note_left([guild_id for guild_id in gone if await self._is_gone(guild_id)])

    async def _begin(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        if self._bot.get_guild(job.guild_id):
            await store.back(tx, [job.guild_id])
            return None
        return Deletion(self._bot, self._privacy)

    async def _left(self, guild: discord.Guild) -> None:
        """Called when a server removes the bot or is deleted; an outage comes as another event."""
        await self._privacy.note_left([guild.id])

    async def _joined(self, guild: discord.Guild) -> None:
        await self._privacy.back([guild.id])

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


@dataclass(frozen=True, slots=True)
class Deletion(Errand):
    """Errand: delete everything of a server; what fails in one feature is tried again."""

    bot: StudyBot
    privacy: Privacy

    async def run(self, job: Job) -> bool:
        """Delete it; whether all of it is gone."""
        done = (await self.privacy.forget_guild(job.guild_id)).done
        if done:
            self.bot.forget(job.guild_id)
        return done

    async def conclude(self, tx: Tx, job: Job, result: bool) -> None:
        """What is done has taken its row along; the rest is tried again."""
        if not result:
            await outbox.put(tx, job.kind, job.guild_id, job.key, clock.now() + AGAIN, line=job.line)


async def _next_retry(tx: Tx, now: datetime) -> datetime | None:
    at = await next_retry(tx)
    return at and max(at, now + AGAIN)  # what is due still, such as of a feature that is gone, is not tried at once


async def _set_right(tx: Tx, _now: datetime) -> None:
    """A restored backup, or a deletion that stopped half way, may know of departures that no job tells of."""
    await time_departures(tx)
