"""What is taken along on paper: the report of an evening, and handouts for whoever asks the printer."""

from bot.chat.client import StudyBot
from bot.chat.seams import Printer
from bot.handouts.controls import CONTROLS, give


async def set_up(bot: StudyBot) -> None:
    """Add the control to the bot, and what lays sheets out for others."""
    bot.services.provide(Printer(give))
    bot.add_controls(*CONTROLS)
