"""`/settings`: what this server has set."""

from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.chat.answer import answer_card
from bot.chat.times import zones
from bot.guilds.cards import settings_card
from bot.guilds.people import guild_of, person, settings_of
from bot.guilds.service import Guilds

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


async def set_up(bot: "StudyBot") -> None:
    """Add the commands to the bot."""
    await bot.add_cog(SettingsCommands(bot.services.get(Guilds)))


class SettingsCommands(commands.GroupCog, group_name="settings", group_description="What this server has set."):
    """Showing and changing the settings of a server."""

    def __init__(self, guilds: Guilds) -> None:
        self._guilds = guilds

    @app_commands.command(description="Show what this server has set.")
    async def show(self, interaction: "StudyInteraction") -> None:
        """The settings card."""
        await answer_card(interaction, settings_card(await settings_of(interaction)))

    @app_commands.command(name="set", description="Change settings; give at least one.", extras={"moderators": True})
    @app_commands.describe(
        discussion_channel="Where group viewings and reminders go",
        facilitator_role="Who may lead a group viewing; everyone while not set",
        moderator_role="Who may do what moderators may, besides Manage Server",
        poll_creators="Who may create polls; everyone while not set",
        time_zone="The zone in which times are read, such as Europe/Berlin",
        default_results="When results of new polls are seen",
    )
    async def change(
        self,
        interaction: "StudyInteraction",
        discussion_channel: discord.TextChannel | None = None,
        facilitator_role: discord.Role | None = None,
        moderator_role: discord.Role | None = None,
        poll_creators: discord.Role | None = None,
        time_zone: str | None = None,
        default_results: Literal["live", "after_vote", "after_close"] | None = None,
    ) -> None:
        """Change what is given; answers with all settings."""
        given = {
            "discussion_channel": discussion_channel and discussion_channel.id,
            "facilitator_role": facilitator_role and facilitator_role.id,
            "moderator_role": moderator_role and moderator_role.id,
            "poll_creators": poll_creators and poll_creators.id,
            "time_zone": time_zone,
            "default_results": default_results,
        }
        changes = {name: value for name, value in given.items() if value is not None}
        changed = await self._guilds.change(guild_of(interaction), person(interaction), **changes)
        await answer_card(interaction, settings_card(changed))

    @change.autocomplete("time_zone")
    async def offer_zones(self, _: "StudyInteraction", typed: str) -> list[app_commands.Choice[str]]:
        """Zones whose city begins so, then those that hold what was typed."""
        wanted = typed.strip().casefold().replace(" ", "_")
        holding = [name for key, name in zones().items() if wanted in key]
        holding.sort(key=lambda name: not name.rpartition("/")[2].casefold().startswith(wanted))
        return [app_commands.Choice(name=name, value=name) for name in holding[:25]]
