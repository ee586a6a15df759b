"""`/quiz`: the group answers what a pack can be asked, in a thread."""

from typing import TYPE_CHECKING

from discord import app_commands
from discord.ext import commands

from bot.chat.client import StudyInteraction
from bot.chat.dormant import LaterParam
from bot.chat.place import for_servers
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Item
from bot.quizzes.usual import FEWEST, MOST, USUAL


def _packs() -> app_commands.Transformer:
    from bot.quizzes.rounds.params import ShelvedPackParam

    return ShelvedPackParam()


def _entries() -> app_commands.Transformer:
    from bot.quizzes.params import SubjectParam

    return SubjectParam(packs=False)


def _quizzes() -> app_commands.Transformer:
    from bot.quizzes.rounds.params import QuizParam

    return QuizParam()


APack = app_commands.Transform[Pack, LaterParam(_packs)]
AnEntry = app_commands.Transform[Item, LaterParam(_entries)]
if TYPE_CHECKING:
    from bot.quizzes.rounds.rules import Quiz as AQuiz
else:
    AQuiz = app_commands.Transform[object, LaterParam(_quizzes)]


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
        interaction: StudyInteraction,
        pack: APack | None = None,
        about: AnEntry | None = None,
        items: app_commands.Range[int, FEWEST, MOST] = USUAL,
    ) -> None:
        """Open it in a thread."""
        from bot.quizzes.rounds.starting import start

        await start(interaction, pack, about, items)

    @app_commands.command(name="again", description="Ask once more what the group missed in a quiz.")
    @app_commands.describe(quiz="The quiz, by its number")
    async def again(self, interaction: StudyInteraction, quiz: AQuiz) -> None:
        """As a quiz of its own."""
        from bot.quizzes.rounds.starting import start_again

        await start_again(interaction, quiz)
