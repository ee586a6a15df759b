"""`/watch`: a group, or a member alone, watches a film with the prompts of a guide."""

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card, answer_file, answer_own, answer_text
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.evenings import Evenings
from bot.chat.messenger import Messenger
from bot.chat.place import IN_SERVERS, home_of, server_or_none
from bot.guilds.service import Guilds
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.params import EntryParam
from bot.packs.shelf.shelves import Item, Shelves
from bot.threads.people import acting
from bot.viewings import cards, controls, outdated, phrases
from bot.viewings.alone import controls as alone
from bot.viewings.answering import controls as answering
from bot.viewings.answering.service import Answers
from bot.viewings.checking import controls as checking
from bot.viewings.checking.service import SourceChecks
from bot.viewings.choosing import controls as choosing
from bot.viewings.choosing.beginning import PLANNER, begin
from bot.viewings.choosing.rules import Plan, Start
from bot.viewings.joining import controls as joining
from bot.viewings.joining.queue import JOINING
from bot.viewings.joining.service import Presence
from bot.viewings.loading import load
from bot.viewings.moves import Move, Request, Undecided
from bot.viewings.own import controls as own
from bot.viewings.own.service import OwnPrompts
from bot.viewings.panel import controls as panel
from bot.viewings.panel.questions import undecided_card
from bot.viewings.params import FilmParam
from bot.viewings.planning import moment_for
from bot.viewings.posting.delivery import Delivery
from bot.viewings.posting.pushing import run_on
from bot.viewings.records import controls as keeping
from bot.viewings.records.cards import journal_card
from bot.viewings.records.controls import journal_of
from bot.viewings.records.exports import journal_csv, journal_markdown
from bot.viewings.records.service import Journals
from bot.viewings.resuming import reach_again
from bot.viewings.rules import Secrecy
from bot.viewings.scheduling import controls as scheduling
from bot.viewings.scheduling import opening
from bot.viewings.scheduling.changing import Changes
from bot.viewings.scheduling.events import Events
from bot.viewings.scheduling.following import Following
from bot.viewings.scheduling.service import Schedules
from bot.viewings.service import Viewings
from bot.viewings.showing import own_card
from bot.viewings.status import ViewingStatus

if TYPE_CHECKING:
    from bot.chat.evenings import Evening
    from bot.chat.paper import Sheet

AnyFilm = app_commands.Transform[Any, FilmParam()]
AGuide = app_commands.Transform[Item, EntryParam(Kind.GUIDE)]


async def set_up(bot: StudyBot) -> None:
    """Add viewings to the bot: services, controls, forms, commands."""
    services, database = bot.services, bot.database
    shelves, channels, worker = services.get(Shelves), services.get(Messenger), services.get(Worker)
    delivery = Delivery(database, shelves.of, channels, services.get(Gallery), clock.present)
    schedules = Schedules(database, shelves.of)
    events, changes = Events(bot, schedules, channels), Changes(bot, schedules, channels)
    services.provide(Viewings(database), Answers(database), Journals(database), SourceChecks(database))
    services.get(Evenings).open_with(partial(_tell, bot))
    services.provide(delivery, schedules, events, changes, PLANNER, Presence(database), OwnPrompts(database))
    Following(bot, schedules).listen()
    worker.add(*delivery.handlers())
    worker.add(*opening.handlers(schedules, events.look, events.tell, changes.cancel, clock.present))
    worker.add(JOINING.handler(channels, load, delivery.lost_thread, clock.present))
    worker.at_jump(run_on)
    delivery.follow(services.get(Redraws))
    rooms = (choosing, controls, joining, panel, alone, outdated, answering, keeping, checking, scheduling, own)
    for room in rooms:
        bot.add_controls(*room.CONTROLS)
    forms = (*panel.FORMS, *alone.FORMS, *answering.FORMS, *checking.FORMS, *scheduling.FORMS, *own.FORMS)
    for pattern, submitted in forms:
        bot.forms.add(pattern, submitted)
    bot.tree.add_command(app_commands.ContextMenu(name="Check this claim", callback=checking.check_message))
    await bot.add_cog(WatchCommands())


async def _tell(bot: StudyBot, guild_id: int, viewing_id: int, member_id: int) -> "tuple[Evening, Sheet]":
    from bot.viewings.paper.evening import opened

    journals, shelves, guilds = bot.services.get(Journals), bot.services.get(Shelves), bot.services.get(Guilds)
    return await opened(journals, shelves.of, guilds, guild_id, viewing_id, member_id)


class WatchCommands(commands.GroupCog, group_name="watch", group_description="Watch a film critically."):
    """Starting, showing and ending guided viewings."""

    @app_commands.command(description="Watch a film with the prompts of a guide, as a group or alone.")
    @app_commands.describe(
        film="The film: pick one, or type any title",
        mode="A group in a thread, or you alone in private; in a server a group if left out",
        guide="The guide; the film's own if left out",
        answers="Whether revealed answers show who wrote them",
    )
    async def start(
        self,
        interaction: StudyInteraction,
        film: AnyFilm,
        mode: Literal["group", "solo"] | None = None,
        guide: AGuide | None = None,
        answers: Literal["unnamed", "named"] = "unnamed",
    ) -> None:
        """Open it; outside of servers one watches alone."""
        usual = "solo" if server_or_none(interaction) is None else "group"
        await begin(interaction, Start(mode or usual, Secrecy(answers)), film, guide)

    @app_commands.command(
        description="Plan a group viewing as an event of this server; it opens at its time.", extras={IN_SERVERS: True}
    )
    @app_commands.describe(
        film="The film: pick one, or type any title",
        when="When it opens: 90m, 18:00, fri 18:00, 2026-11-30 18:00",
        channel="Where its thread will be; this channel, or the discussion channel, if left out",
        guide="The guide; the film's own if left out",
        answers="Whether revealed answers show who wrote them",
    )
    async def schedule(
        self,
        interaction: StudyInteraction,
        film: AnyFilm,
        when: str,
        channel: discord.TextChannel | None = None,
        guide: AGuide | None = None,
        answers: Literal["unnamed", "named"] = "unnamed",
    ) -> None:
        """Make the event."""
        at, note = await moment_for(interaction, when)
        await begin(interaction, Plan(at, channel.id if channel else None, Secrecy(answers)), film, guide, note=note)

    @app_commands.command(
        description="The planned viewings of this server, to move or call off.", extras={IN_SERVERS: True}
    )
    async def planned(self, interaction: StudyInteraction) -> None:
        """Privately, the next first."""
        await answer_card(interaction, await scheduling.planned(interaction))

    @app_commands.command(description="How far this viewing is.")
    async def status(self, interaction: StudyInteraction) -> None:
        """In words."""
        await answer_card(interaction, cards.said_card(phrases.status(await _here(interaction), clock.now())))

    @app_commands.command(description="Show this viewing's card again, with its controls.")
    async def resume(self, interaction: StudyInteraction) -> None:
        """Privately; where its thread was lost, find it again or open another."""
        status = await _here(interaction)
        if status.viewing.orphaned:
            await reach_again(interaction, status)
        else:
            await answer_own(interaction, await own_card(interaction, status))

    @app_commands.command(description="End this viewing; its answers stay.")
    async def end(self, interaction: StudyInteraction) -> None:
        """For whoever leads it; asks first while answers are unrevealed."""
        viewing = (await _here(interaction)).viewing
        request = Request(move=Move.END, by=await acting(interaction))
        try:
            status = await controls.make_move(interaction, viewing.id, request)
        except Undecided as undecided:
            await answer_card(interaction, undecided_card(viewing, undecided, clock.now()))
            return
        if status.viewing.solo:
            await answer_own(interaction, await own_card(interaction, status))
        else:
            await answer_text(interaction, "The viewing has ended. What was revealed is summed up in its thread.")

    @app_commands.command(
        description="A sheet to print for an evening: the film, prompts with room to write, terms.",
        extras={IN_SERVERS: True},
    )
    @app_commands.describe(
        film="The film: pick one, or type any title",
        guide="The guide; the film's own if left out",
    )
    async def handout(self, interaction: StudyInteraction, film: AnyFilm, guide: AGuide | None = None) -> None:
        """Privately, as a file; for who may lead their own copy too."""
        from bot.viewings.paper.giving import give_handout

        await give_handout(interaction, film, guide)

    @app_commands.command(description="Your answers and notes from all viewings, to read here or save as a file.")
    @app_commands.describe(format="To read here, or as a file")
    async def journal(
        self,
        interaction: StudyInteraction,
        format: Literal["view", "markdown", "csv"] = "view",  # noqa: A002 - the option's name
    ) -> None:
        """Privately."""
        journal = await journal_of(interaction)
        if format == "view" or not journal:
            await answer_card(interaction, journal_card(journal))
            return
        content = journal_csv(journal) if format == "csv" else journal_markdown(journal).encode()
        name = f"journal.{'csv' if format == 'csv' else 'md'}"
        await answer_file(interaction, "Your viewing journal.", name, content)


async def _here(interaction: StudyInteraction) -> ViewingStatus:
    viewings = interaction.client.services.get(Viewings)
    return await viewings.here(home_of(interaction), interaction.channel_id or 0, interaction.user.id, clock.now())
