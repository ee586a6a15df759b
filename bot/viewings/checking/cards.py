"""What the shelf has on a message, and the source-check sheet."""

from collections.abc import Sequence

from discord import ui

from bot.chat import limits
from bot.chat.cards import Card, button, choices, heading, row, select
from bot.chat.text import brief, plain
from bot.packs.format.model import VERDICT_NAME, Claim
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.checking.rules import Place, Sheet, SourceCheck

MOVES = {
    "stop": ("Stop", "What do you know of it already, and what does it do to you?"),
    "investigate": ("Investigate the source", "Who says it, and what do others say of them?"),
    "find": ("Find better coverage", "What do other, better sources say?"),
    "trace": ("Trace it", "Where does it come from first?"),
}
"""The four moves of SIFT (Mike Caulfield)."""
QUOTED, NAMED, NOTED = 700, 200, 200
"""Characters of a message, of a claim and of what is noted on it; five claims fit, with every character escaped."""
NOTHING_FITS = "No claim that was checked here has words like these. The sheet leads you through checking it yourself."
SHOWN = 700
"""Characters of each answer on the card; four of them, with every character escaped, still fit."""


def fitting_card(shelf: Shelf, text: str, claims: Sequence[Item], place: Place) -> Card:
    """A message, the claims whose words fit it, best first, and the way to the sheet; `text` is empty where it has no
    words.
    """
    said = f" says:\n{quoted(text)}" if text else " has no words that could be looked up."
    found = "\n".join(_line(shelf, claim) for claim in claims)
    options = choices((claim.value, shelf.label(claim, limits.SELECT_LABEL)) for claim in claims)
    return Card(
        heading("Check this claim", "only you see this"),
        ui.TextDisplay(f"{_linked('This message', place)}{said}"),
        ui.TextDisplay(f"**Checked already**\n{found}" if found else NOTHING_FITS),
        select("Open a claim", "open:claims", options),
        row([button("Fill in the sheet", f"check-fill:{place.channel_id}:{place.message_id}", main=True)]),
    )


def _linked(words: str, place: Place) -> str:
    return f"[{words}]({place.link})" if place.link else words


def _line(shelf: Shelf, item: Item) -> str:
    claim = item.entry
    assert isinstance(claim, Claim)
    verdict = VERDICT_NAME[claim.verdict] if claim.verdict else "Not rated yet"
    return f"- {plain(shelf.label(item, NAMED))} **{verdict}.** {brief(claim.note or '', NOTED)}".rstrip()


def quoted(text: str) -> str:
    """What a message says, as a quotation."""
    return "> " + brief(text, QUOTED).replace("\n", "\n> ")


def check_card(check: SourceCheck, *, public: bool = False) -> Card:
    """The sheet, with the way to the message that it is about."""
    by = f"by <@{check.member_id}>" if public else "only you see this; it can be shared for a day"
    return Card(
        heading("Source check", by),
        ui.TextDisplay(f"About {_linked('this message', check.place)}.") if check.place.message_id else None,
        ui.TextDisplay("\n\n".join(_answers(check.sheet))),
        row([] if public else [button("Share to channel", f"check-share:{check.id}", main=True)]),
    )


def _answers(sheet: Sheet) -> list[str]:
    written = ((label, getattr(sheet, name)) for name, (label, _) in MOVES.items())
    return [f"**{label}**\n{brief(text, SHOWN)}" for label, text in written if text]
