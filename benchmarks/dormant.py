"""Features that sleep until somebody uses them: what each takes before and after that, and how long waking takes."""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks import QUICK, Row, spread

ROOT = Path(__file__).parents[1]
RUNS = 2 if QUICK else 7
NAMES = "quizzes", "statements"
PROGRAM = """
import importlib, sys, time
import bot.app as app
name = sys.argv[1]
for other in app.FEATURES:
    if other != name:
        importlib.import_module(f"bot.{other}.commands")
def look():
    print(open("/proc/self/statm").read().split()[1], time.process_time())
look()
room = importlib.import_module(f"bot.{name}.commands").ROOM
look()
importlib.import_module(room.module)
look()
"""


def measure() -> list[Row]:
    """Medians, each of a process of its own that has loaded everything else."""
    return [row for name in NAMES for row in _measure(name)]


def _measure(name: str) -> list[Row]:
    runs = [_looks(name) for _ in range(RUNS)]
    asleep = [(looks[1][0] - looks[0][0]) for looks in runs]
    awake = [(looks[2][0] - looks[0][0]) for looks in runs]
    waking = [(looks[2][1] - looks[1][1]) * 1000 for looks in runs]
    return [
        Row(f"{name}: memory before anybody uses them", f"{median(asleep):.2f} MiB {spread(asleep)}", "0.5 MiB"),
        Row("  once somebody has", f"{median(awake):.2f} MiB {spread(awake)}", "6 MiB"),
        Row("  processor time of waking them", f"{median(waking):.0f} ms", "150 ms"),
    ]


def _looks(name: str) -> list[tuple[float, float]]:
    """MiB and seconds of the processor: before, asleep, awake."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, name], cwd=ROOT, capture_output=True, check=True, text=True
    )  # fmt: skip
    pages = [line.split() for line in done.stdout.splitlines()]
    return [(int(count) * os.sysconf("SC_PAGE_SIZE") / 2**20, float(seconds)) for count, seconds in pages]
