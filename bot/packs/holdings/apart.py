"""Reading a stranger's file: in a process of its own, with little memory, little time and none of our secrets."""

import asyncio
import json
import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog

from bot.packs.problems import shown

MEMORY = 512 * 1024 * 1024
"""Bytes of address space that the process gets."""
SECONDS = 10.0
"""Time that the process gets, of the processor and on the wall."""
_ROOT = Path(__file__).parents[3]
_TOO_MUCH = "takes too long or too much memory to read; split it into several packs"

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Read:
    """What came of reading a file: the pack as JSON or problems, and warnings, as lines `file:line:column: message`."""

    pack: str | None
    problems: tuple[str, ...]
    problem_count: int
    warnings: tuple[str, ...] = ()
    warning_count: int = 0
    size: int = 0
    """Bytes of the pack's files, unpacked."""


async def read_apart(name: str, content: bytes) -> Read:
    """Read the file called `name`; one that takes too much is refused like one with problems, and nothing is raised."""
    answer = await _answer(name, content)
    if answer is None:
        return Read(None, (f"{shown(name, 200)}:1:1: {_TOO_MUCH}",), 1)
    pack, problems, problem_count, warnings, warning_count, size = answer
    return Read(pack, tuple(problems), problem_count, tuple(warnings), warning_count, size)


async def _answer(name: str, content: bytes) -> list[Any] | None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.packs.holdings.reading_process", str(MEMORY), str(round(SECONDS))),
        cwd=_ROOT,
        env={variable: os.environ[variable] for variable in ("PATH", "LANG", "SYSTEMROOT") if variable in os.environ},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(SECONDS):
            written, _ = await process.communicate(json.dumps(name).encode() + b"\n" + content)
    except TimeoutError:
        log.warning("reading a pack took too long", seconds=SECONDS)
        return None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        log.warning("reading a pack ended early", status=process.returncode)
        return None
    return await asyncio.to_thread(json.loads, written)
