"""Reading packs in a process of its own: what that needs takes no memory of the bot.

A stranger's file gets little memory there, little time, and none of our secrets.
"""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from bot.packs.lasting import LARGE, lasting
from bot.packs.model import Pack
from bot.packs.problems import shown

MEMORY = 512 * 1024 * 1024
"""Bytes of address space that the process gets for a stranger's file."""
SECONDS = 10.0
"""Time of the processor that it gets then."""
PATIENCE = 100.0
"""Seconds on the wall until it is given up: on a busy machine whatever else runs comes before it."""
_ROOT = Path(__file__).parents[2]
_TOO_MUCH = "takes too long or too much memory to read; split it into several packs"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Read:
    """What came of reading a file: the pack as text or problems, and warnings, as lines `file:line:column: message`."""

    pack: str | None
    """`from_json` makes the pack of it."""
    problems: tuple[str, ...]
    problem_count: int
    warnings: tuple[str, ...] = ()
    warning_count: int = 0
    size: int = 0
    """Bytes of the pack's files, unpacked."""


def to_json(pack: Pack) -> str:
    """A pack as text, for `from_json`."""
    return msgspec.json.encode(pack).decode()


def from_json(text: str) -> Pack:
    """The pack that was to_json; raises ValueError where that was with another model than this program's."""
    try:
        with lasting(big=len(text) > LARGE):
            pack = msgspec.json.decode(text, type=Pack)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if to_json(pack) != text:
        raise ValueError("the pack has keys that this program does not know, or lacks some")
    return pack


async def read_in_sandbox(name: str, content: bytes) -> Read:
    """Read a stranger's file called `name`; one that takes too much comes back with that as its problem."""
    try:
        async with asyncio.timeout(PATIENCE):
            given = json.dumps(name).encode() + b"\n" + content
            return (await _read(("file", str(MEMORY), str(round(SECONDS))), given))[0]
    except TimeoutError:
        log.warning("reading a pack took too long", seconds=PATIENCE)
    except EndedEarlyError as ended:
        log.warning("reading a pack ended early", status=ended.status)
    return Read(None, (f"{shown(name, 200)}:1:1: {_TOO_MUCH}",), 1)


async def read_paths(paths: Sequence[Path]) -> list[Read]:
    """Read the packs at paths of our own, without limits; raises EndedEarlyError."""
    return await _read(("paths", *(str(path.resolve()) for path in paths)))


class EndedEarlyError(Exception):
    """The process that reads died; `status` is how, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(f"reading ended with status {status}")
        self.status = status


async def _read(arguments: Sequence[str], given: bytes = b"") -> list[Read]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.packs.reading_process", *arguments),
        cwd=_ROOT,
        env={variable: os.environ[variable] for variable in ("PATH", "LANG", "SYSTEMROOT") if variable in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,  # Ctrl+C ends the program that waits for this one, and that ends this one
    )
    try:
        written, _ = await process.communicate(given)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        raise EndedEarlyError(process.returncode)
    return await asyncio.to_thread(msgspec.json.decode, written, type=list[Read])
