"""Pictures that hang in cards: sent along as files, with their words for those who do not see them."""

from io import BytesIO
from typing import NamedTuple

import discord
from discord import ui

from bot.chat import limits
from bot.chat.cards import Card
from bot.chat.text import shorten


class Picture(NamedTuple):
    """A drawn picture."""

    png: bytes
    alt: str
    name: str = "result.png"


def gallery(picture: Picture | None) -> "ui.MediaGallery[Card] | None":
    """The place of a picture that is sent along."""
    if picture is None:
        return None
    alt = shorten(picture.alt, limits.ALT_TEXT)
    return ui.MediaGallery(discord.MediaGalleryItem(f"attachment://{picture.name}", description=alt))


def file_of(picture: Picture) -> discord.File:
    """A picture as an attachment, with its text."""
    return discord.File(BytesIO(picture.png), filename=picture.name, description=picture.alt[: limits.ALT_TEXT])
