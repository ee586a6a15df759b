"""The seam through which one feature offers a round of statements that another leads; neither knows the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


@dataclass(frozen=True)
class RoundStarter:
    """Provided by the feature that leads rounds; whoever ends with something to talk about asks for it."""

    ask: "Callable[[StudyInteraction], Awaitable[None]]"
    """Open the form that starts a round in this channel; raises Refusal where this person may not."""
