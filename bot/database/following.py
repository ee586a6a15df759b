"""What processes that share a PostgreSQL tell each other, on a connection of its own that also says: one is at work."""

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable

import asyncpg

from bot.database.engine import Changed, DatabaseInUseError

AT_WORK = -2
"""The session lock of every process that uses the database; who must be alone takes it for itself."""
CHANNEL = "second_look"
LOOK_EVERY = 30.0
"""Seconds after which it is looked whether a notice was missed: one that is sent while nobody listens is lost."""
LOST = ""
"""Stands among the notices for the end of the connection."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds after which a lost connection is made anew, each time twice as long."""

log = logging.getLogger(__name__)


class Follower:
    """Hears of what other processes change; counts the notices, so that one that was missed is noticed."""

    def __init__(self, connect: Callable[[], Awaitable[asyncpg.Connection]], place: str) -> None:
        self._connect = connect
        self._place = place
        self._connection: asyncpg.Connection | None = None
        self._known: dict[str, int] = {}
        self._changed: dict[str, list[weakref.WeakMethod[Changed]]] = {}
        self._notices: asyncio.Queue[str] = asyncio.Queue()

    def add(self, topic: str, changed: Changed) -> None:
        """Call `changed`, a method, after each change of a topic, for as long as its object lives."""
        self._changed.setdefault(topic, []).append(weakref.WeakMethod(changed))

    async def begin(self, *, alone: bool = False) -> None:
        """Connect, and be one of those at work, or the only one; raises DatabaseInUseError where that cannot be."""
        self._connection = connection = await self._connect()
        self._notices = notices = asyncio.Queue[str]()
        lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        if not await connection.fetchval(f"SELECT {lock}({AT_WORK})"):
            who = "other processes; stop them first" if alone else "a process that must be alone, such as `move-data`"
            raise DatabaseInUseError(f"{self._place} is in use by {who}")
        connection.add_termination_listener(lambda _: notices.put_nowait(LOST))
        await connection.add_listener(CHANNEL, lambda *heard: notices.put_nowait(str(heard[-1])))

    async def keep_going(self) -> None:
        """Tell what is heard, until cancelled; a connection that is lost is made anew."""
        pause = FIRST_PAUSE
        while True:
            try:
                if self._connection is None:
                    await self.begin()
                await self._look()
                pause = FIRST_PAUSE
                await self._tell_for(LOOK_EVERY)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, DatabaseInUseError) as error:
                log.warning("no notice from other processes for %.1f s: %s", pause, error)
                self.close()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection:
            connection.terminate()

    async def _look(self) -> None:
        """Read the numbers themselves: whatever grew by more than what was heard has changed somewhere."""
        assert self._connection
        for topic, number in await self._connection.fetch("SELECT topic, number FROM revisions", timeout=LOOK_EVERY):
            if self._known.setdefault(topic, number) < number:
                self._known[topic] = number
                await self._tell(topic, None)

    async def _tell_for(self, seconds: float) -> None:
        time = asyncio.get_running_loop().time
        until = time() + seconds
        while (left := until - time()) > 0:
            try:
                notice = await asyncio.wait_for(self._notices.get(), left)
            except TimeoutError:
                return
            if notice == LOST:
                raise ConnectionError("the connection was lost")
            topic, guild_id, number = notice.split()
            await self._hear(topic, int(guild_id), int(number))

    async def _hear(self, topic: str, guild_id: int, number: int) -> None:
        known = self._known.get(topic, 0)
        if number <= known:
            return
        self._known[topic] = number
        await self._tell(topic, guild_id if number == known + 1 else None)

    async def _tell(self, topic: str, guild_id: int | None) -> None:
        living = [(each, method) for each in self._changed.get(topic, ()) if (method := each())]
        self._changed[topic] = [each for each, _ in living]
        for _, method in living:
            try:
                await method(guild_id)
            except Exception:
                log.exception("a change of %s was heard of and could not be followed", topic)
