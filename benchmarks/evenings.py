"""A hundred groups whose prompts fall due in the same second, through the real bot to a Discord on loopback."""

import asyncio
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles

from benchmarks import Plain
from bot import clock
from bot.app import make_bot
from bot.chat.client import StudyBot
from bot.chat.wire import use_discord_at
from bot.database import open_database
from bot.guilds.rules import Person
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import read_shipped
from bot.viewings.moves import Decision, Move, Request
from bot.viewings.posting.posts import What
from bot.viewings.posting.queue import QUEUE
from bot.viewings.programme import programme_of
from bot.viewings.service import Viewings
from playground import seed
from playground.server import Playground

GROUPS, MEMBERS = 100, 10
CONTENT = Path(__file__).parents[1] / "content"
FILM = "leave-no-dark-corner"
TICK = 0.005
AHEAD = timedelta(seconds=12)
"""Time for every group to read that its film runs, before the prompts fall due."""


def measure() -> list[Plain]:
    """The playground shares the loop and the processor with the bot, so that real figures are rather better."""
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_measure(Path(folder)))


async def _measure(folder: Path) -> list[Plain]:
    shelves = await read_shipped(CONTENT)
    async with (
        open_database(f"sqlite:///{folder}/bot.db") as database,
        Playground(folder / "discord", 0) as playground,
    ):
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        bot, ready = make_bot(database, shelves), asyncio.Event()

        @bot.listen("on_ready")
        async def _note() -> None:
            ready.set()

        running = asyncio.create_task(bot.start(playground.token))
        try:
            await ready.wait()
            due = await _start(bot, shelves)
            taken, lag = await _push(bot, due)
        finally:
            await bot.close()
            await running
    what = f"{GROUPS} groups of {MEMBERS}: a prompt due in the same second stands in every thread after"
    return [
        (what, f"{taken:.1f} s", "2.5 s"),
        ("loop lag meanwhile, the playground's included: p99", f"{lag:.0f} ms", "10 ms"),
    ]


async def _start(bot: StudyBot, shelves: Shelves) -> datetime:
    """Groups with their threads and cards, their films about to reach the first timed prompt; when that is."""
    viewings, worker = bot.services.get(Viewings), bot.services.get(Worker)
    shelf = shelves.of(None)
    film = next(item for item in shelf.of_kind(Kind.FILM) if item.entry.id == FILM)
    programme, facilitator = programme_of(shelf, film), Person(seed.FARID)
    at = min(time for time in programme.times if time)  # the one at 0:00 comes with the start, and its line
    started: list[int] = []
    for number in range(GROUPS):
        now = clock.now()
        standing = await viewings.start_group(
            programme, guild_id=seed.GUILD, channel_id=seed.GENERAL, by=facilitator, now=now
        )
        started.append(standing.viewing.id)
        for member in range(MEMBERS):
            await viewings.join(seed.GUILD, started[-1], 1_000 + number * MEMBERS + member, now)
        await worker.do_now(seed.GUILD, QUEUE.line_of(started[-1]))
    await worker.once()  # everybody is in their thread
    due = clock.now() + AHEAD
    start = Request(move=Move.START_FILM, by=facilitator, decided=Decision.LEAVE)
    for viewing_id in started:
        await viewings.move(seed.GUILD, viewing_id, start, due - at)
    # Cards are not waited for: they all stand in one channel, where one is drawn every two seconds.
    await worker.once()
    return due


async def _push(bot: StudyBot, due: datetime) -> tuple[float, float]:
    """Seconds from its minute until every group has its prompt; the loop's lag in milliseconds (99th percentile)."""
    worker, redraws = bot.services.get(Worker), bot.services.get(Redraws)
    loops = [asyncio.create_task(each.keep_going(bot.vitals)) for each in (worker, redraws)]
    await asyncio.sleep(max(0.0, (due - clock.now()).total_seconds()))
    before = await _posted(bot)
    lags: list[float] = []
    watching = asyncio.create_task(_watch(lags))
    while await _posted(bot) < before + GROUPS:  # noqa: ASYNC110 - as nobody is told
        await asyncio.sleep(0.05)
    for each in (watching, *loops):
        each.cancel()
    return (clock.now() - due).total_seconds(), quantiles(lags, n=100)[98] * 1000


async def _posted(bot: StudyBot) -> int:
    async with bot.database.read() as tx:
        [row] = await tx.fetch(
            "SELECT count(*) AS sent FROM viewing_posts WHERE what = ?1 AND message_id IS NOT NULL", What.PROMPT
        )
    return row["sent"]


async def _watch(lags: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(TICK)
        lags.append(max(0.0, time.perf_counter() - began - TICK))
