"""What can be done with what is kept: looking at it, taking it home, deleting it."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any, cast

import structlog

from bot import clock
from bot.chat.place import NO_SERVER
from bot.database import Database, NotSavedError, Tx, tombstones
from bot.database.retention import Keeper, Retained, columns_naming, count, empty, export, forget_guild, guilds, members
from bot.errors import Refusal
from bot.outbox import store as outbox
from bot.privacy import store
from bot.privacy.views import Part, Report

FIRST_RETRY, LONGEST_RETRY = timedelta(minutes=1), timedelta(hours=6)
"""How long after a failure a deletion is tried again; each time twice as long."""
KEPT_OF_SERVER = timedelta(days=30)
"""How long what is kept of a server stays after it has removed the bot."""
RETRY, SERVER = "privacy.retry", "privacy.server"
"""Try again what could not be deleted, and forget deletions that are long past; delete what is kept of a server."""
UNDERWAY = "Your data is being deleted already. The answer is on its way."

log = structlog.get_logger(__name__)


class Privacy:
    """Asks each feature, one after the other, so that one that fails does not keep the others from their part."""

    def __init__(
        self, database: Database, keepers: Callable[[], Sequence[Keeper]], now: Callable[[], datetime] = clock.now
    ) -> None:
        self._load_keepers = keepers
        self._database = database
        self._now = now
        self._underway: set[int] = set()

    @cached_property
    def keepers(self) -> tuple[Keeper, ...]:
        """Who keeps something; they are loaded when somebody asks."""
        return tuple(self._load_keepers())

    @cached_property
    def _personal(self) -> tuple[Keeper, ...]:
        return tuple(keeper for keeper in self.keepers if keeper.about_members)

    async def count_kept(self, member_id: int) -> list[tuple[Retained, int]]:
        """What is kept about a member, and how much of each; only what there is any of."""
        async with self._database.read() as tx:
            return await _counted(tx, self._personal, member_id)

    async def export(self, member_id: int) -> dict[str, Any]:
        """Everything that is kept about a member in all servers, as JSON can hold it; nothing about others."""
        async with self._database.read() as tx:
            told = {keeper.name: await export(tx, keeper, member_id) for keeper in self.keepers}
        return {name: each for name, each in told.items() if each}

    async def delete(self, member_id: int) -> Report:
        """Delete everything about a member in all servers, and its traces in the files; what fails is tried again.

        Raises Refusal while the same member's data is being deleted.
        """
        if member_id in self._underway:
            raise Refusal(UNDERWAY)
        self._underway.add(member_id)
        try:
            return await self._delete(member_id)
        finally:
            self._underway.discard(member_id)

    async def _delete(self, member_id: int) -> Report:
        async with self._database.transaction() as tx:
            had = bool(await _counted(tx, self._personal, member_id))
            if had:
                await tombstones.lay(tx, member_id, self._now())
            due_at = self._now() + FIRST_RETRY
            await store.intend(tx, member_id, [keeper.name for keeper in self._personal], due_at)
            await time_retry(tx)
        parts = [Part(keeper.name, await self._finish(keeper, member_id)) for keeper in self._personal]
        await self._database.scrub()
        return Report(tuple(parts), had)

    async def retry(self) -> None:
        """Try again what failed before, where its time has come; forget deletions that no backup can be older than."""
        async with self._database.read() as tx:
            waiting = await store.deletions_to_try(tx, self._now())
        by_name = {keeper.name: keeper for keeper in self.keepers} if waiting else {}  # else none is loaded
        tried = [await self._finish(by_name[name], member_id) for member_id, name in waiting if name in by_name]
        if any(tried):
            await self._database.scrub()
        async with self._database.transaction() as tx:
            await tombstones.expire(tx, self._now())

    async def forget_guild(self, guild_id: int) -> Report:
        """Delete everything of a server, and its traces in the files."""
        report = await self._everywhere(partial(forget_guild, guild_id=guild_id))
        if report.done:
            await self.back([guild_id])
        return report

    async def empty(self) -> Report:
        """Delete everything about everybody."""
        return await self._everywhere(empty)

    async def note_left(self, guild_ids: Collection[int]) -> None:
        """Note that the bot is no longer in these servers: what is kept of them goes in 30 days."""
        now = self._now()
        async with self._database.transaction() as tx:
            await store.note_left(tx, guild_ids, now, now + KEPT_OF_SERVER)
            await time_departures(tx)

    async def back(self, guild_ids: Collection[int]) -> None:
        """Note that the bot is in these servers, so that nothing of them is deleted."""
        if set(guild_ids) & set(await self.departed_guilds()):
            async with self._database.transaction() as tx:
                await store.back(tx, guild_ids)
                for guild_id in guild_ids:
                    await outbox.drop(tx, SERVER, guild_id, "")

    async def departed_guilds(self) -> dict[int, datetime]:
        """The servers that the bot is no longer in, and when what is kept of them is deleted."""
        async with self._database.read() as tx:
            return await store.departed_guilds(tx)

    async def known_guilds(self) -> set[int]:
        """Every server of which something is kept."""
        async with self._database.read() as tx:
            return await guilds(tx, self.keepers)

    async def _finish(self, keeper: Keeper, member_id: int) -> bool:
        """Delete what one feature keeps about a member; whether that worked."""

        async def delete(tx: Tx, keeper: Keeper) -> None:
            await keeper.delete(tx, member_id)
            if left := await columns_naming(tx, keeper, member_id):
                raise RuntimeError(f"still named in {', '.join(left)}")
            await store.note_finished(tx, member_id, keeper.name)

        if await self._worked(keeper, delete):
            return True
        async with self._database.transaction() as tx:
            await store.put_off(tx, member_id, keeper.name, self._now(), FIRST_RETRY, LONGEST_RETRY)
            await time_retry(tx)
        return False

    async def _everywhere(self, work: Callable[[Tx, Keeper], Awaitable[None]]) -> Report:
        """Do something in each feature, and free what that deletes in the files."""
        parts = [Part(keeper.name, await self._worked(keeper, work)) for keeper in self.keepers]
        await self._database.scrub()
        return Report(tuple(parts))

    async def _worked(self, keeper: Keeper, work: Callable[[Tx, Keeper], Awaitable[None]]) -> bool:
        try:
            async with self._database.transaction() as tx:
                await work(tx, keeper)
        except NotSavedError as trouble:
            log.warning("data could not be deleted", feature=keeper.name, reason=str(trouble))
            return False
        except Exception:
            log.exception("data could not be deleted", feature=keeper.name)
            return False
        return True


def servers_in(exported: object) -> list[int]:
    """The servers of which an export speaks, each once; NO_SERVER for what is the member's alone."""
    return sorted(set(_servers(exported)))


def _servers(exported: object) -> Iterator[int]:
    match exported:
        case dict():
            for name, value in cast("dict[str, object]", exported).items():
                if name == "server":
                    yield int(str(value))
                else:
                    yield from _servers(value)
        case list():
            for value in cast("list[object]", exported):
                yield from _servers(value)
        case _:
            return


async def next_retry(tx: Tx) -> datetime | None:
    """When there is something to try again, or to forget, next."""
    times = (await store.next_retry(tx), await tombstones.next_expiry(tx))
    return min((at for at in times if at), default=None)


async def time_retry(tx: Tx) -> None:
    """Have `retry` done when it is due next."""
    if at := await next_retry(tx):
        await outbox.put(tx, RETRY, NO_SERVER, "", at)


async def time_departures(tx: Tx) -> None:
    """Have what is kept of servers deleted that the bot is no longer in, each at its time."""
    for guild_id, at in (await store.departed_guilds(tx)).items():
        await outbox.put_once(tx, SERVER, guild_id, "", at, line=SERVER)


async def delete_again(
    database: Database, keepers: Callable[[], Sequence[Keeper]], now: Callable[[], datetime] = clock.now
) -> int:
    """Do again the deletions that a restored backup does not know of; how many members were found.

    Call it before anybody is served. What fails in one feature is tried again like any other deletion.
    """
    async with database.read() as tx:
        waiting = await tombstones.pending(tx)
        known = await members(tx, keepers()) if waiting else set[int]()
    found = {tombstone: member for tombstone in waiting if (member := tombstone.among(known)) is not None}
    privacy = Privacy(database, keepers, now)
    for member in dict.fromkeys(found.values()):
        await privacy.delete(member)
    async with database.transaction() as tx:
        await tombstones.note_done(tx, waiting)
        await tombstones.expire(tx, now())
    return len(set(found.values()))


async def _counted(tx: Tx, keepers: Sequence[Keeper], member_id: int) -> list[tuple[Retained, int]]:
    counts = [(kept, await count(tx, kept, member_id)) for keeper in keepers for kept in keeper.kept]
    return [(kept, number) for kept, number in counts if number]
