"""A Discord on loopback, a bot in a process of its own, and members who use it: what two bots are compared by."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from playground import requests, seed
from playground.events import Event, InteractionSettled
from playground.interactions import Interaction
from playground.model import Member, Message
from playground.server import Playground

ROOT = Path(__file__).parents[1]
BARE, OURS = "benchmarks.bare", "benchmarks.ours"
LONGEST_START = 300.0


@dataclass
class Bot:
    """A bot that runs, seen from outside."""

    process: psutil.Process
    ready: float
    """Seconds from its start to READY."""

    def spent(self) -> float:
        """Seconds of processor time so far, all threads."""
        if sys.platform == "linux":  # what `clock_getcpuclockid` gives; /proc tells hundredths of a second alone
            return time.clock_gettime(~self.process.pid << 3 | 2)
        times = self.process.cpu_times()
        return times.user + times.system

    def resident(self) -> float:
        """MiB in memory."""
        return self.process.memory_info().rss / 2**20


@asynccontextmanager
async def running(
    kind: str, playground: Playground, database: str, options: Mapping[str, str] | None = None
) -> AsyncIterator[Bot]:
    """A bot of that kind, from READY on; stopped at the end. `options` are variables of its environment."""
    where = (playground.api, playground.gateway, playground.cdn, playground.token, database, str(seed.GENERAL))
    environment = os.environ | dict(options or {})
    begun = time.perf_counter()
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", kind, *where),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert child.stderr is not None
    try:
        async with asyncio.timeout(LONGEST_START):
            while b'"ready"' not in (line := await child.stderr.readline()):
                assert line, f"{kind} ended before it was ready"
        ready = time.perf_counter() - begun
        draining = asyncio.create_task(child.stderr.read())
        yield Bot(psutil.Process(child.pid), ready)
        child.terminate()
        await draining
    finally:
        if child.returncode is None:
            child.terminate()
        await child.wait()


class Members:
    """Members of the playground's server who ask the bot, each waiting for the answer."""

    def __init__(self, playground: Playground, count: int) -> None:
        self.playground = playground
        playground.world.kept_per_channel = 1_000_000
        self.ids = [playground.world.new_id() for _ in range(count)]
        playground.world.state.members |= {each: Member(each, f"m{each}", "student", [], 0) for each in self.ids}
        self.late = 0
        """How often the bot did not answer within Discord's three seconds."""
        self._waiting: dict[int, asyncio.Future[str]] = {}
        playground.world.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, InteractionSettled) and (waiting := self._waiting.pop(event.interaction.id, None)):
            waiting.set_result(event.state)

    async def command(self, member: int, name: str, options: dict[str, Any]) -> float:
        """Milliseconds until the answer to a command."""
        request = requests.UseCommand(
            op="command", n=0, channel=seed.GENERAL, command=self.id_of(name), name=name, options=options
        )
        return await self._answered(lambda: self.playground.desk.errands.use_command(member, request))

    async def click(self, member: int, card: Message, custom_id: str) -> float:
        """Milliseconds until the answer to a click."""
        request = requests.UseComponent(op="component", n=0, message=card.id, custom_id=custom_id)
        return await self._answered(lambda: self.playground.desk.errands.use_component(member, request))

    async def type(self, member: int, name: str, option: str, text: str) -> float:
        """Milliseconds until the suggestions for what was typed."""
        begun = time.perf_counter()
        request = requests.Complete(
            op="autocomplete", n=0, channel=seed.GENERAL, command=self.id_of(name), name=name,
            options={option: text}, focused=option,
        )  # fmt: skip
        answer = await self.playground.desk.errands.complete(member, request)
        self.late += not answer["choices"]
        return (time.perf_counter() - begun) * 1000

    async def many(self, times: int, use: Callable[[int], Awaitable[float]]) -> list[float]:
        """All members at once, one after the other each, until it was done so many times; milliseconds of each."""
        left = iter(range(times))

        async def one(member: int) -> list[float]:
            return [await use(member) for _ in left]

        return [taken for each in await asyncio.gather(*map(one, self.ids)) for taken in each]

    async def shown(self, member: int, name: str, options: dict[str, Any]) -> Message:
        """The message that answers a command, left in its place."""
        request = requests.UseCommand(
            op="command", n=0, channel=seed.GENERAL, command=self.id_of(name), name=name, options=options
        )
        interaction = await self._settled(lambda: self.playground.desk.errands.use_command(member, request))
        message = self.playground.world.message(seed.GENERAL, interaction.original or 0)
        assert message, f"/{name} was not answered"
        return message

    def posted(self) -> Message | None:
        """The newest message that everybody sees, if there is one."""
        public = [each for each in self.playground.world.messages(seed.GENERAL) if not each.reader]
        return public[-1] if public else None

    def id_of(self, name: str) -> int:
        """The id of a command, by its first word."""
        commands = self.playground.world.state.commands
        return next(number for number, command in commands.items() if command["name"] == name.split()[0])

    async def _answered(self, ask: Callable[[], Interaction]) -> float:
        begun = time.perf_counter()
        interaction = await self._settled(ask)
        taken = (time.perf_counter() - begun) * 1000
        if interaction.original and (answer := self.playground.world.message(seed.GENERAL, interaction.original)):
            self.playground.world.remove_message(answer)
        return taken

    async def _settled(self, ask: Callable[[], Interaction]) -> Interaction:
        interaction = ask()
        waiting = self._waiting[interaction.id] = asyncio.get_running_loop().create_future()
        self.late += await waiting != "done"
        return interaction


def custom_ids(components: list[dict[str, Any]]) -> list[str]:
    """Those of every control of a card."""
    return [
        *(each["custom_id"] for each in components if "custom_id" in each),
        *(found for each in components for found in custom_ids(each.get("components", []))),
    ]


@asynccontextmanager
async def scene(
    kind: str, members: int, options: Mapping[str, str] | None = None
) -> AsyncIterator[tuple[Members, Bot, Path]]:
    """A playground with members, a bot of that kind that is ready, and the file of its database."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder, "bot.db")
        async with Playground(Path(folder, "discord"), 0) as playground:
            there = Members(playground, members)
            async with running(kind, playground, str(database), options) as bot:
                yield there, bot, database
