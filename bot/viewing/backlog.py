"""How far viewings are behind."""

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.outbox import store as outbox
from bot.viewing.posting import queue
from bot.viewing.scheduling.service import FOLLOW, OPEN


async def backlog(tx: Tx) -> Backlog:
    """Messages that wait; timed prompts to ask, and planned viewings to open."""
    since = await outbox.oldest(tx)
    waiting = [since[kind] for kind in queue.POSTS if kind in since]
    opening = [since[kind] for kind in (OPEN, FOLLOW) if kind in since]
    due = {"ask prompt": since.get(queue.PUSH), "open viewing": min(opening, default=None)}
    return Backlog({"viewings": min(waiting, default=None)}, due)
