"""How five hundred voters within ten seconds are answered, and how often their card is drawn anew."""

import asyncio
import random
import sqlite3
from pathlib import Path
from statistics import median

from benchmarks import QUICK, Row
from benchmarks.loopback import OURS, custom_ids, scene
from playground.events import Event, MessageSaved

VOTERS, WITHIN = (50, 2.0) if QUICK else (500, 10.0)
POLL = {"question": "Which?", "options": "Red | Green | Blue", "results": "live"}


def measure() -> list[Row]:
    """Everybody votes once, at a moment of their own; the bot runs in a process of its own."""
    acks, ballots, redraws = asyncio.run(_crowd())
    return [
        Row(
            f"{VOTERS} voters in {WITHIN:.0f} s: 99 of 100 are answered within",
            f"{acks[int(VOTERS * 0.99)]:.0f} ms",
            "1 s",
        ),
        Row("  half of them within", f"{median(acks):.0f} ms"),
        Row("  ballots", f"{ballots}", f"≥ {VOTERS}"),
        Row("  times the card was drawn anew", f"{redraws}", f"{WITHIN / 2 + 2:.0f}"),
    ]


async def _crowd() -> tuple[list[float], int, int]:
    """The answers' milliseconds, ascending; ballots; how often the card changed."""
    async with scene(OURS, VOTERS) as (members, _, database):
        await members.shown(members.ids[0], "poll quick", POLL)
        card = members.posted()
        assert card
        ids = [each for each in custom_ids(card.components) if each.startswith("vote:")]
        redraws = 0

        def note(event: Event) -> None:
            nonlocal redraws
            redraws += isinstance(event, MessageSaved) and event.message.id == card.id

        members.playground.world.subscribe(note)

        async def one(member: int) -> float:
            await asyncio.sleep(random.uniform(0, WITHIN))
            return await members.click(member, card, random.choice(ids))

        acks = sorted(await asyncio.gather(*map(one, members.ids)))
        await asyncio.sleep(3)
        return acks, _ballots(database), redraws


def _ballots(database: Path) -> int:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    [count] = connection.execute("SELECT count(*) FROM ballots").fetchone()
    connection.close()
    return count
