"""The seam between who shows entries and who lets members keep them for review; neither knows the other."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.client import StudyInteraction
from bot.packs.shelf.shelves import Item, Shelf

KEEP = "keep:"
"""Begins the custom id of `Keep this`; the entry's value follows, and whoever provides `Remembering` answers it."""


@dataclass(frozen=True)
class Remembering:
    """Provided by the feature that keeps items for review; whoever shows entries asks for it with `Services.find`."""

    can_keep: Callable[[Shelf, Item], bool]
    """Whether there is anything to keep of an entry."""
    kept: Callable[[StudyInteraction], Awaitable[tuple[list[Item], int]]]
    """The entries on the shelf here of which this person keeps something, the first 25, and how many there are."""
