"""`/statements`: what members think themselves, and where they agree."""

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card
from bot.chat.messenger import Messenger
from bot.chat.place import for_servers
from bot.chat.rounds import RoundStarter
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.params import EntryParam
from bot.packs.shelf.shelves import Item
from bot.statements import cards, controls, starting
from bot.statements.course import recover
from bot.statements.due import DueJobs
from bot.statements.params import RoundParam
from bot.statements.redraws import RoundCards
from bot.statements.rules import CLOSED, Round
from bot.statements.service import Statements

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

AnyRound = app_commands.Transform[Round, RoundParam()]
OpenRound = app_commands.Transform[Round, RoundParam(closed=False)]
Seed = app_commands.Transform[Item, EntryParam(Kind.STATEMENTS)]


async def set_up(bot: "StudyBot") -> None:
    """Add rounds of statements to the bot: services, controls, forms, commands."""
    services, statements = bot.services, Statements(bot.database, _now)
    channels, worker = services.get(Messenger), services.get(Worker)
    round_cards = RoundCards(statements, channels, services.get(Redraws), copies=bot.database.keeps_copies)
    services.provide(statements, round_cards, RoundStarter(controls.ask_to_start))
    worker.add(*DueJobs(bot.database, channels, services.get(Gallery)).handlers())
    worker.at_start(recover)
    bot.at_close(statements.wait_for_votes)
    bot.add_controls(*controls.CONTROLS)
    for pattern, submitted in controls.FORMS:
        bot.forms.add(pattern, submitted)
    await bot.add_cog(StatementCommands())


def _now() -> datetime:
    return clock.now()


@for_servers
class StatementCommands(
    commands.GroupCog, group_name="statements", group_description="What each of you thinks, and where you agree."
):
    """Starting, showing and ending rounds."""

    @app_commands.command(description="Collect members' own statements, unsigned, and vote on them together.")
    @app_commands.describe(
        question="What the statements answer",
        collect="How long statements are collected: 90m, 2d, fri 18:00; a day if left out",
        closes="How long the vote runs once they are released: 90m, 2d; three days if left out",
        seed="Statements of a pack to begin with",
    )
    async def start(
        self,
        interaction: "StudyInteraction",
        question: str,
        collect: str = starting.COLLECT,
        closes: str = starting.CLOSES,
        seed: Seed | None = None,
    ) -> None:
        """Start it; the card follows in the channel."""
        await starting.start(interaction, question, collect, closes, seed)

    @app_commands.command(description="Show how a round stands, or what it came to.")
    @app_commands.describe(round="The round: its number")
    async def show(self, interaction: "StudyInteraction", round: AnyRound) -> None:  # noqa: A002 - the option's name
        """Privately."""
        await controls.show(interaction, round.id)

    @app_commands.command(description="End collecting, release the statements, or close the vote early.")
    @app_commands.describe(round="The round: its number")
    async def end(self, interaction: "StudyInteraction", round: OpenRound) -> None:  # noqa: A002 - the option's name
        """Ask first; where the statements wait for their release, show them."""
        by = await controls.asker(interaction)
        round.check_leader(by)
        if round.closed_at:
            raise Refusal(CLOSED)
        if round.is_looked_through:
            statements = interaction.client.services.get(Statements)
            await answer_card(interaction, cards.sift_card(await statements.sift(guild_of(interaction), round.id, by)))
        else:
            await answer_card(interaction, cards.end_card(round))
