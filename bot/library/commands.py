"""The commands that look things up."""

from discord import app_commands
from discord.ext import commands

from bot.chat.answer import answer_card, sharing
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.place import server_or_none
from bot.errors import Refusal
from bot.guilds.people import member_of
from bot.library import cards
from bot.library.controls import CONTROLS
from bot.library.finding import answer_search, explain_message
from bot.library.showing import entry_card, kept_by
from bot.packs.format.model import Kind
from bot.packs.params import EntryParam, shelf_of
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import Item, Shelves

Topic = app_commands.Transform[Item, EntryParam(Kind.EXPLAINER)]
Title = app_commands.Transform[Item, EntryParam(Kind.FILM)]
Word = app_commands.Transform[Item, EntryParam(Kind.TERM)]
Statement = app_commands.Transform[Item, EntryParam(Kind.CLAIM)]


async def set_up(bot: StudyBot) -> None:
    """Add the library's commands and controls to the bot."""
    bot.add_controls(*CONTROLS)
    bot.tree.add_command(app_commands.ContextMenu(name="Explain this", callback=explain_message))
    await bot.add_cog(LibraryCommands(bot.services.get(Recent)))


class LibraryCommands(commands.Cog):
    """Looking up explainers, films, terms and claims; browsing; searching."""

    def __init__(self, recent: Recent) -> None:
        self._recent = recent

    @app_commands.command(description="Explain a topic in plain words, with its sources.")
    @app_commands.describe(topic="What you want explained", share="Show it to everyone in this channel")
    async def explain(self, interaction: StudyInteraction, topic: Topic, share: bool = False) -> None:
        """An explainer card."""
        await self._show(interaction, topic, share)

    @app_commands.command(description="Sum up a film: who made it, what it claims, what critics say.")
    @app_commands.describe(title="The film", share="Show it to everyone in this channel")
    async def film(self, interaction: StudyInteraction, title: Title, share: bool = False) -> None:
        """A film card."""
        await self._show(interaction, title, share)

    @app_commands.command(description="Put two films side by side.")
    @app_commands.describe(first="One film", second="Another film", share="Show it to everyone in this channel")
    async def compare(self, interaction: StudyInteraction, first: Title, second: Title, share: bool = False) -> None:
        """Two films side by side."""
        if first is second:
            raise Refusal("These are the same film. Pick two different ones for `first` and `second`.")
        by, reason = sharing(interaction, share)
        card = cards.compare_card(shelf_of(interaction), first, second, 0, shared_by=by, note=reason)
        await answer_card(interaction, card, public=by is not None)

    @app_commands.command(description="What a word means, in its own script too.")
    @app_commands.describe(term="The word", share="Show it to everyone in this channel")
    async def glossary(self, interaction: StudyInteraction, term: Word, share: bool = False) -> None:
        """A term card."""
        await self._show(interaction, term, share)

    @app_commands.command(description="Check a claim: the verdict, and the evidence for and against.")
    @app_commands.describe(claim="The claim", share="Show it to everyone in this channel")
    async def claim(self, interaction: StudyInteraction, claim: Statement, share: bool = False) -> None:
        """A fact-check card."""
        await self._show(interaction, claim, share)

    @app_commands.command(description="Search everything on the shelf.")
    @app_commands.describe(query="A few words; a small typing slip does no harm")
    async def search(self, interaction: StudyInteraction, query: str) -> None:
        """Everything that matches, ranked."""
        await answer_search(interaction, query)

    @app_commands.command(description="Browse the shelves: every pack, by kind.")
    async def library(self, interaction: StudyInteraction) -> None:
        """The shelves; a single pack opens at once."""
        shelf = shelf_of(interaction)
        moderator = member_of(interaction).manages_guild
        problems = interaction.client.services.get(Shelves).problems if moderator else ()
        kept = await kept_by(interaction)
        if len(shelf.packs) == 1:
            card = cards.pack_card(shelf, next(iter(shelf.packs.values())), problems, kept)
        else:
            card = cards.packs_card(shelf, 0, problems, kept)
        await answer_card(interaction, card)

    async def _show(self, interaction: StudyInteraction, item: Item, share: bool) -> None:
        by, reason = sharing(interaction, share)
        await answer_card(interaction, entry_card(interaction, item, 0, by, reason), public=by is not None)
        if guild_id := server_or_none(interaction):
            await self._recent.note_use(guild_id, item.value)
