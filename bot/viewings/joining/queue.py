"""What those who take part have the outbox do: add them to the thread.

Who is still to be added stands in the rows of members; one job of a viewing adds them one after the other, in a line of
its own, so that two hundred who join at once hold up no prompt.
"""

from datetime import datetime

from bot.database import Tx
from bot.outbox import store as outbox
from bot.viewings.rules import Viewing

ADD = "viewings.add"


def line_of(viewing_id: int) -> str:
    """The line of those who are added to the thread of a viewing."""
    return f"viewing {viewing_id} members"


async def add_later(tx: Tx, viewing: Viewing, now: datetime) -> None:
    """Have those added who are not in the thread yet; once there is one, where there is none."""
    if viewing.thread_id is not None and not viewing.orphaned:
        await outbox.put(tx, ADD, viewing.guild_id, str(viewing.id), now, line=line_of(viewing.id))
