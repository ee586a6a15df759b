"""Whom a message names: users, roles, everyone, as far as its author may and `allowed_mentions` lets it."""

import re
from collections.abc import Iterable

from playground.checks.messages import Mentions
from playground.checks.tree import TEXT_DISPLAY, walk
from playground.model import Message
from playground.permissions import Permission
from playground.world import World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(?:everyone|here)\b")


def take_in(world: World, message: Message, allowed: Mentions | None) -> None:
    """Notes on a message whom its content and its text displays name; without `allowed` all that are named."""
    texts = [message.content]
    texts += [each["content"] for _, each in walk(message.components) if each["type"] == TEXT_DISPLAY]
    text = "\n".join(texts)
    parse, users, roles = (
        (("users", "roles", "everyone"), [], []) if allowed is None else (allowed.parse, allowed.users, allowed.roles)
    )
    channel = world.state.channels[message.channel]
    # No role here can be mentioned by everybody, so that roles take the same right as @everyone.
    widely = Permission.MENTION_EVERYONE in world.permissions(message.author, channel)
    message.mentions = [
        each for each in _ids(_USER, text) if each in world.state.members and ("users" in parse or each in users)
    ]
    message.mention_roles = [
        each
        for each in _ids(_ROLE, text)
        if widely and not channel.elsewhere and each in world.state.roles and ("roles" in parse or each in roles)
    ]
    message.mention_everyone = widely and "everyone" in parse and bool(_EVERYONE.search(text))


def _ids(pattern: re.Pattern[str], text: str) -> Iterable[int]:
    return (int(each) for each in dict.fromkeys(pattern.findall(text)))
