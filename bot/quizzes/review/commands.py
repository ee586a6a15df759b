"""`/review`: a member's own spaced repetition, in private."""

import asyncio
from typing import TYPE_CHECKING, Literal

from discord import app_commands
from discord.ext import commands

from bot.chat.answer import answer_card, answer_file
from bot.chat.client import StudyInteraction
from bot.chat.dormant import LaterParam
from bot.chat.text import plain
from bot.errors import Refusal
from bot.packs.params import shelf_of
from bot.packs.shelf.shelves import Item


def _subjects() -> app_commands.Transformer:
    from bot.quizzes.params import SubjectParam

    return SubjectParam()


if TYPE_CHECKING:
    from bot.quizzes.params import Subject as What
else:
    What = app_commands.Transform[object, LaterParam(_subjects)]


class ReviewCommands(commands.GroupCog, group_name="review", group_description="Your own review: what you keep."):
    """Being asked what is due, keeping more, looking through it, taking it home."""

    @app_commands.command(description="Be asked what is due today: at most ten, only you see it.")
    async def start(self, interaction: StudyInteraction) -> None:
        """The first item that is due."""
        from bot.quizzes.review.controls import next_card

        await answer_card(interaction, await next_card(interaction))

    @app_commands.command(description="Put the questions, terms and claims of something into your review.")
    @app_commands.describe(what="A pack, or an entry of one")
    async def add(self, interaction: StudyInteraction, what: What) -> None:
        """All of it, each fact once."""
        from bot.quizzes.items.finding import items_to_learn, items_to_learn_of
        from bot.quizzes.review import phrases
        from bot.quizzes.review.controls import place_of
        from bot.quizzes.review.service import Review

        shelf = shelf_of(interaction)
        if isinstance(what, Item):
            items, name = items_to_learn(shelf, what), what.entry.name
        else:
            items, name = await asyncio.to_thread(items_to_learn_of, what), what.title
        if not items:
            raise Refusal(
                f"`what`: nothing in **{plain(name)}** can be asked yet. Try an explainer, a claim or a term."
            )
        review = interaction.client.services.get(Review)
        result = await review.keep(interaction.user.id, await place_of(interaction), items)
        await interaction.response.send_message(phrases.added(f"**{plain(name)}**", result), ephemeral=True)

    @app_commands.command(name="list", description="What you keep, when it is due, and your reminders.")
    async def list_kept(self, interaction: StudyInteraction) -> None:
        """A page of it."""
        from bot.quizzes.review.controls import list_card

        await answer_card(interaction, await list_card(interaction, 0))

    @app_commands.command(description="Get what you keep as a file: for Anki, or as a table.")
    @app_commands.describe(format="A file that Anki imports, or a table for any spreadsheet")
    async def export(self, interaction: StudyInteraction, format: Literal["anki", "csv"]) -> None:  # noqa: A002 - what members type
        """The file, privately."""
        from bot.quizzes.items.exports import anki_text, table
        from bot.quizzes.review import phrases
        from bot.quizzes.review.model import day_words
        from bot.quizzes.review.service import Review

        kept = await interaction.client.services.get(Review).export(interaction.user.id)
        if not kept:
            raise Refusal(phrases.NOTHING_KEPT)
        if format == "anki":
            content = await asyncio.to_thread(anki_text, [each.item for each in kept])
            await answer_file(interaction, phrases.IN_ANKI, "review.txt", content)
        else:
            due = [(each.item, day_words(each.kept.schedule.due_on)) for each in kept]
            content = await asyncio.to_thread(table, due)
            await answer_file(interaction, "All that you keep, as a table.", "review.csv", content)
