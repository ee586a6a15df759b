"""Options that mean something to ask about: a pack, or an entry in which there is something to ask."""

from typing import Any

import discord
from discord import app_commands

from bot.chat import limits
from bot.chat.options import Choices
from bot.chat.text import listing, quote, shorten
from bot.errors import Refusal
from bot.packs.format.model import Kind, Pack
from bot.packs.params import shelf_of
from bot.packs.search.names import same
from bot.packs.shelf.shelves import Item, Shelf
from bot.quizzes.items.finding import can_be_asked, has_items

Subject = Pack | Item
KINDS = (Kind.PATH, Kind.EXPLAINER, Kind.CLAIM, Kind.TERM, Kind.FILM, Kind.QUESTION, Kind.EVENT)
NEAREST = 3


class SubjectParam(app_commands.Transformer):
    """A pack by its id, or an entry by `pack/entry`; names typed by hand are understood too."""

    def __init__(self, *, packs: bool = True) -> None:
        self.packs = packs

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Subject:
        """What is meant; raises Refusal with the nearest where there is nothing of that name."""
        shelf, typed = shelf_of(interaction), value.strip()
        if self.packs and (pack := _pack(shelf, typed)):
            return pack
        if item := shelf.find(typed):
            return item
        near = shelf.search(typed, *KINDS, limit=limits.CHOICES)
        wanted = same(typed)
        named = [item for item in near if wanted == same(item.entry.name)]
        meant = [item for item in near if wanted == same(shelf.offered(item))] or named
        if len(meant) > 1:
            values = [f"`{item.value}`" for item in meant[:NEAREST]]
            raise Refusal(f"More than one entry is called {quote(typed)}: {listing(values)}. Type one of these.")
        if meant:
            return meant[0]
        raise Refusal(_unknown(shelf, typed, near[:NEAREST], packs=self.packs))

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25, with something to ask: packs first, then entries."""
        shelf, typed = shelf_of(interaction), str(value)
        wanted = same(typed)
        packs = [pack for pack in shelf.packs.values() if self.packs and wanted in same(f"{pack.id} {pack.title}")]
        found = [item for item in shelf.search(typed, *KINDS) if has_items(shelf, item)]
        offered = [(_named(shelf, pack), pack.id) for pack in packs if can_be_asked(pack)]
        offered += [(shelf.offered(item), item.value) for item in found]
        return [app_commands.Choice(name=name, value=value) for name, value in offered[: limits.CHOICES]]


def _pack(shelf: Shelf, typed: str) -> Pack | None:
    wanted = same(typed)
    named = (pack for pack in shelf.packs.values() if wanted in {pack.id, same(pack.title), same(_named(shelf, pack))})
    return next(named, None)


def _named(shelf: Shelf, pack: Pack) -> str:
    """What a pack is offered as; its id stands in it where another has its title."""
    alike = sum(pack.title == other.title for other in shelf.packs.values()) > 1
    end = f" · {pack.id} (the whole pack)" if alike else " (the whole pack)"
    return shorten(pack.title, limits.CHOICE_NAME - len(end)) + end


def _unknown(shelf: Shelf, typed: str, near: list[Item], *, packs: bool) -> str:
    what = "no pack and no entry" if packs else "no entry"
    none = f"There is {what} called {quote(shorten(typed, 100))} here."
    if not near:
        return f"{none} `/library` shows what there is."
    return f"{none} The nearest: {shelf.names_in_sentence(near)}."
