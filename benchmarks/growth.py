"""What a million ballots change: a tally, a list, the look for what is due."""

import asyncio

from benchmarks import QUICK, Row
from benchmarks.ballots import GUILD, fill, fresh, looking, middle, more_polls, new_poll

SIZES = (1_000, 10_000) if QUICK else (1_000, 10_000, 100_000, 1_000_000)
BALLOTS_EACH = 100
"""Ballots of each poll of the list: so many ballots come from a hundredth as many polls."""
AXES = "ballots in the database", "milliseconds"


def measure() -> list[Row]:
    """Medians of twenty runs on the wall; each size on a database of its own."""
    return [row for size in SIZES for row in asyncio.run(_measure(size))]


async def _measure(size: int) -> list[Row]:
    async with fresh() as (database, polls):
        await more_polls(database, max(12, size // BALLOTS_EACH))
        poll = await new_poll(database)
        await fill(database, poll, [(1 << (number % 6), None) for number in range(size)])
        taken = {
            "a tally": await middle(lambda: polls.show(GUILD, poll.id, reader=7), 20),
            "the first page of the list": await middle(lambda: polls.page(GUILD), 20),
            "the look for what is due": await middle(looking(database).begin, 20),
        }
    return [
        Row(
            f"{what}, {size:,} ballots in {max(12, size // BALLOTS_EACH):,} polls", f"{ms:.2f} ms", "", (what, size, ms)
        )
        for what, ms in taken.items()
    ]
