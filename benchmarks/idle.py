"""What the idle memory of the bot is made of: how much each step of its start adds, in a process of its own."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from statistics import median

from benchmarks import QUICK, Row

ROOT = Path(__file__).parents[1]
RUNS = 1 if QUICK else 5
STEPS = {
    "Python with asyncio": "import asyncio",
    "discord.py with aiohttp": "import discord; from discord.ext import commands",
    "structlog": "import bot",
    "msgspec": "import msgspec",
    "what packs are made of": "import bot.packs.format.model",
    "shelves": "import bot.packs.reading.sandbox, bot.packs.shelf.shelves",
    "SQLite": "import aiosqlite; import bot.database.sqlite",
    "settings and command line": "import bot.__main__",
    "the rest of the bot's own code": (
        "import importlib, bot.app as app; [importlib.import_module(f'bot.{name}.commands') for name in app.FEATURES]"
    ),
    "the packs that ship, ready to be searched": (
        "import asyncio, pathlib; from bot.packs.shelf.shipped import read_shipped; "
        "kept = asyncio.run(read_shipped(pathlib.Path('content'))); kept.of(None).prepare()"
    ),
}


def measure() -> list[Row]:
    """Medians of resident memory; a step counts only what the steps before have not loaded already."""
    runs = [_steps() for _ in range(RUNS)]
    return [
        Row(f"resident memory: {name}", f"{median(run[at] for run in runs):.1f} MiB") for at, name in enumerate(STEPS)
    ]


def _steps() -> list[float]:
    """MiB that each step adds."""
    look = "print(int(open('/proc/self/statm').read().split()[1]))"
    program = "\n".join(f"{step}\n{look}" for step in STEPS.values())
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True)
    sizes = [0.0, *(int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20 for pages in done.stdout.split())]
    return [after - before for before, after in pairwise(sizes)]
