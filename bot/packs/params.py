"""Options of commands that mean an entry, a pack or a version: offered while typing, understood when typed by hand."""

import asyncio
from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands

from bot.chat import limits
from bot.chat.client import StudyInteraction
from bot.chat.options import Choices
from bot.chat.place import server_or_none
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.packs.format.model import Kind
from bot.packs.holdings.records import offered
from bot.packs.holdings.rules import PackStatus, Version
from bot.packs.holdings.service import Holdings
from bot.packs.search.names import is_called, same
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import Item, Shelf, Shelves, is_unverified


class EntryParam(app_commands.Transformer):
    """An entry of one kind; its value is `pack/entry`, a title typed by hand is understood too."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Item:
        """The entry meant; raises Refusal with the nearest three where there is none."""
        return await chosen(shelf_of(interaction), value, self.kind)

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 entries: what the server used last while nothing is typed, else the best matches.

        Films that are not verified come last, unless they alone are called what was typed.
        """
        shelf = shelf_of(interaction)
        typed = str(value)
        found = shelf.search(typed, self.kind)
        if not typed.strip() and (guild_id := server_or_none(interaction)):
            lately = await interaction.client.services.get(Recent).latest(guild_id)
            used = [item for key in lately if (item := shelf.find(key)) and item.kind is self.kind]
            found = list(dict.fromkeys([*used, *found]))[:25]
        called = [item for item in found if is_called(item.entry, typed)]
        if not (called and all(map(is_unverified, called))):
            called = []
        found.sort(key=lambda item: is_unverified(item) and item not in called)
        return [app_commands.Choice(name=shelf.offered(item), value=item.value) for item in found]


class PackParam(app_commands.Transformer):
    """A pack of this server, by its id; a title is understood too. `offered` says which are worth offering."""

    def __init__(self, offered: Callable[[PackStatus], object] = bool) -> None:
        self.offered = offered

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> PackStatus:
        """The pack meant; raises Refusal where there is none."""
        return await interaction.client.services.get(Holdings).records.find(guild_of(interaction), value)

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 packs whose id or title holds what was typed."""
        typed = str(value).strip().casefold()
        known = await interaction.client.services.get(Holdings).records.standings(guild_of(interaction))
        names = offered(known)
        found = [each for each in known if self.offered(each) and typed in f"{each.id} {names[each.id]}".casefold()]
        return [app_commands.Choice(name=names[each.id], value=each.id) for each in found[: limits.CHOICES]]


class VersionParam(app_commands.Transformer):
    """The text of an earlier version of the pack in the option `pack`."""

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> str:
        """The version that is offered so, else what was typed; whether there is such a one, the service tells."""
        typed = same(value)
        return next(
            (each.version for each in await _earlier(interaction) if same(_dated(each)) == typed), value.strip()
        )

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25 versions, the newest first; none before a pack is named."""
        wanted = same(str(value))
        found = [each for each in await _earlier(interaction) if wanted in same(_dated(each))]
        return [app_commands.Choice(name=_dated(each), value=each.version) for each in found[: limits.CHOICES]]


async def _earlier(interaction: StudyInteraction) -> list[Version]:
    """The earlier versions of the pack in the option `pack`; none where that is no pack."""
    records = interaction.client.services.get(Holdings).records
    try:
        return await records.earlier(guild_of(interaction), str(interaction.namespace.pack or ""))
    except Refusal:
        return []


def _dated(version: Version) -> str:
    return f"{version.version}, uploaded {version.uploaded_at:%d %B %Y}"


async def chosen(shelf: Shelf, value: str, kind: Kind) -> Item:
    """The entry meant, as `Shelf.choose` tells it: what is typed by hand is looked for in a thread."""
    found = shelf.find(value.strip())
    return found if found and found.kind is kind else await asyncio.to_thread(shelf.choose, value, kind)


def shelf_of(interaction: StudyInteraction) -> Shelf:
    """The shelf of the server where this happens; outside of servers what ships."""
    return interaction.client.services.get(Shelves).of(server_or_none(interaction))
