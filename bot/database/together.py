"""What is asked for at the same moment is done in one transaction, and each hears of its own once that is durable."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.database import ROW_BY_ROW, Database, NotSavedError, Tx
from bot.database.deadline import in_time, saving

WINDOW = 0.025
"""Seconds that what is asked waits for others; under load this saves most of the work, and nobody notices it."""
MOST = 128
"""How much is done in one transaction."""

Asked = TypeVar("Asked")
Told = TypeVar("Told")

log = logging.getLogger(__name__)


@dataclass(eq=False)
class _Batch(Generic[Asked, Told]):
    """What is done together; the task tells the outcome of each, in their order."""

    asked: list[Asked] = field(default_factory=list[Asked])
    task: "asyncio.Task[list[Told | Exception]] | None" = None


class Together(Generic[Asked, Told]):
    """Does what many ask for; `work` locks the rows it depends on, and answers each in its place."""

    def __init__(
        self, database: Database, work: Callable[[Tx, Sequence[Asked]], Awaitable[Sequence[Told | Exception]]]
    ) -> None:
        self._database = database
        self._work = work
        self._turn = asyncio.Lock()
        self._open: _Batch[Asked, Told] | None = None
        self._doing: set[asyncio.Task[list[Told | Exception]]] = set()

    async def do(self, asked: Asked) -> Told:
        """Do it with others; returns after the commit, raises what the work answers with, such as a Refusal.

        A caller that is cancelled while it waits does not hear whether it was done.
        """
        batch = self._open
        if batch is None or len(batch.asked) >= MOST:
            batch = self._open = _Batch[Asked, Told]()
            batch.task = asyncio.create_task(self._flush(batch))
            self._doing.add(batch.task)
            batch.task.add_done_callback(self._doing.discard)
        place = len(batch.asked)
        batch.asked.append(asked)
        assert batch.task is not None
        with saving():
            outcome = (await asyncio.shield(batch.task))[place]
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    async def close(self) -> None:
        """Wait until all that was asked for is done."""
        while self._doing:
            await asyncio.wait(self._doing)

    async def _flush(self, batch: _Batch[Asked, Told]) -> list[Told | Exception]:
        """Wait for others and for the batch before; then do what has come meanwhile."""
        await asyncio.sleep(WINDOW)
        try:
            async with in_time():
                await self._turn.acquire()
        except NotSavedError as refusal:
            self._shut(batch)
            return [refusal] * len(batch.asked)
        try:
            self._shut(batch)
            return await self._done(batch.asked)
        finally:
            self._turn.release()

    def _shut(self, batch: _Batch[Asked, Told]) -> None:
        """Take no more into a batch."""
        if self._open is batch:
            self._open = None

    async def _done(self, asked: Sequence[Asked]) -> list[Told | Exception]:
        try:
            async with self._database.transaction(ROW_BY_ROW) as tx:
                return [*await self._work(tx, asked)]
        except NotSavedError as refusal:
            return [refusal] * len(asked)
        except Exception as error:
            if len(asked) == 1:
                return [error]
            log.exception("%s %ss cannot be done together; doing them one by one", len(asked), type(asked[0]).__name__)
        return [outcome for each in asked for outcome in await self._done([each])]
