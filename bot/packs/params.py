"""Options of commands that mean an entry: offered while typing, and an entry when the command runs."""

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.packs.model import Kind
from bot.packs.recent import Recent
from bot.packs.shelf import Item, Shelf, Shelves

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


class EntryParam(app_commands.Transformer):
    """An entry of one kind; its value is `pack/entry`, a title typed by hand is understood too."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Item:
        """The entry meant; raises Refusal with the nearest three where there is none."""
        return shelf_of(interaction).choose(value, self.kind)

    async def autocomplete(
        self, interaction: discord.Interaction[Any], value: str | float, /
    ) -> list[app_commands.Choice[str | int | float]]:
        """At most 25 entries: what the server used last while nothing is typed, else the best matches."""
        shelf = shelf_of(interaction)
        typed = str(value)
        found = shelf.search(typed, self.kind)
        if not typed.strip() and interaction.guild_id:
            lately = await interaction.client.services.get(Recent).latest(interaction.guild_id)
            used = [item for key in lately if (item := shelf.find(key)) and item.kind is self.kind]
            found = list(dict.fromkeys([*used, *found]))[:25]
        return [app_commands.Choice(name=shelf.label(item), value=item.value) for item in found]


def shelf_of(interaction: "StudyInteraction") -> Shelf:
    """The shelf of the server where this happens."""
    return interaction.client.services.get(Shelves).of(interaction.guild_id)
