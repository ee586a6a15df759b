"""Polls on the wire: a playground that notes every request and refuses some, a bot, and as many voters as wanted."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.chat import run
from bot.chat.client import StudyBot
from bot.chat.messenger import Messenger
from bot.database import Database
from bot.guilds.rules import Person
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.polls.cards import poll_card
from bot.polls.drafts import Draft
from bot.polls.redraws import PollCards
from bot.polls.rules import Poll
from bot.polls.service import Polls
from playground import requests, seed
from playground.events import Event, InteractionSettled
from playground.interactions import Interaction
from playground.model import Channel, ChannelKind, Member, Message, Overwrite
from playground.permissions import Permission
from tests.budgets import PATIENCE
from tests.wire.faulty import Factory, FaultyPlayground, FaultyRest, Handler


def _at_once() -> asyncio.Event:
    set_already = asyncio.Event()
    set_already.set()
    return set_already


@dataclass
class Trouble:
    """Requests of this method and route, in this channel if one is named, are answered so, `times` times."""

    method: str
    route: str
    status: int
    code: int = 0
    times: int = 1
    wait: float = 0.0
    """Seconds that a 429 asks for."""
    channel: int | None = None
    after: bool = False
    """Whether the request is carried out before it is answered so."""

    comes: asyncio.Event = field(default_factory=_at_once)
    """When the answer is sent."""

    def fits(self, request: web.Request, path: str) -> bool:
        there = self.channel is None or request.match_info.get("channel_id") == str(self.channel)
        return self.times > 0 and request.method == self.method and self.route in path and there

    def answer(self) -> web.Response:
        body = {"message": "trouble", "code": self.code, "retry_after": self.wait, "global": False}
        headers = {"Content-Type": "application/json"}
        if self.status == 429:
            headers |= {"Via": "1.1 google", "Retry-After": str(self.wait)}
        return web.Response(body=json.dumps(body).encode(), status=self.status, headers=headers)


class WatchedRest(FaultyRest):
    """Notes every request with its time and status, and makes trouble."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.troubles: list[Trouble] = []
        self.seen: list[tuple[float, str, str, int]] = []
        """(time, method, path, status)"""

    async def respond(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        trouble = next((each for each in self.troubles if each.fits(request, path)), None)
        if trouble is None:
            answer = await super().respond(request, path, handler)
        else:
            trouble.times -= 1
            if trouble.after:
                await super().respond(request, path, handler)
            await trouble.comes.wait()
            answer = trouble.answer()
        self.seen.append((time.monotonic(), request.method, request.path, answer.status))
        return answer

    def asked(self, method: str, text: str = "") -> list[tuple[float, str, str, int]]:
        return [each for each in self.seen if each[1] == method and text in each[2]]


class WatchedPlayground(FaultyPlayground):
    """Its channels keep what five hundred voters are answered."""

    rest_kind = WatchedRest

    def __init__(self, data: Path, port: int) -> None:
        super().__init__(data, port)
        self.world.kept_per_channel = 5_000


@dataclass
class Crowd:
    """Film Club with a bot in it, and members who click."""

    playground: WatchedPlayground
    database: Database
    bot: StudyBot
    settled: dict[int, asyncio.Future[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.playground.world.subscribe(self._note)

    def _note(self, event: Event) -> None:
        if isinstance(event, InteractionSettled) and (waiting := self.settled.pop(event.interaction.id, None)):
            waiting.set_result(event.state)

    @property
    def rest(self) -> WatchedRest:
        assert isinstance(self.playground.rest, WatchedRest)
        return self.playground.rest

    @property
    def polls(self) -> Polls:
        return self.bot.services.get(Polls)

    @property
    def worker(self) -> Worker:
        return self.bot.services.get(Worker)

    @property
    def redraws(self) -> Redraws:
        return self.bot.services.get(Redraws)

    async def once(self) -> None:
        """All that is due now, done, and cards drawn that are behind."""
        await self.worker.once()
        await self.redraws.look()

    def trouble(self, method: str, route: str, status: int, **how: Any) -> Trouble:
        trouble = Trouble(method, route, status, **how)
        self.rest.troubles.append(trouble)
        return trouble

    def members(self, count: int) -> list[int]:
        """New members of the server."""
        return newcomers(self.playground, count)

    async def channel(self, name: str = "room") -> Channel:
        made = Channel(self.playground.world.new_id(), ChannelKind.TEXT, name, "", 9)
        self.playground.world.save_channel(made)
        return made

    def shut_out(self, channel: Channel) -> None:
        """The bot may no longer see the channel."""
        channel.overwrites.append(Overwrite(seed.BOT, 1, deny=Permission.VIEW_CHANNEL))
        self.playground.world.save_channel(channel)

    async def post(self, channel_id: int = seed.GENERAL, *, closes_at: datetime | None = None, **terms: Any) -> Poll:
        """A posted poll by Farid."""
        terms = {"question": "Which film next?", "options": ("Red", "Green", "Blue")} | terms
        poll = await self.polls.create(
            Draft(**terms), guild_id=seed.GUILD, channel_id=channel_id, by=Person(seed.FARID), closes_at=closes_at
        )
        card = poll_card(await self.polls.show(poll.guild_id, poll.id))
        message_id = await self.bot.services.get(Messenger).send(
            poll.guild_id, poll.channel_id, card, f"{poll.id}-card"
        )
        await self.polls.note_posted(poll.guild_id, poll.id, poll.channel_id, message_id)
        return await self.polls.get(poll.guild_id, poll.id)

    async def outdate(self, *polls: Poll) -> None:
        """Have cards show less than there is, as when somebody has voted."""
        async with self.database.transaction() as tx:
            await tx.many("UPDATE polls SET version = version + 1 WHERE id = ?1", [(poll.id,) for poll in polls])
        for poll in polls:
            self.bot.services.get(PollCards).mark(poll)

    async def click(self, member: int, poll: Poll, code: str = "o0") -> Interaction:
        """One click on the poll's card; returns when it is answered, or nobody waits any longer."""
        return await self.use(member, poll.message_id, f"vote:{poll.id}:{poll.edition}:{code}")

    async def use(self, member: int, message: int | None, custom_id: str) -> Interaction:
        """A click on any button; returns as `click` does."""
        request = requests.UseComponent(op="component", n=0, message=message or 0, custom_id=custom_id)
        return await self._opened(self.playground.desk.errands.use_component(member, request))

    async def command(self, member: int, name: str, **options: str) -> int | None:
        """The message that answers a command."""
        return (await self.ask(member, name, **options)).original

    async def ask(self, member: int, name: str, **options: str) -> Interaction:
        """A command; returns as `click` does."""
        [command] = [each for each in self.playground.world.commands(None) if each["name"] == name.split()[0]]
        request = requests.UseCommand(
            op="command", n=0, channel=seed.GENERAL, command=int(command["id"]), name=name, options=options
        )
        return await self._opened(self.playground.desk.errands.use_command(member, request))

    async def send_form(self, member: int, opened: Interaction, **written: str) -> Interaction:
        """Send the form that an interaction opened, with what is written in it; returns as `click` does."""
        assert opened.form
        parts = [part for each in opened.form["components"] if (part := each["component"])["custom_id"] in written]
        components = [
            {"type": part["type"], "custom_id": part["custom_id"], "value": written[part["custom_id"]]}
            for part in parts
        ]
        request = requests.SubmitForm(
            op="modal", n=0, interaction=opened.id, custom_id=opened.form["custom_id"], components=components
        )
        return await self._opened(self.playground.desk.errands.submit_form(member, request))

    async def _opened(self, interaction: Interaction) -> Interaction:
        waiting = self.settled[interaction.id] = asyncio.get_running_loop().create_future()
        async with asyncio.timeout(PATIENCE):
            await waiting
        return interaction

    def told(self, interaction: Interaction) -> str:
        """What the member was answered."""
        if interaction.original is None:
            return ""
        message = self.playground.world.find_message(interaction.original)
        return text(message) if message else ""

    def card(self, poll: Poll) -> str:
        message = self.playground.world.message(poll.channel_id, poll.message_id or 0)
        return text(message) if message else ""

    def results(self, poll: Poll) -> list[Message]:
        """The messages that tell the result of a poll."""
        found = self.playground.world.messages(poll.channel_id)
        return [each for each in found if f"poll-show:{poll.id}" in str(each.components) and each.id != poll.message_id]

    async def until(self, holds: Any) -> None:
        """Wait until something is so."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for happens on another side of the wire
                await asyncio.sleep(0.02)


def text(message: Message) -> str:
    """All texts of a message."""
    return "\n".join([message.content, *_texts(message.components)])


def _texts(components: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for part in components:
        if part["type"] == 10:
            found.append(part["content"])
        found += _texts(part.get("components", []))
    return found


@asynccontextmanager
async def gathered(playground: WatchedPlayground, factory: Factory) -> AsyncIterator[Crowd]:
    """The bot on the playground, ready."""
    made: list[StudyBot] = []

    def make() -> StudyBot:
        made.append(factory())
        return made[-1]

    factory.ready.clear()
    task = asyncio.create_task(run.keep_connected(make, playground.token))
    async with asyncio.timeout(PATIENCE):
        await factory.ready.wait()
    try:
        yield Crowd(playground, factory.database, made[-1])
    finally:
        task.cancel()
        await asyncio.wait({task})


def newcomers(playground: WatchedPlayground, count: int) -> list[int]:
    """New members of the server."""
    made = [playground.world.new_id() for _ in range(count)]
    playground.world.state.members |= {each: Member(each, f"m{each % 10_000}", "student", [], 0) for each in made}
    return made
