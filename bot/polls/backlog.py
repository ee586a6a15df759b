"""How far polls are behind."""

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.polls.ending import store
from bot.polls.ending.store import Job

_NAMES = {Job.CLOSE: "close poll", Job.REMIND: "remind of poll", Job.FORGET: "forget ballots"}


async def backlog(tx: Tx) -> Backlog:
    """Results and reminders that wait; polls to close, to remind of, and ballots to forget."""
    due = await store.next_due(tx)
    return Backlog({"polls": await store.waiting_since(tx)}, {_NAMES[job]: at for job, at in due.items()})
