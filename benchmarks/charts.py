"""What pictures cost: time and memory to draw each kind, and what the event loop notices of it."""

import asyncio
import resource
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks import Plain
from bot.charts.alluvial import alluvial
from bot.charts.bars import bars
from bot.charts.distribution import distribution
from bot.charts.picture import Picture
from bot.charts.rounds import rounds
from bot.charts.scores import scores
from bot.charts.studio import Studio
from bot.charts.time_line import time_line

_LONG = "An option that takes all of the eighty characters which a choice may have here"


def _few() -> Picture:
    return bars("Is this a fair picture?", [("Yes", 4, 57), ("No", 3, 43), ("Not sure", 2, None)], "9 ballots")


def _many() -> Picture:
    return bars("Which did you know?", [(f"{n}. {_LONG}", n * 4_000, n) for n in range(25)], "100,000 ballots")


def _scale() -> Picture:
    return distribution("How sure are you?", [str(n) for n in range(1, 11)], [n * n for n in range(10)], 7.6, 8)


def _scores() -> Picture:
    return scores("How fair is each?", [(f"Film {n}", n / 2, [n, 1, 2, 3, 4, 5]) for n in range(10)])


def _rounds() -> Picture:
    drops = [[(f"Option {n}", 100 + n, n == out) for n in range(out, 10)] for out in range(9)]
    return rounds("What weighs most?", drops, ["Option 9"])


def _moves() -> Picture:
    names = [f"Option {n}" for n in range(8)]
    return alluvial("What is left out?", "Before", "After", names, [(a, b, 3) for a in names for b in names], 2, 1)


def _film() -> Picture:
    notes = [(n * 50, "Who says so?") for n in range(100)]
    return time_line("A film", 5_400, notes, [(n * 600, "Look") for n in range(9)])


KINDS = {
    "bars, 3 options": _few,
    "bars, 25 long options": _many,
    "distribution, 10 steps": _scale,
    "scores, 10 options": _scores,
    "run-off, 10 options": _rounds,
    "moves, 8 options": _moves,
    "time line, 100 notes": _film,
}


def measure() -> list[Plain]:
    """Times to draw are processor time, medians of five; memory is what the drawing process itself reports."""
    return asyncio.run(_measure())


async def _measure() -> list[Plain]:
    studio = Studio()
    before = _own_memory()
    begun = time.perf_counter()
    await studio.draw(_few)
    rows = [("first picture, the process begun for it", f"{time.perf_counter() - begun:.1f} s", "")]
    for name, draw in KINDS.items():
        picture, taken = await studio.draw(_timed, draw)
        rows.append((f"{name} ({len(picture.png) / 1_000:.0f} kB)", f"{taken:.0f} ms", "1 s"))
    rows += [
        ("memory of the drawing process, at its most", f"{await studio.draw(peak):.0f} MiB", ""),
        ("memory the bot's own process gained", f"{_own_memory() - before:.1f} MiB", "5 MiB"),
        ("event loop lag, nothing drawn: p99 / most", _figures(await _lag(_pause)), ""),
        ("event loop lag, 20 pictures in a process: p99 / most", _figures(await _lag(studio.draw)), "50 ms"),
    ]
    await studio.close()
    rows.append(("the same in a thread, for comparison: p99 / most", _figures(await _lag(asyncio.to_thread)), ""))
    return rows


def _timed(draw: Callable[[], Picture]) -> tuple[Picture, float]:
    """A picture, and the middle of the milliseconds of processor time that five of it took after the first."""
    picture, taken = draw(), list[float]()
    for _ in range(5):
        begun = time.process_time()
        draw()
        taken.append((time.process_time() - begun) * 1_000)
    return picture, statistics.median(taken)


def peak() -> float:
    """The most memory in MiB that the process which runs this had resident."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024


async def _pause(_draw: Callable[[], Picture]) -> None:
    await asyncio.sleep(0.1)


async def _lag(run: Callable[[Callable[[], Picture]], Awaitable[object]]) -> list[float]:
    """Milliseconds by which a sleep of one was late, while twenty pictures are drawn back to back."""
    late: list[float] = []

    async def watch() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.001)
            late.append((time.perf_counter() - begun) * 1_000 - 1)

    watching = asyncio.create_task(watch())
    for number in range(20):
        await run(list(KINDS.values())[number % len(KINDS)])
    watching.cancel()
    return late


def _figures(late: list[float]) -> str:
    return f"{statistics.quantiles(late, n=100)[98]:.1f} / {max(late):.1f} ms"


def _own_memory() -> float:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize() / 2**20
