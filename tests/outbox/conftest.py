"""An outbox on a real database, with a clock that tests move and jobs that do as they are told."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.chat.messenger import BlockedError, LostError
from bot.database import Database, Tx, open_database
from bot.outbox import store
from bot.outbox.jobs import Begun, Errand, Handler, Job
from bot.outbox.worker import Worker
from tests.budgets import PATIENCE

SERVER, ELSEWHERE = 100, 200
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@dataclass
class Told(Errand):
    """An errand that does what it is told, and notes what became of it."""

    office: "Office"
    act: Callable[[Job], Awaitable[Any]]

    async def run(self, job: Job) -> Any:
        return await self.act(job)

    async def conclude(self, tx: Tx, job: Job, result: Any) -> None:
        self.office.done.append((job.key, result))
        for then in self.office.then.pop(job.key, ()):
            await store.put(tx, *then)

    async def note_lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        self.office.lost.append((job.key, str(lost)))
        if self.office.holds_what_is_lost:
            await store.hold(tx, job.guild_id, job.line, [job.kind])

    async def tell_blocked(self, job: Job, blocked: BlockedError) -> None:
        self.office.blocked.append((job.key, str(blocked)))


@dataclass
class Office:
    """A worker with two kinds of jobs: `t.write` changes rows only, `t.send` has an errand."""

    db: Database
    wall: datetime = START
    seconds: float = 0.0
    written: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    done: list[tuple[str, Any]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    blocked: list[tuple[str, str]] = field(default_factory=list)
    then: dict[str, list[Any]] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    """By key: until when an errand takes."""
    trouble: dict[str, Exception] = field(default_factory=dict)
    """By key: what beginning a job or its errand raises."""
    holds_what_is_lost: bool = False
    worker: Worker = field(init=False)

    def __post_init__(self) -> None:
        self.worker = self.another()

    def another(self) -> Worker:
        """A worker as a further process, or a later run, would have it."""
        worker = Worker(self.db, lambda: self.wall, lambda: self.seconds)
        worker.add(
            Handler(kind="t.write", begin=self._write),
            Handler(kind="t.send", begin=self._send, by_the_clock=False, posting_tries=3),
            Handler(kind="t.chain", begin=self._chain),
        )
        return worker

    def go(self, **span: float) -> None:
        """Let time pass."""
        self.wall += timedelta(**span)
        self.seconds += timedelta(**span).total_seconds()

    async def put(self, kind: str, key: str, line: str = "", guild: int = SERVER, **later: float) -> None:
        """Have something done, now or so much later."""
        async with self.db.transaction(guild) as tx:
            await store.put(tx, kind, guild, key, self.wall + timedelta(**later), line=line)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until it holds."""
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - what is waited for are plain lists
                await asyncio.sleep(0.005)

    async def rows(self) -> list[tuple[str, str | None]]:
        """What is still to be done, by key, and why not, where it was given up."""
        async with self.db.read() as tx:
            return [(row["key"], row["parked"]) for row in await tx.fetch("SELECT key, parked FROM jobs ORDER BY turn")]

    async def _write(self, tx: Tx, job: Job, _now: datetime) -> Begun:
        self._may_fail(job)
        self.written.append(job.key)
        for then in self.then.pop(job.key, ()):
            await store.put(tx, *then)
        return None

    async def _send(self, _tx: Tx, _job: Job, _now: datetime) -> Begun:
        return Told(self, self._act)

    async def _chain(self, tx: Tx, job: Job, now: datetime) -> Begun:
        return [await store.put(tx, "t.send", job.guild_id, f"{job.key}-{part}", now) for part in ("a", "b")]

    async def _act(self, job: Job) -> str:
        if held := self.held.get(job.key):
            await held.wait()
        self.sent.append(job.key)
        self._may_fail(job)
        return f"message of {job.key}"

    def _may_fail(self, job: Job) -> None:
        if error := self.trouble.get(job.key):
            raise error


@pytest.fixture
async def office(url: str) -> AsyncIterator[Office]:
    async with open_database(url) as db:
        office = Office(db)
        yield office
        await office.worker.stop()
