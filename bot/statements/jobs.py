"""What rounds have done by themselves: the kinds of jobs, and when each is due; `due.py` does them.

What stands in a channel is in one line, so that the vote is never announced after its result.
"""

from datetime import datetime

from bot.database import Tx
from bot.outbox import store
from bot.outbox.jobs import Job
from bot.statements.rules import DESTROYED_AFTER, GRACE, REMINDED_AFTER, Round

COLLECTED, DESTROY, CLOSE = "statements.collected", "statements.destroy", "statements.close"
COUNT, FORGET, SCRUB = "statements.count", "statements.forget", "statements.scrub"
REMIND, CARD, LOOK, REMINDER = "statements.remind", "statements.card", "statements.look", "statements.reminder"
MODERATORS, VOTE, RESULT = "statements.moderators", "statements.vote", "statements.result"
"""Messages: the card, that statements wait to be looked through, a reminder of that and one for moderators, that the
vote has begun, and what it came to."""
UNTIL_RELEASE = (COLLECTED, REMIND, DESTROY, LOOK, REMINDER, MODERATORS)
POSTS = (CARD, LOOK, REMINDER, VOTE, RESULT)
_ALONE = (FORGET, SCRUB, COUNT, MODERATORS)


def nonce(round_id: int, kind: str) -> str:
    """What Discord knows a message of a round by; at most 25 characters, two of them for what is said of it."""
    return f"{round_id}-{kind.removeprefix('statements.')[:3]}"


async def put(tx: Tx, round_: Round, kind: str, at: datetime) -> Job:
    """Have a job of a round done at that time."""
    line = "" if kind in _ALONE else f"statements {round_.channel_id}"
    return await store.put(tx, kind, round_.guild_id, str(round_.id), at, line=line)


async def drop(tx: Tx, guild_id: int, round_id: int, *kinds: str) -> None:
    """Do these no more."""
    for kind in kinds:
        await store.drop(tx, kind, guild_id, str(round_id))


async def put_collecting(tx: Tx, round_: Round) -> None:
    """Have the card posted, and collecting ended at its time."""
    await put(tx, round_, CARD, round_.created_at)
    await put(tx, round_, COLLECTED, round_.collects_until + GRACE)


async def put_waiting(tx: Tx, round_: Round, now: datetime) -> Job:
    """Have who leads it told, reminded later, and all destroyed where nothing helps; what is due now."""
    await put(tx, round_, REMIND, now + REMINDED_AFTER)
    await put(tx, round_, DESTROY, now + DESTROYED_AFTER)
    return await put(tx, round_, LOOK, now)


async def put_closing(tx: Tx, round_: Round, closes_at: datetime) -> None:
    """Have the vote closed at its time."""
    await put(tx, round_, CLOSE, closes_at + GRACE)
