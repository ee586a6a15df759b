"""Who acts, as the rules see them; asked anew at every step, because rights change meanwhile."""

from typing import TYPE_CHECKING

import discord

from bot.errors import Refusal
from bot.guilds.rules import GuildSettings, Person
from bot.guilds.service import Guilds

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

NAMES = 50
"""Members whose names a file looks up; of more it gives the ids."""


def person(interaction: discord.Interaction) -> Person:
    """Who pressed or typed this, with the roles and rights that Discord sent along."""
    user = interaction.user
    roles = frozenset(role.id for role in user.roles) if isinstance(user, discord.Member) else frozenset()
    return Person(user.id, roles, interaction.permissions.manage_guild)


def guild_of(interaction: discord.Interaction) -> int:
    """The server this happens in; raises Refusal outside of servers."""
    if interaction.guild_id is None:
        raise Refusal("This works in a server only.")
    return interaction.guild_id


async def settings_of(interaction: "StudyInteraction") -> GuildSettings:
    """What the server where this happens has set."""
    return await interaction.client.services.get(Guilds).settings(guild_of(interaction))


async def names_of(interaction: discord.Interaction, members: set[int]) -> dict[int, str]:
    """How members are called here; whoever has left, or cannot be asked for, is missing."""
    found: dict[int, str] = {}
    assert interaction.guild is not None
    for member_id in sorted(members)[:NAMES]:
        try:
            found[member_id] = (await interaction.guild.fetch_member(member_id)).display_name
        except discord.HTTPException:
            continue
    return found
