"""What polls have done by themselves: the kinds of jobs, and when each is due; `due.py` does them.

What stands in a channel is in one line, so that results come there in the order in which their polls closed, and a
result is never shown anew before it was posted.
"""

from datetime import datetime

from bot.database import Tx
from bot.outbox import store
from bot.outbox.jobs import Job
from bot.polls.rules import GRACE, Poll, reminder_at

CLOSE, REMIND, FORGET, SCRUB = "polls.close", "polls.remind", "polls.forget", "polls.scrub"
REVEAL = "polls.reveal"
"""Ends the time for which the result of a before poll is held back."""
RESULT, REMINDER, CARD, ANEW = "polls.result", "polls.reminder", "polls.card", "polls.anew"
"""Messages; the card is owed where Discord did not say whether it took it, `ANEW` shows a result once more."""
POSTS = (RESULT, REMINDER, CARD, ANEW)
ALL = (CLOSE, REMIND, FORGET, SCRUB, REVEAL, *POSTS)
_NOT_IN_CHANNELS = (FORGET, SCRUB, REVEAL)


def nonce(poll_id: int, kind: str) -> str:
    """What Discord knows a message of a poll by; at most 25 characters."""
    return f"{poll_id}-{kind.removeprefix('polls.')[:3]}"


async def put(tx: Tx, poll: Poll, kind: str, at: datetime, tried_at: datetime | None = None) -> Job:
    """Have a job of a poll done at that time; `tried_at`: it may be done already, by a try at that moment."""
    line = "" if kind in _NOT_IN_CHANNELS else f"polls {poll.channel_id}"
    return await store.put(tx, kind, poll.guild_id, str(poll.id), at, line=line, tried_at=tried_at)


async def drop(tx: Tx, guild_id: int, poll_id: int, *kinds: str) -> None:
    """Do these no more."""
    for kind in kinds:
        await store.drop(tx, kind, guild_id, str(poll_id))


async def put_closing(tx: Tx, poll: Poll) -> None:
    """Have a poll closed at its time, and its channel reminded before, if it is open for long enough."""
    await put(tx, poll, CLOSE, poll.closes_at + GRACE)
    if remind_at := reminder_at(poll.created_at, poll.closes_at):
        await put(tx, poll, REMIND, remind_at)
    else:
        await drop(tx, poll.guild_id, poll.id, REMIND)


async def put_forgetting(tx: Tx, poll: Poll, at: datetime | None) -> None:
    """Set when the ballots of a poll go; None once they are gone."""
    if at:
        await put(tx, poll, FORGET, at)
    else:
        await drop(tx, poll.guild_id, poll.id, FORGET)


async def waits(tx: Tx, poll: Poll, kind: str) -> bool:
    """Whether a job of a poll is still to be done, or was given up."""
    return await store.waits(tx, kind, poll.guild_id, str(poll.id))


async def why_parked(tx: Tx, poll: Poll) -> str | None:
    """Why the bot gave up closing a poll on time."""
    return await store.why_parked(tx, CLOSE, poll.guild_id, str(poll.id))
