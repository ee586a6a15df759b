"""What an interaction has written is written once, however often Discord delivers it and to however many processes.

Within one process a second delivery is dropped as it comes. This is for what is left: two processes that both get the
events of a server, as while one takes over from the other.
"""

import asyncio
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from weakref import ReferenceType, ref

from bot.database.engine import ROW_BY_ROW, Tx

LIFE = 3_600_000 << 22
"""How much ids grow in an hour; an interaction lives a quarter of it."""
SWEPT = 20
"""Rows that each write takes away at most, of those that are older."""


class DoneAlreadyError(Exception):
    """Another delivery of the same interaction has written what it asks for: nothing is left to do or to say."""


@dataclass(frozen=True, slots=True)
class _Delivery:
    interaction_id: int
    by: int
    """Random, so that no two deliveries are taken for one."""
    task: "ReferenceType[asyncio.Task[object]] | None"
    """Weak, as the task holds this: a circle would keep all that it worked with until garbage is looked for."""


_current: ContextVar[_Delivery | None] = ContextVar("delivery", default=None)


def deliver(interaction_id: int) -> None:
    """This task handles an interaction: the transactions that it opens are that interaction's."""
    task = asyncio.current_task()
    _current.set(_Delivery(interaction_id, secrets.randbits(62), ref(task) if task else None))


async def claim(tx: Tx, guild_id: int | None) -> None:
    """Write for this task's interaction, if it has one; raises DoneAlreadyError where another delivery of it did.

    What a handler leaves to other tasks is not the interaction's: these inherit the variable, and are told from it by
    their task. Nor is what is written row by row: votes are set, so that a second one changes nothing.
    """
    delivery = _current.get()
    if delivery is None or guild_id == ROW_BY_ROW:
        return
    if delivery.task is None or delivery.task() is not asyncio.current_task():
        return
    # The update changes nothing, and waits for whoever is about to write the same row.
    [row] = await tx.fetch(
        "INSERT INTO interactions_written (id, delivery) VALUES (?1, ?2) "
        "ON CONFLICT (id) DO UPDATE SET delivery = interactions_written.delivery RETURNING delivery",
        delivery.interaction_id,
        delivery.by,
    )
    if row["delivery"] != delivery.by:
        raise DoneAlreadyError
    old = tx.for_update("interactions_written", skip_locked=True)
    await tx.fetch(
        "DELETE FROM interactions_written WHERE id IN "  # noqa: S608 - the lock is the engine's
        f"(SELECT id FROM interactions_written WHERE id < ?1 ORDER BY id LIMIT ?2{old})",
        delivery.interaction_id - LIFE,
        SWEPT,
    )
