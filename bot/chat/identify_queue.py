"""Turns at asking Discord for sessions, where several processes connect as one bot."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from bot.stopping import end

SPACING = 5.0
"""Seconds between two sessions of one bucket: Discord refuses a second one."""
LONGEST = 60.0
"""Seconds that a turn may be held by a process whose connection is slow."""


class IdentifyQueue:
    """A bucket is the shards that may not ask in the same five seconds: those whose numbers are alike modulo `at_once`.

    `alone` makes this process the only one at work of a name.
    """

    def __init__(self, alone: Callable[[str], AbstractAsyncContextManager[None]]) -> None:
        self._alone = alone
        self._held: dict[int, asyncio.Event] = {}
        self._holding: set[asyncio.Task[None]] = set()

    async def take(self, shard_id: int, at_once: int) -> None:
        """Wait for the turn of a shard's bucket; it is held until five seconds after `use`."""
        bucket, taken = shard_id % at_once, asyncio.get_running_loop().create_future()
        if bucket in self._held:
            return
        task = asyncio.create_task(self._hold(bucket, taken), name=f"turn of shard {shard_id}")
        self._holding.add(task)
        task.add_done_callback(self._holding.discard)
        try:
            await asyncio.wait({task, taken}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            task.result()

    async def use(self, shard_id: int, at_once: int) -> None:
        """Called right before the session is asked for; takes the turn first, where it is not held."""
        if shard_id % at_once not in self._held:
            await self.take(shard_id, at_once)
        self._held.pop(shard_id % at_once).set()

    async def drop(self) -> None:
        """Hold no turn any more."""
        await end(self._holding)

    async def _hold(self, bucket: int, taken: "asyncio.Future[None]") -> None:
        async with self._alone(f"identify {bucket}"):
            asked = self._held[bucket] = asyncio.Event()
            if not taken.done():
                taken.set_result(None)
            try:
                async with asyncio.timeout(LONGEST):
                    await asked.wait()
            except TimeoutError:
                self._held.pop(bucket, None)
            await asyncio.sleep(SPACING)
