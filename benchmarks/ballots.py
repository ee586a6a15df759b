"""Polls full of ballots, and members who vote: what the benchmarks of polls have in common."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.database import Database, Tx, open_database
from bot.guilds.rules import Person
from bot.outbox.jobs import Handler, Job
from bot.outbox.worker import Worker
from bot.polls import jobs, store
from bot.polls.drafts import Draft
from bot.polls.making import post
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.terms import Ballot, Visibility
from bot.polls.voting.casting import Vote

GUILD = 1
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CLICK = 1_574_000_000_000_000_000
"""An interaction's id of about then."""


@dataclass
class Storm:
    """What came of many members voting at once."""

    taken: list[float]
    """Milliseconds from each click to its record."""
    seconds: float
    spent: float
    """Seconds of this process's processor time."""

    @property
    def rate(self) -> float:
        """Votes recorded a second."""
        return len(self.taken) / self.seconds


@asynccontextmanager
async def fresh(url: str | None = None) -> AsyncIterator[tuple[Database, Polls]]:
    """An empty database at that address, or in a folder that goes again, and the service of polls on it."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(url or f"sqlite:///{Path(folder, 'polls.db')}") as database:
            yield database, Polls(database, lambda: NOW)


async def new_poll(database: Database, kind: str = "single", options: int = 6) -> Poll:
    """A poll that is open, with its results live."""
    draft = Draft(
        question="Which?", options=tuple(f"Option {n}" for n in range(options)), kind=kind, visibility=Visibility.LIVE
    )
    async with database.transaction() as tx:
        return await post(tx, draft, guild_id=GUILD, channel_id=1, by=Person(1), closes_at=None, now=NOW)


async def fill(database: Database, poll: Poll, ballots: Sequence[tuple[int, str | None]]) -> None:
    """Ballots (choices, marks) and counters as they are after so many votes."""
    async with database.transaction() as tx:
        await tx.many(
            "INSERT INTO ballots (poll_id, member_id, choices, marks, click_id) VALUES (?1, ?2, ?3, ?4, ?2)",
            [(poll.id, member, *ballot) for member, ballot in enumerate(ballots)],
        )
        await tx.fetch("UPDATE polls SET ballots = ?2 WHERE id = ?1", poll.id, len(ballots))
        for place in range(len(poll.options)):
            votes = sum(choices >> place & 1 for choices, _ in ballots)
            await tx.fetch(
                "UPDATE poll_options SET votes = ?3 WHERE poll_id = ?1 AND place = ?2", poll.id, place, votes
            )


async def more_polls(database: Database, count: int) -> None:
    """So many polls, one in twenty of them open, each due at a minute of its own."""
    template = await new_poll(database, options=4)
    async with database.transaction() as tx:
        for number in range(2, count):
            closes_at = NOW + timedelta(minutes=number)
            poll = replace(
                template, id=number, number=1_000 + number, closes_at=closes_at, question=f"Question {number}?"
            )
            await store.insert(tx, poll)
        await tx.fetch("UPDATE polls SET closed_at = closes_at WHERE number % 20 <> 0 AND number > 5")
        closed = "SELECT CAST(id AS TEXT) FROM polls WHERE closed_at IS NOT NULL"
        await tx.fetch(f"DELETE FROM jobs WHERE kind = 'polls.close' AND key IN ({closed})")


def looking(database: Database) -> Worker:
    """Who looks for what polls are to do, when nothing is due yet."""

    async def nothing(_tx: Tx, _job: Job, _now: datetime) -> None:
        return None

    worker = Worker(database, lambda: NOW)
    worker.add(*(Handler(kind=kind, begin=nothing) for kind in jobs.ALL))
    return worker


def a_vote(poll: Poll, member: int, turn: int) -> Vote:
    """A click on one of the poll's options, on another one each turn."""
    ballot = Ballot(((member + turn) % len(poll.options),))
    return Vote(guild_id=GUILD, poll_id=poll.id, member_id=member, click_id=CLICK + turn, ballot=ballot)


async def storm(polls: Polls, among: Sequence[Poll], clients: int, seconds: float) -> Storm:
    """Every client votes, waits until that is recorded, and votes again."""
    taken: list[float] = []
    begun, spent = time.perf_counter(), time.process_time()

    async def client(member: int) -> None:
        chance, turn = random.Random(member), 0
        while (clicked := time.perf_counter()) < begun + seconds:
            turn += 1
            await polls.vote(a_vote(chance.choice(among), member, turn))
            taken.append((time.perf_counter() - clicked) * 1000)

    await asyncio.gather(*map(client, range(clients)))
    return Storm(taken, time.perf_counter() - begun, time.process_time() - spent)


async def middle(use: Callable[[], Awaitable[object]], times: int) -> float:
    """Milliseconds of the middle run."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        await use()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
