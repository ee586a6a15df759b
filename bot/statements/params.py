"""The option of commands that means a round: offered while typing, and a round when the command runs."""

from typing import Any

import discord
from discord import app_commands

from bot.chat.options import Choices
from bot.guilds.people import guild_of
from bot.statements.rules import Round
from bot.statements.service import Statements


class RoundParam(app_commands.Transformer):
    """A round of this server: its value is its number; `#4` and the question typed by hand are understood too."""

    def __init__(self, *, closed: bool | None = None) -> None:
        self.closed = closed

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Round:
        """The round meant; raises Refusal where there is none."""
        return await interaction.client.services.get(Statements).resolve(guild_of(interaction), value)

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 rounds, newest first."""
        statements = interaction.client.services.get(Statements)
        lines = await statements.suggest(guild_of(interaction), str(value), closed=self.closed)
        return [app_commands.Choice(name=line.offered, value=str(line.number)) for line in lines]
