"""The two questions that may come before a viewing: which film is it, and which guide shall it be."""

from typing import assert_never

import discord

from bot.chat import limits
from bot.chat.cards import Card, button, heading, row, select
from bot.chat.text import plain, shorten
from bot.packs.format.model import Film, Guide
from bot.packs.shelf.shelves import UNVERIFIED, Item, Shelf
from bot.threads import cards as threads
from bot.threads.cards import ONLY_YOU
from bot.threads.places import Place
from bot.viewings.choosing.rules import Intent, Question, WhichFilm, WhichGuide, carried, written

MOST = limits.CHOICES
IN_TEXT = 5
"""Nearest films that are listed in words too."""


def question_card(shelf: Shelf, question: Question, intent: Intent, guide: Item | None, note: str | None) -> Card:
    """A question, with everything that was said before it in its custom ids; `note` stands above it."""
    note = "\n-# ".join(filter(None, (ONLY_YOU, note)))
    match question:
        case WhichFilm():
            return _which_film(shelf, question, intent, guide, note)
        case WhichGuide():
            return _which_guide(shelf, question, intent, note)
        case _:
            assert_never(question)


def _which_film(shelf: Shelf, question: WhichFilm, intent: Intent, guide: Item | None, note: str) -> Card:
    film, nearest = question.film, question.nearest[:MOST]
    asked = f"{written(intent)}:{film.key}:{guide.key if guide else ''}"
    options = [
        discord.SelectOption(label=shelf.label(each), value=each.value, description=_facts(each)) for each in nearest
    ]
    lines = [f"- **{plain(shelf.label(each))}** {plain(_facts(each) or '')}".rstrip() for each in nearest[:IN_TEXT]]
    found = "The nearest to it here:" if nearest else "No film here is near it."
    offered = "\n".join([f"Look at the title of the film that you have. {found}", *lines])
    return Card(
        heading("Which film do you have?", plain(shelf.label(film)), UNVERIFIED),
        discord.ui.TextDisplay(offered),
        discord.ui.TextDisplay("Another one? Start again and type the title that it shows."),
        select("Choose the film that you have", f"watch-which:{asked}", options),
        row([button("We have this one", f"watch-this:{asked}"), button("About this film", f"turn:{film.value}:0")]),
        note=note,
    )


def _which_guide(shelf: Shelf, question: WhichGuide, intent: Intent, note: str) -> Card:
    title = question.film if isinstance(question.film, str) else question.film.entry.name
    (begins, rest), guides = carried(question.film), question.guides[:MOST]
    options = [
        discord.SelectOption(
            label=shelf.label(each),
            value=each.key + begins,
            description=shorten(about(each), limits.SELECT_DESCRIPTION),
        )
        for each in guides
    ]
    listed = "\n".join(f"- **{plain(shelf.label(each))}:** {plain(about(each))}" for each in guides)
    return Card(
        heading("Which guide?", plain(shorten(title, limits.SELECT_LABEL))),
        discord.ui.TextDisplay(
            f"No guide here fits films of every subject. Choose one whose subject is near:\n{shorten(listed, 3_000)}"
        ),
        select("Choose a guide", f"watch-guide:{written(intent)}:{rest}", options),
        note=note,
    )


def tag_card(
    shelf: Shelf, place: Place, film: Item | str, guide: Item | None, intent: Intent, note: str | None
) -> Card:
    """Which of the tags that a forum demands the viewing's post is to have."""
    begins, rest = carried(film)
    title = film if isinstance(film, str) else shelf.label(film)
    asked = f"watch-tag:{written(intent)}:{guide.key if guide else ''}:{rest}"
    return threads.tag_card(place, title, "viewing", asked, begins=f":{begins}", note=note)


def about(guide: Item) -> str:
    """What a guide was written about."""
    assert isinstance(guide.entry, Guide)
    count = len(guide.entry.prompts)
    return f"Written about “{guide.pack.title}”, {count} prompt{'' if count == 1 else 's'}."


def _facts(film: Item) -> str | None:
    assert isinstance(film.entry, Film)
    facts = (str(film.entry.year or ""), film.entry.runtime, film.entry.makers)
    return shorten(", ".join(filter(None, facts)), limits.SELECT_DESCRIPTION) or None
