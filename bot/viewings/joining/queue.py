"""How members come to take part in a viewing, and into its thread."""

from datetime import datetime

from bot.database import Tx
from bot.threads.joining.adding import Joining
from bot.threads.joining.store import Members
from bot.viewings.posting.store import people_changed
from bot.viewings.rules import Viewing

JOINING = Joining(kind="viewings.add", noun="viewing", members=Members("viewing_members", of="viewing_id"))


async def join(tx: Tx, viewing: Viewing, member_id: int, now: datetime) -> bool:
    """Have somebody take part, and what says how many do drawn anew; False where they take part already."""
    joined = await JOINING.join(tx, viewing, member_id, now)
    if joined:
        await people_changed(tx, viewing)
    return joined
