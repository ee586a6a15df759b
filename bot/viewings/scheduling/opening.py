"""The handlers of planned viewings: opened at their time after a look at their event, followed up, called off."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from bot import clock
from bot.database import Tx
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.viewings.scheduling import store
from bot.viewings.scheduling.rules import Fate, Scheduled, Verdict
from bot.viewings.scheduling.service import CANCEL, FOLLOW, OPEN, TELL, TRIES, Schedules

Answer = TypeVar("Answer")
Look = Callable[[Scheduled], Awaitable[Verdict]]
Do = Callable[[Scheduled], Awaitable[None]]


class Openings:
    """Registers with the outbox; `look`, `tell` and `cancel` ask Discord."""

    def __init__(
        self,
        schedules: Schedules,
        look: Look,
        tell: Do,
        cancel: Do,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._schedules = schedules
        self._look = look
        self._tell = tell
        self._cancel = cancel
        self._now = now

    def handlers(self) -> list[Handler]:
        """All are due at times of day: a clock that was set must not open anything early."""
        return [
            Handler(kind=OPEN, begin=self._at_its_time),
            Handler(kind=FOLLOW, begin=self._of_a_draft),
            Handler(kind=TELL, begin=self._of_one_that_is_off, posting_tries=TRIES),
            Handler(kind=CANCEL, begin=self._its_event),
        ]

    async def _at_its_time(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        return await self._looked_at(tx, job, Fate.WAITING)

    async def _of_a_draft(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        return await self._looked_at(tx, job, Fate.DRAFT)

    async def _looked_at(self, tx: Tx, job: Job, fate: Fate) -> Begun:
        scheduled = await store.get(tx, job.guild_id, int(job.key))
        if scheduled is None or scheduled.fate is not fate:
            return None

        async def noted(tx: Tx, job: Job, verdict: Verdict) -> None:
            await self._schedules.note(tx, job, verdict, self._now())

        return Asking(scheduled, self._look, noted)

    async def _of_one_that_is_off(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        scheduled = await store.get(tx, job.guild_id, int(job.key))
        if scheduled is None or scheduled.fate is not Fate.OFF or scheduled.scheduler_id is None:
            return None
        return Asking(scheduled, self._tell, _nothing)

    async def _its_event(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        scheduled = await store.get(tx, job.guild_id, int(job.key))
        if scheduled is None or scheduled.fate is not Fate.OFF or scheduled.event_id is None:
            return None
        return Asking(scheduled, self._cancel, _nothing)


@dataclass(frozen=True, slots=True)
class Asking(Errand, Generic[Answer]):
    """Errand: ask or tell at Discord about a scheduled viewing; `noted` is told what came of it."""

    scheduled: Scheduled
    ask: Callable[[Scheduled], Awaitable[Answer]]
    noted: Callable[[Tx, Job, Answer], Awaitable[None]]

    async def run(self, _job: Job) -> Answer:
        """Ask; an event that is gone, or that the bot may not touch any more, is nothing to cancel."""
        return await self.ask(self.scheduled)

    async def done(self, tx: Tx, job: Job, result: Answer) -> None:
        """Do what came of it."""
        await self.noted(tx, job, result)


async def _nothing(_tx: Tx, _job: Job, _told: None) -> None:
    """Whoever could be told has been."""
