"""Who takes part is added to the thread, which lists it for them and counts what stands there as unread.

Adding somebody twice does nothing, so that a try whose answer was lost is simply made again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot import clock
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.database import Tx
from bot.outbox.jobs import Begun, Handler, Job
from bot.viewings.joining import store
from bot.viewings.joining.queue import ADD, add_later
from bot.viewings.loading import load
from bot.viewings.posting.delivery import lost_thread
from bot.viewings.rules import Viewing

AT_ONCE = 10
"""Members added between two notes of who is in."""
TRIES = 10
"""Tries after which the rest is left; when somebody joins next, or presses `Join` again, all are tried anew."""


@dataclass(frozen=True, slots=True)
class AddMembers:
    """Errand: have some members in the thread."""

    channels: Messenger
    now: Callable[[], datetime]
    viewing: Viewing
    thread_id: int
    members: tuple[int, ...]

    async def run(self, job: Job) -> dict[int, str | None]:
        """Add them; by member why Discord refused, None where it did not."""
        tried: dict[int, str | None] = {}
        for member_id in self.members:
            try:
                tried[member_id] = await self.channels.add_to_thread(job.guild_id, self.thread_id, member_id)
            except (LaterError, TimeoutError):
                if not tried:
                    raise
                break  # what was done is noted first
        return tried

    async def done(self, tx: Tx, job: Job, result: dict[int, str | None]) -> None:
        """Note who is in, and go on with the others."""
        del job
        await store.note_added(tx, self.viewing, self.thread_id, result)
        if await store.waiting(tx, self.viewing, 1):
            await add_later(tx, self.viewing, self.now())

    async def lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """The thread cannot be reached; once it can, all are added who are not in it."""
        await lost_thread(tx, job.guild_id, self.viewing.id, lost)

    async def blocked(self, job: Job, blocked: BlockedError) -> None:
        """Nobody else is to be told."""


class Adding:
    """Registers with the outbox."""

    def __init__(self, channels: Messenger, now: Callable[[], datetime] = clock.now) -> None:
        self._channels = channels
        self._now = now

    def handlers(self) -> list[Handler]:
        """Who adds members; it is due at no time of day."""
        return [Handler(kind=ADD, begin=self._begin, by_the_clock=False, posting_tries=TRIES)]

    async def _begin(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        viewing = await load(tx, job.guild_id, int(job.key))
        if viewing.thread_id is None or viewing.orphaned:
            return None
        members = await store.waiting(tx, viewing, AT_ONCE)
        if not members:
            return None
        return AddMembers(self._channels, self._now, viewing, viewing.thread_id, members)
