"""A pack that is being written: read anew whenever its files change."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from bot.packs.reading.reader import Reading, read_pack

LOOK_EVERY = 0.3
"""Seconds between two looks at the files."""
SETTLED_AFTER = 0.15
"""Seconds in which nothing more changes before a change is read: editors write in steps."""

_Files = frozenset[tuple[str, int, int]]


async def follow(path: Path, changed: Callable[[Reading], Awaitable[None]]) -> None:
    """Read the pack at a path now and after each change of its files, until cancelled; `changed` gets each reading."""
    read: _Files | None = None
    while True:
        files = await asyncio.to_thread(_files, path)
        if files != read:
            await asyncio.sleep(SETTLED_AFTER)
            if files == await asyncio.to_thread(_files, path):
                await changed(await asyncio.to_thread(read_pack, path))
                read = files
                continue
        await asyncio.sleep(LOOK_EVERY)


def _files(path: Path) -> _Files:
    """The files of a pack with time and size; empty where there is none."""
    found: set[tuple[str, int, int]] = set()
    try:
        for file in path.iterdir() if path.is_dir() else (path,):
            state = file.stat()
            found.add((file.name, state.st_mtime_ns, state.st_size))
    except OSError:
        return frozenset()
    return frozenset(found)
