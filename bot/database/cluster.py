"""The processes that share a PostgreSQL: who is at work as which shards, and what they tell each other.

Each has a connection for this alone. What it holds there ends with it, however a process ends.
"""

import asyncio
import logging
import weakref
from collections.abc import Awaitable, Callable

import asyncpg

from bot.database.engine import Changed, DatabaseInUseError, Shards, Sparing

AT_WORK = -2
"""The session lock of every process that uses the database; who must be alone takes it for itself."""
HOME, ADOPTED, COUNT, TAKING = 2, 3, 4, 5
"""Spaces of session locks: for each shard of a process, each that a survivor looks after, the number of all, and for
the moment in which a process takes its place."""
ALL = 0
"""The number of shards of a process that has all of them, whatever that number is."""
LINGERS = 3.0
"""Seconds in which the place of a process that was killed becomes free: its connection ends a little later."""
HELD = (
    "SELECT classid::int, objid::int FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid IN (2, 4) "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
LOOK_AROUND = 5.0
"""Seconds between two looks at who is still there."""
CHANNEL = "second_look"
LOOK_EVERY = 30.0
"""Seconds after which it is looked whether a notice was missed: one that is sent while nobody listens is lost."""
LOST = ""
"""Stands among the notices for the end of the connection."""
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 15.0
"""Seconds after which a lost connection is made anew, each time twice as long."""

OUT_OF_TOUCH = (
    OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, DatabaseInUseError
)  # fmt: skip

log = logging.getLogger(__name__)


class Cluster:
    """This process among the others; counts their notices, so that one that was missed is noticed."""

    def __init__(
        self,
        connect: Callable[[], Awaitable[asyncpg.Connection]],
        place: str,
        shards: Shards | None = None,
        *,
        serves: bool = False,
    ) -> None:
        self.shards = shards
        self._serves = serves or shards is not None
        self._say = Sparing(log)
        self.adopted: set[int] = set()
        """Shards of processes that are not there, which this one looks after until they come back."""
        self._connect = connect
        self._place = place
        self._looked = 0.0
        self._connection: asyncpg.Connection | None = None
        self._known: dict[str, int] = {}
        self._changed: dict[str, list[weakref.WeakMethod[Changed]]] = {}
        self._notices: asyncio.Queue[str] = asyncio.Queue()

    def add(self, topic: str, changed: Changed) -> None:
        """Call `changed`, a method, after each change of a topic, for as long as its object lives."""
        self._changed.setdefault(topic, []).append(weakref.WeakMethod(changed))

    async def begin(self, *, alone: bool = False) -> None:
        """Connect, and be one of those at work, or the only one; raises DatabaseInUseError where that cannot be."""
        self._looked = 0.0
        self._connection = connection = await self._connect()
        self._notices = notices = asyncio.Queue[str]()
        lock = "pg_try_advisory_lock" if alone else "pg_try_advisory_lock_shared"
        if not await connection.fetchval(f"SELECT {lock}({AT_WORK})"):
            who = "other processes; stop them first" if alone else "a process that must be alone, such as `move-data`"
            raise DatabaseInUseError(f"{self._place} is in use by {who}")
        await self._take_place(connection)
        connection.add_termination_listener(lambda _: notices.put_nowait(LOST))
        await connection.add_listener(CHANNEL, lambda *heard: notices.put_nowait(str(heard[-1])))

    async def keep_going(self) -> None:
        """Tell what is heard, until cancelled; a connection that is lost is made anew."""
        pause = FIRST_PAUSE
        while True:
            try:
                if self._connection is None:
                    await self.begin()
                await self._look_around()
                await self._look_at_numbers()
                pause = FIRST_PAUSE
                await self._tell_for(LOOK_AROUND)
            except OUT_OF_TOUCH as error:
                self._say("out of touch with other processes: %s", error)
                self.close()
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def close(self) -> None:
        """Let go of the connection."""
        connection, self._connection = self._connection, None
        if connection:
            connection.terminate()
        self.adopted.clear()

    async def _take_place(self, connection: asyncpg.Connection) -> None:
        """Hold the shards of this process; raises DatabaseInUseError where others count them otherwise."""
        if not self._serves:
            return
        until = asyncio.get_running_loop().time() + LINGERS
        while other := await self._taken(connection):
            if asyncio.get_running_loop().time() >= until:
                raise DatabaseInUseError(f"{self._place} is in use by another process. {other}")
            await asyncio.sleep(LINGERS / 10)

    async def _taken(self, connection: asyncpg.Connection) -> str:
        """Take the place, where nothing is in the way; else what is, in words for the operator."""
        count = self.shards.count if self.shards else ALL
        await connection.fetchval(f"SELECT pg_advisory_lock({TAKING}, 0)")
        try:
            others = {number for space, number in await connection.fetch(HELD) if space == COUNT}
            if others - {count}:
                return _differing(count, min(others - {count}))
            if count == ALL and others:
                return (
                    "It has all shards, as this one would. Stop it first, or give each its part: SHARD_COUNT, CLUSTERS."
                )
            for space, number in (
                (COUNT, count),
                *((HOME, shard) for shard in (self.shards.own if self.shards else ())),
            ):
                await connection.fetchval(f"SELECT pg_advisory_lock_shared({space}, {number})")
        finally:
            await connection.fetchval(f"SELECT pg_advisory_unlock({TAKING}, 0)")
        return ""

    async def _look_around(self) -> None:
        """Look after shards that nobody holds: one survivor each, until their process is back."""
        if self.shards is None:
            return
        assert self._connection
        there = {number for space, number in await self._connection.fetch(HELD) if space == HOME}
        for shard in self.adopted & there:
            self.adopted.discard(shard)
            await self._connection.fetchval(f"SELECT pg_advisory_unlock({ADOPTED}, {shard})")
            log.info("shard %s has a process again", shard)
        for shard in set(range(self.shards.count)) - there - self.adopted:
            if await self._connection.fetchval(f"SELECT pg_try_advisory_lock({ADOPTED}, {shard})"):
                self.adopted.add(shard)
                log.warning("shard %s has no process; what falls due in its servers is done here", shard)

    async def _look_at_numbers(self) -> None:
        """Now and then, read the numbers themselves: whatever grew by more than what was heard has changed."""
        now = asyncio.get_running_loop().time()
        if now < self._looked + LOOK_EVERY and self._known:
            return
        assert self._connection
        self._looked = now
        for topic, number in await self._connection.fetch("SELECT topic, number FROM revisions", timeout=LOOK_EVERY):
            if self._known.setdefault(topic, number) < number:
                self._known[topic] = number
                await self._tell(topic, None)

    async def _tell_for(self, seconds: float) -> None:
        time = asyncio.get_running_loop().time
        until = time() + seconds
        while (left := until - time()) > 0:
            try:
                # Not `wait_for`: where a notice comes at the same moment, it forgets that it was cancelled.
                async with asyncio.timeout(left):
                    notice = await self._notices.get()
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


def _differing(here: int, there: int) -> str:
    if there == ALL:
        told = f"SHARD_COUNT is {here} here, a part of which this process has, and that one has all shards"
    elif here == ALL:
        told = f"this process would have all shards, and that one has a part of SHARD_COUNT {there}"
    else:
        told = f"SHARD_COUNT is {here} here and {there} in a process that runs already"
    return f"{told[0].upper()}{told[1:]}; it must be the same in all. To change it, stop all, then start all."
