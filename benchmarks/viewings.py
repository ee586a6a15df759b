"""A hundred groups of ten watching at once: prompts due in the same second, then everybody answers."""

import asyncio
import tempfile
import time
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import discord

from benchmarks import Plain
from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.messenger import Messenger
from bot.database import Database, open_database
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.reading.reader import read_pack
from bot.packs.shelf.shelves import Shelf
from bot.viewings.answering.rules import Content
from bot.viewings.answering.service import Answers
from bot.viewings.moves import Decision, Move, Request
from bot.viewings.posting.delivery import Delivery
from bot.viewings.programme import Programme, programme_of
from bot.viewings.rules import Cue, Viewing
from bot.viewings.service import Viewings, settle

GROUPS, MEMBERS, GUILD = 100, 10, 1
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
FILM = "leave-no-dark-corner"
TICK = 0.005


def measure() -> list[Plain]:
    """Everything that viewings do without Discord, on a file with FULL synchronisation."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(f"sqlite:///{folder}/bench.db"))


async def _measure(url: str) -> list[Plain]:
    programme = _programme()
    async with open_database(url) as database:
        started, viewings = await _timed(_start(database, programme))
        due = START + (_timed_cue(viewings[0]).at or timedelta(0))
        posted, push_lag = await _lagging(_push(database, due))
        (answered, slowest), answer_lag = await _lagging(_answer(database, viewings, due))
        look = await _look(database, viewings[0], due)
    return [
        (f"opening {GROUPS} groups with {MEMBERS} members each, film started", f"{started:.2f} s", ""),
        (
            f"asking a timed prompt in {GROUPS} groups in the same second, {posted} posted",
            f"{push_lag[2]:.2f} s",
            "5 s",
        ),
        ("loop lag meanwhile: p99 / most", f"{push_lag[0]:.1f} / {push_lag[1]:.1f} ms", "100 ms"),
        (f"{GROUPS * MEMBERS} answers given at once: all kept", f"{answered:.2f} s", "5 s"),
        ("the last of them kept after", f"{slowest:.2f} s", "3 s"),
        ("loop lag meanwhile: p99 / most", f"{answer_lag[0]:.1f} / {answer_lag[1]:.1f} ms", "100 ms"),
        ("where a viewing stands, for its card", f"{look:.2f} ms", ""),
    ]


def _programme() -> Programme:
    shelf = Shelf([read_pack(Path("content/social-credit-on-film")).pack])  # pyright: ignore[reportArgumentType] - it is checked
    film = next(item for item in shelf.of_kind(Kind.FILM) if item.entry.id == FILM)
    return programme_of(shelf, film)


def _timed_cue(viewing: Viewing) -> Cue:
    """The first prompt that comes while the film runs; what opens it was asked as it began."""
    timed = (cue for cue in viewing.cues if cue.at is not None and cue.at > timedelta(0))
    return min(timed, key=lambda cue: cue.at or timedelta(0))


async def _start(database: Database, programme: Programme) -> list[Viewing]:
    service = Viewings(database)
    viewings = []
    for number in range(GROUPS):
        leader = Person(number + 1)
        standing = await service.start_group(programme, guild_id=GUILD, channel_id=1, by=leader, now=START)
        async with database.transaction(GUILD) as tx:
            await settle(tx, standing.viewing, 1, number + 1, START)
        for member in range(MEMBERS):
            await service.join(GUILD, standing.viewing.id, number * MEMBERS + member + 1_000, START)
        start = Request(move=Move.START_FILM, by=leader, decided=Decision.LEAVE)
        viewings.append((await service.move(GUILD, standing.viewing.id, start, START)).viewing)
    await _worker(database, START, Silent()).once()
    return viewings


class Silent(Messenger):
    """Channels that take every message at once."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.taken = 0

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **more: Any) -> int:
        """Its number."""
        del guild_id, channel_id, card, nonce, more
        self.taken += 1
        return self.taken


def _worker(database: Database, now: datetime, channels: Messenger) -> Worker:
    worker = Worker(database, lambda: now)
    worker.add(*Delivery(database, lambda _: Shelf([]), channels, Gallery(), lambda: now).handlers())
    return worker


async def _push(database: Database, due: datetime) -> int:
    channels = Silent()
    await _worker(database, due, channels).once()
    assert channels.taken == GROUPS
    return channels.taken


async def _answer(database: Database, viewings: list[Viewing], due: datetime) -> tuple[float, float]:
    service = Answers(database)
    begun = time.perf_counter()

    async def one(viewing: Viewing, member: int, place: int) -> float:
        await service.answer(GUILD, viewing.id, place, member, Content(text="An answer. " * 20, option=1), due)
        return time.perf_counter() - begun

    asked = _timed_cue(viewings[0]).place
    each = [
        one(viewing, number * MEMBERS + member + 1_000, asked)
        for number, viewing in enumerate(viewings)
        for member in range(MEMBERS)
    ]
    taken = await asyncio.gather(*each)
    return time.perf_counter() - begun, max(taken)


async def _look(database: Database, viewing: Viewing, now: datetime) -> float:
    """Milliseconds of the middle one."""
    service = Viewings(database)
    taken = [(await _timed(service.get(GUILD, viewing.id, 1, now + timedelta(seconds=n))))[0] for n in range(100)]
    return median(taken) * 1000


async def _timed(work: Coroutine[Any, Any, Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    result = await work
    return time.perf_counter() - begun, result


async def _lagging(work: Coroutine[Any, Any, Any]) -> tuple[Any, tuple[float, float, float]]:
    """What came of it; and p99 and most of the milliseconds that the loop was late meanwhile, and how long it took."""
    lags: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append((time.perf_counter() - before - TICK) * 1000)

    watching = asyncio.create_task(watch())
    taken, result = await _timed(work)
    watching.cancel()
    return result, (quantiles(lags, n=100)[98], max(lags), taken)
