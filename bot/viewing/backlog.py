"""How far viewings are behind."""

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.viewing.posting import store as posts
from bot.viewing.scheduling import store as schedules


async def backlog(tx: Tx) -> Backlog:
    """Messages that wait; timed prompts to ask, and planned viewings to open."""
    due = {"ask prompt": await posts.next_due(tx), "open viewing": await schedules.next_due(tx)}
    return Backlog({"viewings": await posts.waiting_since(tx)}, due)
