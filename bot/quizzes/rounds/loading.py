"""Which quiz is meant, where it stands, and what follows from who takes part and answers, inside a transaction."""

from datetime import datetime

from bot.database import Tx
from bot.errors import Refusal
from bot.quizzes.rounds import store
from bot.quizzes.rounds.posts import What
from bot.quizzes.rounds.queue import MESSAGES, time_reveal, troubles
from bot.quizzes.rounds.rules import CLOSES_AFTER, FEWEST, UNKNOWN, Cue, Quiz, tally
from bot.quizzes.rounds.views import QuizStatus, Result
from bot.threads.joining.views import Answered
from bot.threads.posting.store import NO_PLACE


async def load(tx: Tx, guild_id: int, quiz_id: int) -> Quiz:
    """A quiz of a server; raises Refusal where there is none, ids of other servers included."""
    quiz = await store.get(tx, guild_id, quiz_id)
    if quiz is None:
        raise Refusal(UNKNOWN)
    return quiz


async def load_status(tx: Tx, quiz: Quiz) -> QuizStatus:
    """Where a quiz stands."""
    newest = quiz.newest
    own = (quiz.orphaned,) if quiz.orphaned else ()
    return QuizStatus(
        quiz=quiz,
        taking_part=await store.taking_part(tx, quiz),
        answered=await store.answered(tx, quiz, newest.place) if newest else Answered(),
        troubles=(*own, *await troubles(tx, quiz)),
    )


async def load_result(tx: Tx, quiz: Quiz, cue: Cue) -> Result:
    """How an item was answered whose answer is shown."""
    return Result(cue, tally(cue.item, await store.answers(tx, quiz, cue.place)))


async def load_results(tx: Tx, quiz: Quiz) -> tuple[Result, ...]:
    """The same of all of them."""
    return tuple([await load_result(tx, quiz, cue) for cue in quiz.revealed])


def is_done(answered: Answered) -> bool:
    """Whether an item is revealed by itself: everybody has answered, and they are a group."""
    return answered.all and answered.of >= FEWEST


async def look_whether_all(tx: Tx, quiz: Quiz, now: datetime) -> None:
    """Have the open item revealed in a moment, if everybody has answered it."""
    if quiz.open and not quiz.closed and is_done(await store.answered(tx, quiz, quiz.open.place)):
        await time_reveal(tx, quiz, now + CLOSES_AFTER)


async def people_changed(tx: Tx, quiz: Quiz) -> None:
    """Note that the messages that say how many take part no longer do."""
    open_item = [(What.ITEM, quiz.open.place)] if quiz.open else []
    await MESSAGES.mark(tx, quiz, [(What.OPENING, NO_PLACE), (What.CARD, NO_PLACE), *open_item])
