"""A playground whose gateway streams thousands of servers beside its own, as a busy bot sees them at its start."""

import asyncio
import json
from collections.abc import Iterable
from typing import Any

from playground.gateway import Gateway
from playground.model import Guild
from playground.server import Playground
from playground.sessions import Connection, Session

CATEGORIES, CHANNELS, ROLES, EMOJIS = 3, 17, 10, 25
"""What each server has: no large one. Discord sends emojis whatever was asked for; both bots pass over them."""
_SERVER = "######"


def _id(number: int) -> str:
    return f"11{_SERVER}{number:010}"


def template(guild: dict[str, Any]) -> str:
    """A frame for one server, made of the playground's own; ###### stands for the number of the server."""
    everyone, text = guild["roles"][0], guild["channels"][0]
    roles = [everyone | {"id": _id(0)}]
    roles += [everyone | {"id": _id(n), "name": f"Role number {n}", "position": n} for n in range(1, ROLES)]
    overwrites = [{"id": _id(n), "type": 0, "allow": "1024", "deny": "0"} for n in range(2)]
    places = {"guild_id": _id(0), "permission_overwrites": overwrites, "last_message_id": _id(99)}
    channels = [
        text | places | {"id": _id(100 + n), "type": 4 if n < CATEGORIES else 0, "name": f"channel-number-{n}",
                         "topic": f"What is talked about in channel {n} of server {_SERVER}", "position": n,
                         "parent_id": None if n < CATEGORIES else _id(100 + n % CATEGORIES)}
        for n in range(CATEGORIES + CHANNELS)
    ]  # fmt: skip
    emojis = [
        {"id": _id(200 + n), "name": f"emoji_{n}", "roles": [], "require_colons": True, "managed": False,
         "animated": False, "available": True}
        for n in range(EMOJIS)
    ]  # fmt: skip
    server = {"id": _id(0), "name": f"A server of friends, {_SERVER}", "channels": channels, "roles": roles}
    data = guild | server | {"emojis": emojis, "threads": [], "owner_id": _id(300)}
    return json.dumps({"op": 0, "t": "GUILD_CREATE", "s": 2, "d": data})


class CrowdedGateway(Gateway):
    """After READY come the servers, as fast as they are read."""

    more = 0

    def to_come(self, mine: Iterable[Guild]) -> Iterable[str]:
        """Those that are streamed too."""
        return [*super().to_come(mine), *(_id(0).replace(_SERVER, f"{number:06}") for number in range(self.more))]

    async def _identify(self, connection: Connection, data: Any) -> None:
        await super()._identify(connection, data)
        if connection.session and self.more:
            self._streaming = asyncio.create_task(self._stream(connection, connection.session))

    async def _stream(self, connection: Connection, session: Session) -> None:
        del session
        frame = template(self.payloads.guild_create(self.world.state.guild, with_events=False))
        for number in range(self.more):
            await connection.outbox.socket.send_str(frame.replace(_SERVER, f"{number:06}"))


def crowded(servers: int) -> type[Playground]:
    """A playground with so many servers."""
    gateway = type("OneGateway", (CrowdedGateway,), {"more": servers - 1})
    return type("CrowdedPlayground", (Playground,), {"gateway_kind": gateway})
