"""Remembering: quizzes for the group, review for oneself."""

from typing import TYPE_CHECKING

from bot.quizzes.review import commands as review
from bot.quizzes.rounds import commands as rounds

if TYPE_CHECKING:
    from bot.chat.client import StudyBot


async def set_up(bot: "StudyBot") -> None:
    """Add all of it to the bot."""
    await review.set_up(bot)
    await rounds.set_up(bot)
