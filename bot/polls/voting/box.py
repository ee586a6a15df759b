"""The ballot box: votes that arrive together are cast in one transaction."""

import asyncio
import logging
from dataclasses import dataclass, field

from bot.database import ROW_BY_ROW, Database, NotSavedError
from bot.database.deadline import in_time, saving
from bot.polls.voting.casting import Recorded, Vote, cast

WINDOW = 0.025
"""Seconds a vote waits for others; under load this saves most of the work, and nobody notices it."""
MOST = 128
"""Votes in one transaction."""

log = logging.getLogger(__name__)

Outcomes = list[Recorded | Exception]


@dataclass(eq=False)
class _Batch:
    """Votes that are cast together; the task tells the outcome of each, in their order."""

    votes: list[Vote] = field(default_factory=list)
    task: "asyncio.Task[Outcomes] | None" = None


class BallotBox:
    """Casts votes; each caller hears of its own once that is durable."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = asyncio.Lock()
        self._open: _Batch | None = None
        self._casting: set[asyncio.Task[Outcomes]] = set()

    async def cast(self, vote: Vote) -> Recorded:
        """Cast a vote; returns after the commit, raises Refusal where the vote does not count.

        A caller that is cancelled while it waits does not hear whether its vote was recorded.
        """
        batch = self._open
        if batch is None or len(batch.votes) >= MOST:
            batch = self._open = _Batch()
            batch.task = asyncio.create_task(self._flush(batch))
            self._casting.add(batch.task)
            batch.task.add_done_callback(self._casting.discard)
        place = len(batch.votes)
        batch.votes.append(vote)
        assert batch.task is not None
        with saving():
            outcome = (await asyncio.shield(batch.task))[place]
            if isinstance(outcome, Exception):
                raise outcome
            return outcome

    async def close(self) -> None:
        """Wait until every vote that was put in is cast."""
        while self._casting:
            await asyncio.wait(self._casting)

    async def _flush(self, batch: _Batch) -> Outcomes:
        """Wait for others and for the batch before; then cast what has come meanwhile."""
        await asyncio.sleep(WINDOW)
        try:
            async with in_time():
                await self._turn.acquire()
        except NotSavedError as refusal:
            self._shut(batch)
            return [refusal] * len(batch.votes)
        try:
            self._shut(batch)
            return await self._cast(batch.votes)
        finally:
            self._turn.release()

    def _shut(self, batch: _Batch) -> None:
        """Take no more votes into a batch."""
        if self._open is batch:
            self._open = None

    async def _cast(self, votes: list[Vote]) -> Outcomes:
        try:
            async with self._database.transaction(ROW_BY_ROW) as tx:
                return [*await cast(tx, votes)]
        except NotSavedError as refusal:
            return [refusal] * len(votes)
        except Exception as error:
            if len(votes) == 1:
                return [error]
            log.exception("%s votes cannot be cast together; casting them one by one", len(votes))
        return [outcome for vote in votes for outcome in await self._cast([vote])]
