"""One REST request as its handler sees it, and what it may look up on the way."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from playground.checks.body import Problem, refuse
from playground.interactions import Interactions
from playground.model import Channel, Json, Member, Message
from playground.payloads import Payloads
from playground.permissions import Permission
from playground.refusals import ApiRefusal, Refused
from playground.store import Store
from playground.world import World

NOTHING = Permission(0)


class Upload(NamedTuple):
    """A file of a multipart body; `number` is the N of its part `files[N]`."""

    number: int
    name: str
    content: bytes


@dataclass(frozen=True)
class Services:
    """What handlers work with."""

    world: World
    interactions: Interactions
    payloads: Payloads
    store: Store
    gateway: str


@dataclass(frozen=True)
class Call:
    services: Services
    params: Mapping[str, str]
    """The variable parts of the path."""
    query: Mapping[str, str]
    body: Any = None
    uploads: list[Upload] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.services.world

    @property
    def payloads(self) -> Payloads:
        return self.services.payloads

    @property
    def sent_flags(self) -> int:
        """The flags of the message in the body, before anything of it is checked."""
        body = self.body if isinstance(self.body, dict) else {}
        data = body["data"] if isinstance(body.get("data"), dict) else body
        return data["flags"] if isinstance(data.get("flags"), int) else 0

    def id(self, name: str) -> int:
        """A variable of the path that is an id."""
        value = self.params[name]
        if not (value.isascii() and value.isdigit()):
            refuse([Problem((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')])
        return int(value)

    def number(self, name: str, default: int) -> int:
        """A number of the query."""
        value = self.query.get(name, str(default))
        if not (value.isascii() and value.isdigit()):
            refuse([Problem((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')])
        return int(value)

    # Lookups that refuse as Discord does

    def guild(self, elsewhere: Refused = Refused.MISSING_ACCESS) -> int:
        """The server of the path; `elsewhere`: how one is refused that there is, but that the bot is not in."""
        state, wanted = self.world.state, self.id("guild_id")
        if wanted != state.guild.id:
            is_there = state.elsewhere is not None and wanted == state.elsewhere.id
            raise ApiRefusal(elsewhere if is_there else Refused.UNKNOWN_GUILD)
        return wanted

    def member(self) -> Member:
        found = self.world.state.members.get(self.id("user_id"))
        if found is None:
            raise ApiRefusal(Refused.UNKNOWN_MEMBER)
        return found

    def channel(self, needed: Permission = NOTHING) -> Channel:
        """The path's channel, if the bot sees it and has the permissions needed there."""
        found = self.world.state.channels.get(self.id("channel_id"))
        if found is None:
            raise ApiRefusal(Refused.UNKNOWN_CHANNEL)
        granted = self.world.permissions(self.world.state.bot, found)
        if Permission.VIEW_CHANNEL not in granted:
            raise ApiRefusal(Refused.MISSING_ACCESS)
        if needed not in granted:
            raise ApiRefusal(Refused.MISSING_PERMISSIONS)
        return found

    def message(self, channel: Channel) -> Message:
        """The path's message; ephemeral ones are unknown to everyone but their own token."""
        found = self.world.message(channel.id, self.id("message_id"))
        if found is None or found.reader is not None:
            raise ApiRefusal(Refused.UNKNOWN_MESSAGE)
        return found


class Created(NamedTuple):
    """An answer with status 201."""

    body: Json


Handler = Callable[[Call], Awaitable[Json | list[Json] | Created | None]]
"""What it returns is answered as JSON with 200; None as 204."""
Routes = dict[str, Handler]
"""By method and path: `GET /channels/{channel_id}`."""
