"""Outside of servers with the bot: direct messages with it, and places to which its own install takes it along."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from discord.http import Route
from simcord import actors

Slash = Callable[..., Awaitable[Any]]

LOUNGE = 1_400_000_000_000_000_001
"""A server that the bot is no member of, and, one more, a channel there."""
OWN_APPS = 1 << 50
"""The permission to use apps of one's own, so that all see what they answer."""


def in_the_lounge(payload: dict[str, Any]) -> None:
    """What Discord sends of the same in a server without the bot, which grants the bot whatever."""
    guild = {"id": str(LOUNGE), "locale": "en-US", "features": []}
    channel = {**payload["channel"], "id": str(LOUNGE + 1), "guild_id": str(LOUNGE), "name": "lounge"}
    payload["member"]["permissions"] = str(int(payload["member"]["permissions"]) | OWN_APPS)
    owners = {"1": payload["member"]["user"]["id"]}
    payload |= {"guild_id": str(LOUNGE), "guild": guild, "channel": channel, "channel_id": channel["id"]}
    payload |= {"authorizing_integration_owners": owners, "app_permissions": str(2**52 - 1)}


def among_friends(payload: dict[str, Any]) -> None:
    """The same in a channel of a few people, the bot not among them."""
    user = payload.pop("member")["user"]
    for name in ("guild_id", "guild_locale"):
        payload.pop(name)
    channel = {"id": str(LOUNGE + 2), "type": 3, "name": None, "icon": None, "owner_id": user["id"], "recipients": []}
    payload |= {"user": user, "context": 2, "channel": channel, "channel_id": channel["id"]}
    payload |= {"authorizing_integration_owners": {"1": user["id"]}}


def in_direct_messages(payload: dict[str, Any]) -> None:
    """The same in somebody's direct messages with the bot."""
    among_friends(payload)
    channel = {"id": str(LOUNGE + 3), "type": 1, "recipients": [payload["user"]], "last_message_id": None}
    payload |= {"context": 1, "channel": channel, "channel_id": channel["id"]}


PLACES = {"lounge": in_the_lounge, "friends": among_friends}


@contextmanager
def taken_along(monkeypatch: pytest.MonkeyPatch, place: str) -> Iterator[None]:
    """What members of Film Club do meanwhile, they do in that place, where the bot is not."""
    made = actors._interactions.base_payload

    def moved(*args: Any, **more: Any) -> Any:
        record, payload = made(*args, **more)
        if "member" in payload:
            PLACES[place](payload)
            for message in payload["data"].get("resolved", {}).get("messages", {}).values():
                message["channel_id"] = payload["channel_id"]
        return record, payload

    with monkeypatch.context() as patched:
        patched.setattr(actors._interactions, "base_payload", moved)
        yield


def asked_of(monkeypatch: pytest.MonkeyPatch, bot: Any) -> list[str]:
    """Every request of the bot from now on; answers to interactions are sent another way."""
    seen, send = list[str](), bot.http.request

    def noted(route: Route, **more: Any) -> Any:
        seen.append(f"{route.method} {route.path}")
        return send(route, **more)

    monkeypatch.setattr(bot.http, "request", noted)
    return seen
