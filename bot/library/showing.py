"""What cards need to know of who reads them: whether an entry can be kept for review, and what they keep already."""

from contextlib import suppress

from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.place import server_or_none
from bot.database import NotSavedError
from bot.library import cards
from bot.library.sheets import sheet_of
from bot.packs.params import shelf_of
from bot.packs.remembering import Remembering
from bot.packs.shelf.shelves import Item


def entry_card(
    interaction: StudyInteraction, item: Item, leaf: int, shared_by: int | None = None, note: str | None = None
) -> Card:
    """A leaf of an entry, with `Keep this` where there is something to keep of it."""
    shelf, remembering = shelf_of(interaction), interaction.client.services.find(Remembering)
    keeps = remembering is not None and remembering.can_keep(shelf, item)
    groups = server_or_none(interaction) is not None
    sheet = sheet_of(item, shelf)
    return cards.sheet_card(sheet, shelf, leaf, shared_by=shared_by, note=note, keeps=keeps, groups=groups)


async def kept_by(interaction: StudyInteraction) -> cards.Kept:
    """The entries here of which the reader keeps something, and how many there are.

    While the database does not answer it tells of nothing, as what is on the shelf can be browsed all the same.
    """
    remembering = interaction.client.services.find(Remembering)
    with suppress(NotSavedError):
        return await remembering.kept(interaction) if remembering else cards.NOTHING_KEPT
    return cards.NOTHING_KEPT
