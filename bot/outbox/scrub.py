"""Leaving no trace of rows that were deleted: a job of its own, since it only works once that is committed."""

from dataclasses import dataclass
from datetime import datetime

from bot.chat.messenger import LaterError
from bot.database import Database, NotSavedError, Tx
from bot.outbox.jobs import Begun, Errand, Handler, Job


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


def scrubbing(kind: str, database: Database) -> Handler:
    """Who does the jobs of a feature that have its deleted rows leave no trace."""

    async def begin(_tx: Tx, _job: Job, _now: datetime) -> Begun:
        return Scrub(database)

    return Handler(kind=kind, begin=begin, by_the_clock=False)
