"""Searching: for what was typed in the command, for what a button holds, for the words of a message."""

import asyncio

import discord

from bot.chat.answer import answer_card
from bot.chat.client import StudyInteraction
from bot.chat.messages import said_in
from bot.chat.text import plain, shorten
from bot.errors import Refusal
from bot.library import cards
from bot.packs.params import shelf_of
from bot.packs.search.ranking import Ranked
from bot.packs.search.word_forms import fold, seen
from bot.packs.shelf.shelves import Item, Shelf

LONGEST = 200
"""Characters of what is searched for: a long question. Discord would refuse more only in words of its own."""
LONGEST_MESSAGE = 8_000
"""Characters of a message that are looked at; with its embeds one can have more."""


async def answer_search(interaction: StudyInteraction, query: str) -> None:
    """A card with what was found; raises Refusal where nothing was, or where there is nothing to search for."""
    if len(query) > LONGEST:
        raise Refusal(f"That is too long to search for. Type at most {LONGEST} characters, the words that matter most.")
    shown = seen(query)
    if not fold(shown):
        quoted = f"“{plain(shown)}” has" if shown else "What you typed has"
        raise Refusal(f"{quoted} no letters to search for. Type a few words, or browse with `/library`.")
    shelf = shelf_of(interaction)
    found = await asyncio.to_thread(shelf.search_all, shown)
    if not found.things:
        quoted = plain(shorten(shown, 80))
        raise Refusal(f"Nothing here matches “{quoted}”. Try fewer or other words, or browse with `/library`.")
    await _show(interaction, shelf, found, cards.found_title(shown))


async def explain_message(interaction: StudyInteraction, message: discord.Message) -> None:
    """What the shelf has on the words of a message, for whoever asked alone."""
    text = said_in(message)
    if not fold(text):
        raise Refusal("This message has no words to look up. Try `/search` with words of your own.")
    shelf = shelf_of(interaction)
    found = await asyncio.to_thread(shelf.about, text[:LONGEST_MESSAGE])
    if not found.things:
        raise Refusal("I found nothing about this message. Try `/search` with words of your own.")
    await _show(interaction, shelf, found, "On this message")


async def _show(interaction: StudyInteraction, shelf: Shelf, found: Ranked[Item], title: str) -> None:
    lines = await asyncio.to_thread(cards.found_lines, shelf, found, title)
    await answer_card(interaction, cards.found_card(shelf, found, title, lines))
