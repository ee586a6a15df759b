"""The bot as a process: started, killed, asked to stop; its log, its memory and its sizes."""

import asyncio
import json
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.budgets import PATIENCE
from tests.soak.chaos import SoakPlayground
from tests.warm import WARM

MIB = 1024 * 1024
COMING_UP = 90.0
"""Seconds that a start may take."""
LEAVING = 8.0
"""Seconds that a stop may take: whoever stops a container waits as long."""
SAMPLE_EVERY = 5.0


@dataclass(frozen=True)
class ErrorLine:
    """A line of the log from ERROR up, or one that is no log line at all."""

    at: float
    said: dict[str, Any]

    @property
    def text(self) -> str:
        """All of it."""
        return json.dumps(self.said, ensure_ascii=False)

    @property
    def brief(self) -> str:
        """Its event, and the last line of what was raised."""
        raised = str(self.said.get("exception", "")).strip().splitlines()
        return f"{self.said.get('logger', '')}: {self.said.get('event', '')}{f' ({raised[-1]})' if raised else ''}"


@dataclass
class Life:
    """One process from its start to its end."""

    began: float
    rss: list[tuple[float, float]] = field(default_factory=list)
    """(time, MiB)"""
    pictures: list[float] = field(default_factory=list)
    """MiB of the process that draws, where there was one."""
    sizes: list[dict[str, int]] = field(default_factory=list)


@dataclass
class BotProcess:
    """The bot, restarted as often as wanted."""

    playground: SoakPlayground
    database: Path
    hurry: bool
    lives: list[Life] = field(default_factory=list)
    errors: list[ErrorLine] = field(default_factory=list)
    warnings: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    starts: list[float] = field(default_factory=list)
    """Seconds from the start of a process until it was online."""
    dead: list[float] = field(default_factory=list)
    """When it was killed or told to stop."""

    def __post_init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None
        self._readers: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Return once it is online."""
        play = self.playground
        where = (play.api, play.gateway, play.cdn, play.token, f"sqlite:///{self.database}")
        began = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            *WARM,
            *("-m", "tests.soak.child", *where, "hurry" if self.hurry else "calm"),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=MIB,
        )
        self.lives.append(Life(began))
        process, life = self._process, self.lives[-1]
        assert process.stdout
        assert process.stderr
        self._readers = [
            asyncio.create_task(self._read_log(process.stderr)),
            asyncio.create_task(self._read_sizes(process.stdout, life)),
            asyncio.create_task(self._weigh(process, life)),
        ]
        async with asyncio.timeout(COMING_UP):
            while not play.world.bot_online:
                if process.returncode is not None:
                    raise RuntimeError(f"the bot ended by itself with {process.returncode}: {self.errors[-3:]}")
                await asyncio.sleep(0.02)
        self.starts.append(time.monotonic() - began)

    @property
    def ended(self) -> int | None:
        """The code it ended with by itself; None while it runs."""
        return self._process.returncode if self._process else None

    async def kill(self) -> None:
        """SIGKILL."""
        assert self._process
        self.dead.append(time.monotonic())
        self._process.kill()
        await self._gone("SIGKILL")

    async def stop(self) -> None:
        """SIGTERM; one that does not leave in time, or not with 0, is counted so."""
        assert self._process
        self.dead.append(time.monotonic())
        self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(LEAVING):
                code = await self._process.wait()
            how = "SIGTERM" if code == 0 else f"SIGTERM, exit {code}"
        except TimeoutError:
            self._process.kill()
            how = f"SIGTERM, not gone after {LEAVING:g} s"
        await self._gone(how)

    async def close(self) -> None:
        """End what still runs."""
        if self._process and self._process.returncode is None:
            self._process.kill()
            await self._gone("end")

    async def bury(self) -> None:
        """It ended by itself: take note."""
        self.dead.append(time.monotonic())
        await self._gone(f"by itself, with {self.ended}")

    async def _gone(self, how: str) -> None:
        assert self._process
        await self._process.wait()
        self._readers[2].cancel()
        await asyncio.gather(*self._readers, return_exceptions=True)
        self.ends[how] += 1
        async with asyncio.timeout(PATIENCE):
            while self.playground.world.bot_online:  # noqa: ASYNC110 - its connection ends on another side
                await asyncio.sleep(0.02)
        self.playground.forget_dead_sessions()

    async def _read_log(self, lines: asyncio.StreamReader) -> None:
        async for line in lines:
            try:
                said = json.loads(line)
                level = said["level"]
            except (ValueError, TypeError, KeyError):
                said, level = {"event": line.decode(errors="replace").rstrip()}, "error"
            if level in ("error", "critical"):
                self.errors.append(ErrorLine(time.monotonic(), said))
            elif level == "warning":
                self.warnings[str(said["event"])[:60]] += 1

    async def _read_sizes(self, lines: asyncio.StreamReader, life: Life) -> None:
        async for line in lines:
            life.sizes.append(json.loads(line))

    async def _weigh(self, process: asyncio.subprocess.Process, life: Life) -> None:
        weighed = psutil.Process(process.pid)
        while process.returncode is None:
            await asyncio.sleep(SAMPLE_EVERY)
            try:
                life.rss.append((time.monotonic() - life.began, weighed.memory_info().rss / MIB))
                life.pictures += [each.memory_info().rss / MIB for each in weighed.children()]
            except psutil.Error:
                return
