"""The one job of review: the reminders that are due."""

from bot.chat.place import NO_SERVER
from bot.database import Tx
from bot.outbox import store as outbox
from bot.quizzes.review import store

REMIND = "quizzes.remind"


async def time_reminders(tx: Tx) -> None:
    """Have reminders sent when the next one is due; nothing is to be done where nobody wants any."""
    if at := await store.next_reminder(tx):
        await outbox.put(tx, REMIND, NO_SERVER, "", at)
    else:
        await outbox.drop(tx, REMIND, NO_SERVER, "")
