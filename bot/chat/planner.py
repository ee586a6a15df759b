"""The seam through which one feature hands an evening to the one that plans evenings; neither knows the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


@dataclass(frozen=True)
class Planner:
    """Provided by the feature that plans viewings; whoever knows a time asks for it with `Services.find`."""

    why_not: "Callable[[StudyInteraction], Awaitable[str | None]]"
    """Why this person may not plan a viewing here, in a sentence; None where they may."""
    plan: "Callable[[StudyInteraction, str, str], Awaitable[None]]"
    """Plan a film, as it was typed, for a time, as it was typed, and answer; raises Refusal."""
