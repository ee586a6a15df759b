"""Interactions that discord.py cannot read: as much of each as an answer needs, its id and its token."""

from typing import Any

import discord
from discord.app_commands import Namespace
from discord.state import ConnectionState

from bot.chat.limits import LARGEST_ID

KINDS = {2: "command", 3: "control", 4: "autocomplete", 5: "form"}
COMMAND = 2
CONTROL, BUTTON = 3, 2


def check(data: Any) -> None:
    """Raise where something is missing that discord.py does without and this bot does not."""
    guild_id = int(data.get("guild_id") or 0)
    user = data["member"]["user"] if guild_id else data["user"]
    channel = data.get("channel") or {}
    if not all(0 <= int(each) <= LARGEST_ID for each in (data["id"], user["id"], guild_id, channel.get("id") or 0)):
        raise ValueError("not an id")
    if not isinstance(data["token"], str) or not isinstance(data.get("message", {}).get("flags", 0), int):
        raise TypeError("no token, or no flags of the message")
    if data["type"] in KINDS and not isinstance(data["data"], dict):
        raise TypeError("no data")


def spare(data: Any) -> None:
    """Leave out what nobody asks of a clicked message, as reading it is a tenth of a vote's cost.

    What it shows is asked only where a select was used, which is held against what it was drawn with.
    """
    if data["type"] != CONTROL or "message" not in data:
        return
    data["message"].pop("interaction_metadata", None)
    if data["data"].get("component_type") == BUTTON:
        data["message"].pop("components", None)


def plain_channel(data: Any) -> dict[str, Any]:
    """What an interaction says of its channel as if it were one of the plainest kind: all that is asked of it here."""
    told = data["channel"]
    kind = discord.ChannelType.text if data.get("guild_id") else discord.ChannelType.private
    return {"id": told["id"], "type": kind.value, "name": str(told.get("name") or ""), "position": 0}


def reads(interaction: discord.Interaction[Any], resolved: Any, options: Any) -> bool:
    """Whether discord.py can read what came with a command: the things that it names, and its options."""
    try:
        Namespace(interaction, resolved, options)
    except Exception:  # noqa: BLE001 - whatever reading raises
        return False
    return True


def bare(state: ConnectionState[Any], data: Any) -> discord.Interaction | None:
    """The interaction with what its answer needs and nothing else; None where not even that came."""
    try:
        kind, given = data.get("type"), data.get("data")
        payload: Any = {
            "id": int(data["id"]),
            "type": kind if isinstance(kind, int) and kind in KINDS else COMMAND,
            "token": data["token"],
            "data": given if isinstance(given, dict) else {},
            "application_id": state.application_id,
            "version": 1,
            "attachment_size_limit": 0,
        }
        return discord.Interaction(data=payload, state=state) if isinstance(data["token"], str) else None
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
