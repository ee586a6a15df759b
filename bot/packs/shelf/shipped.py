"""The packs that ship: every pack of the content folder, the sound ones on the shelf, the others named."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.errors import SettingError
from bot.installation import command
from bot.packs.format.model import Pack
from bot.packs.reading.reading_apart import EndedEarlyError, ShippedPacks, reading_shipped
from bot.packs.reading.sandbox import Read, from_json, reads_of
from bot.packs.shelf.shelves import Shelves

LOGGED = 10
"""Problems of one pack that the log names; `check` names them all."""

log = structlog.get_logger(__name__)


async def read_shipped(content: Path, *, without: Path | None = None, besides: Path | None = None) -> Shelves:
    """Read every pack of a folder but `without`, and one that lies elsewhere.

    Raises SettingError only where that cannot be done at all.
    """
    async with reading_shipped(content, without=without, besides=besides) as packs:
        return await shelved(packs)


async def shelved(packs: ShippedPacks) -> Shelves:
    """The shelves of packs that are being read, the fullest first; raises SettingError where reading died.

    One with problems is left out and named; start-up never dies of it.
    """
    try:
        reads = await reads_of(packs.reading)
    except EndedEarlyError as ended:
        raise SettingError(f"CONTENT_DIR cannot be read: {ended}. Does `{command()} check` say why?") from None
    return await asyncio.to_thread(_shelved, packs.content, packs.paths, reads)


def _shelved(content: Path, paths: Sequence[Path], reads: Sequence[Read]) -> Shelves:
    packs: dict[str, Pack] = {}
    problems: list[str] = []
    for path, read in zip(paths, reads, strict=True):
        pack = from_json(read.pack) if read.pack else None
        if pack is None:
            lines = [line.removeprefix(f"{content.resolve()}{os.sep}") for line in read.problems]
            problems += lines
            log.error("pack left out", pack=path.name, problems=read.problem_count)
            for line in lines[:LOGGED]:
                log.error("problem", pack=path.name, at=line)
        elif pack.id in packs:
            problems.append(f"{path.name}: another pack already has the id {pack.id}; give this one its own")
            log.error("pack left out", pack=path.name, first=problems[-1])
        else:
            packs[pack.id] = pack
    fullest_first = sorted(packs.values(), key=lambda pack: (-len(pack.entries()), pack.id))
    shelves = Shelves(fullest_first, problems)
    shelves.of(None).prepare()
    return shelves
