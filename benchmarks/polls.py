"""How long polls take: totals, rankings, lists, due work, and votes that are durable when they are told so."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.database import Database, open_database
from bot.polls import store
from bot.polls.drafts import Draft
from bot.polls.ending.upkeep import Upkeep
from bot.polls.making import post
from bot.polls.rules import Person, Poll
from bot.polls.service import Polls
from bot.polls.terms import Kind, Visibility
from bot.polls.voting.casting import Vote

Row = tuple[str, str, str]
"""What was measured, the figure, and what it has to stay under."""

GUILD, VOTERS, RANKINGS, POLLS, CLIENTS = 1, 100_000, 10_000, 10_000, 64
NOW = datetime(2026, 11, 23, tzinfo=UTC)
CLICK = 1_574_000_000_000_000_000


def measure() -> list[Row]:
    """Medians by the clock on the wall, on a database of its own; votes by 64 clients who each wait for the answer."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    async with _server() as (database, polls):
        rows = [await _tally(database, polls, kind) for kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.SCALE)]
        rows.append(await _ranked(database, polls))
        rows += await _lists(database, polls)
    async with _server() as (database, polls):
        rows += await _votes(polls, await _poll(database, Kind.SINGLE, 6))
    return rows


@asynccontextmanager
async def _server() -> AsyncIterator[tuple[Database, Polls]]:
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{Path(folder, 'polls.db')}") as database:
            yield database, Polls(database, lambda: NOW)


async def _poll(database: Database, kind: Kind, options: int) -> Poll:
    draft = Draft(
        question="Which?", options=tuple(f"Option {n}" for n in range(options)), kind=kind, visibility=Visibility.LIVE
    )
    async with database.transaction() as tx:
        return await post(tx, draft, guild_id=GUILD, channel_id=1, by=Person(1), closes_at=None, now=NOW)


async def _fill(database: Database, poll: Poll, ballots: list[tuple[int, str | None]]) -> None:
    """Ballots and counters as they are after so many votes."""
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


async def _tally(database: Database, polls: Polls, kind: Kind) -> Row:
    poll, chance = await _poll(database, kind, 10), random.Random(1)
    most = 1 << 10
    choices = [chance.randrange(1, most) if kind is Kind.MULTIPLE else 1 << chance.randrange(10) for _ in range(VOTERS)]
    await _fill(database, poll, [(each, None) for each in choices])
    taken = await _median(lambda: polls.show(GUILD, poll.id, reader=7), 50)
    return f"a {kind} poll with {VOTERS:,} ballots, shown with its totals", f"{taken:.2f} ms", "5 ms"


async def _ranked(database: Database, polls: Polls) -> Row:
    poll, chance = await _poll(database, Kind.RANKED, 10), random.Random(2)
    orders = [chance.sample(range(10), chance.randint(1, 10)) for _ in range(RANKINGS)]
    await _fill(database, poll, [(0, ",".join(map(str, order))) for order in orders])
    taken = await _median(lambda: polls.show(GUILD, poll.id), 5)
    return f"a ranked poll of 10 options and {RANKINGS:,} ballots, counted off the loop", f"{taken:.0f} ms", "1 s"


async def _lists(database: Database, polls: Polls) -> list[Row]:
    template = await _poll(database, Kind.SINGLE, 4)
    async with database.transaction() as tx:
        for number in range(2, POLLS):
            closes_at = NOW + timedelta(minutes=number)
            await store.insert(tx, _copy(template, number, closes_at), None)
        await tx.fetch("UPDATE polls SET closed_at = closes_at WHERE number % 20 <> 0 AND number > 5")
    last = POLLS // 10
    upkeep = Upkeep(database, lambda: NOW)
    listed = {
        "the first page": await _median(lambda: polls.page(GUILD), 20),
        "the last page": await _median(lambda: polls.page(GUILD, number=last), 20),
        "the open ones": await _median(lambda: polls.page(GUILD, closed=False), 20),
        "my own": await _median(lambda: polls.page(GUILD, creator_id=1), 20),
        "suggestions while typing": await _median(lambda: polls.suggest(GUILD, "option"), 20),
    }
    due = await _median(upkeep.work, 20)
    return [
        *((f"{what} of a list of {POLLS:,} polls", f"{taken:.1f} ms", "20 ms") for what, taken in listed.items()),
        (f"looking for what is due among {POLLS:,} polls", f"{due:.2f} ms", ""),
    ]


def _copy(template: Poll, number: int, closes_at: datetime) -> Poll:
    return replace(template, id=number, number=10 + number, closes_at=closes_at, question=f"Question {number}?")


async def _votes(polls: Polls, poll: Poll, seconds: float = 3) -> list[Row]:
    """Every client votes, waits until that is recorded, and votes again."""
    latencies: list[float] = []
    until = time.perf_counter() + seconds
    cpu = time.process_time()

    async def client(member: int) -> None:
        click = CLICK
        while (begun := time.perf_counter()) < until:
            click += 1
            await polls.vote(
                Vote(guild_id=GUILD, poll_id=poll.id, member_id=member, click_id=click, choices=((member + click) % 6,))
            )
            latencies.append((time.perf_counter() - begun) * 1000)

    await asyncio.gather(*(client(member) for member in range(CLIENTS)))
    spent = (time.process_time() - cpu) / len(latencies) * 1e6
    p50, p99 = statistics.median(latencies), statistics.quantiles(latencies, n=100)[98]
    return [
        (f"votes recorded a second, {CLIENTS} members on one poll", f"{len(latencies) / seconds:,.0f}", ""),
        ("processor time of a vote", f"{spent:.0f} µs", ""),
        ("from click to recorded, half / 99 of 100", f"{p50:.0f} / {p99:.0f} ms", "1 s"),
    ]


async def _median(use: Callable[[], Awaitable[object]], times: int) -> float:
    """Milliseconds of the middle run."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        await use()
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)
