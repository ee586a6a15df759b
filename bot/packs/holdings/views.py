"""What is told of uploads: values that services answer with."""

from dataclasses import dataclass

from bot.packs.format.model import Pack
from bot.packs.holdings.rules import (
    Version,
)


@dataclass(frozen=True)
class Offer:
    """An upload that could be read and waits for a yes."""

    version: Version
    pack: Pack
    before: Pack | None
    """What stands on the shelf under this id, shipped or the server's own."""
    ships: bool
    """Whether a pack with this id ships."""
