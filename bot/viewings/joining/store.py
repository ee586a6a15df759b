"""The SQL of who stands in the thread of a viewing, and of who is to be pinged there."""

from collections.abc import Mapping

from bot.database import Tx
from bot.viewings.joining.views import Standing
from bot.viewings.rules import Viewing

_WAITS = "viewing_id = ?1 AND left_at IS NULL AND (added_to IS NULL OR added_to <> ?2)"


async def waiting(tx: Tx, viewing: Viewing, limit: int) -> tuple[int, ...]:
    """Members who take part and are not yet in the thread, the first first."""
    rows = await tx.fetch(
        f"SELECT member_id FROM viewing_members WHERE {_WAITS} ORDER BY joined_at, member_id LIMIT ?3",  # noqa: S608 - a condition of this module
        viewing.id,
        viewing.thread_id,
        limit,
    )
    return tuple(row["member_id"] for row in rows)


async def note_added(tx: Tx, viewing: Viewing, thread_id: int, tried: Mapping[int, str | None]) -> None:
    """Note who is in a thread now, and why Discord refused the others."""
    await tx.many(
        "UPDATE viewing_members SET added_to = ?3, refused = ?4 WHERE viewing_id = ?1 AND member_id = ?2",
        [(viewing.id, member_id, thread_id, why) for member_id, why in tried.items()],
    )


async def add_anew(tx: Tx, viewing: Viewing, member_id: int | None = None) -> None:
    """Have somebody added once more who may have left the thread; without a member, everybody who was refused."""
    await tx.fetch(
        "UPDATE viewing_members SET added_to = NULL, refused = NULL WHERE viewing_id = ?1 AND "
        "(member_id = ?2 OR (CAST(?2 AS BIGINT) IS NULL AND refused IS NOT NULL))",
        viewing.id,
        member_id,
    )


async def standing(tx: Tx, viewing: Viewing, member_id: int) -> Standing | None:
    """How a member takes part; None where they do not."""
    row = await tx.one(
        "SELECT added_to, refused, pinged FROM viewing_members "
        "WHERE viewing_id = ?1 AND member_id = ?2 AND left_at IS NULL",
        viewing.id,
        member_id,
    )
    if row is None:
        return None
    tried = viewing.thread_id is not None and row["added_to"] == viewing.thread_id
    refused = row["refused"] if tried else None
    return Standing(added=tried and refused is None, pinged=bool(row["pinged"]), refused=refused)


async def set_pinged(tx: Tx, viewing: Viewing, member_id: int, *, pinged: bool) -> None:
    """Note whether prompts mention a member."""
    await tx.fetch(
        "UPDATE viewing_members SET pinged = ?3 WHERE viewing_id = ?1 AND member_id = ?2",
        viewing.id,
        member_id,
        int(pinged),
    )


async def pinged(tx: Tx, viewing: Viewing) -> tuple[int, ...]:
    """The members who asked to be mentioned when there is something to read, by id."""
    rows = await tx.fetch(
        "SELECT member_id FROM viewing_members WHERE viewing_id = ?1 AND pinged = 1 AND left_at IS NULL "
        "ORDER BY member_id",
        viewing.id,
    )
    return tuple(row["member_id"] for row in rows)
