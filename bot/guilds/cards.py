"""The card of `/settings show`, and the lines about settings that went wrong."""

from collections.abc import Mapping
from datetime import datetime

from discord import ui

from bot.chat.cards import Card, heading
from bot.chat.text import plain
from bot.guilds.rules import GuildSettings
from bot.guilds.zones.finding import is_lost, shown_now

RESULTS = {"live": "live", "after_vote": "after your own vote", "after_close": "after close"}
LABELS = {
    "discussion_channel": "Discussion channel",
    "facilitator_role": "Who may lead a group viewing",
    "moderator_role": "Moderators",
    "poll_creators": "Who may create polls",
    "time_zone": "Time zone",
    "default_results": "Results of new polls are seen",
    "moderators_channel": "Where moderators hear of reported mistakes",
}


def settings_card(settings: GuildSettings, troubles: Mapping[str, str], now: datetime) -> Card:
    """Everything that a server has set, each with what holds where nothing is set, and with what is wrong with it."""
    values = {
        "discussion_channel": _channel(settings.discussion_channel, "where the command is used"),
        "facilitator_role": _role(settings.facilitator_role, "everyone"),
        "moderator_role": _role(settings.moderator_role, "members with Manage Server"),
        "poll_creators": _role(settings.poll_creators, "everyone"),
        "time_zone": _zone(settings.time_zone, now),
        "default_results": RESULTS[settings.default_results],
        "moderators_channel": _channel(settings.moderators_channel, "nowhere; `/pack info` shows them"),
    }
    lines = [
        f"**{LABELS[name]}:** {value}" + (f"\n-# ⚠ {trouble_words(name, troubles[name])}" if name in troubles else "")
        for name, value in values.items()
    ]
    return Card(
        heading("Settings", "Moderators change them with /settings set, and take them back with /settings reset"),
        ui.TextDisplay("\n".join(lines)),
    )


def trouble_words(name: str, trouble: str) -> str:
    """What is wrong with a setting, and what mends it."""
    mend = f"`/settings set {name}:` sets another, `/settings reset what: {name}` sets none"
    return f"{trouble[0].upper()}{trouble[1:]}. {mend}."


def trouble_lines(troubles: Mapping[str, str]) -> list[str]:
    """The same for a list elsewhere, where the setting has to be named."""
    return [f"**{LABELS[name]}:** {trouble_words(name, trouble)}" for name, trouble in troubles.items()]


def _zone(zone: str, now: datetime) -> str:
    return plain(zone) if is_lost(zone) else f"{plain(zone)} · {shown_now(zone, now)} now"


def _role(role: int | None, otherwise: str) -> str:
    return f"<@&{role}>" if role else otherwise


def _channel(channel: int | None, otherwise: str) -> str:
    return f"<#{channel}>" if channel else otherwise
