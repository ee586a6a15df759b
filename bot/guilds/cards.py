"""The card of `/settings show`."""

from discord import ui

from bot.chat.cards import Card, heading
from bot.chat.text import plain
from bot.guilds.rules import GuildSettings

RESULTS = {"live": "live", "after_vote": "after one's own vote", "after_close": "after close"}


def settings_card(settings: GuildSettings) -> Card:
    """Everything that a server has set, each with what holds where nothing is set."""
    lines = [
        f"**Discussion channel:** {_channel(settings.discussion_channel, 'where the command is used')}",
        f"**Who may lead a group viewing:** {_role(settings.facilitator_role, 'everyone')}",
        f"**Moderators:** {_role(settings.moderator_role, 'members with Manage Server')}",
        f"**Who may create polls:** {_role(settings.poll_creators, 'everyone')}",
        f"**Time zone:** {plain(settings.time_zone)}",
        f"**Results of new polls are seen:** {RESULTS[settings.default_results]}",
    ]
    return Card(
        heading("Settings", "Moderators change them with /settings set"),
        ui.TextDisplay("\n".join(lines)),
    )


def _role(role: int | None, otherwise: str) -> str:
    return f"<@&{role}>" if role else otherwise


def _channel(channel: int | None, otherwise: str) -> str:
    return f"<#{channel}>" if channel else otherwise
