"""`Big picture`: what a card shows, drawn for a shared screen; privately, since whoever pressed it shares theirs.

The same in words stands there at once and the picture follows, page by page; where none can be drawn the words stay.
What may be shown is for whoever makes the slide: the same as on the card that the button hangs on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from discord import ui

from bot.charts import studio
from bot.charts.big import Projected, Row, big
from bot.charts.gallery import Gallery
from bot.charts.picture import PictureError
from bot.chat.answer import answer_card
from bot.chat.cards import Card, button, lines, row, turns
from bot.chat.client import StudyInteraction
from bot.chat.pictures import Picture, gallery
from bot.chat.text import pages, plain, shorten

LABEL = "Big picture"
PAGE = r"(?::(?P<page>\d{1,3}))?"
"""What custom ids of this button end with: with a page it turns the picture that stands there."""
TITLE = 300
"""Characters of a title above them; of a longer one all of it stands among the words."""
ROOM = 3_000
"""Characters of the words beside a picture."""
FAILED = "The picture could not be drawn. This is the same in words; press `Big picture` again to try once more."


@dataclass(frozen=True)
class Slide:
    """What is shown; texts of packs and members, not escaped."""

    head: str
    title: str
    rows: Sequence[Row] = ()


def big_button(custom_id: str) -> "ui.Button[Card]":
    """Offers what a card shows as a picture for a shared screen; a `Control` of the feature answers it."""
    return button(LABEL, custom_id)


def paragraphs(text: str, *, strong: bool = False) -> list[Row]:
    """A text as rows, a paragraph each."""
    return [(part.strip(), "", None, strong) for part in text.splitlines() if part.strip()]


async def project(interaction: StudyInteraction, slide: Slide, custom_id: str, page: str | None) -> None:
    """Show a slide; `page`: the one that the pressed button turns to, None for a button on a card."""
    if page is None:
        await answer_card(interaction, _card(slide, _words(slide)))
    else:
        await interaction.response.defer()
    done: list[Projected] = []

    async def drawing() -> Picture | None:
        try:
            done.append(await studio.draw(big, slide.head, slide.title, list(slide.rows), int(page or 0)))
        except PictureError:
            await interaction.edit_original_response(view=_card(slide, _words(slide), note=FAILED), attachments=[])
            raise
        return Picture(done[0].picture.png, done[0].picture.alt, "big-picture.png")

    def card(picture: Picture) -> Card:
        return _card(slide, "\n".join(map(plain, done[0].told)), picture, custom_id, int(page or 0), done[0].pages)

    interaction.client.services.get(Gallery).follow(interaction, drawing(), card)


def _card(
    slide: Slide, words: str, picture: Picture | None = None, custom_id: str = "", page: int = 0, count: int = 1,
    note: str | None = None,
) -> Card:  # fmt: skip
    at = min(page, count - 1)
    of = f" · {at + 1} of {count}" if count > 1 else ""
    title = plain(shorten(slide.title, TITLE))
    return Card(
        lines(f"-# {plain(slide.head)}{of}", f"**{title}**", words),
        gallery(picture),
        row(turns(f"{custom_id}:", at, count)),
        note=note or "Only you see this. Open the picture, and share your screen.",
    )


def _words(slide: Slide) -> str:
    """All of it, as far as a card has room for it."""
    whole = plain(slide.title) if len(slide.title) > TITLE else ""
    listed = [f"{plain(text)} — {figures}" if figures else plain(text) for text, figures, _, _ in slide.rows]
    said = "\n".join(filter(None, [whole, *listed]))
    shown, *rest = pages(said, ROOM)
    return f"{shown}\n-# … and {sum(map(len, rest)):,} more characters" if rest else shown
