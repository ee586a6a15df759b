"""`/quiz`: the group answers what a pack can be asked, in a thread."""

from datetime import datetime
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.chat.messenger import Messenger
from bot.chat.place import for_servers
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Item, Shelves
from bot.quizzes.items.rules import FEWEST, MOST, USUAL
from bot.quizzes.params import SubjectParam
from bot.quizzes.rounds import controls
from bot.quizzes.rounds.delivery import Delivery
from bot.quizzes.rounds.loading import load
from bot.quizzes.rounds.params import QuizParam, ShelvedPackParam
from bot.quizzes.rounds.queue import JOINING
from bot.quizzes.rounds.rules import Quiz
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.starting import start, start_again

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

APack = app_commands.Transform[Pack, ShelvedPackParam()]
AnEntry = app_commands.Transform[Item, SubjectParam(packs=False)]
AQuiz = app_commands.Transform[Quiz, QuizParam()]


async def set_up(bot: "StudyBot") -> None:
    """Add quizzes to the bot: service, messages, jobs, controls, commands."""
    services, database, worker = bot.services, bot.database, bot.services.get(Worker)
    channels, quizzes = services.get(Messenger), Quizzes(database)
    delivery = Delivery(database, services.get(Shelves).of, channels, _now)
    services.provide(quizzes, delivery)
    worker.add(*delivery.handlers(), quizzes.handler(_now), JOINING.handler(channels, load, delivery.lost_thread, _now))
    delivery.follow(services.get(Redraws))
    bot.add_controls(*controls.CONTROLS)
    bot.at_close(quizzes.close)
    await bot.add_cog(QuizCommands())


def _now() -> datetime:
    return clock.now()


@for_servers
class QuizCommands(commands.GroupCog, group_name="quiz", group_description="A quiz for the group."):
    """Starting quizzes, and asking again what was missed."""

    @app_commands.command(name="start", description="A quiz for the group: private answers, shown together with why.")
    @app_commands.describe(
        pack="The pack it asks about",
        about="An entry it is all about, in place of a whole pack",
        items=f"How many questions, {FEWEST} to {MOST}; {USUAL} if left out",
    )
    async def start(
        self,
        interaction: "StudyInteraction",
        pack: APack | None = None,
        about: AnEntry | None = None,
        items: app_commands.Range[int, FEWEST, MOST] = USUAL,
    ) -> None:
        """Open it in a thread."""
        await start(interaction, pack, about, items)

    @app_commands.command(name="again", description="Ask once more what the group missed in a quiz.")
    @app_commands.describe(quiz="The quiz, by its number")
    async def again(self, interaction: "StudyInteraction", quiz: AQuiz) -> None:
        """As a quiz of its own."""
        await start_again(interaction, quiz)
