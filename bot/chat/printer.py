"""The seam through which a feature hands sheets over on paper; who lays them out knows nothing of it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.chat.client import StudyBot
    from bot.chat.paper import Sheet

    StudyInteraction = discord.Interaction[StudyBot]


@dataclass(frozen=True)
class Printer:
    """Provided by whoever lays sheets out; whoever has some to give asks for it with `Services.find`."""

    give: "Callable[[StudyInteraction, tuple[Sheet, ...], str], Awaitable[None]]"
    """Answer privately with the sheets as files, and a text beside them."""
