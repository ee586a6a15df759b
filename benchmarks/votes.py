"""What a vote costs beside a bare button, and how five hundred voters within ten seconds are answered."""

import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import discord
from aiohttp import web

from bot.app import make_lively_bot
from bot.chat.run import run_until_stopped
from bot.chat.wire import use_discord_at
from bot.database import open_database
from bot.packs.shelf import Shelves
from bot.playground import requests, seed, world
from bot.playground.events import Event, InteractionSettled
from bot.playground.model import Member, Message
from bot.playground.rest import Rest
from bot.playground.server import Playground
from bot.polls.cards import poll_card
from bot.polls.channels import Channels
from bot.polls.drafts import Draft
from bot.polls.rules import Person
from bot.polls.service import Polls
from bot.polls.terms import Visibility

Row = tuple[str, str, str]
"""What was measured, the figure, and what it has to stay under."""

USERS, CLICKS, WARM, TIMES = 64, 4_000, 1_000, 3
VOTERS, WITHIN = 500, 10.0
TICKS = os.sysconf("SC_CLK_TCK")


def measure() -> list[Row]:
    """The bot runs in a process of its own, whose processor time is what counts; Discord is the playground."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    world.KEPT_PER_CHANNEL = 1_000_000
    pairs = [(await _cost("bare"), await _cost("votes")) for _ in range(TIMES)]
    bare, vote = (statistics.median(pair[which][0] for pair in pairs) for which in (0, 1))
    redraws = sum(pair[1][1] for pair in pairs)
    acks, rows, edits = await _crowd()
    return [
        (f"processor time of a bare button, {USERS} users", f"{bare:.2f} ms", ""),
        (f"processor time of a vote, {redraws} redraws in {TIMES * CLICKS} votes included", f"{vote:.2f} ms", ""),
        ("a vote in bare buttons", f"{vote / bare:.2f}", "1.5"),
        (
            f"{VOTERS} voters in {WITHIN:.0f} s: 99th percentile of the answers",
            f"{acks[int(VOTERS * 0.99)]:.0f} ms",
            "1 s",
        ),
        (f"{VOTERS} voters: median of the answers", f"{statistics.median(acks):.0f} ms", ""),
        (f"{VOTERS} voters: ballots", f"{rows}", f"{VOTERS}"),
        (f"{VOTERS} voters: redraws", f"{edits}", f"{WITHIN / 2 + 2:.0f}"),
    ]


class _Counting(Rest):
    edits = 0

    async def respond(self, request: web.Request, path: str, handler: Any) -> web.StreamResponse:
        if request.method == "PATCH" and "/messages/" in path:
            _Counting.edits += 1
        return await super().respond(request, path, handler)


class _Playground(Playground):
    rest_kind = _Counting


class _Clicks:
    """Members who click the first message of the channel and wait for their answers."""

    def __init__(self, playground: Playground, card: Message, members: list[int]) -> None:
        self.playground, self.card, self.members = playground, card, members
        self.ids = [each for each in _ids(card.components) if each.startswith(("vote:", "bare"))]
        self._waiting: dict[int, asyncio.Future[None]] = {}
        playground.world.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, InteractionSettled) and (waiting := self._waiting.pop(event.interaction.id, None)):
            assert event.state == "done", "a click was not answered in time"
            waiting.set_result(None)

    async def click(self, member: int) -> float:
        """Milliseconds until the answer; the answer itself is thrown away, for the page's sake."""
        custom_id = random.choice(self.ids)
        begun = time.perf_counter()
        request = requests.UseComponent(op="component", n=0, message=self.card.id, custom_id=custom_id)
        interaction = self.playground.desk.errands.use_component(member, request)
        waiting = self._waiting[interaction.id] = asyncio.get_running_loop().create_future()
        await waiting
        taken = (time.perf_counter() - begun) * 1000
        if interaction.original and (answer := self.playground.world.message(self.card.channel, interaction.original)):
            self.playground.world.remove_message(answer)
        return taken

    async def many(self, clicks: int) -> None:
        """Everybody clicks again and again."""
        left = iter(range(clicks))

        async def one(member: int) -> None:
            for _ in left:
                await self.click(member)

        await asyncio.gather(*(one(member) for member in self.members))


@asynccontextmanager
async def _scene(kind: str, members: int) -> AsyncIterator[tuple[_Clicks, int, Path]]:
    """A playground with members, and a bot of that kind in a process of its own that has posted its card."""
    with tempfile.TemporaryDirectory() as folder:
        async with _Playground(Path(folder, "discord"), 0) as playground:
            made = [playground.world.new_id() for _ in range(members)]
            playground.world.state.members |= {each: Member(each, f"m{each}", "student", [], 0) for each in made}
            where = (playground.api, playground.gateway, playground.cdn, playground.token)
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "benchmarks.votes",
                kind,
                *where,
                f"{folder}/bot.db",
                stdout=asyncio.subprocess.DEVNULL,
            )
            while not playground.world.messages(seed.GENERAL):  # noqa: ASYNC110 - another process comes up
                await asyncio.sleep(0.05)
            card = playground.world.messages(seed.GENERAL)[0]
            yield _Clicks(playground, card, made), process.pid, Path(folder, "bot.db")
            process.terminate()
            await process.wait()


async def _cost(kind: str) -> tuple[float, int]:
    """Milliseconds of the bot's processor time for a click, and how often the card changed meanwhile."""
    async with _scene(kind, USERS) as (clicks, pid, _):
        await clicks.many(WARM)
        before, _Counting.edits = _spent(pid), 0
        await clicks.many(CLICKS)
        return (_spent(pid) - before) * 1000 / CLICKS, _Counting.edits


async def _crowd() -> tuple[list[float], int, int]:
    """The answers' milliseconds, ascending; ballots; redraws."""
    async with _scene("votes", VOTERS) as (clicks, _, database):
        _Counting.edits = 0

        async def one(member: int) -> float:
            await asyncio.sleep(random.uniform(0, WITHIN))
            return await clicks.click(member)

        acks = sorted(await asyncio.gather(*(one(member) for member in clicks.members)))
        await asyncio.sleep(3)
        return acks, _ballots(database), _Counting.edits


def _spent(pid: int) -> float:
    """Seconds of processor time of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _ballots(database: Path) -> int:
    import sqlite3

    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    [count] = connection.execute("SELECT count(*) FROM ballots").fetchone()
    connection.close()
    return count


def _ids(components: list[dict[str, Any]]) -> list[str]:
    return [
        *(each["custom_id"] for each in components if "custom_id" in each),
        *(found for each in components for found in _ids(each.get("components", []))),
    ]


class _Bare(discord.Client):
    """A button that stores nothing and answers privately."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), max_messages=None)

    async def on_ready(self) -> None:
        view = discord.ui.View(timeout=None)
        button = discord.ui.Button[discord.ui.View](label="Press", custom_id="bare")

        async def answer(interaction: discord.Interaction) -> None:
            await interaction.response.send_message("Recorded.", ephemeral=True)

        button.callback = answer
        view.add_item(button)
        await self.get_partial_messageable(seed.GENERAL).send("Press", view=view)


async def _bare(token: str) -> None:
    async with _Bare() as bot:
        await bot.start(token)


async def _votes(token: str, database_path: str) -> None:
    async with open_database(f"sqlite:///{database_path}") as database:

        def make() -> Any:
            bot = make_lively_bot(database, Shelves([]))

            @bot.listen("on_ready")
            async def _post() -> None:
                polls = bot.services.get(Polls)
                draft = Draft(question="Which?", options=("Red", "Green", "Blue"), visibility=Visibility.LIVE)
                by = Person(seed.FARID)
                poll = await polls.create(draft, guild_id=seed.GUILD, channel_id=seed.GENERAL, by=by)
                card = poll_card(await polls.show(poll.guild_id, poll.id))
                message_id = await bot.services.get(Channels).send(poll, card, "card")
                await polls.posted(poll.guild_id, poll.id, poll.channel_id, message_id)

            return bot

        await run_until_stopped(make, token)


if __name__ == "__main__":
    kind, api, gateway, cdn, token, path = sys.argv[1:]
    use_discord_at(api, gateway, cdn)
    asyncio.run(_bare(token) if kind == "bare" else _votes(token, path))
