"""What quizzes have the outbox do: messages to post, members to add, items to reveal when their time has come.

An item is revealed by itself in a line of its own, so that no message that waits holds it up.
"""

from datetime import datetime

from bot.database import Tx
from bot.outbox import store as outbox
from bot.quizzes.rounds.posts import What
from bot.quizzes.rounds.rules import Quiz
from bot.threads.joining.adding import Joining
from bot.threads.joining.store import Members
from bot.threads.posting.queue import Queue
from bot.threads.posting.store import Messages

REVEAL = "quizzes.reveal"
JOINING = Joining(kind="quizzes.add", noun="quiz", members=Members("quiz_members", of="quiz_id"))
MESSAGES: Messages[Quiz, What] = Messages(What, groups="quizzes", table="quiz_posts", of="quiz_id")
QUEUE: Queue[Quiz, What] = Queue("quizzes", "quiz", MESSAGES)


async def time_reveal(tx: Tx, quiz: Quiz, at: datetime | None) -> None:
    """Have the open item looked at then, or when its time is over, whichever comes first; not at all for neither."""
    closes_at = quiz.open.closes_at if quiz.open and not quiz.closed else None
    times = [each for each in (at, closes_at) if each]
    if not times or quiz.orphaned:
        await outbox.drop(tx, REVEAL, quiz.guild_id, str(quiz.id))
    else:
        await outbox.put(tx, REVEAL, quiz.guild_id, str(quiz.id), min(times), line=f"quiz {quiz.id} reveal")


async def troubles(tx: Tx, quiz: Quiz) -> tuple[str, ...]:
    """What was given up of a quiz, and why, a sentence each."""
    parked = await outbox.parked_in_line(tx, quiz.guild_id, QUEUE.line_of(quiz.id))
    return tuple(f"{_noun(*key)} could not be posted: {why}" for key, why in QUEUE.given_up(parked).items())


def _noun(what: What, place: int) -> str:
    match what:
        case What.ITEM:
            return f"Question {place + 1}"
        case What.ANSWERS:
            return f"The answer to question {place + 1}"
        case What.LINE:
            return "A line"
        case What.OPENING | What.CARD | What.SUMMARY:
            return f"The {what}"
