"""Timed prompts, asked at their minute whatever became of the process or the machine's clock meanwhile.

A prompt is due by the clock of its film, which runs on while somebody sets the machine's: anchor and job move along.
"""

from datetime import datetime, timedelta

from bot.database import Tx
from bot.outbox import store as outbox
from bot.outbox.jobs import Begun, Job
from bot.viewings.loading import load
from bot.viewings.posting import queue, store
from bot.viewings.posting.posts import prompts_asked
from bot.viewings.prompts import pushed
from bot.viewings.store import put


async def push(tx: Tx, job: Job, now: datetime) -> Begun:
    """Ask every prompt of a viewing whose minute has come; their messages are begun in the same transaction."""
    viewing = await load(tx, job.guild_id, int(job.key))
    asked = pushed(viewing, now)
    moved = await put(tx, viewing, asked) if asked is not viewing else None
    await queue.time_push(tx, moved or viewing)
    return await queue.QUEUE.post(tx, moved, prompts_asked(viewing, moved), now) if moved else None


async def run_on(tx: Tx, jump: timedelta) -> None:
    """Films run on while somebody sets the machine's clock: move their anchors by as much."""
    milliseconds = jump // timedelta(milliseconds=1)
    await store.shift_clocks(tx, milliseconds)
    await outbox.shift(tx, queue.PUSH, milliseconds)
