"""The polls of the pack that a viewing offers before and after its film."""

from bot.packs.format.model import PackPoll
from bot.packs.shelf.shelves import Shelf
from bot.viewings.programme import Programme

Offer = tuple[str, str]
"""`pack/entry` of a poll, and its question."""


def offers_of(shelf: Shelf, programme: Programme) -> list[Offer]:
    """The polls of a viewing that are still on the shelf."""
    items = (shelf.find(value) for value in programme.polls)
    return [(item.value, item.entry.question) for item in items if item and isinstance(item.entry, PackPoll)]
