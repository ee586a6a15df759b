"""Work of no server that is done again and again, such as a sweep: a job that sets itself anew each time.

It is never given up: what fails is logged, and done again when its time has come once more.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.chat.place import NO_SERVER
from bot.database import NotSavedError, Tx
from bot.outbox import store
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.outbox.worker import Worker

NextTime = Callable[[Tx, datetime], Awaitable[datetime | None]]
"""When to do it next, told what time it is; None for not before somebody sets it again."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Again(Errand):
    """Errand: do it, and set its next time."""

    work: Callable[[], Awaitable[None]]
    next_time: NextTime
    begun_at: datetime

    async def run(self, job: Job) -> None:
        """Do it; raises nothing but what cancels it."""
        try:
            await self.work()
        except NotSavedError as trouble:
            log.warning("recurring work waits for the database", kind=job.kind, reason=str(trouble))
        except Exception:
            log.exception("recurring work failed", kind=job.kind)

    async def conclude(self, tx: Tx, job: Job, _result: None) -> None:
        """Set it anew."""
        if at := await self.next_time(tx, self.begun_at):
            await store.put(tx, job.kind, NO_SERVER, job.key, at, line=job.line)


def repeat(worker: Worker, kind: str, work: Callable[[], Awaitable[None]], every: timedelta | NextTime) -> None:
    """Have it done when the bot starts, and then each `every`, or whenever the rows say.

    A span is moved along when the wall clock is set. A time that rows tell is one of day.
    """

    async def in_a_while(_tx: Tx, now: datetime) -> datetime:
        assert isinstance(every, timedelta)
        return now + every

    async def begin(_tx: Tx, _job: Job, now: datetime) -> Begun:
        return Again(work, in_a_while if isinstance(every, timedelta) else every, now)

    async def set_it(tx: Tx, now: datetime) -> None:
        await store.put(tx, kind, NO_SERVER, "", now)

    async def move_along(tx: Tx, jump: timedelta) -> None:
        await store.shift(tx, kind, jump // timedelta(milliseconds=1))

    worker.add(Handler(kind=kind, begin=begin, by_the_clock=not isinstance(every, timedelta)))
    worker.at_start(set_it)
    if isinstance(every, timedelta):
        worker.at_jump(move_along)
