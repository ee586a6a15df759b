"""Leaving no trace of rows that were deleted: a job of its own, since it only works once that is committed."""

from dataclasses import dataclass

from bot.chat.messenger import LaterError
from bot.database import Database, NotSavedError
from bot.outbox.jobs import Errand, Job


@dataclass(frozen=True, slots=True)
class Scrub(Errand):
    """Errand: have the pages freed on which deleted rows stood."""

    database: Database

    async def run(self, _job: Job) -> None:
        """Do it; raises LaterError where the database cannot now."""
        try:
            await self.database.scrub()
        except NotSavedError as trouble:
            raise LaterError(str(trouble)) from trouble
