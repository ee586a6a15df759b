"""The ballot box: votes that arrive together are cast in one transaction."""

import asyncio
import logging

from bot.database import Database
from bot.polls.voting.casting import Recorded, Vote, cast

WINDOW = 0.01
"""Seconds a vote waits for others; under load this saves most of the work, and nobody notices it."""
MOST = 128
"""Votes in one transaction."""

log = logging.getLogger(__name__)


class BallotBox:
    """Casts votes; each caller hears of its own once that is durable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[tuple[Vote, asyncio.Future[Recorded]]] = []
        self._emptying: asyncio.Task[None] | None = None

    async def cast(self, vote: Vote) -> Recorded:
        """Cast a vote; returns after the commit, raises Refusal where the vote does not count.

        A caller that is cancelled while it waits does not hear whether its vote was recorded.
        """
        outcome: asyncio.Future[Recorded] = asyncio.get_running_loop().create_future()
        self._waiting.append((vote, outcome))
        if self._emptying is None:
            self._emptying = asyncio.create_task(self._empty())
        return await outcome

    async def close(self) -> None:
        """Wait until every vote that was put in is cast."""
        while self._emptying:
            await asyncio.wait([self._emptying])

    async def _empty(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(WINDOW)
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._cast(batch)
        finally:
            self._emptying = None

    async def _cast(self, batch: list[tuple[Vote, asyncio.Future[Recorded]]]) -> None:
        try:
            async with self._database.transaction() as tx:
                outcomes = await cast(tx, [vote for vote, _ in batch])
        except Exception as error:
            if len(batch) == 1:
                _tell(batch[0][1], error)
                return
            log.exception("%s votes cannot be cast together; casting them one by one", len(batch))
            for each in batch:
                await self._cast([each])
            return
        for (_, waiting), outcome in zip(batch, outcomes, strict=True):
            _tell(waiting, outcome)


def _tell(waiting: asyncio.Future[Recorded], outcome: Recorded | Exception) -> None:
    if waiting.done():
        return
    if isinstance(outcome, Exception):
        waiting.set_exception(outcome)
    else:
        waiting.set_result(outcome)
