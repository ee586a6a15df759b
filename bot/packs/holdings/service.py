"""What moderators can do with the packs of their server; every change is one transaction and one swap in memory."""

import asyncio
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from weakref import WeakValueDictionary

from bot import clock
from bot.database import Database, Tx
from bot.errors import Refusal, or_refuse
from bot.packs.holdings import store
from bot.packs.holdings.loading import Known, load
from bot.packs.holdings.records import Records
from bot.packs.holdings.rules import (
    KEPT_REMOVED,
    NOT_WAITING,
    WAITING,
    Event,
    File,
    NotNewer,
    Offer,
    PackStatus,
    Quota,
    Version,
    check_base,
    check_room,
    order,
    said,
    to_forget,
)
from bot.packs.reading.sandbox import Read, from_json, read_in_sandbox
from bot.packs.shelf.shelves import ServerPack, Shelves

READ_AT_ONCE = 2
"""Uploads that are read at the same time; more wait for their turn."""
REFUSALS_KEPT = 50
"""Lines of the audit list for what was refused, so that nobody can push the others out."""


class Holdings:
    """The packs of every server; the shelves in memory follow the rows, one whole version at a time."""

    def __init__(
        self,
        database: Database,
        shelves: Shelves,
        quota: Quota,
        *,
        read: Callable[[str, bytes], Awaitable[Read]] = read_in_sandbox,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.records = Records(database, shelves)
        self._database = database
        self._shelves = shelves
        self._quota = quota
        self._read = read
        self._now = now
        self._reading = asyncio.Semaphore(READ_AT_ONCE)
        self._queues: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._known: Known = WeakValueDictionary()
        database.follow("packs", self.reload)

    async def load(self) -> None:
        """Build the shelves that differ from what ships; call it before anybody looks at them."""
        self.records.left_out = await load(self._database, self._shelves, self._read, self._known)

    async def reload(self, guild_id: int | None) -> None:
        """Build the shelf of a server anew, or of all: what it holds was changed, perhaps by another process."""
        if guild_id is None:
            async with self._database.read() as tx:
                guilds = {*await store.guilds(tx), *self._shelves.differing}
            for each in guilds:
                await self.reload(each)
            return
        async with self._turns[guild_id]:
            left_out = await load(self._database, self._shelves, self._read, self._known, only=guild_id)
            kept = {key: why for key, why in self.records.left_out.items() if key[0] != guild_id}
            self.records.left_out = kept | left_out

    async def sweep(self) -> None:
        """Forget uploads that nobody answered, and packs that were removed long ago."""
        now = self._now()
        async with self._database.transaction() as tx:
            await store.sweep(tx, now - WAITING, now - KEPT_REMOVED)

    def forget(self, guild_id: int) -> None:
        """Let go of a server whose packs were deleted: it sees what ships."""
        self._shelves.swap(guild_id, ServerPack(), self._shelves.built(ServerPack()))
        self.records.forget(guild_id)
        for waiting in (self._queues, self._turns):
            waiting.pop(guild_id, None)

    async def note_refusal(self, guild_id: int, by: int, what: str) -> None:
        """Note that somebody tried what they may not."""
        event = Event(self._now(), by, f"was refused: {what}")
        async with self._database.transaction(guild_id) as tx:
            await store.note(tx, guild_id, event, most=REFUSALS_KEPT)

    # Uploads

    async def read(self, guild_id: int, file: File) -> Read:
        """Read a file in a process of its own, when its turn comes: one of each server at a time, and few in all."""
        async with self._queues[guild_id], self._reading:
            return await self._read(file.name, file.content)

    async def offer(self, guild_id: int, by: int, file: File, read: Read) -> Offer:
        """Keep an upload that could be read until its uploader says yes; raises Refusal where it would not fit."""
        assert read.pack is not None
        pack = await asyncio.to_thread(from_json, read.pack)
        async with self._database.transaction(guild_id) as tx:
            held = await self._held(tx, guild_id)
            check_room(self._quota, held.values(), pack.id, read.size)
            version = Version(
                id=secrets.randbits(62),
                guild_id=guild_id,
                pack_id=pack.id,
                version=pack.version,
                title=pack.title,
                file_name=file.name,
                size=read.size,
                sha256=sha256(file.content).hexdigest(),
                member_id=by,
                uploaded_at=self._now(),
                base_id=held[pack.id].id if pack.id in held else None,
            )
            await store.add_waiting(tx, version, file, read.pack)
        return Offer(version, pack, self._shelves.pack(guild_id, pack.id), pack.id in self._shelves.shipped)

    async def put(self, guild_id: int, version_id: int, by: int, *, surely: bool = False) -> Version:
        """Put an upload on the shelf.

        Raises NotNewer unless `surely` where it is no newer than what stands there, Refusal where it no longer waits
        for this person, the shelf changed meanwhile, or it no longer fits.
        """
        async with self._turns[guild_id]:
            async with self._database.read() as tx:
                waiting, held = await store.waiting(tx, guild_id, version_id, by), await self._held(tx, guild_id)
            version, text = or_refuse(waiting, NOT_WAITING)
            on_shelf = held.get(version.pack_id)
            check_base(version, on_shelf)
            check_room(self._quota, held.values(), version.pack_id, version.size)
            shown = on_shelf or self._shelves.shipped.get(version.pack_id)
            if shown and not surely and order(version.version) <= order(shown.version):
                raise NotNewer(version, shown.version)
            self._known[version.sha256] = pack = await asyncio.to_thread(from_json, text)
            async with self._changing(guild_id, self._shelves.holding(guild_id).with_pack(pack)) as tx:
                await store.accept(tx, version, self._now())
                await self._note(tx, version, by, "put on the shelf")
                await self._trim(tx, guild_id)
            self.records.left_out.pop((guild_id, version.pack_id), None)
            return version

    async def discard(self, guild_id: int, version_id: int, by: int) -> None:
        """Forget an upload that waits; raises Refusal where it no longer does."""
        async with self._database.transaction(guild_id) as tx:
            if not await store.discard(tx, guild_id, version_id, by):
                raise Refusal(NOT_WAITING)

    # What is on the shelf

    async def roll_back(self, guild_id: int, pack_id: str, version_text: str, by: int) -> Version:
        """Put an earlier version back, or a removed pack; raises Refusal where there is no such version."""
        async with self._turns[guild_id]:
            status = await self.records.find(guild_id, pack_id)
            version = _chosen(status, await self.records.earlier(guild_id, status.id), version_text)
            async with self._database.read() as tx:
                file = await store.file(tx, version)
                held = await self._held(tx, guild_id)
            check_room(self._quota, held.values(), version.pack_id, version.size)
            read = await self.read(guild_id, file) if file else None
            if read is None or read.pack is None:
                why = f": `{read.problems[0]}`" if read else ""
                raise Refusal(f"Version {version.version} cannot be read any more{why}. Nothing was changed.")
            pack = await asyncio.to_thread(from_json, read.pack)
            async with self._changing(guild_id, self._shelves.holding(guild_id).with_pack(pack)) as tx:
                await store.place(tx, version, read.pack)
                await self._note(tx, version, by, "went back to")
            self.records.left_out.pop((guild_id, version.pack_id), None)
            return version

    async def remove(self, guild_id: int, pack_id: str, by: int) -> PackStatus:
        """Take a pack of the server from its shelf; a shipped one with its id comes back.

        Raises Refusal where the server has no such pack of its own.
        """
        async with self._turns[guild_id]:
            status = await self.records.find(guild_id, pack_id)
            version = or_refuse(status.own, _not_removable(status))
            async with self._changing(guild_id, self._shelves.holding(guild_id).without_pack(version.pack_id)) as tx:
                await store.remove(tx, guild_id, version.pack_id, self._now())
                await self._note(tx, version, by, "removed")
            self.records.left_out.pop((guild_id, version.pack_id), None)
            return status

    async def switch(self, guild_id: int, pack_id: str, by: int, *, on: bool) -> PackStatus:
        """Switch a pack on or off; raises Refusal where it is so already, or there is none on the shelf."""
        async with self._turns[guild_id]:
            status = await self.records.find(guild_id, pack_id)
            if not status.there:
                raise Refusal(f"`pack`: `{status.id}` was removed. Bring it back with `/pack rollback`.")
            if status.off != on:
                raise Refusal(f"`{status.id}` is switched {'on' if on else 'off'} already.")
            async with self._changing(guild_id, self._shelves.holding(guild_id).switched(status.id, on=on)) as tx:
                await store.switch(tx, guild_id, status.id, on=on)
                event = Event(self._now(), by, f"switched {'on' if on else 'off'}", status.id, status.version)
                await store.note(tx, guild_id, event)
            return status

    @asynccontextmanager
    async def _changing(self, guild_id: int, holding: ServerPack) -> AsyncIterator[Tx]:
        """Build the shelf, have the rows written, then let everybody see it: a reader has the old or the new alone."""
        shelf = await asyncio.to_thread(self._shelves.built, holding)
        async with self._database.transaction(guild_id) as tx:
            yield tx
            await tx.tell("packs", guild_id)
        self._shelves.swap(guild_id, holding, shelf)

    async def _held(self, tx: Tx, guild_id: int) -> dict[str, Version]:
        """The server's own packs on its shelf, by id."""
        return {version.pack_id: version for version, gone in await store.packs_of(tx, guild_id) if gone is None}

    async def _note(self, tx: Tx, version: Version, by: int, action: str) -> None:
        event = Event(self._now(), by, action, version.pack_id, version.version, version.sha256)
        await store.note(tx, version.guild_id, event)

    async def _trim(self, tx: Tx, guild_id: int) -> None:
        """Forget the oldest files of a history that grew too large."""
        kept = {version.id for version in (await self._held(tx, guild_id)).values()}
        await store.forget_files(tx, list(to_forget(await store.history(tx, guild_id), kept)))


def _chosen(status: PackStatus, earlier: list[Version], typed: str) -> Version:
    for version in earlier:
        if version.version == typed.strip():
            return version
    if status.own and status.own.version == typed.strip():
        raise Refusal(f"Version {status.own.version} of {said(status.title)} is on the shelf already.")
    if not earlier:
        raise Refusal(f"No earlier version of `{status.id}` is kept for this server. `/pack history` shows why.")
    raise Refusal(f"`version`: no version “{said(typed)}” of `{status.id}` is kept. Try `{earlier[0].version}`.")


def _not_removable(status: PackStatus) -> str:
    if status.ships:
        return f"`pack`: `{status.id}` ships with me. Switch it off instead: `/pack disable pack: {status.id}`."
    return f"`pack`: `{status.id}` was removed already. Bring it back with `/pack rollback`."
