"""Memory and time to READY by servers: Second Look beside a bare discord.py bot, each in a process of its own."""

import asyncio
import tempfile
from pathlib import Path
from statistics import median

from benchmarks import QUICK, Row, spread
from benchmarks.crowded import crowded
from benchmarks.loopback import BARE, OURS, running

RUNS = {1: 2, 100: 1} if QUICK else {1: 5, 1_000: 3, 10_000: 3}
"""How often each number of servers is tried."""
SETTLED = 2.0
"""Seconds after READY at which memory is read."""
LIMITS = {1: "1.60", 10_000: "1.10"}
FACTOR, MORE = 1.6, 0.3
"""READY may take so many times as long as that of the bare bot, and so many seconds more."""
IF_MISSED = "What the memory is made of stands under *idle* below."
AXES = "servers", "MiB"


def measure() -> list[Row]:
    """The bots take turns; a server has 20 channels, 10 roles and 25 emojis."""
    return [row for servers, runs in RUNS.items() for row in asyncio.run(_measure(servers, runs))]


async def _measure(servers: int, runs: int) -> list[Row]:
    if servers == 1:
        await _one(OURS, servers)  # the first start of all compiles
    found = [(await _one(BARE, servers), await _one(OURS, servers)) for _ in range(runs)]
    bare, ours = (median(pair[which][0] for pair in found) for which in (0, 1))
    ratios = [mine / theirs for (theirs, _), (mine, _) in found]
    rows = [
        Row(
            f"memory with {_many(servers)}, ours by bare",
            f"{median(ratios):.2f} {spread(ratios)}",
            LIMITS.get(servers, ""),
        ),
        Row("  resident, idle: bare", f"{bare:.0f} MiB", "", ("bare discord.py", servers, bare)),
        Row("  resident, idle: ours", f"{ours:.0f} MiB", "", ("Second Look", servers, ours)),
    ]
    theirs, mine = ([pair[which][1] for pair in found] for which in (0, 1))
    limit = f"{FACTOR * median(theirs) + MORE:.2f} s"
    return [
        *rows,
        Row(f"from start to READY with {_many(servers)}: ours", f"{median(mine):.2f} s {spread(mine)}", limit),
        Row("  bare, of which the limit is made", f"{median(theirs):.2f} s {spread(theirs)}"),
    ]


async def _one(kind: str, servers: int) -> tuple[float, float]:
    """MiB when settled, and seconds to READY."""
    with tempfile.TemporaryDirectory() as folder:
        async with (
            crowded(servers)(Path(folder, "discord"), 0) as playground,
            running(kind, playground, f"{folder}/bot.db") as bot,
        ):
            await asyncio.sleep(SETTLED)
            return bot.resident(), bot.ready


def _many(servers: int) -> str:
    return "1 server" if servers == 1 else f"{servers:,} servers"
