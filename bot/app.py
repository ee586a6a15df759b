"""The composition root: settings, database, shelf, features, bot."""

import asyncio
import importlib
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.client import Feature, StudyBot
from bot.chat.evenings import Evenings
from bot.chat.messenger import Messenger
from bot.chat.pacer import Pacer
from bot.chat.run import run_until_stopped
from bot.chat.store import prove_writable
from bot.chat.wire import use_discord_at
from bot.database import ROW_BY_ROW, Database, LostError, Shards, open_database
from bot.database.backups import LOOK, Backups
from bot.database.retention import Keeper
from bot.greeting import greeting
from bot.guilds.service import Guilds
from bot.operations import memory
from bot.operations.starts import Starts
from bot.operations.vitals import Backlog, Vitals
from bot.outbox import store as outbox
from bot.outbox.recurring import repeat
from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from bot.packs.holdings.rules import Quota
from bot.packs.reading.reading_apart import ShippedPacks
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import shelve
from bot.privacy import store as deletions
from bot.privacy.service import Privacy, delete_again
from bot.settings import Settings
from bot.stopping import end

if TYPE_CHECKING:
    from bot.handouts.printing import Maker
    from bot.packs.format.model import Kind
    from bot.packs.reading.reader import Reading

FEATURES = ("library", "viewings", "polls", "statements", "quizzes", "packs", "guilds", "privacy", "handouts", "help")
"""The folders of what members can do; each has a `set_up(bot)` in its `commands.py`."""

KEEPERS = (
    "polls",
    "statements",
    "viewings",
    "quizzes.rounds",
    "quizzes",
    "packs",
    "guilds",
    "outbox",
    "chat",
    "privacy",
)
"""The rooms that keep something in the database; each says in its `retention.py` what, and how it is deleted."""

HANDOUTS = ("library.handout", "viewings.paper.handout")
"""The modules that make handouts of entries; each has its `SHEETS` by kind."""

WORK = {
    "polls.close": "close poll",
    "polls.remind": "remind of poll",
    "polls.forget": "forget ballots",
    "statements.collected": "end collecting",
    "statements.remind": "remind of statements",
    "statements.destroy": "destroy statements",
    "statements.close": "close vote on statements",
    "statements.forget": "forget votes on statements",
    "viewings.push": "ask prompt",
    "viewings.open": "open viewing",
    "viewings.follow": "open viewing",
    "quizzes.reveal": "reveal answer",
    "quizzes.remind": "remind of review",
    "privacy.server": "delete server",
}
"""Kinds of jobs whose time comes, as metrics name them."""

POSTED = {
    "polls": ("result", "reminder", "card"),
    "statements": ("card", "look", "reminder", "moderators", "vote", "result"),
    "viewings": ("opening", "card", "prompt", "answers", "summary"),
    "quizzes": ("opening", "card", "item", "answers", "summary"),
}
OUTBOXES = {f"{feature}.{what}": feature for feature, posted in POSTED.items() for what in posted}
"""Kinds of messages that wait to be posted, and what metrics call where they wait."""

log = structlog.get_logger(__name__)


def keepers() -> tuple[Keeper, ...]:
    """What each room keeps."""
    return tuple(importlib.import_module(f"bot.{name}.retention").KEEPER for name in KEEPERS)


def handouts() -> dict["Kind", "Maker"]:
    """How a handout is made of each kind of entry that there is one of."""
    found: dict[Kind, Maker] = {}
    for name in HANDOUTS:
        found |= importlib.import_module(f"bot.{name}").SHEETS
    return found


def features() -> tuple[Feature, ...]:
    """How each feature is set up; the first call loads them, and all that they need."""
    return tuple(importlib.import_module(f"bot.{name}.commands").set_up for name in FEATURES)


def make_bot(
    database: Database, shelves: Shelves, quota: Quota | None = None, vitals: Vitals | None = None, **options: Any
) -> StudyBot:
    """A bot that is ready to log in; `options` are those of discord.py's AutoShardedBot."""
    bot = StudyBot(database, features(), vitals or Vitals(), **options)
    recent, guilds, gallery = Recent(database), Guilds(database), Gallery()
    bot.services.provide(bot.vitals, shelves, recent, gallery, guilds, Messenger(bot), quota or Quota(), Evenings())
    bot.services.provide(worker := Worker(database, clock.present), redraws := Redraws(database))
    bot.services.provide(Privacy(database, keepers, clock.present))
    bot.at_close(recent.wait_written, gallery.stop, worker.stop, redraws.stop)
    bot.at_forgetting(recent.forget, guilds.forget)
    return bot


def make_lively_bot(
    database: Database, shelves: Shelves, quota: Quota | None = None, vitals: Vitals | None = None, **options: Any
) -> StudyBot:
    """The same bot with what its features do by themselves, from the first log-in on."""
    bot = make_bot(database, shelves, quota, vitals, **options)
    bot.at_start(partial(bot.services.get(Worker).keep_going, bot.vitals))
    bot.at_start(partial(bot.services.get(Redraws).keep_going, bot.vitals))
    bot.at_start(partial(_prepare, bot, shelves))
    bot.at_start(bot.watch)
    return bot


async def _prepare(bot: StudyBot, shelves: Shelves) -> None:
    """Build what searching needs; who searches in the tenth of a second that this takes waits for it."""
    memory.set_up()
    await bot.wait_until_ready()
    await asyncio.to_thread(shelves.of(None).prepare)
    memory.trim()


async def run_in_discord(
    settings: Settings,
    token: str,
    packs: ShippedPacks,
    backups: Backups | None,
    shards: Shards | None,
    stopping: Callable[[], None],
) -> None:
    """Run until stopped; raises SettingError for settings that cannot work, before Discord is touched.

    With `backups` the database is copied there each day. `stopping` is called when it is told to stop.
    """
    loading = asyncio.create_task(asyncio.to_thread(features))  # while packs are read and the disk is waited for
    vitals, folder = Vitals(), data_folder(settings.database_url, shards)
    quota = Quota(settings.packs_per_server, settings.pack_mib_per_server * 1024 * 1024)
    with suppress(OSError):  # whoever needs it says so
        folder.mkdir(parents=True, exist_ok=True)
    async with open_database(settings.database_url, shards, serves=True) as database, AsyncExitStack() as stack:
        await loading
        await delete_again(database, keepers)
        shelves = await shelve(packs)
        shelves.authors_at = settings.project_url
        if backups and settings.backups_kept:
            vitals.backup_age = lambda: backups.age(clock.now())
        if settings.health_port:
            from bot.operations.health import Health, served

            vitals.backlog = partial(backlog, database)
            health = Health(vitals, partial(_write_a_row, database), folder)
            await stack.enter_async_context(served(health, vitals, settings.health_port))
        own = list(shards.own) if shards else None
        options = {"pacer": Pacer(), "shard_count": settings.shard_count, "shard_ids": own}
        look = backups.keeper(settings.backups_kept) if backups else None

        def make() -> StudyBot:
            bot = make_lively_bot(database, shelves, quota, vitals, **options)
            if look:
                repeat(bot.services.get(Worker), "backups.copy", look, LOOK)
            return bot

        memory.settle()
        await run_until_stopped(make, token, Starts(folder), stopping=stopping)


async def backlog(database: Database) -> Backlog:
    """How far the bot is behind with what it does by itself."""
    async with database.read() as tx:
        oldest, deletion = await outbox.oldest(tx), await deletions.next_retry(tx)

    def since(names: Mapping[str, str]) -> dict[str, datetime | None]:
        return {
            name: min((at for kind, at in oldest.items() if names.get(kind) == name), default=None)
            for name in names.values()
        }

    return Backlog(since(OUTBOXES), {**since(WORK), "delete member": deletion})


async def _write_a_row(database: Database) -> None:
    from bot.operations.health import UnwellError

    try:
        async with database.transaction(ROW_BY_ROW) as tx:
            await prove_writable(tx, clock.ms(clock.now()))
    except LostError:
        raise UnwellError("The database file was moved, deleted or replaced; the program ends soon.") from None


def data_folder(database_url: str, shards: Shards | None = None) -> Path:
    """Where the program keeps what is not in the database: beside its file, or in `data` where that is elsewhere.

    Processes that share a database have a folder each.
    """
    prefix = "sqlite:///"
    if database_url.startswith(prefix):
        return Path(database_url.removeprefix(prefix)).parent
    return Path("data", f"shards-{shards.own[0]}") if shards else Path("data")


async def run_in_playground(
    packs: ShippedPacks,
    port: int,
    data: Path,
    announce: Callable[[str], None],
    pack: Path | None = None,
    *,
    fast: int = 1,
    company: bool = True,
) -> None:
    """Open a Discord of one's own on this machine and run the bot there; `announce` gets the page's address.

    `pack` is one that is being written: it is served too, and swapped in whenever its files change. `fast`: how many
    times as fast as this machine's the clock runs, for bot and page alike. `company`: whether the first visit finds the
    other members taking part by themselves.
    """
    from playground.clock import PACE
    from playground.server import Playground

    features()  # while the packs are still read
    shelves = await shelve(packs)
    async with (
        open_database(f"sqlite:///{data}/second-look.db") as database,
        Playground(
            data, port, welcome=greeting(shelves), problems=shelves.problems, company=company, fast=fast
        ) as playground,
    ):
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        announced = False

        def make() -> StudyBot:
            bot = make_lively_bot(database, shelves)

            @bot.listen("on_ready")
            async def _announce() -> None:
                nonlocal announced
                if not announced:
                    announced = True
                    announce(playground.url)

            return bot

        writing = _serve(pack, shelves, playground.show_problems) if pack else None
        with clock.following(PACE):
            async with beside(writing):
                memory.settle()
                await run_until_stopped(make, playground.token)


@asynccontextmanager
async def beside(work: Coroutine[Any, Any, None] | None) -> AsyncIterator[None]:
    """Have `work` done, if there is any, for as long as the `async with` lasts."""
    task = asyncio.create_task(work) if work else None
    try:
        yield
    finally:
        if task:
            await end([task])


async def _serve(path: Path, shelves: Shelves, show_problems: Callable[[list[str]], None]) -> None:
    """Keep a pack that is being written on the shelf as it was last sound, and show what is wrong with it."""
    from bot.packs.reading.writing import follow

    served: str | None = None

    async def changed(reading: "Reading") -> None:
        nonlocal served
        if reading.pack:
            await asyncio.to_thread(shelves.ship, reading.pack, served)
            served = reading.pack.id
        show_problems([*shelves.problems, *reading.lines])

    await follow(path, changed)
