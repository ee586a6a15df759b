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
    services, database, worker = bot.services, bot.database, bot.services.get(Worker)
    shelves, channels = services.get(Shelves), services.get(Messenger)
    review, quizzes = Review(database, shelves, clock.present), Quizzes(database)
    reminders = Reminders(database, review, channels, clock.present)
    delivery = Delivery(database, shelves.of, channels, clock.present)
    services.provide(review, quizzes, delivery)
    repeat(worker, REMIND, reminders.send_due, reminders.next_time)
    worker.add(*delivery.handlers(), quizzes.handler(clock.present))
    worker.add(JOINING.handler(channels, load, delivery.lost_thread, clock.present))
    delivery.follow(services.get(Redraws))
    bot.add_controls(*of_reviews.CONTROLS, *of_rounds.CONTROLS, *of_panels.CONTROLS)
    bot.at_close(quizzes.close)
