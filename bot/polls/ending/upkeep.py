"""What the bot does for polls by itself: closing on time, reminding, posting once, forgetting."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import clock
from bot.chat.steady import Steady
from bot.database import ROW_BY_ROW, Database, NotSavedError
from bot.polls import store as polls_store
from bot.polls.ending import closing, store
from bot.polls.ending.store import Behind, Due, Message

TRIES = 3
"""Failures after which a job is parked, and shown to moderators instead of tried again."""
POST_TRIES = 10
"""Tries after which a message is given up."""
AT_ONCE = 25
CARDS = 500
"""Cards told of at once: more than are drawn in a few seconds, so that lively ones keep none from its turn."""
UNPOSTED = "The card of this poll was never posted."

log = logging.getLogger(__name__)


class Upkeep:
    """One loop asks it again and again; everything it does is a row, so a restart changes nothing."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = clock.now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._now = now
        self._monotonic = monotonic
        self._steady = Steady()

    async def recover(self) -> None:
        """Set right at start what a crash or a restored backup left: call it before the first `work`."""
        now = self._now()
        async with self._database.read() as tx:
            keyless, unposted = await store.keyless(tx), await store.never_posted(tx, now - timedelta(minutes=5))
        for guild_id, poll_id in keyless:
            async with self._database.transaction(guild_id) as tx:
                if poll := await polls_store.get(tx, guild_id, poll_id):
                    await closing.close(tx, poll, now)
        for guild_id, poll_id in unposted:
            async with self._database.transaction(guild_id) as tx:
                await polls_store.orphan(tx, guild_id, poll_id, UNPOSTED)
        async with self._database.transaction() as tx:
            await polls_store.delete_drafts_before(tx, now - timedelta(days=1))

    async def work(self, limit: int = AT_ONCE) -> int:
        """Do what is due, the oldest first, at most `limit` jobs; how many were due. 0: wait a second, ask again.

        A job that fails is tried again, then parked; the others are done all the same. While the clock seems to have
        been set forward, nothing is due.
        """
        now = self._now()
        if not self._steady.believes(now, self._monotonic()):
            return 0
        async with self._database.read() as tx:
            jobs = await store.due(tx, now, limit)
        for job in jobs:
            await self._do(job, now)
        return len(jobs)

    async def messages(self, limit: int = AT_ONCE) -> list[Message]:
        """Messages to post now; each is this caller's for a minute, then `sent` or `put_off` must have been called."""
        async with self._database.transaction(ROW_BY_ROW) as tx:
            return await store.hand_out(tx, self._now(), limit)

    async def sent(self, message: Message, message_id: int) -> None:
        """Note that a message stands in the channel."""
        async with self._database.transaction(message.guild_id) as tx:
            await store.sent(tx, message, message_id)

    async def put_off(self, message: Message, seconds: float, problem: str) -> bool:
        """Post a message later, since now it could not be; True when it was given up after too many tries."""
        async with self._database.transaction(message.guild_id) as tx:
            return await store.put_off(tx, message, self._now() + timedelta(seconds=seconds), problem, POST_TRIES)

    async def wait(self, message: Message, seconds: float, *, tried: bool) -> None:
        """Post a message later, since its server is out of reach; `tried`: it may stand in the channel by now."""
        async with self._database.transaction(message.guild_id) as tx:
            await store.wait(tx, message, self._now() + timedelta(seconds=seconds), tried=tried)

    async def give_up(self, message: Message, problem: str) -> None:
        """Never post a message, since Discord will not have it."""
        async with self._database.transaction(message.guild_id) as tx:
            await store.put_off(tx, message, self._now(), problem, 0)

    async def behind(self, limit: int = CARDS) -> list[Behind]:
        """Cards that do not show yet what is so; each ends with `Polls.drawn` or `Polls.orphan`."""
        async with self._database.read() as tx:
            return await store.behind(tx, limit)

    async def _do(self, job: Due, now: datetime) -> None:
        try:
            async with self._database.transaction(job.guild_id) as tx:
                deleted = await closing.do(tx, job, now)
            if deleted:
                await self._database.scrub()
        except NotSavedError:
            raise  # no fault of this poll: what is due stays due until the disk is well again
        except Exception as error:
            log.exception("poll %s: %s failed", job.poll_id, job.job)
            async with self._database.transaction(job.guild_id) as tx:
                await store.failed(tx, job.guild_id, job.poll_id, f"{job.job}: {type(error).__name__}", TRIES)
