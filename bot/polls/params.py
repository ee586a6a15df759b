"""Options of commands that mean a poll: offered while typing, and a poll when the command runs."""

from typing import Any

import discord
from discord import app_commands

from bot.chat.options import Choices
from bot.guilds.people import guild_of
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.views import Which


class PollParam(app_commands.Transformer):
    """A poll of this server: its value is its number; `#12` and the question typed by hand are understood too."""

    def __init__(self, which: Which = Which.ALL) -> None:
        self._which = which

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Poll:
        """The poll meant; raises Refusal where there is none."""
        return await interaction.client.services.get(Polls).resolve(guild_of(interaction), value)

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 polls, newest first."""
        polls = interaction.client.services.get(Polls)
        lines = await polls.suggest(guild_of(interaction), str(value), self._which)
        return [app_commands.Choice(name=line.offered, value=str(line.number)) for line in lines]
