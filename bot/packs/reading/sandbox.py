"""Reading packs in a process of its own: what that needs takes no memory of the bot.

A stranger's file gets little memory there, little time, and none of our secrets.
"""

import asyncio
import json
from dataclasses import dataclass

import msgspec
import structlog

from bot.packs.format.model import Pack
from bot.packs.format.problems import shown
from bot.packs.lasting import LARGE, lasting
from bot.packs.reading.reading_apart import read_apart

MEMORY = 512 * 1024 * 1024
"""Bytes of address space that the process gets for a stranger's file."""
SECONDS = 10.0
"""Time of the processor that it gets then."""
PATIENCE = 100.0
"""Seconds on the wall until it is given up: on a busy machine whatever else runs comes before it."""
_TOO_MUCH = "takes too long or too much memory to read; split it into several packs"

log = structlog.get_logger(__name__)


class EndedEarlyError(Exception):
    """The process that reads died; `status` is how, negative for a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(f"reading ended with status {status}")
        self.status = status


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
        pack = from_own_json(text)
    except msgspec.DecodeError as error:
        raise ValueError(str(error)) from None
    if to_json(pack) != text:
        raise ValueError("the pack has keys that this program does not know, or lacks some")
    return pack


def from_own_json(text: str | bytes) -> Pack:
    """The same of what this very program wrote."""
    with lasting(big=len(text) > LARGE):
        return msgspec.json.decode(text, type=Pack)


async def read_in_sandbox(name: str, content: bytes) -> Read:
    """Read a stranger's file called `name`; one that takes too much comes back with that as its problem."""
    try:
        async with asyncio.timeout(PATIENCE), read_apart(("file", str(MEMORY), str(round(SECONDS)))) as reading:
            return (await reads_of(reading, json.dumps(name).encode() + b"\n" + content))[0]
    except TimeoutError:
        log.warning("reading a pack took too long", seconds=PATIENCE)
    except EndedEarlyError as ended:
        log.warning("reading a pack ended early", status=ended.status)
    return Read(None, (f"{shown(name, 200)}:1:1: {_TOO_MUCH}",), 1)


async def reads_of(reading: asyncio.subprocess.Process, given: bytes = b"") -> list[Read]:
    """What came of the packs that are read apart, once the process was given that; raises EndedEarlyError."""
    written, _ = await reading.communicate(given)
    if reading.returncode:
        raise EndedEarlyError(reading.returncode)
    return await asyncio.to_thread(msgspec.json.decode, written, type=list[Read])
