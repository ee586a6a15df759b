"""How far deletions are behind."""

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.privacy import store


async def backlog(tx: Tx) -> Backlog:
    """Deletions that members asked for and that failed, and servers that are gone."""
    member, server = await store.next_due(tx)
    return Backlog({}, {"delete member": member, "delete server": server})
