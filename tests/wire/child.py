"""The real bot in a process of its own, for tests that kill it: API GATEWAY CDN TOKEN DATABASE are its arguments."""

import asyncio
import sys

from bot.app import make_lively_bot
from bot.chat.run import run_until_stopped
from bot.chat.wire import use_discord_at
from bot.database import open_database
from bot.packs.shelf.shelves import Shelves
from tests.samples import ants, bees


async def main(api: str, gateway: str, cdn: str, token: str, database_url: str) -> None:
    use_discord_at(api, gateway, cdn)
    async with open_database(database_url) as database:
        await run_until_stopped(lambda: make_lively_bot(database, Shelves([bees(), ants()])), token)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
