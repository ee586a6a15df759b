"""Who acts, as the rules see them; asked anew at every step, because rights change meanwhile."""

import discord

from bot.chat.client import StudyInteraction
from bot.chat.place import server_of, server_or_none
from bot.guilds.rules import ROLES, GuildSettings, Member, Person, Reserved, gone_words
from bot.guilds.service import Guilds
from bot.guilds.zones.finding import is_lost

TO_POST = ("view_channel", "send_messages")
"""What the bot must be allowed in a channel before it can tell moderators something there."""
NAMES = 50
"""Members whose names a file looks up; of more it gives the ids."""


def member_of(interaction: discord.Interaction) -> Member:
    """Who pressed or typed this, with the roles and rights that Discord sent along; outside of servers none."""
    user = interaction.user
    if server_or_none(interaction) is None:
        return Member(user.id, frozenset(), manages_guild=False)
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    return Member(user.id, roles, interaction.permissions.manage_guild)


def guild_of(interaction: discord.Interaction) -> int:
    """The server this happens in; raises Refusal where the bot is in none."""
    return server_of(interaction)


async def settings_of(interaction: StudyInteraction) -> GuildSettings:
    """What the server where this happens has set; outside of servers what holds where nothing is set."""
    guild_id = server_or_none(interaction)
    return GuildSettings() if guild_id is None else await interaction.client.services.get(Guilds).settings(guild_id)


async def person_of(interaction: StudyInteraction, begins: Reserved) -> Person:
    """Who acts, by what they may at this moment; `begins` is the setting that says who may begin such a thing."""
    settings, who = await settings_of(interaction), member_of(interaction)
    why = roles_gone(interaction, settings, begins, "moderator_role")
    return Person(who.id, who.is_moderator(settings), who.may(begins, settings), why)


def gone_of(guild: discord.Guild | None, settings: GuildSettings) -> list[str]:
    """The settings that name a role or a channel which was deleted; none while the server is out of sight."""
    if guild is None or guild.get_role(guild.id) is None:  # every server that is in sight has @everyone
        return []
    return settings.gone(guild.get_role, guild.get_channel)


def roles_gone(interaction: discord.Interaction, settings: GuildSettings, *names: str) -> str:
    """Which of these roles of the settings were deleted, in words for who is refused without them; empty for none."""
    return gone_words(name for name in gone_of(interaction.guild, settings) if name in names)


def lacking_to_post(channel: discord.abc.GuildChannel) -> list[str]:
    """The names of the permissions without which the bot cannot post in a channel."""
    granted = channel.permissions_for(channel.guild.me)
    return [name.replace("_", " ").title() for name in TO_POST if not getattr(granted, name)]


def troubles(guild: discord.Guild | None, settings: GuildSettings) -> dict[str, str]:
    """What is wrong with settings, by their names: what they name is gone, closed to the bot, or not known here."""
    gone = gone_of(guild, settings)
    found = {name: f"this {'role' if name in ROLES else 'channel'} was deleted" for name in gone}
    channel = guild.get_channel(settings.moderators_channel) if guild and settings.moderators_channel else None
    if channel and (lacks := lacking_to_post(channel)):
        found["moderators_channel"] = f"I may not post there; I lack {' and '.join(f'**{name}**' for name in lacks)}"
    if is_lost(settings.time_zone):
        found["time_zone"] = "this zone is not known where I run, so times of day cannot be read"
    return found


async def names_of(interaction: discord.Interaction, members: set[int]) -> dict[int, str]:
    """How members of this server are called; whoever has left, or cannot be asked for, is missing."""
    found: dict[int, str] = {}
    guild = interaction.guild
    if guild is None:
        return found
    for member_id in sorted(members)[:NAMES]:
        try:
            found[member_id] = (await guild.fetch_member(member_id)).display_name
        except discord.HTTPException:
            continue
    return found
