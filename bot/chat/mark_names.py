"""Taking what members write: the one door at which Discord's marks in it get the names they have at that moment."""

from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chat.inputs import entities_of, is_id
from bot.chat.marks import Name, readable

_STRING = 3
"""The type of an option of a command that holds text."""


def with_names(interaction: discord.Interaction[Any], text: str) -> str:
    """The text as it is kept and shown: marks in words, times left to Discord."""
    return readable(text, names_in(interaction)) if "<" in text else text


def take_options(interaction: discord.Interaction[Any]) -> None:
    """Read the texts of a command's options so, before anything else reads them; what is still being typed stays."""
    if interaction.type is discord.InteractionType.application_command:
        for option in _texts((interaction.data or {}).get("options", ())):
            option["value"] = with_names(interaction, option["value"])


def names_in(interaction: discord.Interaction[Any]) -> Name:
    """How people, roles and channels are called, as far as the interaction and the server's own lists tell.

    No one is asked for: members are not kept in memory, so that somebody whose name did not come along stays unnamed.
    """
    came = {kind: entities_of(interaction, kind) for kind in ("users", "members", "roles", "channels", "messages")}
    guild = interaction.guild
    members = dict(_members(came))

    def name(sign: str, named: int) -> str | None:
        if sign == "@":
            known = interaction.user if interaction.user.id == named else guild and guild.get_member(named)
            return _clean(members.get(named) or (known.display_name if known else None))
        known = came["roles" if sign == "@&" else "channels"].get(str(named))
        if known:
            return _clean(known.get("name"))
        found = guild and (guild.get_role(named) if sign == "@&" else guild.get_channel_or_thread(named))
        return _clean(found.name) if found else None

    return name


def _texts(options: Any) -> Iterator[Any]:
    """Wherever they stand: what a menu came with, or stands beside a subcommand, was held against nothing before."""
    for option in options if isinstance(options, list) else ():
        if not isinstance(option, dict):
            continue
        if option.get("type") == _STRING and isinstance(option.get("value"), str):
            yield option
        yield from _texts(option.get("options", ()))


def _members(came: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[int, str | None]]:
    """Everybody who came along: with an option, or mentioned in a message that a menu was used on, or in what that
    message forwards.
    """
    for user_id, user in came["users"].items():
        if is_id(user_id):
            yield int(user_id), _called(user, came["members"].get(user_id))
    for message in came["messages"].values():
        forwarded = [each.get("message", {}) for each in message.get("message_snapshots") or ()]
        for user in (user for each in (message, *forwarded) for user in each.get("mentions") or ()):
            yield int(user["id"]), _called(user, user.get("member"))


def _called(user: Mapping[str, Any], member: Mapping[str, Any] | None) -> str | None:
    return (member or {}).get("nick") or user.get("global_name") or user.get("username")


def _clean(name: str | None) -> str | None:
    """A name within somebody's text: in one line, without what cannot be seen or would part options."""
    seen = "".join(sign for sign in name or "" if sign.isprintable() or sign == "\u200d")
    return " ".join(seen.split()).replace("|", "¦") or None
