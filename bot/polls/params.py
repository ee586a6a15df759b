"""Options of commands that mean a poll: offered while typing, and a poll when the command runs."""

from typing import Any

import discord
from discord import app_commands

from bot.guilds.people import guild_of
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.views import Line


class PollParam(app_commands.Transformer):
    """A poll of this server: its value is its number; `#12` and the question typed by hand are understood too."""

    def __init__(self, *, closed: bool | None = None) -> None:
        self.closed = closed

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Poll:
        """The poll meant; raises Refusal where there is none."""
        return await interaction.client.services.get(Polls).named(guild_of(interaction), value)

    async def autocomplete(
        self, interaction: discord.Interaction[Any], value: str | float, /
    ) -> list[app_commands.Choice[str | int | float]]:
        """At most 25 polls, newest first."""
        polls = interaction.client.services.get(Polls)
        return _offered(await polls.suggest(guild_of(interaction), str(value), closed=self.closed))


class PairParam(PollParam):
    """A pair of polls, named by the poll before the film."""

    async def autocomplete(
        self, interaction: discord.Interaction[Any], value: str | float, /
    ) -> list[app_commands.Choice[str | int | float]]:
        """Polls that were asked again."""
        return _offered(await interaction.client.services.get(Polls).suggest_pairs(guild_of(interaction), str(value)))


def _offered(lines: list[Line]) -> list[app_commands.Choice[str | int | float]]:
    return [app_commands.Choice(name=line.offered, value=str(line.number)) for line in lines]
