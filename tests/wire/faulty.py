"""A playground that can be told to fail, and the real bot made for it."""

import asyncio
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.app import make_bot
from bot.chat.client import StudyBot
from bot.database import Database
from bot.operations.vitals import Vitals
from bot.packs.shelf.shelves import Shelves
from playground.gateway import Gateway
from playground.rest import Rest
from playground.server import Playground
from playground.sessions import Connection, Intent, Opcode, Session
from tests.samples import ants, bees

Handler = Callable[..., Any]


@dataclass
class Fault:
    """What happens to requests whose route has this text, the first `times` times."""

    route: str
    times: int
    status: int = 0
    """The status to answer with; 0 resets the connection."""
    after: bool = False
    """Whether the request is carried out before the fault."""
    hangs: float = 0.0
    """Seconds that pass before anything happens."""
    lingers: float = 0.0
    """Seconds that pass once the request was carried out."""
    method: str = ""
    """Of the requests that are meant; empty for all."""
    seen: int = field(default=0)


class FaultyRest(Rest):
    """Discord's REST API on a bad day."""

    faults: list[Fault]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.faults = []

    async def respond(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        for fault in self.faults:
            meant = fault.route in path and fault.method in ("", request.method)
            if meant and fault.seen < fault.times:
                fault.seen += 1
                await asyncio.sleep(fault.hangs)
                if fault.after:
                    await super().respond(request, path, handler)
                await asyncio.sleep(fault.lingers)
                if fault.status:
                    return web.json_response({"message": "fault", "code": 0}, status=fault.status)
                _reset(request)
        return await super().respond(request, path, handler)


def _reset(request: web.Request) -> None:
    assert request.transport is not None
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


class FaultyGateway(Gateway):
    """Discord's gateway on a bad day; notes who asks for sessions."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.refusals = 0
        """Handshakes still to be refused."""
        self.acknowledges = True
        self.unacknowledged = 0
        self.fatal = 0
        """The code to close with whoever asks for a session; 0 for none."""
        self.asked: list[Opcode] = []
        """IDENTIFY and RESUME, in the order they came."""
        self.plays_back = 0
        """Events that whoever resumes gets once more, though it has them."""
        self.withholds = False
        """Whether servers stay unavailable after a connect."""
        self._transports: set[asyncio.Transport] = set()

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        if self.refusals:
            self.refusals -= 1
            raise web.HTTPServiceUnavailable
        assert isinstance(request.transport, asyncio.Transport)
        self._transports.add(request.transport)
        return await super().handle(request)

    async def command(self, connection: Connection, opcode: int, data: Any) -> None:
        if opcode == Opcode.HEARTBEAT and not self.acknowledges:
            self.unacknowledged += 1
            connection.last_beat = asyncio.get_running_loop().time()
            return
        if opcode in (Opcode.IDENTIFY, Opcode.RESUME):
            self.asked.append(Opcode(opcode))
            if self.fatal:
                await connection.outbox.close(self.fatal)
                return
        if opcode == Opcode.RESUME:
            data = data | {"seq": max(data["seq"] - self.plays_back, 0)}
        await super().command(connection, opcode, data)

    def _ready(self, session: Session) -> None:
        intents = session.intents
        if self.withholds:
            session.intents = intents & ~Intent.GUILDS
        super()._ready(session)
        session.intents = intents

    def outage(self) -> None:
        """The server is out of reach."""
        for session in self.sessions.values():
            session.dispatch("GUILD_DELETE", {"id": str(self.world.state.guild.id), "unavailable": True})

    def restore(self) -> None:
        """It is back."""
        for session in self.sessions.values():
            with_events = Intent.SCHEDULED_EVENTS in session.intents
            guild = self.payloads.guild_create(self.world.state.guild, with_events=with_events)
            session.dispatch("GUILD_CREATE", guild)

    def drop(self) -> None:
        """Cut every connection without a word, at once."""
        for transport in self._transports:
            transport.abort()
        self._transports.clear()
        for session in self.sessions.values():
            session.connection = None


class FaultyPlayground(Playground):
    """A playground whose faults are set by tests."""

    rest_kind = FaultyRest
    gateway_kind = FaultyGateway

    @property
    def faulty(self) -> FaultyGateway:
        assert isinstance(self.sessions, FaultyGateway)
        return self.sessions

    def fail(self, route: str, times: int = 1, **how: Any) -> Fault:
        assert isinstance(self.rest, FaultyRest)
        fault = Fault(route, times, **how)
        self.rest.faults.append(fault)
        return fault


class Factory:
    """Makes the bot as it is composed for real; `ready` tells that the latest one is."""

    def __init__(self, database: Database, make: Callable[..., StudyBot] = make_bot) -> None:
        self.database = database
        self.make = make
        self.ready = asyncio.Event()
        self.vitals = Vitals()

    def __call__(self) -> StudyBot:
        bot = self.make(self.database, Shelves([bees(), ants()]), vitals=self.vitals)
        self.ready.clear()

        @bot.listen("on_ready")
        async def _note() -> None:
            self.ready.set()

        return bot
