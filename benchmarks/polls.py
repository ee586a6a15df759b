"""How long polls take: totals, rankings, lists, due work."""

import asyncio
import random

from benchmarks import QUICK, Row
from benchmarks.ballots import GUILD, fill, fresh, looking, middle, more_polls, new_poll
from bot.database import Database
from bot.polls.service import Polls
from bot.polls.views import Which

VOTERS, RANKINGS, POLLS = (10_000, 1_000, 1_000) if QUICK else (100_000, 10_000, 10_000)


def measure() -> list[Row]:
    """Medians by the clock on the wall, on a database of its own."""
    return asyncio.run(_measure())


async def _measure() -> list[Row]:
    async with fresh() as (database, polls):
        rows = [await _tally(database, polls, kind) for kind in ("single", "multiple", "scale")]
        rows.append(await _ranked(database, polls))
        return rows + await _lists(database, polls)


async def _tally(database: Database, polls: Polls, kind: str) -> Row:
    poll, chance = await new_poll(database, kind, 10), random.Random(1)
    most = 1 << 10
    choices = [chance.randrange(1, most) if kind == "multiple" else 1 << chance.randrange(10) for _ in range(VOTERS)]
    await fill(database, poll, [(each, None) for each in choices])
    taken = await middle(lambda: polls.show(GUILD, poll.id, reader=7), 50)
    return Row(f"a {kind} poll with {VOTERS:,} ballots, shown with its totals", f"{taken:.2f} ms", "5 ms")


async def _ranked(database: Database, polls: Polls) -> Row:
    poll, chance = await new_poll(database, "ranked", 10), random.Random(2)
    orders = [chance.sample(range(10), chance.randint(1, 10)) for _ in range(RANKINGS)]
    await fill(database, poll, [(0, ",".join(map(str, order))) for order in orders])
    taken = await middle(lambda: polls.show(GUILD, poll.id), 5)
    return Row(f"a ranked poll of 10 options and {RANKINGS:,} ballots, counted off the loop", f"{taken:.0f} ms", "1 s")


async def _lists(database: Database, polls: Polls) -> list[Row]:
    await more_polls(database, POLLS)
    listed = {
        "the first page": await middle(lambda: polls.page(GUILD), 20),
        "the last page": await middle(lambda: polls.page(GUILD, number=POLLS // 10), 20),
        "the open ones": await middle(lambda: polls.page(GUILD, Which.OPEN), 20),
        "my own": await middle(lambda: polls.page(GUILD, creator_id=1), 20),
        "suggestions while typing": await middle(lambda: polls.suggest(GUILD, "option"), 20),
    }
    due = await middle(looking(database).begin, 20)
    return [
        *(Row(f"{what} of a list of {POLLS:,} polls", f"{taken:.1f} ms", "20 ms") for what, taken in listed.items()),
        Row(f"looking for what is due among {POLLS:,} polls", f"{due:.2f} ms"),
    ]
