"""The packs that ship: every pack of the content folder, the sound ones on the shelf, the others named."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.errors import SettingError
from bot.installation import command
from bot.packs.model import Pack
from bot.packs.sandbox import EndedEarlyError, Read, from_json, read_paths
from bot.packs.shelf import Shelves

LOGGED = 10
"""Problems of one pack that the log names; `check` names them all."""

log = structlog.get_logger(__name__)


async def read_shipped(content: Path, *, without: Path | None = None) -> Shelves:
    """Read every pack of a folder but `without`; raises SettingError only where that cannot be done at all.

    A pack is a folder, a `.yaml` file or a `.zip`; the fullest comes first on the shelf. One with problems is left out
    and named; start-up never dies of it.
    """
    try:
        paths = await asyncio.to_thread(_paths, content, without)
    except OSError as error:
        raise SettingError(
            f"CONTENT_DIR cannot be read ({error.strerror}): expected the folder that holds the content packs."
        ) from None
    try:
        reads = await read_paths(paths) if paths else []
    except EndedEarlyError as ended:
        raise SettingError(f"CONTENT_DIR cannot be read: {ended}. Does `{command()} check` say why?") from None
    return await asyncio.to_thread(_shelved, content, paths, reads)


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


def _paths(content: Path, without: Path | None) -> list[Path]:
    passed_over = without and without.resolve()
    return sorted(path for path in content.iterdir() if _holds_a_pack(path) and path.resolve() != passed_over)


def _holds_a_pack(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.is_dir() or path.suffix in {".yaml", ".yml", ".zip"}
