"""What rounds of statements are made of: services, jobs, cards that follow, controls, forms."""

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.client import StudyBot
from bot.chat.messenger import Messenger
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.statements import controls
from bot.statements.course import recover
from bot.statements.due import DueJobs
from bot.statements.redraws import RoundCards
from bot.statements.service import Statements


async def set_up(bot: StudyBot) -> None:
    """Have it all work."""
    services, statements = bot.services, Statements(bot.database, clock.present)
    channels, worker = services.get(Messenger), services.get(Worker)
    round_cards = RoundCards(statements, channels, services.get(Redraws), copies=bot.database.keeps_copies)
    services.provide(statements, round_cards)
    worker.add(*DueJobs(bot.database, channels, services.get(Gallery)).handlers())
    worker.at_start(recover)
    bot.at_close(statements.wait_for_votes)
    bot.add_controls(*controls.CONTROLS)
    for pattern, submitted in controls.FORMS:
        bot.forms.add(pattern, submitted)
