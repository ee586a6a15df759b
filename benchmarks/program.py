"""How long the playground takes from its start until its page answers."""

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import aiohttp

from benchmarks import QUICK, Row, spread

ROOT = Path(__file__).parents[1]
RUNS = 2 if QUICK else 7


def measure() -> list[Row]:
    """The median of several starts, each with a folder of its own."""
    times: list[float] = []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            times.append(_page_time(folder))
    figure = f"{statistics.median(times):.2f} s {spread(times)}"
    return [Row("from start to the playground's page answering", figure, "3 s")]


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
