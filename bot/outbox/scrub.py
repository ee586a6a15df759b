"""Leaving no trace of rows that were deleted: a job of its own, since it only works once that is committed."""

from dataclasses import dataclass

from bot.chat.messenger import BlockedError, LaterError, LostError
from bot.database import Database, NotSavedError, Tx
from bot.outbox.jobs import Job


@dataclass(frozen=True, slots=True)
class Scrub:
    """Errand: have the pages freed on which deleted rows stood."""

    database: Database

    async def run(self, _job: Job) -> None:
        """Do it; raises LaterError where the database cannot now."""
        try:
            await self.database.scrub()
        except NotSavedError as trouble:
            raise LaterError(str(trouble)) from trouble

    async def done(self, tx: Tx, job: Job, result: None) -> None:
        """Nothing is to be noted."""

    async def lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """Asks nothing of Discord."""

    async def blocked(self, job: Job, blocked: BlockedError) -> None:
        """Asks nothing of Discord."""
