"""The open pages: each is one member's, is told what that member may see, and asks for what that member does."""

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakValueDictionary

from aiohttp import WSMsgType, web
from pydantic import ValidationError

from playground import clock, requests, security, snowflakes
from playground.company.company import Company
from playground.errands import Errands
from playground.events import (
    BotPresence,
    ChannelGone,
    ChannelRead,
    ChannelSaved,
    CommandsSet,
    CompanySet,
    Event,
    InteractionOpened,
    InteractionSettled,
    Interested,
    MessageGone,
    MessageSaved,
    PaceSet,
    ScheduleGone,
    ScheduleSaved,
    ThreadJoined,
)
from playground.interactions import Callback, Interaction, Interactions, Kind
from playground.model import Json, Message
from playground.payloads import Payloads
from playground.refusals import Refusal
from playground.sockets import GOODBYE, Outbox
from playground.tour import tours_of
from playground.touring import Tours
from playground.uploads import Uploads
from playground.view import View
from playground.world import World

log = logging.getLogger(__name__)

WRONG_SECRET = 4001
HELLO_WITHIN = 10.0
"""Seconds that a socket may stay without saying who it is."""
LARGEST_FRAME = 256 * 1024
"""Bytes; a form's answers are the largest that a page sends."""
STILL_THERE = 5.0
"""Seconds for which whose page is gone counts as played: a page that is loaded anew is gone for a moment."""
NO_RESPONSE = "The application did not respond"


class Seat:
    """One open page and the member it speaks for.

    `since` is the newest id at its opening. As in Discord, private messages live as long as the page that they came
    to: a line that was lost and is back shows them again, a page that is loaded anew does not.
    """

    def __init__(self, outbox: Outbox, member: int, since: int) -> None:
        self.outbox, self.member, self.since = outbox, member, since

    def send(self, op: str, **values: Any) -> None:
        self.outbox.send(json.dumps({"op": op, **values}))


class PageHub:
    """All open pages. `welcome` and `problems` are shown to everybody as they are."""

    def __init__(
        self,
        world: World,
        interactions: Interactions,
        payloads: Payloads,
        uploads: Uploads,
        secret: str,
        welcome: Sequence[Mapping[str, Any]] = (),
        problems: Sequence[str] = (),
        *,
        company: bool = False,
    ) -> None:
        self.world, self.secret = world, secret
        self.welcome, self.problems = list(welcome), list(problems)
        self.view = View(world)
        self.errands = Errands(world, interactions, payloads, self.view, uploads)
        self.seats: set[Seat] = set()
        self._left: dict[int, float] = {}
        self.company = Company(world, self.errands, self.played, welcome=company)
        self.tours, self._offered = Tours(world, self.company), tours_of(self.welcome)
        self._askers: WeakValueDictionary[int, Seat] = WeakValueDictionary()
        world.subscribe(self.on_event)

    # Sockets

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=LARGEST_FRAME, heartbeat=30, timeout=GOODBYE)
        await socket.prepare(request)
        outbox = Outbox(socket)
        seat = await self._welcome_in(request, socket, outbox)
        if seat is not None:
            self.company.visited()
            self.seats.add(seat)
            self._send_state(seat)
            await self._serve(socket, seat)
        await outbox.close()
        return socket

    async def close(self) -> None:
        await self.tours.close()
        await self.company.close()
        await asyncio.gather(*(seat.outbox.close(1001) for seat in list(self.seats)))

    def played(self) -> set[int]:
        """The members whom somebody plays on an open page, or on one that was open until a moment ago."""
        lately = time.monotonic() - STILL_THERE
        return {seat.member for seat in self.seats} | {who for who, when in self._left.items() if when > lately}

    async def _welcome_in(self, request: web.Request, socket: web.WebSocketResponse, outbox: Outbox) -> Seat | None:
        """The browser's cookie has to carry the secret, or the first frame, which also says whom to be."""
        hello = None
        with contextlib.suppress(ValidationError, TimeoutError):
            first = await socket.receive(timeout=HELLO_WITHIN)
            hello = requests.HELLO.validate_json(first.data if first.type is WSMsgType.TEXT else "")
        if hello is None or not security.is_let_in(request, self.secret, hello.secret):
            await outbox.close(WRONG_SECRET, "Wrong secret.")
            return None
        people = [each for each in self.world.state.members.values() if not each.bot]
        newcomer = next((each for each in people if each.about == "student"), people[0])
        member = next((each for each in people if each.id == hello.member), newcomer)
        self.world.direct_channel(member)
        newest = self.world.state.last_id
        return Seat(outbox, member.id, newest if hello.since is None else hello.since)

    async def _serve(self, socket: web.WebSocketResponse, seat: Seat) -> None:
        """Answers each request on its own, so that a slow one holds up no other."""
        try:
            async with asyncio.TaskGroup() as answering:
                async for message in socket:
                    if message.type is WSMsgType.TEXT:
                        answering.create_task(self._answer(seat, message.data))
        finally:
            self.seats.discard(seat)
            self.tours.stop(seat)
            self._left[seat.member] = time.monotonic()

    async def _answer(self, seat: Seat, frame: str) -> None:
        number = _number(frame)
        try:
            answer = await self.run(seat, requests.REQUEST.validate_json(frame))
        except Refusal as refusal:
            seat.send("answer", n=number, ok=False, message=str(refusal))
        except ValidationError as problem:
            log.warning("A page asked for something unknown: %s", problem.errors(include_input=False))
            seat.send("answer", n=number, ok=False, message="This page and the playground do not fit. Reload the page.")
        except Exception:  # the door of the page: whatever fails behind it is told here and written down
            log.exception("A page's request failed")
            seat.send("answer", n=number, ok=False, message="Something went wrong. The log says more.")
        else:
            seat.send("answer", n=number, ok=True, **answer)
            if "member" in answer:
                self._send_state(seat)

    async def run(self, seat: Seat, request: requests.AnyRequest) -> Json:
        if isinstance(request, requests.Become):
            if (member := self.world.state.members.get(request.member)) is None or member.bot:
                raise Refusal("There is no such member.")
            self.world.direct_channel(member)
            seat.member = member.id
            return {"member": str(member.id)}
        if isinstance(request, requests.LetCompany):
            self.company.let(request.on)
            return {}
        if isinstance(request, requests.TakeTour):
            self._take_tour(seat, request)
            return {}
        answer = await self.errands.run(seat.member, request)
        if "interaction" in answer:
            self._askers[int(answer["interaction"])] = seat
        return answer

    def _take_tour(self, seat: Seat, request: requests.TakeTour) -> None:
        match request.do:
            case "start":
                if (tour := self._offered.get(request.offer)) is None:
                    raise Refusal("There is no such tour here.")
                self.tours.start(seat, tour)
            case "go_on":
                self.tours.go_on(seat)
            case "stop":
                self.tours.stop(seat)

    def _send_state(self, seat: Seat) -> None:
        state, member = self.world.state, seat.member
        seat.send(
            "state",
            bot={"id": str(state.bot), "name": self.world.bot.name, "online": self.world.bot_online},
            guild={"id": str(state.guild.id), "name": state.guild.name},
            servers=self.view.servers(),
            me=str(member),
            members=[self.view.member(each) for each in state.members.values()],
            roles=[
                {"id": str(each.id), "name": each.name, "color": f"#{each.color:06x}" if each.color else None}
                for each in state.roles.values()
            ],
            channels=self.view.channels(member),
            commands=self.view.commands(member),
            since=str(seat.since),
            messages=self.view.messages(member, seat.since),
            **self.view.unread(member),
            events=[self.view.scheduled(each, member) for each in state.scheduled.values() if each.is_open],
            problems=self.problems,
            welcome=self._told_welcome(),
            company=self.company.on,
            clock=_told_clock(),
        )

    def _told_welcome(self) -> list[Json]:
        """What a newcomer is offered; of a tour only its number, by which it is started."""
        return [{**each, "tour": at} if at in self._offered else dict(each) for at, each in enumerate(self.welcome)]

    def show_problems(self, problems: Sequence[str]) -> None:
        """Shows these sentences to everybody in place of those before; none takes them away."""
        self.problems = list(problems)
        for seat in self.seats:
            seat.send("problems", problems=self.problems)

    # What happens in the world

    def on_event(self, event: Event) -> None:
        match event:
            case MessageSaved(message, new):
                self._tell_message(message, new)
            case MessageGone(message):
                for seat in self._readers(message):
                    seat.send("message_gone", channel=str(message.channel), id=str(message.id))
            case ChannelSaved(channel):
                for seat in self.seats:
                    if self.world.may_see(seat.member, channel):
                        seat.send("channel", channel=self.view.channel(channel, seat.member))
            case ChannelGone(channel):
                for seat in self.seats:
                    seat.send("channel_gone", id=str(channel.id))
            case ScheduleSaved(scheduled) if scheduled.is_open:
                for seat in self.seats:
                    seat.send("event", event=self.view.scheduled(scheduled, seat.member))
            case ScheduleSaved(scheduled) | ScheduleGone(scheduled):
                for seat in self.seats:
                    seat.send("event_gone", id=str(scheduled.id))
            case Interested(scheduled) if scheduled.is_open:
                for seat in self.seats:
                    seat.send("event", event=self.view.scheduled(scheduled, seat.member))
            case ThreadJoined(thread, member) if self.world.may_see(member, thread):
                for seat in self._of(member):
                    seat.send("channel", channel=self.view.channel(thread, member))
                    seat.send("unread", **self.view.unread(member))
            case CommandsSet():
                for seat in self.seats:
                    seat.send("commands", commands=self.view.commands(seat.member))
            case ChannelRead(member):
                for seat in self._of(member):
                    seat.send("unread", **self.view.unread(member))
            case BotPresence(online):
                for seat in self.seats:
                    seat.send("bot", online=online)
            case CompanySet():
                for seat in self.seats:
                    seat.send("company", on=self.company.on)
            case PaceSet():
                for seat in self.seats:
                    seat.send("clock", clock=_told_clock())
            case InteractionOpened(interaction):
                self._tell_interaction(interaction, "sent")
            case InteractionSettled(interaction, state):
                self._tell_interaction(interaction, state)

    def _of(self, member: int) -> list[Seat]:
        return [seat for seat in self.seats if seat.member == member]

    def _readers(self, message: Message) -> list[Seat]:
        return [seat for seat in self.seats if self.world.may_read(seat.member, message)]

    def _tell_message(self, message: Message, new: bool) -> None:
        readers = [each for each in self._readers(message) if message.reader is None or message.id > each.since]
        shown = self.view.message(message) if readers else {}
        for seat in readers:
            seat.send("message", message=shown)
            if new and message.reader is None and message.author != seat.member:
                seat.send("unread", **self.view.unread(seat.member))

    def _tell_interaction(self, interaction: Interaction, state: str) -> None:
        if interaction.kind is Kind.AUTOCOMPLETE:
            return
        for seat in self._of(interaction.member):
            seat.send(
                "interaction",
                id=str(interaction.id),
                channel=str(interaction.channel),
                state=state,
                command=interaction.command,
                source=str(interaction.source) if interaction.source else None,
                message=NO_RESPONSE if state == "failed" else None,
            )
        if state == "done" and interaction.callback is Callback.FORM:
            self._open_form(interaction)

    def _open_form(self, interaction: Interaction) -> None:
        """A form opens on the page that asked for it, not on others of the same member."""
        asker = self._askers.get(interaction.id)
        for seat in self._of(interaction.member):
            if asker in (None, seat) or asker not in self.seats:
                seat.send("modal", interaction=str(interaction.id), modal=self.view.form(interaction))


def _told_clock() -> Json:
    return {"now": snowflakes.now(), "times": clock.PACE.times}


def _number(frame: str) -> int | None:
    """The number of a request that could not be understood as a whole."""
    try:
        number = json.loads(frame).get("n")
    except (ValueError, AttributeError):
        return None
    return number if isinstance(number, int) else None
