"""Building the shelves of servers when the program starts."""

import asyncio
from collections.abc import Awaitable, Callable
from weakref import WeakValueDictionary

import structlog

from bot.database import Database
from bot.packs.format.model import Pack
from bot.packs.holdings import store
from bot.packs.holdings.rules import Version
from bot.packs.reading.sandbox import Read, from_json
from bot.packs.shelf.shelves import ServerPack, Shelves

LeftOut = dict[tuple[int, str], str]
"""Why a pack (guild, pack) cannot be shown."""

log = structlog.get_logger(__name__)


Known = WeakValueDictionary[str, Pack]
"""The packs that are in memory, by the checksum of their file."""


async def load(
    database: Database,
    shelves: Shelves,
    read: Callable[[str, bytes], Awaitable[Read]],
    known: Known,
    *,
    only: int | None = None,
) -> LeftOut:
    """Build the shelf of every server that has packs of its own or switched some off, or of one server.

    Servers with the same file share one pack in memory. A pack that cannot be read any more is left out and named.
    """
    async with database.read() as tx:
        guilds = await store.guilds(tx) if only is None else [only]
    left_out: LeftOut = {}
    for guild_id in guilds:
        async with database.read() as tx:
            rows, off = await store.packs(tx, guild_id), await store.off(tx, guild_id)
        own: list[Pack] = []
        for version, text in rows:
            pack = known.get(version.sha256) or await _unpacked(database, read, version, text)
            if isinstance(pack, Pack):
                own.append(known.setdefault(version.sha256, pack))
            else:
                left_out[guild_id, version.pack_id] = pack
                log.error("pack left out", pack=version.pack_id, version=version.version, at=pack)
        holding = ServerPack(tuple(own), off)
        shelves.swap(guild_id, holding, await asyncio.to_thread(shelves.built, holding))
        if only is not None:
            log.info("shelf built anew", guild=guild_id, packs=[f"{pack.id} {pack.version}" for pack in own])
    return left_out


async def _unpacked(
    database: Database, read: Callable[[str, bytes], Awaitable[Read]], version: Version, text: str | None
) -> Pack | str:
    """What was read from a version when it came; read anew where it does not fit the model since that changed."""
    if text:
        try:
            return await asyncio.to_thread(from_json, text)
        except ValueError:
            log.info("reading a pack anew", pack=version.pack_id, version=version.version)
    async with database.read() as tx:
        file = await store.file(tx, version)
    if file is None:
        return "its file is no longer kept; upload it again"
    anew = await read(file.name, file.content)
    if anew.pack is None:
        return anew.problems[0]
    async with database.transaction(version.guild_id) as tx:
        await store.place(tx, version, anew.pack)
    return await asyncio.to_thread(from_json, anew.pack)
