"""`/review`: a member's own spaced repetition, in private."""

import asyncio
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.chat.answer import answer_card
from bot.chat.messenger import Messenger
from bot.chat.text import plain
from bot.errors import Refusal
from bot.outbox.recurring import repeat
from bot.outbox.worker import Worker
from bot.packs.params import shelf_of
from bot.packs.remembering import Remembering
from bot.packs.shelf.shelves import Item, Shelves
from bot.quizzes.items.finding import has_items, items_to_learn, items_to_learn_of
from bot.quizzes.params import Subject, SubjectParam
from bot.quizzes.review import phrases
from bot.quizzes.review.controls import CONTROLS, answer_next, list_card, place_of
from bot.quizzes.review.jobs import REMIND
from bot.quizzes.review.model import day_words
from bot.quizzes.review.reminding import Reminders
from bot.quizzes.review.service import Review

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

LISTED = 25
"""Entries of which something is kept that the library offers to open."""

What = app_commands.Transform[Subject, SubjectParam()]


async def set_up(bot: "StudyBot") -> None:
    """Add the service, its controls, its commands and its one job to the bot."""
    review = Review(bot.database, bot.services.get(Shelves), _now)
    bot.services.provide(review, Remembering(has_items, _kept))
    bot.add_controls(*CONTROLS)
    reminders = Reminders(bot.database, review, bot.services.get(Messenger), _now)
    repeat(bot.services.get(Worker), REMIND, reminders.send_due, reminders.next_time)
    await bot.add_cog(ReviewCommands(review))


class ReviewCommands(commands.GroupCog, group_name="review", group_description="Your own review: what you keep."):
    """Being asked what is due, keeping more, looking through it, taking it home."""

    def __init__(self, review: Review) -> None:
        self._review = review

    @app_commands.command(description="Be asked what is due today: at most ten, only you see it.")
    async def start(self, interaction: "StudyInteraction") -> None:
        """The first item that is due."""
        await answer_next(interaction)

    @app_commands.command(description="Put the questions, terms and claims of something into your review.")
    @app_commands.describe(what="A pack, or an entry of one")
    async def add(self, interaction: "StudyInteraction", what: What) -> None:
        """All of it, each fact once."""
        shelf = shelf_of(interaction)
        if isinstance(what, Item):
            items, name = items_to_learn(shelf, what), what.entry.name
        else:
            items, name = await asyncio.to_thread(items_to_learn_of, what), what.title
        if not items:
            raise Refusal(
                f"`what`: nothing in **{plain(name)}** can be asked yet. Try an explainer, a claim or a term."
            )
        result = await self._review.keep(interaction.user.id, await place_of(interaction), items)
        await interaction.response.send_message(phrases.added(f"**{plain(name)}**", result), ephemeral=True)

    @app_commands.command(name="list", description="What you keep, when it is due, and your reminders.")
    async def list_kept(self, interaction: "StudyInteraction") -> None:
        """A page of it."""
        await answer_card(interaction, await list_card(interaction, 0))

    @app_commands.command(description="Get what you keep as a file: for Anki, or as a table.")
    @app_commands.describe(format="A file that Anki imports, or a table for any spreadsheet")
    async def export(self, interaction: "StudyInteraction", format: Literal["anki", "csv"]) -> None:  # noqa: A002 - what members type
        """The file, privately."""
        from bot.quizzes.items.exports import anki_text, table  # what few need is loaded when somebody does

        kept = await self._review.export(interaction.user.id)
        if not kept:
            raise Refusal(phrases.NOTHING_KEPT)
        items = [each.item for each in kept]
        if format == "anki":
            content, name = await asyncio.to_thread(anki_text, items), "review.txt"
            text = (
                "In Anki: File, Import. A later export changes the texts there and leaves your schedules as they are."
            )
        else:
            due = ("due", [day_words(each.kept.schedule.due_on) for each in kept])
            content, name, text = (
                await asyncio.to_thread(table, items, [due]),
                "review.csv",
                "All that you keep, as a table.",
            )
        await interaction.response.send_message(
            text, file=discord.File(BytesIO(content), filename=name), ephemeral=True
        )


def _now() -> datetime:
    return clock.now()


async def _kept(interaction: "StudyInteraction") -> tuple[list[Item], int]:
    review, shelf = interaction.client.services.get(Review), shelf_of(interaction)
    values, count = await review.entries(interaction.user.id, await place_of(interaction), LISTED)
    return [item for value in values if (item := shelf.find(value))], count
