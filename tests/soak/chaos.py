"""A Discord that fails by lot: which request goes wrong and how, and what the gateway does to the bot now and then."""

import asyncio
import json
import random
import socket
import struct
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from playground.events import BotPresence, Event, MessageGone
from playground.rest import Rest
from playground.server import Playground
from playground.store import Store
from playground.world import World
from tests.wire.faulty import Handler

RESET, LOST, BROKEN, BROKEN_AFTER, LIMITED, SLOW = "reset", "reset after", "5xx", "5xx after", "429", "slow"
_LOT = ((RESET, 2), (LOST, 2), (BROKEN, 3), (BROKEN_AFTER, 3), (LIMITED, 2), (SLOW, 1))
_STATUSES = (500, 502, 503, 504)
WHIMS = {"drop": 9, "close": 9, "reconnect": 9, "invalid, resumable": 9, "invalid": 1}
"""By how often; after each session that is lost for good the bot waits longer before it asks for another."""


@dataclass(frozen=True)
class Fault:
    """A request that went wrong."""

    number: int
    kind: str
    at: float
    """`time.monotonic()`, as everywhere in a soak."""
    method: str
    path: str
    interaction: int
    """0 for requests that answer none."""

    @property
    def mark(self) -> str:
        """What Discord says of it, so that a log line can be traced to it."""
        return f"soak fault {self.number}."


@dataclass
class Chaos:
    """Draws faults, and keeps them."""

    lot: random.Random
    share: float
    faults: list[Fault] = field(default_factory=list)
    whims: list[tuple[float, str]] = field(default_factory=list)

    def draw(self, request: web.Request, path: str) -> Fault | None:
        """What happens to this request."""
        if self.lot.random() >= self.share:
            return None
        kind = self.lot.choices([name for name, _ in _LOT], [weight for _, weight in _LOT])[0]
        interaction = int(request.match_info.get("interaction_id", 0))
        fault = Fault(len(self.faults), kind, time.monotonic(), request.method, path, interaction)
        self.faults.append(fault)
        return fault

    def counts(self) -> Counter[str]:
        """Faults and whims by kind."""
        return Counter(each.kind for each in self.faults) + Counter(f"gateway: {name}" for _, name in self.whims)


class SoakRest(Rest):
    """Discord's REST API, with faults by lot."""

    chaos: Chaos

    async def respond(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        """One request, as the lot has it."""
        fault = self.chaos.draw(request, path)
        if fault is None:
            return await super().respond(request, path, handler)
        if fault.kind == SLOW:
            await asyncio.sleep(self.chaos.lot.uniform(0.2, 1.5))
            return await super().respond(request, path, handler)
        if fault.kind in (LOST, BROKEN_AFTER):
            await super().respond(request, path, handler)
        if fault.kind in (RESET, LOST):
            _reset(request)
        return self._answer(fault)

    def _answer(self, fault: Fault) -> web.Response:
        wait = round(self.chaos.lot.uniform(0.1, 1.0), 2)
        status = 429 if fault.kind == LIMITED else self.chaos.lot.choice(_STATUSES)
        headers = {"Content-Type": "application/json"}
        body: dict[str, Any] = {"message": fault.mark, "code": 0}
        if status == 429:
            headers |= {"Via": "1.1 google", "Retry-After": str(wait)}
            body |= {"retry_after": wait, "global": False}
        return web.Response(body=json.dumps(body).encode(), status=status, headers=headers)


def _reset(request: web.Request) -> None:
    if request.transport is None:
        return
    connection = request.transport.get_extra_info("socket")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.transport.abort()


class Unsaved(Store):
    """A playground's folder in which only files are kept: the world lives as long as the soak."""

    def watch(self, world: World) -> None:
        """Forget the files of messages that are gone."""
        world.subscribe(self._forget_files)

    def _forget_files(self, event: Event) -> None:
        if isinstance(event, MessageGone):
            for attachment in event.message.attachments:
                self.forget(attachment)


class SoakPlayground(Playground):
    """The playground with chaos in it; knows when the bot was away."""

    rest_kind = SoakRest

    def __init__(self, data: Path, chaos: Chaos) -> None:
        super().__init__(data, 0)
        self.store = Unsaved(data)
        self.uploads.store = self.store
        self.chaos = chaos
        self.away: list[list[float]] = [[time.monotonic(), float("inf")]]
        """From when until when the bot was offline."""
        self.world.subscribe(self._note_presence)

    async def __aenter__(self) -> "SoakPlayground":
        await super().__aenter__()
        assert isinstance(self.rest, SoakRest)
        self.rest.chaos = self.chaos
        return self

    def _note_presence(self, event: Event) -> None:
        if not isinstance(event, BotPresence):
            return
        if event.online:
            self.away[-1][1] = time.monotonic()
        else:
            self.away.append([time.monotonic(), float("inf")])

    def was_away(self, since: float, until: float) -> bool:
        """Whether the bot was offline at any time between two moments."""
        return any(start <= until and end >= since for start, end in self.away)

    def forget_dead_sessions(self) -> None:
        """A process that was killed never comes back to its session."""
        for session in [each for each in self.sessions.sessions.values() if each.connection is None]:
            del self.sessions.sessions[session.id]

    async def whim(self) -> str:
        """Do something to the bot's connection."""
        name = self.chaos.lot.choices([*WHIMS], [*WHIMS.values()])[0]
        self.chaos.whims.append((time.monotonic(), name))
        match name:
            case "drop":
                for connection in list(self.sessions.connections):
                    transport = connection.outbox.socket._req.transport if connection.outbox.socket._req else None
                    if transport is not None:
                        transport.abort()
            case "close":
                await self.sessions.close(4000)
            case "reconnect":
                self.sessions.reconnect()
            case _:
                self.sessions.invalidate(resumable=name != "invalid")
        return name
