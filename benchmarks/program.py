"""How long the program takes to be there, and what it takes of memory, beside a bare discord.py bot."""

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from benchmarks import Row

ROOT = Path(__file__).parents[1]
RUNS = 5
SETTLED = 2.0
"""Seconds after READY at which memory is read."""

BARE = """
import asyncio, sys
import discord
from discord.http import Route
from discord.gateway import DiscordWebSocket
from yarl import URL
Route.BASE, token = sys.argv[1], sys.argv[3]
DiscordWebSocket.DEFAULT_GATEWAY = URL(sys.argv[2])
client = discord.AutoShardedClient(intents=discord.Intents(guilds=True))
@client.event
async def on_ready():
    print("ready", flush=True)
client.run(token, log_handler=None)
"""


def measure() -> list[Row]:
    """Medians of five runs; memory is the resident set of each process, two seconds after READY."""
    pages, bots, bares = zip(*(asyncio.run(_once()) for _ in range(RUNS)), strict=True)
    page, bot, bare = statistics.median(pages), statistics.median(bots), statistics.median(bares)
    return [
        ("from start to the playground's page answering", f"{page:.2f} s", "3 s"),
        ("resident memory of the bot, idle", f"{bot:.0f} MiB", ""),
        ("resident memory of a bare discord.py bot, idle", f"{bare:.0f} MiB", ""),
        ("the bot as a multiple of the bare one", f"{bot / bare:.2f}", "1.6"),
    ]


async def _once() -> tuple[float, float, float]:
    from bot.playground.server import Playground

    with tempfile.TemporaryDirectory() as folder:
        page = await asyncio.to_thread(_page_time, folder)
        async with Playground(Path(folder, "discord"), 0) as discord:
            addresses = (discord.api, discord.gateway, discord.token)
            ours = await _memory([sys.executable, "-c", OURS, *addresses, folder])
            bare = await _memory([sys.executable, "-c", BARE, *addresses])
    return page, ours, bare


OURS = """
import asyncio, sys
from pathlib import Path
from bot import app
from bot.chat.wire import use_discord_at
from bot.chat.client import StudyBot
from bot.operations.logs import set_up_logs
set_up_logs("ERROR", "text")
use_discord_at(sys.argv[1], sys.argv[2], sys.argv[1])
announce = StudyBot.on_ready
async def on_ready(self):
    print("ready", flush=True)
StudyBot.on_ready = on_ready
asyncio.run(app.run_in_discord(sys.argv[3], f"sqlite:///{sys.argv[4]}/bench.db", Path("content")))
"""


def _page_time(folder: str) -> float:
    begun = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "run_bot.py", "playground", "--no-browser", "--port", "0", "--data", f"{folder}/own"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    ) as program:  # fmt: skip
        assert program.stdout is not None
        address = program.stdout.readline().split()[1].split("#")[0]
        asyncio.run(_get(address))
        taken = time.perf_counter() - begun
        program.terminate()
    return taken


async def _get(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.status == 200


async def _memory(command: list[str]) -> float:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).strip() == b"ready"
    await asyncio.sleep(SETTLED)
    pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])  # noqa: ASYNC240 - not a disk
    process.terminate()
    await process.wait()
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
