"""SQLite beside PostgreSQL: votes, a tally, a list, due work, by the same code."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from statistics import median
from urllib.parse import urlsplit
from uuid import uuid4

from benchmarks import QUICK, Row
from benchmarks.ballots import GUILD, fill, fresh, looking, middle, more_polls, new_poll, storm

SERVER = "TEST_POSTGRES"
"""The variable with the address of a server on which databases may be made."""
CLIENTS = 64
BALLOTS, POLLS, SECONDS, ROUNDS = (1_000, 100, 0.5, 1) if QUICK else (50_000, 1_000, 2.0, 3)


def measure() -> list[Row]:
    """Both take turns, each round on an empty database; left out where no server is named."""
    if not os.environ.get(SERVER):
        return [Row(f"PostgreSQL was left out: {SERVER} names no server", "not measured")]
    both: tuple[list[dict[str, float]], list[dict[str, float]]] = ([], [])
    for _ in range(ROUNDS):
        both[0].append(asyncio.run(_figures(None)))
        both[1].append(asyncio.run(_on_postgres()))
    return [
        Row(f"{what}: SQLite / PostgreSQL", " / ".join(f"{median(each[what] for each in runs):,.2f}" for runs in both))
        for what in both[0][0]
    ]


async def _on_postgres() -> dict[str, float]:
    async with _database(os.environ[SERVER]) as url:
        return await _figures(url)


async def _figures(url: str | None) -> dict[str, float]:
    async with fresh(url) as (database, polls):
        await more_polls(database, POLLS)
        hot = [await new_poll(database)]
        many = [await new_poll(database) for _ in range(20)]
        one = await storm(polls, hot, CLIENTS, SECONDS)
        spread_out = await storm(polls, many, CLIENTS, SECONDS)
        full = await new_poll(database)
        await fill(database, full, [(1 << (number % 6), None) for number in range(BALLOTS)])
        return {
            f"votes a second, {CLIENTS} members on one poll": one.rate,
            f"votes a second, {CLIENTS} members on 20 polls": spread_out.rate,
            "processor time of the bot for a vote, ms": one.spent / len(one.taken) * 1000,
            "from click to recorded, half, ms": median(one.taken),
            f"a tally of {BALLOTS:,} ballots, ms": await middle(lambda: polls.show(GUILD, full.id, reader=7), 20),
            f"the first page of {POLLS:,} polls, ms": await middle(lambda: polls.page(GUILD), 20),
            "the look for what is due, ms": await middle(looking(database).begin, 20),
        }


@asynccontextmanager
async def _database(server: str) -> AsyncIterator[str]:
    """The address of a database that is made for this and dropped afterwards."""
    import asyncpg

    name = f"bench_{uuid4().hex[:12]}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
    finally:
        await connection.close()
