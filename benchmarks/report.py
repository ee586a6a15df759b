"""docs/benchmarks.md: what was measured, where and when, with a picture for what grows."""

import importlib
import os
import platform
import sqlite3
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import Row, picture

LIBRARIES = ("discord.py", "aiohttp", "aiosqlite", "asyncpg", "pydantic", "msgspec", "orjson", "rapidfuzz", "pyyaml")
BUDGETED = ("side_by_side", "memory", "durability")
VERDICT = {True: "met", False: "**missed**", None: ""}
HEAD = """\
# What it costs

Written by `make bench`, which takes about ten minutes on a machine that does nothing else; please do not edit.
`python -m benchmarks NAME` repeats one part, `--quick` with small counts. Where two things are compared they run side
by side and take turns, so read the ratios: medians, with the smallest and the largest of the runs behind them.

"""


def write(found: dict[str, list[Row]], docs: Path) -> None:
    """Write the page, and its pictures into `images/` beside it."""
    (docs / "images").mkdir(parents=True, exist_ok=True)
    (docs / "benchmarks.md").write_text("\n".join(_page(found, docs / "images")) + "\n", encoding="utf-8")


def machine() -> str:
    """Processor, memory, system and versions, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GiB"
    return f"{cores}, {platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"


def _page(found: dict[str, list[Row]], images: Path) -> Iterator[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"{HEAD}{datetime.now(UTC):%d %B %Y} on {machine()}; {libraries}.\n"
    yield from _budgets(found)
    for name, rows in found.items():
        module = importlib.import_module(f"benchmarks.{name}")
        yield f"## {name}\n\n{(module.__doc__ or '').splitlines()[0]} `python -m benchmarks {name}`\n"
        yield from _table(rows)
        if note := getattr(module, "NOTE", ""):
            yield f"{note}\n"
        if points := [row.point for row in rows if row.point]:
            path = picture.draw(points, module.AXES, images / f"bench-{name.replace('_', '-')}.svg")
            shown = f"{name}: {module.AXES[1]} by {module.AXES[0]}; the figures stand in the table above"
            yield f"![{shown}](images/{path.name})\n"


def _budgets(found: dict[str, list[Row]]) -> Iterator[str]:
    named = {name: [row for row in found.get(name, []) if row.limit] for name in BUDGETED}
    if not any(named.values()):
        return
    yield "## Budgets\n"
    yield from _table([row for rows in named.values() for row in rows])
    for name, rows in named.items():
        why = getattr(importlib.import_module(f"benchmarks.{name}"), "IF_MISSED", "")
        if why and any(row.met is False for row in rows):
            yield f"{why}\n"


def _table(rows: list[Row]) -> Iterator[str]:
    yield "| measured | figure | limit | |\n| --- | --- | --- | --- |"
    for row in rows:
        indent = "&ensp;" * (len(row.what) - len(row.what.lstrip()))
        yield f"| {indent}{row.what.lstrip()} | {row.figure} | {row.limit} | {VERDICT[row.met]} |"
    yield ""


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
