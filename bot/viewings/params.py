"""The film of a viewing as an option of commands: one of the shelf, or a title that no pack has."""

import re
from typing import Any

import discord

from bot.errors import Refusal
from bot.packs.format.model import Kind
from bot.packs.params import EntryParam, chosen, shelf_of
from bot.packs.search.names import fold, names_of
from bot.packs.shelf.shelves import Item

VALUE = re.compile(r"[a-z0-9-]{1,32}/[a-z0-9-]{1,48}")


class FilmParam(EntryParam):
    """A film of the shelf; a title typed by hand that no film has stays a title."""

    def __init__(self) -> None:
        super().__init__(Kind.FILM)

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Any:
        """The film, or the title; raises Refusal where several films are called so, or one has left the shelf."""
        shelf = shelf_of(interaction)
        try:
            return await chosen(shelf, value, Kind.FILM)
        except Refusal:
            if VALUE.fullmatch(value.strip()) or any(_is_called(item, value) for item in shelf.of_kind(Kind.FILM)):
                raise
            return value


def _is_called(item: Item, typed: str) -> bool:
    return fold(typed) in names_of(item.entry)
