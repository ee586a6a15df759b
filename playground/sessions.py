"""A client's session on the gateway, and the WebSocket that carries it at the moment."""

import asyncio
import json
import secrets
from collections import deque
from enum import IntEnum, IntFlag
from typing import Any

from aiohttp import web

from playground.model import Json
from playground.sockets import Outbox

KEPT_FOR_RESUME = 1000
"""Events a session keeps for a client that comes back."""


class Opcode(IntEnum):
    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE_STATE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDS = 31


class Intent(IntFlag):
    """The intents that make a difference here."""

    GUILDS = 1 << 0
    GUILD_MESSAGES = 1 << 9
    DIRECT_MESSAGES = 1 << 12
    MESSAGE_CONTENT = 1 << 15
    SCHEDULED_EVENTS = 1 << 16


class Session:
    """What a client's READY began, and what outlives a lost connection."""

    def __init__(self, intents: Intent, shard: tuple[int, int]) -> None:
        self.id = secrets.token_hex(16)
        self.intents, self.shard = intents, shard
        self.sequence = 0
        self.replay: deque[tuple[int, str]] = deque(maxlen=KEPT_FOR_RESUME)
        self.connection: Connection | None = None

    def owns(self, guild: int | None) -> bool:
        """Whether events of a guild (None: of direct channels) come on this session's shard."""
        number, count = self.shard
        return ((guild >> 22) % count if guild else 0) == number

    def dispatch(self, name: str, data: Json) -> None:
        self.sequence += 1
        frame = _frame(Opcode.DISPATCH, data, name, self.sequence)
        self.replay.append((self.sequence, frame))
        if self.connection:
            self.connection.outbox.send(frame)


class Connection:
    """One WebSocket of a client."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.outbox = Outbox(socket)
        self.session: Session | None = None
        self.last_beat = asyncio.get_running_loop().time()

    def send(self, opcode: Opcode, data: Any = None) -> None:
        self.outbox.send(_frame(opcode, data))


def _frame(opcode: Opcode, data: Any, name: str | None = None, sequence: int | None = None) -> str:
    return json.dumps({"op": opcode, "d": data, "t": name, "s": sequence})
