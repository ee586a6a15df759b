"""Seams between features: one provides what another asks for with `Services.find`, and neither knows the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.chat.client import StudyInteraction

if TYPE_CHECKING:
    from bot.chat.paper import Sheet


@dataclass(frozen=True)
class Planner:
    """Provided by the feature that plans viewings, for whoever knows a time."""

    why_not: Callable[[StudyInteraction], Awaitable[str | None]]
    """Why this person may not plan a viewing here, in a sentence; None where they may."""
    plan: Callable[[StudyInteraction, str, str], Awaitable[None]]
    """Plan a film, as it was typed, for a time, as it was typed, and answer; raises Refusal."""


@dataclass(frozen=True)
class Printer:
    """Provided by whoever lays sheets out on paper, for whoever has some to give."""

    give: "Callable[[StudyInteraction, tuple[Sheet, ...], str], Awaitable[None]]"
    """Answer privately with the sheets as files, and a text beside them."""


@dataclass(frozen=True)
class RoundStarter:
    """Provided by the feature that leads rounds of statements, for whoever ends with something to talk about."""

    ask: Callable[[StudyInteraction], Awaitable[None]]
    """Open the form that starts a round in this channel; raises Refusal where this person may not."""
