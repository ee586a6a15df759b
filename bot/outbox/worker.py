"""The one worker: claims what is due, has it begun and run, and notes what came of it.

Each look reads which jobs are due and sorts them into lines; a line that is not at work yet gets a task, which does
its jobs one after the other. All else is in the rows, so the worker may stop at any point. It looks again when the
next job falls due, when it is woken, and each second, which finds what another process or a restart made due.
"""

import asyncio
import contextvars
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime, timedelta

import structlog

from bot import clock
from bot.chat.messenger import AwayError, BlockedError, LaterError, LostError
from bot.chat.pacer import on_behalf_of
from bot.chat.place import NO_SERVER
from bot.chat.steady import Steady
from bot.database import ROW_BY_ROW, Database, NotSavedError, Tx
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.outbox import store
from bot.outbox.jobs import Errand, Handler, Job
from bot.stopping import end

AT_ONCE = 500
"""Jobs read at one look."""
SHORTEST_WAIT, LONGEST_WAIT = 0.01, 1.0
"""Seconds between two looks, where nothing wakes it."""
FIRST_DELAY, LONGEST_DELAY = 5.0, 3_600.0
"""Seconds after which what Discord did not take is tried again; each time longer."""
AGAIN = 1.0
"""Seconds after which what failed by a fault of ours is tried again."""
SET = timedelta(milliseconds=500)
"""How far wall clock and steady clock may part between two looks before the wall clock counts as set."""

Line = tuple[int, str]
"""A server and the line of its jobs."""
Jumped = Callable[[Tx, timedelta], Awaitable[None]]
Wake = Callable[[], Awaitable[None]]

log = structlog.get_logger(__name__)


class Worker:
    """Does every job of every feature; features register handlers before it goes, and have no loop of their own."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime] = clock.now,
        steady: Callable[[], float] = clock.steady,
    ) -> None:
        self._database = database
        self._now = now
        self._steady = steady
        self._handlers: dict[str, Handler] = {}
        self._asleep: dict[str, Wake] = {}
        self._asleep_until = 0.0
        """When who does the kinds that sleep may be woken again, after one that could not be."""
        self._lines: dict[Line, asyncio.Task[None]] = {}
        self._begun = 0
        """Lines that were begun so far."""
        self._passed_over: set[Line] = set()
        """Lines that were at work when more of them was due."""
        self._woken = asyncio.Event()
        self._judge = Steady()
        self._jumped: list[Jumped] = []
        self._at_start: list[Callable[[Tx, datetime], Awaitable[None]]] = []
        self._right = 0
        """How many of these were called."""
        self.believes_clock = True
        """Whether times of day may be judged by the wall clock: not for a while after it was set forward."""

    def add(self, *handlers: Handler) -> None:
        """Have these do the jobs of their kinds."""
        for handler in handlers:
            assert handler.kind not in self._handlers, handler.kind
            self._handlers[handler.kind] = handler
            self._asleep.pop(handler.kind, None)

    def later(self, kinds: Iterable[str], wake: Wake) -> None:
        """Call `wake`, which adds their handlers, once a job of these kinds is due."""
        self._asleep.update({kind: wake for kind in kinds if kind not in self._handlers})

    def at_start(self, set_right: Callable[[Tx, datetime], Awaitable[None]]) -> None:
        """Call it, in a transaction, before the next look: it sets right what a restored backup or a crash left."""
        self._at_start.append(set_right)

    def at_jump(self, jumped: Jumped) -> None:
        """Call it, in a transaction, when the wall clock was set, and by how much: what runs by itself moves along."""
        self._jumped.append(jumped)

    async def keep_going(self, vitals: Vitals) -> None:
        """Look after look, for as long as the bot runs."""
        while True:
            vitals.tick("outbox")
            wait = LONGEST_WAIT
            self._woken.clear()
            try:
                await self._set_right_what_is_new()
                wait = await self.begin()
            except NotSavedError:
                pass  # the database tells the log; what is due stays due
            except Exception:
                log.exception("a look at what is due failed")
            with suppress(TimeoutError):
                async with asyncio.timeout(wait):
                    await self._woken.wait()

    async def set_right(self) -> None:
        """Set right what was left, before the first look."""
        self._right = 0
        await self._set_right_what_is_new()

    async def _set_right_what_is_new(self) -> None:
        while self._right < len(self._at_start):
            async with self._database.transaction() as tx:
                await self._at_start[self._right](tx, self._now())
            self._right += 1

    def wake(self) -> None:
        """Look now: something became due. Returns at once."""
        self._woken.set()

    async def once(self) -> None:
        """All that is due now, done; with what became due of it."""
        while True:
            before = self._begun
            await self.begin()
            if not self._lines and self._begun == before:  # what was begun may have ended within this look
                return
            await self.at_rest()

    async def at_rest(self) -> None:
        """Wait until what was begun is done."""
        await asyncio.gather(*self._lines.values(), return_exceptions=True)

    async def do_now(self, guild_id: int, line: str) -> None:
        """Do what is due of one line, and wait until it is done, also what a look has in hand already."""
        while True:
            if task := self._lines.get((guild_id, line)):
                await asyncio.wait({task})
            elif jobs := await self._due(self._now(), (guild_id, line)):
                if (guild_id, line) not in self._lines:  # else somebody has begun it meanwhile: wait for that first
                    self._start((guild_id, line), jobs)
            else:
                return

    async def do_within(self, guild_id: int, line: str, seconds: float) -> None:
        """The same, but returns after so long at the latest; what takes longer goes on."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.do_now(guild_id, line)

    async def stop(self) -> None:
        """Leave what is not done yet: it waits in its rows."""
        await end(self._lines.values())

    async def begin(self) -> float:
        """Begin all that is due; the seconds until the next look, at most one."""
        now = self._now()
        await self._follow_clock(now)
        lines: dict[Line, list[Job]] = defaultdict(list)
        jobs = await self._due(now, None)
        for job in jobs:
            lines[job.guild_id, job.line].append(job)
        for line, its in lines.items():
            if line in self._lines:
                self._passed_over.add(line)
            else:
                self._start(line, its)
        if len(jobs) == AT_ONCE:
            return SHORTEST_WAIT
        async with self._database.read() as tx:
            following = await store.next_due(tx, self._ready_kinds(), now)
        wait = clock.lasting(following - self._now()) if following else LONGEST_WAIT
        return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)

    def _ready_kinds(self) -> list[str]:
        ready = [kind for kind, each in self._handlers.items() if self.believes_clock or not each.by_the_clock]
        return [*ready, *(self._asleep if self._steady() >= self._asleep_until else ())]

    async def _due(self, now: datetime, line: Line | None) -> list[Job]:
        kinds = self._ready_kinds()
        if not kinds:
            return []
        async with self._database.read() as tx:
            jobs = await store.due(tx, now, AT_ONCE, kinds, line)
        asleep = [wake for job in jobs if (wake := self._asleep.get(job.kind))]
        if not asleep:
            return jobs
        try:
            await asleep[0]()
        except Exception:
            # The others' jobs do not wait for it.
            log.exception("what does a job could not be woken")
            self._asleep_until = self._steady() + AGAIN
        return await self._due(now, line)

    async def _follow_clock(self, now: datetime) -> None:
        seconds = self._steady()
        jump = self._judge.jump(now, seconds)
        self.believes_clock = self._judge.believes(seconds)
        if abs(jump) > SET and self._jumped:
            log.warning("the clock was set", seconds=jump.total_seconds())
            async with self._database.transaction() as tx:
                for jumped in self._jumped:
                    await jumped(tx, jump)

    def _start(self, line: Line, jobs: list[Job]) -> None:
        # In a context of its own: also what somebody asks for at once outlives their answer, and its time.
        task = asyncio.create_task(self._in_order(jobs), name=f"outbox {line[1]}", context=contextvars.Context())
        self._lines[line] = task
        self._begun += 1
        task.add_done_callback(lambda _: self._ended(line, task))

    def _ended(self, line: Line, task: "asyncio.Task[None]") -> None:
        del self._lines[line]
        if not self._lines or line in self._passed_over:
            self._passed_over.discard(line)
            self._woken.set()
        if not task.cancelled() and (error := task.exception()):
            log.error("a line of jobs failed", line=line[1], exc_info=error)

    async def _in_order(self, jobs: Iterable[Job]) -> None:
        for job in jobs:
            with on_behalf_of(job.guild_id):
                try:
                    await self._do(job)
                except NotSavedError as trouble:
                    # No fault of this job: what is due stays due until the disk is well again.
                    log.warning("a job waits for the database", kind=job.kind, reason=str(trouble))
                    await asyncio.sleep(AGAIN)
                    return

    async def _do(self, job: Job) -> None:
        try:
            async with self._transaction(job) as tx:
                errands = await self._begin(tx, job)
        except NotSavedError:
            raise
        except Refusal:
            await self._gone(job)
            return
        except Exception as error:
            log.exception("a job failed", kind=job.kind)
            await self._failed(job, type(error).__name__)
            return
        for begun, errand in errands:
            await self._run(begun, errand)

    async def _begin(self, tx: Tx, job: Job) -> list[tuple[Job, Errand]]:
        claimed = await store.claim(tx, job, self._now())
        if claimed is None:
            return []
        begun = await self._handlers[job.kind].begin(tx, claimed, self._now())
        if begun is None:
            await store.finish(tx, claimed)
            return []
        if isinstance(begun, list):
            # What it sets off is claimed in this very transaction, so that it needs no look of its own to begin.
            await store.finish(tx, claimed)
            return [errand for each in begun for errand in await self._begin(tx, each)]
        return [(claimed, begun)]

    async def _run(self, job: Job, errand: Errand) -> None:
        try:
            result = await errand.run(job)
        except AwayError as away:
            await self._put_off(job, str(away), counts=False, asked=away.asked)
        except (LaterError, TimeoutError) as problem:
            await self._put_off(job, str(problem) or "Discord did not answer.")
        except LostError as lost:
            gone = lost  # which Python forgets with the clause
            await self._note(job, lambda tx: errand.note_lost(tx, job, gone))
        except BlockedError as blocked:
            await self._park(job, str(blocked))
            await errand.tell_blocked(job, blocked)
        except NotSavedError:
            raise
        except Exception as error:
            log.exception("an errand failed", kind=job.kind)
            await self._put_off(job, type(error).__name__)
        else:
            await self._note(job, lambda tx: errand.conclude(tx, job, result))

    async def _note(self, job: Job, noted: Callable[[Tx], Awaitable[None]]) -> None:
        """Note what came of an errand, in the transaction in which its job goes."""
        try:
            async with self._transaction(job) as tx:
                await noted(tx)
                await store.finish(tx, job)
        except NotSavedError:
            raise
        except Refusal:
            await self._gone(job)

    async def _gone(self, job: Job) -> None:
        log.info("a job of something that is gone was dropped", kind=job.kind)
        async with self._transaction(job) as tx:
            await store.drop(tx, job.kind, job.guild_id, job.key)

    async def _failed(self, job: Job, problem: str) -> None:
        handler = self._handlers[job.kind]
        # The claim was rolled back with what the handler did, so this try is counted by itself.
        async with self._transaction(job) as tx:
            tries = await store.count_failure(tx, job, self._now() + timedelta(seconds=AGAIN))
        if tries >= handler.tries:
            await self._park(job, problem)

    async def _put_off(self, job: Job, problem: str, *, counts: bool = True, asked: bool = True) -> None:
        if counts and job.tries >= self._handlers[job.kind].posting_tries:
            log.error("a job was given up", kind=job.kind, problem=problem)
            await self._park(job, problem)
            return
        # As long again as it has been tried already: each pause is about twice the one before.
        age = (self._now() - job.first_tried_at).total_seconds() if job.first_tried_at else 0.0
        # What waits for its server comes as soon as that is back, however long it was away.
        delay = timedelta(seconds=min(max(FIRST_DELAY, age), LONGEST_DELAY) if counts else FIRST_DELAY)
        log.warning("a job is put off", kind=job.kind, seconds=delay.total_seconds(), problem=problem)
        async with self._transaction(job) as tx:
            await store.put_off(tx, job, self._now() + delay, counts=counts, asked=asked)

    async def _park(self, job: Job, why: str) -> None:
        parked = self._handlers[job.kind].parked
        async with self._transaction(job) as tx:
            await store.park(tx, job, why)
            if parked:
                await parked(tx, job, why)

    def _transaction(self, job: Job) -> AbstractAsyncContextManager[Tx]:
        return self._database.transaction(ROW_BY_ROW if job.guild_id == NO_SERVER else job.guild_id)
