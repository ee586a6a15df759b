"""The SQL of who stands in the thread of a viewing, and of who is to be pinged there."""

from bot.database import Tx
from bot.viewings.rules import Viewing


async def pinged(tx: Tx, viewing: Viewing) -> tuple[int, ...]:
    """The members who asked to be mentioned when there is something to read, by id."""
    rows = await tx.fetch(
        "SELECT member_id FROM viewing_members WHERE viewing_id = ?1 AND pinged = 1 AND left_at IS NULL "
        "ORDER BY member_id",
        viewing.id,
    )
    return tuple(row["member_id"] for row in rows)
