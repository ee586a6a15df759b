"""The real bot in a process of its own that tells its sizes; its arguments: API GATEWAY CDN TOKEN DATABASE HURRY."""

import asyncio
import ctypes
import ctypes.util
import gc
import json
import sys
from datetime import timedelta
from pathlib import Path

from bot.app import make_lively_bot
from bot.chat.client import StudyBot
from bot.chat.run import run_until_stopped
from bot.chat.wire import use_discord_at
from bot.database import open_database
from bot.operations.logs import set_up_logs
from bot.outbox import store as outbox_store
from bot.outbox import worker as outbox
from bot.packs.shelf.shelves import Shelves
from bot.packs.shelf.shipped import read_shipped
from tests.samples import ants
from tests.viewings.evening import hive

CONTENT = Path(__file__).parents[2] / "content"
EVERY = 5.0
"""Seconds between two tellings of sizes."""


async def shelves() -> Shelves:
    """What ships, and the packs of the tests."""
    return Shelves([*(await read_shipped(CONTENT)).shipped.values(), hive(), ants()])


async def main(api: str, gateway: str, cdn: str, token: str, database_url: str, hurry: str) -> None:
    """Run until stopped."""
    set_up_logs("INFO", "json")
    use_discord_at(api, gateway, cdn)
    if hurry == "hurry":
        outbox.FIRST_DELAY = 0.5
        outbox_store.LEASE = timedelta(seconds=5)
    made: list[StudyBot] = []
    packs = await shelves()
    async with open_database(database_url) as database:

        def make() -> StudyBot:
            made[:] = [make_lively_bot(database, packs)]
            return made[0]

        telling = asyncio.create_task(_tell_sizes(made))
        await run_until_stopped(make, token)
        telling.cancel()


def _sqlite_bytes() -> int:
    """What SQLite holds, most of it pages of the file, up to two MiB for each connection; 0 where it does not tell."""
    name = ctypes.util.find_library("sqlite3")
    if name is None:
        return 0
    used = ctypes.CDLL(name).sqlite3_memory_used
    used.restype = ctypes.c_longlong
    return used()


async def _tell_sizes(made: list[StudyBot]) -> None:
    while True:
        await asyncio.sleep(EVERY)
        for bot in made:
            store = bot._connection._view_store
            kept = sum(len(each) for each in store._views.values()) + len(store._synced_message_views)
            sizes = {
                "tasks": len(asyncio.all_tasks()),
                "views": kept,
                "forms": len(store._modals),
                "objects": len(gc.get_objects()),
                "SQLite's KiB": _sqlite_bytes() // 1024,
            }
            sys.stdout.write(json.dumps(sizes) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
