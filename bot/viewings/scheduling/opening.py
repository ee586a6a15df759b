"""The handlers of planned viewings: opened at their time after a look at their event, followed up, called off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

from bot.database import Tx
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.viewings.scheduling import store
from bot.viewings.scheduling.rules import Fate, Scheduled, Verdict
from bot.viewings.scheduling.service import CANCEL, FOLLOW, OPEN, TELL, TRIES, Schedules

Answer = TypeVar("Answer")
Ask = Callable[[Scheduled], Awaitable[Answer]]
Noted = Callable[[Tx, Job, Answer], Awaitable[None]]


def handlers(
    schedules: Schedules, look: Ask[Verdict], tell: Ask[None], cancel: Ask[None], now: Callable[[], datetime]
) -> list[Handler]:
    """`look`, `tell` and `cancel` ask Discord.

    All are due at times of day: a clock that was set must not open anything early.
    """

    async def looked(tx: Tx, job: Job, verdict: Verdict) -> None:
        await schedules.note(tx, job, verdict, now())

    return [
        Handler(kind=OPEN, begin=partial(_begun, Fate.WAITING, look, looked)),
        Handler(kind=FOLLOW, begin=partial(_begun, Fate.DRAFT, look, looked)),
        Handler(kind=TELL, begin=partial(_begun, Fate.OFF, tell, _nothing), posting_tries=TRIES),
        Handler(kind=CANCEL, begin=partial(_begun, Fate.OFF, cancel, _nothing)),
    ]


async def _begun(fate: Fate, ask: Ask[Answer], noted: Noted[Answer], tx: Tx, job: Job, _now: datetime) -> Begun:
    """Ask about a scheduled viewing, unless something else has become of it meanwhile."""
    scheduled = await store.get(tx, job.guild_id, int(job.key))
    return Asking(scheduled, ask, noted) if scheduled and scheduled.fate is fate else None


@dataclass(frozen=True, slots=True)
class Asking(Errand, Generic[Answer]):
    """Errand: ask or tell at Discord about a scheduled viewing; `noted` is told what came of it."""

    scheduled: Scheduled
    ask: Ask[Answer]
    noted: Noted[Answer]

    async def run(self, _job: Job) -> Answer:
        """Ask; an event that is gone, or that the bot may not touch any more, is nothing to cancel."""
        return await self.ask(self.scheduled)

    async def conclude(self, tx: Tx, job: Job, result: Answer) -> None:
        """Do what came of it."""
        await self.noted(tx, job, result)


async def _nothing(_tx: Tx, _job: Job, _told: None) -> None:
    """Whoever could be told has been."""
