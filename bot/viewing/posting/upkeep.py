"""Pushing timed prompts at their minute, whatever became of the process or the machine's clock meanwhile."""

import logging
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from bot import clock
from bot.chat.steady import Steady
from bot.database import Database, NotSavedError
from bot.viewing.asking import pushed
from bot.viewing.finding import found
from bot.viewing.posting import store
from bot.viewing.posting.posts import prompts_asked
from bot.viewing.store import put

TRIES = 3
"""Failures after which a viewing is parked: its prompts come on `Next`, and its card says why."""
AT_ONCE = 200
LONGEST_WAIT = 1.0
"""Seconds between two looks at most: what a restart or another process made due is found within them."""
SET = timedelta(milliseconds=500)
"""How far wall clock and steady clock may part between two looks before the wall clock counts as set."""

log = logging.getLogger(__name__)


def steady() -> float:
    """Seconds that pass also while the machine sleeps, where the system counts them, and never jump."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Upkeep:
    """One loop asks it again and again; everything it does is a row, so a restart changes nothing."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = clock.now,
        steady: Callable[[], float] = steady,
    ) -> None:
        self._database = database
        self._now = now
        self._steady = steady
        self._last: tuple[datetime, float] | None = None
        self._judge = Steady()
        self.believes_clock = True
        """Whether times of day may be judged by the wall clock: not for a while after it was set forward."""

    async def work(self, limit: int = AT_ONCE) -> float:
        """Push what is due, the longest overdue first; the seconds until it should be asked again, at most one.

        A viewing that fails is tried again, then parked; the others get their prompts all the same.
        """
        now = self._now()
        await self._follow_clock(now)
        async with self._database.read() as tx:
            due = await store.due(tx, now, limit)
        for guild_id, viewing_id in due:
            await self._push(guild_id, viewing_id, now)
        async with self._database.read() as tx:
            following = await store.next_due(tx)
        wait = (following - self._now()).total_seconds() if following else LONGEST_WAIT
        return min(max(wait, 0.01), LONGEST_WAIT)

    async def _follow_clock(self, now: datetime) -> None:
        """Films run on while somebody sets the machine's clock: move their anchors by as much."""
        seconds = self._steady()
        self.believes_clock = self._judge.believes(now, seconds)
        last, self._last = self._last, (now, seconds)
        if last is None:
            return
        jump = (now - last[0]) - timedelta(seconds=seconds - last[1])
        if abs(jump) > SET:
            log.warning("the clock was set by %.1f s; films run on", jump.total_seconds())
            async with self._database.transaction() as tx:
                await store.shift_clocks(tx, jump // timedelta(milliseconds=1))

    async def _push(self, guild_id: int, viewing_id: int, now: datetime) -> None:
        try:
            async with self._database.transaction(guild_id) as tx:
                viewing = await found(tx, guild_id, viewing_id)
                asked = pushed(viewing, now)
                if asked is not viewing and (moved := await put(tx, viewing, asked)):
                    await store.queue(tx, moved, prompts_asked(viewing, moved), now)
        except NotSavedError:
            raise  # no fault of this viewing: what is due stays due until the disk is well again
        except Exception as error:
            log.exception("viewing %s: pushing failed", viewing_id)
            why = f"Timed prompts no longer come by themselves ({type(error).__name__}). `Next` asks them."
            async with self._database.transaction(guild_id) as tx:
                await store.failed(tx, guild_id, viewing_id, why, TRIES)
