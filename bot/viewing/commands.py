"""`/watch`: a group, or a member alone, watches a film with the prompts of a guide."""

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card, answer_text
from bot.chat.channels import Channels
from bot.guilds.people import guild_of
from bot.packs.model import Kind
from bot.packs.params import EntryParam, shelf_of
from bot.packs.shelf import Item, Shelves
from bot.viewing import cards, controls
from bot.viewing.answering import controls as answering
from bot.viewing.answering.service import Answers
from bot.viewing.checking import controls as checking
from bot.viewing.checking.service import SourceChecks
from bot.viewing.keeping import controls as keeping
from bot.viewing.keeping.cards import journal_card
from bot.viewing.keeping.exports import journal_csv, journal_markdown
from bot.viewing.keeping.service import Journals
from bot.viewing.moves import Move, Request
from bot.viewing.params import FilmParam
from bot.viewing.people import watcher
from bot.viewing.planning import PLANNER, plan
from bot.viewing.posting.delivery import Delivery
from bot.viewing.posting.rounds import Rounds
from bot.viewing.posting.service import Posts
from bot.viewing.posting.upkeep import Upkeep
from bot.viewing.programme import programme_of
from bot.viewing.resuming import reach_again
from bot.viewing.rules import Secrecy
from bot.viewing.scheduling.events import Events
from bot.viewing.scheduling.service import Schedules
from bot.viewing.service import Viewings
from bot.viewing.standing import Standing
from bot.viewing.starting import FilmButton, start_group, start_solo

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

AnyFilm = app_commands.Transform[Any, FilmParam()]
AGuide = app_commands.Transform[Item, EntryParam(Kind.GUIDE)]


async def set_up(bot: "StudyBot") -> None:
    """Add viewings to the bot: services, controls, forms, commands."""
    viewings, answers, posts = Viewings(bot.database), Answers(bot.database), Posts(bot.database)
    journals, shelves = Journals(bot.database), bot.services.get(Shelves)
    channels, pictures = bot.services.get(Channels), bot.services.get(Gallery)
    delivery = Delivery(viewings, answers, posts, journals, shelves.of, channels, pictures)
    upkeep = Upkeep(bot.database, _now)
    schedules = Schedules(bot.database, shelves.of)
    events = Events(bot, schedules, viewings, channels)
    rounds = Rounds(upkeep, posts, delivery, events)
    bot.services.provide(viewings, answers, posts, journals, delivery, upkeep, schedules, events, rounds)
    bot.services.provide(SourceChecks(bot.database), PLANNER)
    bot.at_close(rounds.stop)
    bot.add_controls(FilmButton, *controls.CONTROLS, *answering.CONTROLS, *keeping.CONTROLS, *checking.CONTROLS)
    for pattern, submitted in (*controls.FORMS, *answering.FORMS, *checking.FORMS):
        bot.forms.add(pattern, submitted)
    bot.tree.add_command(app_commands.ContextMenu(name="Check this claim", callback=checking.check_message))
    await bot.add_cog(WatchCommands())


async def keep_going(bot: "StudyBot") -> None:
    """Ask timed prompts and post what waits, for as long as the bot runs."""
    await bot.services.get(Rounds).keep_going(bot.vitals)


def _now() -> datetime:
    return clock.now()


class WatchCommands(commands.GroupCog, group_name="watch", group_description="Watch a film critically."):
    """Starting, showing and ending guided viewings."""

    @app_commands.command(description="Watch a film with the prompts of a guide, as a group or alone.")
    @app_commands.describe(
        film="The film; a title that no pack has works too",
        mode="A group in a thread, or you alone in private",
        guide="The guide; the film's own if left out",
        answers="Whether revealed answers stand with names",
    )
    async def start(
        self,
        interaction: "StudyInteraction",
        film: AnyFilm,
        mode: Literal["group", "solo"] = "group",
        guide: AGuide | None = None,
        answers: Literal["unnamed", "named"] = "unnamed",
    ) -> None:
        """Open it."""
        programme = programme_of(shelf_of(interaction), film, guide)
        if mode == "solo":
            await start_solo(interaction, programme)
        else:
            await start_group(interaction, programme, Secrecy(answers))

    @app_commands.command(description="Plan a group viewing as an event of this server; it opens at its time.")
    @app_commands.describe(
        film="The film; a title that no pack has works too",
        when="When it opens: 90m, 18:00, fri 18:00, 2026-11-30 18:00",
        channel="Where its thread will be; this channel, or the discussion channel, if left out",
        guide="The guide; the film's own if left out",
        answers="Whether revealed answers stand with names",
    )
    async def schedule(
        self,
        interaction: "StudyInteraction",
        film: AnyFilm,
        when: str,
        channel: discord.TextChannel | None = None,
        guide: AGuide | None = None,
        answers: Literal["unnamed", "named"] = "unnamed",
    ) -> None:
        """Make the event."""
        programme = programme_of(shelf_of(interaction), film, guide)
        await plan(interaction, programme, when, channel, Secrecy(answers))

    @app_commands.command(description="Where this viewing stands.")
    async def status(self, interaction: "StudyInteraction") -> None:
        """In words."""
        await answer_card(interaction, cards.status_card(await _here(interaction), clock.now()))

    @app_commands.command(description="Show this viewing's card again, with its controls.")
    async def resume(self, interaction: "StudyInteraction") -> None:
        """Privately; where its thread was lost, find it again or open another."""
        standing = await _here(interaction)
        if standing.viewing.orphaned:
            await reach_again(interaction, standing)
        else:
            await answer_card(interaction, await controls.own_card(interaction, standing))

    @app_commands.command(description="End this viewing; its answers stay.")
    async def end(self, interaction: "StudyInteraction") -> None:
        """For whoever leads it."""
        viewing = (await _here(interaction)).viewing
        request = Request(move=Move.END, by=await watcher(interaction))
        standing = await controls.moved(interaction, viewing.id, request)
        if standing.viewing.solo:
            await answer_card(interaction, await controls.own_card(interaction, standing))
        else:
            await answer_text(interaction, "The viewing has ended. What was revealed is summed up in its thread.")

    @app_commands.command(description="Your answers and notes across viewings, to read or take home.")
    @app_commands.describe(format="To read here, or as a file")
    async def journal(
        self,
        interaction: "StudyInteraction",
        format: Literal["view", "markdown", "csv"] = "view",  # noqa: A002 - the option's name
    ) -> None:
        """Privately."""
        journals = interaction.client.services.get(Journals)
        journal = await journals.journal(guild_of(interaction), interaction.user.id)
        if format == "view" or not journal:
            await answer_card(interaction, journal_card(journal))
            return
        content = journal_csv(journal) if format == "csv" else journal_markdown(journal).encode()
        file = discord.File(BytesIO(content), filename=f"journal.{'csv' if format == 'csv' else 'md'}")
        await interaction.response.send_message("Your viewing journal.", file=file, ephemeral=True)


async def _here(interaction: "StudyInteraction") -> Standing:
    viewings = interaction.client.services.get(Viewings)
    return await viewings.here(guild_of(interaction), interaction.channel_id or 0, interaction.user.id, clock.now())
