"""How far deletions are behind."""

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.outbox import store as outbox
from bot.privacy.service import SERVER
from bot.privacy.store import next_retry


async def backlog(tx: Tx) -> Backlog:
    """Deletions that members asked for and that failed, and servers that are gone."""
    return Backlog({}, {"delete member": await next_retry(tx), "delete server": (await outbox.oldest(tx)).get(SERVER)})
