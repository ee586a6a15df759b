"""How far the bot is behind with what it does by itself: read from the jobs when somebody asks."""

from collections.abc import Mapping

from bot.database import Tx
from bot.operations.backlog import Backlog
from bot.outbox import store


async def backlog(tx: Tx, work: Mapping[str, str], outboxes: Mapping[str, str]) -> Backlog:
    """Of these kinds of jobs, by what metrics call them, and of messages by the outbox in which they wait."""
    oldest = await store.oldest(tx)
    waiting = {
        name: min((at for kind, at in oldest.items() if outboxes.get(kind) == name), default=None)
        for name in outboxes.values()
    }
    return Backlog(waiting, {name: oldest.get(kind) for kind, name in work.items()})
