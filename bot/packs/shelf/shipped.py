"""The packs that ship: every pack of the content folder, the sound ones on the shelf, the others named."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import structlog

from bot.errors import SettingError
from bot.installation import command
from bot.packs.format.model import Pack
from bot.packs.reading.read_before import keep
from bot.packs.reading.reading_apart import ShippedPacks, reading_shipped
from bot.packs.reading.sandbox import EndedEarlyError, Read, from_json, from_own_json, reads_of
from bot.packs.shelf.shelves import Shelves

LOGGED = 10
"""Problems of one pack that the log names; `check` names them all."""

log = structlog.get_logger(__name__)


async def read_shipped(content: Path, *, without: Path | None = None, besides: Path | None = None) -> Shelves:
    """Read every pack of a folder but `without`, and one that lies elsewhere.

    Raises SettingError only where that cannot be done at all.
    """
    async with reading_shipped(content, without=without, besides=besides) as packs:
        return await shelve(packs)


async def shelve(packs: ShippedPacks) -> Shelves:
    """The shelves of packs that are being read, the fullest first; raises SettingError where reading died.

    One with problems is left out and named; start-up never dies of it. What searching needs is not built yet.
    """
    try:
        reads = await reads_of(packs.reading) if packs.reading else []
    except EndedEarlyError as ended:
        raise SettingError(f"CONTENT_DIR cannot be read: {ended}. Does `{command()} check` say why?") from None
    return await asyncio.to_thread(_shelved, packs, dict(zip(packs.unread, reads, strict=True)))


def _shelved(shipped: ShippedPacks, reads: Mapping[Path, Read]) -> Shelves:
    packs: dict[str, Pack] = {}
    problems: list[str] = []
    for path in shipped.states:
        pack = _pack(shipped, path, reads)
        if isinstance(pack, Read):
            lines = [line.removeprefix(f"{shipped.content.resolve()}{os.sep}") for line in pack.problems]
            problems += lines
            log.error("pack left out", pack=path.name, problems=pack.problem_count)
            for line in lines[:LOGGED]:
                log.error("problem", pack=path.name, at=line)
        elif pack.id in packs:
            problems.append(f"{path.name}: another pack already has the id {pack.id}; give this one its own")
            log.error("pack left out", pack=path.name, first=problems[-1])
        else:
            packs[pack.id] = pack
    fullest_first = sorted(packs.values(), key=lambda pack: (-len(pack.entries()), pack.id))
    return Shelves(fullest_first, problems)


def _pack(shipped: ShippedPacks, path: Path, reads: Mapping[Path, Read]) -> Pack | Read:
    """The pack; of one with problems what came of reading it."""
    if known := shipped.known.pop(path, None):
        return from_own_json(known)
    read = reads[path]
    if not read.pack:
        return read
    pack = from_json(read.pack)
    keep(path, shipped.states[path], read.pack)
    return pack


if __name__ == "__main__":
    asyncio.run(read_shipped(Path(sys.argv[1])))  # and keep what was read, as far as it is sound
