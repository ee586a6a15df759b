"""Handing a handout over in Discord: to whoever asks, and to who may lead the copy with the notes too."""

from bot.chat.client import StudyInteraction
from bot.chat.paper import Wanted
from bot.chat.seams import Printer
from bot.chat.text import quote
from bot.errors import Refusal
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item
from bot.threads.people import acting
from bot.viewings.paper.handout import handout_of
from bot.viewings.programme import programme_of

HOW = "Open it in a browser and print it, on A4 or Letter."
LEADS = (
    "The second file is for who leads: with what the facilitator alone reads, and plans for 45, 90 and 120 minutes. "
    "Members get the first."
)


async def give_handout(interaction: StudyInteraction, film: Item | str, guide: Item | None) -> None:
    """Answer privately with the handout of a film; raises Refusal where no guide fits it."""
    by = await acting(interaction)
    printer = interaction.client.services.find(Printer)
    if printer is None:
        raise Refusal("Handouts are not made here.")
    shelf = shelf_of(interaction)
    programme = programme_of(shelf, film, guide)
    leads = by.may_begin or by.moderator
    sheets = tuple(handout_of(shelf, programme, Wanted(facilitator)) for facilitator in (False, True)[: 1 + leads])
    text = f"The handout for {quote(programme.title)} with the guide {quote(programme.guide.title)}. {HOW}"
    await printer.give(interaction, sheets, f"{text}\n{LEADS}" if leads else text)
