"""Options of `/quiz`: a pack that can be asked, a quiz that can be asked again."""

import re
from collections.abc import Mapping
from typing import Any

import discord
from discord import app_commands

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.options import Choices
from bot.chat.text import listing, quote, shorten
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.packs.format.model import Pack
from bot.packs.params import shelf_of
from bot.packs.search.names import meant, same, told_apart
from bot.packs.shelf.shelves import shown
from bot.quizzes.items.finding import can_be_asked
from bot.quizzes.rounds.rules import Quiz
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.views import Line

_NUMBER = re.compile(r"\s*#?([0-9]{1,9})(?!\S)")
"""What a quiz is meant by, and what the name begins with that it is offered by."""


class ShelvedPackParam(app_commands.Transformer):
    """A pack on the shelf of this server, by its id; its title is understood too."""

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Pack:
        """The pack meant; raises Refusal that names those there are."""
        packs = shelf_of(interaction).packs
        titles = {pack_id: pack.title for pack_id, pack in packs.items()}
        if found := meant(value, _names(packs), titles):
            return packs[found]
        known = listing([f"`{pack_id}`" for pack_id in list(packs)[: limits.CHOICES]])
        raise Refusal(f"`pack`: there is no pack {quote(shorten(value, 100))} on the shelf here. There is {known}.")

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 packs with something to ask, whose id or title holds what was typed."""
        packs, typed = shelf_of(interaction).packs, same(str(value))
        named = [(pack_id, name) for pack_id, name in _names(packs).items() if typed in same(f"{pack_id} {name}")]
        found = [(pack_id, name) for pack_id, name in named if can_be_asked(packs[pack_id])]
        return [app_commands.Choice(name=name, value=pack_id) for pack_id, name in found[: limits.CHOICES]]


class QuizParam(app_commands.Transformer):
    """A quiz of this server: its value is its number; `#3` and the name that it is offered by are understood."""

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Quiz:
        """The quiz meant; raises Refusal where there is none."""
        if (number := _NUMBER.match(value)) is None:
            raise Refusal(f"`quiz`: {quote(shorten(value, 100))} is no number of a quiz. Choose one from the list.")
        return await interaction.client.services.get(Quizzes).by_number(guild_of(interaction), int(number[1]))

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25, the newest first."""
        latest = await interaction.client.services.get(Quizzes).latest(guild_of(interaction), 4 * limits.CHOICES)
        typed = same(str(value))
        found = [line for line in latest if typed in same(_name(line))]
        return [app_commands.Choice(name=_name(line), value=str(line.number)) for line in found[: limits.CHOICES]]


def _names(packs: Mapping[str, Pack]) -> dict[str, str]:
    """The names of choices by the ids of packs: the title, with the id where two packs have it alike."""
    return told_apart({pack_id: shown(flat(pack.title)) for pack_id, pack in packs.items()})


def _name(line: Line) -> str:
    when = f"{line.created_at:%d %B %Y}{', still running' if line.runs else ''}"
    return f"#{line.number} · {shorten(flat(line.title), limits.CHOICE_NAME - 60)} · {when}"
