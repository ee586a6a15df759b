"""Which quiz is meant, where it stands, and what follows from who takes part and answers, inside a transaction."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot import clock
from bot.database import Tx
from bot.errors import or_refuse
from bot.quizzes.rounds import store
from bot.quizzes.rounds.posts import What
from bot.quizzes.rounds.queue import MESSAGES, time_reveal, troubles
from bot.quizzes.rounds.rules import CLOSES_AFTER, FEWEST, UNKNOWN, Cue, Quiz, tally
from bot.quizzes.rounds.views import QuizStatus, Result
from bot.threads.joining.views import Answered
from bot.threads.posting.store import NO_PLACE

LATE = timedelta(seconds=3)
"""How long after it was asked an item comes late."""


async def load(tx: Tx, guild_id: int, quiz_id: int) -> Quiz:
    """A quiz of a server; raises Refusal where there is none, ids of other servers included."""
    return or_refuse(await store.get(tx, guild_id, quiz_id), UNKNOWN)


async def load_status(tx: Tx, quiz: Quiz) -> QuizStatus:
    """Where a quiz stands."""
    newest = quiz.newest
    own = (quiz.orphaned,) if quiz.orphaned else ()
    return QuizStatus(
        quiz=quiz,
        taking_part=await store.taking_part(tx, quiz),
        answered=await store.count_answered(tx, quiz, newest.place) if newest else Answered(),
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
    if quiz.open and not quiz.closed and is_done(await store.count_answered(tx, quiz, quiz.open.place)):
        await time_reveal(tx, quiz, now + CLOSES_AFTER)


async def begin_time(tx: Tx, quiz: Quiz, now: datetime) -> Quiz:
    """Have the time of the open item run from now: it came late, or could not be reached, so nobody could answer it."""
    cue = quiz.open
    if cue is None or cue.asked_at is None or cue.closes_at is None or quiz.closed or now - cue.asked_at < LATE:
        return quiz
    timed = replace(cue, asked_at=now, closes_at=now + (cue.closes_at - cue.asked_at))
    await store.put_times(tx, quiz, timed)
    await MESSAGES.mark(tx, quiz, [(What.ITEM, cue.place)])
    quiz = quiz.with_cue(timed)
    await time_reveal(
        tx, quiz, now + CLOSES_AFTER if is_done(await store.count_answered(tx, quiz, cue.place)) else None
    )
    return quiz


async def forget_member(tx: Tx, member_id: int) -> None:
    """Delete all of a member; an item that waited for their answer alone waits no more."""
    running = await store.running_with(tx, member_id)
    await store.forget_member(tx, member_id)
    for guild_id, quiz_id in running:
        await look_whether_all(tx, await load(tx, guild_id, quiz_id), clock.now())


async def people_changed(tx: Tx, quiz: Quiz) -> None:
    """Note that the messages that say how many take part no longer do."""
    open_item = [(What.ITEM, quiz.open.place)] if quiz.open else []
    await MESSAGES.mark(tx, quiz, [(What.OPENING, NO_PLACE), (What.CARD, NO_PLACE), *open_item])
