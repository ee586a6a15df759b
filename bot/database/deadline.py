"""Whoever waits for a transaction: how long it may take them, and whether anything of theirs was saved."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

from bot.database.engine import SlowError

AT_LEAST = 0.3
"""Seconds that a transaction may take however little time is left."""


class Wait:
    """Somebody who waits for an answer; the tasks that work for them share it."""

    __slots__ = ("saved", "saving", "until")

    def __init__(self, until: float | None = None) -> None:
        self.until = until
        """When a transaction that is not being committed yet is given up, on the monotonic clock; None for never."""
        self.saving = 0
        """Transactions under way that write."""
        self.saved = False
        """Whether one was committed."""


waiting: ContextVar[Wait | None] = ContextVar("waiting", default=None)
"""Who waits for what this task does; None where nobody does."""


@contextmanager
def saving() -> Iterator[None]:
    """Something is written for whoever waits, and is saved where no exception leaves this."""
    wait = waiting.get()
    if wait is None:
        yield
        return
    wait.saving += 1
    try:
        yield
        wait.saved = True
    finally:
        wait.saving -= 1


@asynccontextmanager
async def in_time() -> AsyncIterator[asyncio.Timeout]:
    """Give up what is inside when whoever waits must be answered: SlowError, until the limit is lifted."""
    wait, until = waiting.get(), None
    if wait and wait.until is not None:
        until = max(wait.until, time.monotonic() + AT_LEAST)
    timeout = asyncio.timeout_at(until)
    try:
        async with timeout:
            yield timeout
    except TimeoutError as error:
        if not timeout.expired():
            raise
        raise SlowError from error


async def lift(limit: asyncio.Timeout) -> None:
    """Let a transaction take as long as it takes from now on: what is being committed can no longer be taken back."""
    if limit.expired():
        await asyncio.sleep(0)  # where the time was over at this very moment, it is cancelled here
    limit.reschedule(None)
