"""`/settings`: what this server has set."""

from typing import Any, Literal

import discord
from discord import app_commands
from discord.app_commands import AppCommandChannel
from discord.ext import commands

from bot import clock
from bot.chat.answer import answer_card
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.place import for_servers
from bot.chat.text import plain
from bot.errors import Refusal
from bot.guilds.cards import settings_card
from bot.guilds.people import guild_of, lacking_to_post, member_of, roles_gone, settings_of, troubles
from bot.guilds.rules import GuildSettings, Setting, role_to_keep
from bot.guilds.service import ONLY_MODERATORS, Guilds
from bot.guilds.zones.finding import suggested

MODERATORS = {"moderators": True}


async def set_up(bot: StudyBot) -> None:
    """Add the commands to the bot."""
    await bot.add_cog(SettingsCommands(bot.services.get(Guilds)))


class Watchable(app_commands.Transformer):
    """A channel in which groups can watch: of texts, of announcements, or a forum; none of media."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """What Discord lets members choose from."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Of those, these."""
        return [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]

    async def transform(self, interaction: discord.Interaction[Any], value: Any, /) -> AppCommandChannel:
        """The channel as Discord names it."""
        del interaction
        return value


@for_servers
class SettingsCommands(commands.GroupCog, group_name="settings", group_description="What this server has set."):
    """Showing and changing the settings of a server."""

    def __init__(self, guilds: Guilds) -> None:
        self._guilds = guilds

    @app_commands.command(description="Show what this server has set.")
    async def show(self, interaction: StudyInteraction) -> None:
        """The settings card."""
        await _answer(interaction, await settings_of(interaction))

    @app_commands.command(name="set", description="Change settings; give at least one.", extras=MODERATORS)
    @app_commands.describe(
        discussion_channel="Where groups watch: a text channel or a forum",
        facilitator_role="Who may lead a group viewing; everyone while not set",
        moderator_role="Who may do what moderators may, besides Manage Server",
        poll_creators="Who may create polls; everyone while not set",
        time_zone="The zone in which times are read: a city, a country, or an offset such as UTC+2",
        default_results="When results of new polls are seen",
        moderators_channel="Where a line comes when members reported mistakes, at most one an hour",
    )
    async def change(
        self,
        interaction: StudyInteraction,
        discussion_channel: app_commands.Transform[AppCommandChannel, Watchable()] | None = None,
        facilitator_role: discord.Role | None = None,
        moderator_role: discord.Role | None = None,
        poll_creators: discord.Role | None = None,
        time_zone: str | None = None,
        default_results: Literal["live", "after_vote", "after_close"] | None = None,
        moderators_channel: discord.TextChannel | None = None,
    ) -> None:
        """Change what is given; answers with all settings."""
        await _moderator(interaction)
        roles = {
            "facilitator_role": facilitator_role,
            "moderator_role": moderator_role,
            "poll_creators": poll_creators,
        }
        values = {
            "discussion_channel": discussion_channel and discussion_channel.id,
            "time_zone": time_zone,
            "default_results": default_results,
            "moderators_channel": moderators_channel and _open_to_the_bot(moderators_channel),
        }
        changes: dict[str, Any] = {name: value for name, value in values.items() if value is not None}
        for name, role in roles.items():
            if role is not None:
                changes[name] = role_to_keep(name, role.id, everyone=role.is_default(), of_bot=role.is_bot_managed())
        await _answer(interaction, await self._guilds.change(guild_of(interaction), member_of(interaction), **changes))

    @app_commands.command(description="Put a setting back to how it was before anybody set it.", extras=MODERATORS)
    @app_commands.describe(what="The setting")
    async def reset(self, interaction: StudyInteraction, what: Setting) -> None:
        """Take one setting back; answers with all settings."""
        await _moderator(interaction)
        await _answer(interaction, await self._guilds.reset(guild_of(interaction), member_of(interaction), what))

    @change.autocomplete("time_zone")
    async def offer_zones(self, _: StudyInteraction, typed: str) -> list[app_commands.Choice[str]]:
        """Zones of cities and countries that begin so, each with the time that it is there."""
        return [app_commands.Choice(name=each.label, value=each.zone) for each in suggested(typed, clock.now())]


async def _moderator(interaction: StudyInteraction) -> None:
    """Raise Refusal for who is no moderator, with what may be the reason; the service asks again as it writes."""
    settings = await settings_of(interaction)
    if not member_of(interaction).is_moderator(settings):
        reason = roles_gone(interaction, settings, "moderator_role")
        raise Refusal(" ".join(filter(None, (ONLY_MODERATORS, reason))))


async def _answer(interaction: StudyInteraction, settings: GuildSettings) -> None:
    await answer_card(interaction, settings_card(settings, troubles(interaction.guild, settings), clock.now()))


def _open_to_the_bot(channel: discord.TextChannel) -> int:
    if lacks := lacking_to_post(channel):
        names = " and ".join(f"**{name}**" for name in lacks)
        raise Refusal(
            f"`moderators_channel`: I may not post in #{plain(channel.name)}. Give me {names} in that channel's "
            "settings, then set it again."
        )
    return channel.id
