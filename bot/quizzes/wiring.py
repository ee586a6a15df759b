"""What quizzes and reviews are made of: services, messages, jobs, controls."""

from bot import clock
from bot.chat.client import StudyBot
from bot.chat.messenger import Messenger
from bot.outbox.recurring import repeat
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.shelf.shelves import Shelves
from bot.quizzes.review import controls as of_reviews
from bot.quizzes.review.jobs import REMIND
from bot.quizzes.review.reminding import Reminders
from bot.quizzes.review.service import Review
from bot.quizzes.rounds import controls as of_rounds
from bot.quizzes.rounds.delivery import Delivery
from bot.quizzes.rounds.loading import load
from bot.quizzes.rounds.panel import controls as of_panels
from bot.quizzes.rounds.queue import JOINING
from bot.quizzes.rounds.service import Quizzes


async def set_up(bot: StudyBot) -> None:
    """Have it all work."""
    _set_up_review(bot)
    _set_up_rounds(bot)


def _set_up_review(bot: StudyBot) -> None:
    review = Review(bot.database, bot.services.get(Shelves), clock.present)
    bot.services.provide(review)
    bot.add_controls(*of_reviews.CONTROLS)
    reminders = Reminders(bot.database, review, bot.services.get(Messenger), clock.present)
    repeat(bot.services.get(Worker), REMIND, reminders.send_due, reminders.next_time)


def _set_up_rounds(bot: StudyBot) -> None:
    services, database, worker = bot.services, bot.database, bot.services.get(Worker)
    channels, quizzes = services.get(Messenger), Quizzes(database)
    delivery = Delivery(database, services.get(Shelves).of, channels, clock.present)
    services.provide(quizzes, delivery)
    worker.add(*delivery.handlers(), quizzes.handler(clock.present))
    worker.add(JOINING.handler(channels, load, delivery.lost_thread, clock.present))
    delivery.follow(services.get(Redraws))
    bot.add_controls(*of_rounds.CONTROLS, *of_panels.CONTROLS)
    bot.at_close(quizzes.close)
