"""Having packs read by a process of its own, seen from the program that waits for it.

Hardly anything else of packs is loaded for this, so that the program begins it first, and loads what it is made of
meanwhile. What was read before, and is what it was, is not read again (`read_before.py`).
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bot.errors import SettingError
from bot.packs.reading.read_before import read_before, state_of

_ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def read_apart(arguments: Sequence[str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """Read what the arguments of `reading_process` name; at the end of the `async with` the process is gone."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.packs.reading.reading_process", *arguments),
        cwd=_ROOT,
        env={variable: os.environ[variable] for variable in ("PATH", "LANG", "SYSTEMROOT") if variable in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C ends the program that waits for this one, and that ends this one
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@dataclass(frozen=True, eq=False)
class ShippedPacks:
    """The packs of a content folder: a folder, a `.yaml` file or a `.zip` each, read without limits."""

    content: Path
    states: Mapping[Path, str | None]
    """Each pack, and in what state it is (`read_before.state_of`)."""
    known: dict[Path, bytes]
    """Those that were read before, as JSON; taken out as they are put on the shelf, since the rest outlives that."""
    unread: tuple[Path, ...]
    """The others, in the order in which they are read."""
    reading: asyncio.subprocess.Process | None = None
    """Reads them."""


@asynccontextmanager
async def reading_shipped(
    content: Path, *, without: Path | None = None, besides: Path | None = None
) -> AsyncIterator[ShippedPacks]:
    """Have every pack of a folder read but `without`, and one that lies elsewhere.

    Raises SettingError where the folder cannot be read at all.
    """
    try:
        packs = await asyncio.to_thread(_looked_at, content, without, besides)
    except OSError as error:
        raise SettingError(
            f"CONTENT_DIR cannot be read ({error.strerror}): expected the folder that holds the content packs."
        ) from None
    if not packs.unread:
        yield packs
        return
    async with read_apart(("paths", *(str(path.resolve()) for path in packs.unread))) as reading:
        yield replace(packs, reading=reading)


def _looked_at(content: Path, without: Path | None, besides: Path | None) -> ShippedPacks:
    states = {path: state_of(path) for path in [*_paths(content, without), *([besides] if besides else [])]}
    known = {path: pack for path, state in states.items() if (pack := read_before(path, state)) is not None}
    return ShippedPacks(content, states, known, tuple(path for path in states if path not in known))


def _paths(content: Path, without: Path | None) -> list[Path]:
    passed_over = without and without.resolve()
    return sorted(path for path in content.iterdir() if _holds_a_pack(path) and path.resolve() != passed_over)


def _holds_a_pack(path: Path) -> bool:
    if path.name.startswith("."):
        return False
    return path.is_dir() or path.suffix in {".yaml", ".yml", ".zip"}
