"""Run every benchmark, or those named, print their figures as a table, and with --write put them into docs/."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from benchmarks import Row, report

ORDER = (
    "side_by_side", "memory", "durability", "idle", "speedups", "votes", "growth", "engines", "polls",
    "search", "packs", "shelves", "program", "viewings", "evenings", "quizzes", "statements", "dormant", "charts",
)  # fmt: skip
"""What has a budget comes first."""
BY_NAME = ("reviews", "common_ground")
"""What is measured only where it is named."""
VERDICT = {True: "met", False: "[bold]missed[/bold]", None: ""}
ROOT = Path(__file__).parents[1]


def main() -> None:
    """Measure and print; a figure over its limit does not fail, it is there to be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", choices=[*ORDER, *BY_NAME, []], metavar="NAME", help=", ".join((*ORDER, *BY_NAME))
    )
    parser.add_argument("--quick", action="store_true", help="small counts, to see that everything runs")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks.md and its pictures")
    given = parser.parse_args()
    if given.quick:
        os.environ["BENCH_QUICK"] = "1"
    found = _measured(given.names or list(ORDER))
    Console().print(_table(found))
    if given.write:
        report.write(found, ROOT / "docs")


def _measured(names: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    columns = TextColumn("{task.description:14}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task("", total=len(names))
        for name in names:
            progress.update(task, description=name)
            found[name] = _alone(name)
            progress.advance(task)
    return found


def _alone(name: str) -> list[Row]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.alone", name], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode:
        print(done.stderr[-2000:], file=sys.stderr)
        return [Row(f"{name} ended early", "not measured")]
    return [Row(*row) for row in json.loads(done.stdout.splitlines()[-1])]


def _table(found: dict[str, list[Row]]) -> Table:
    table = Table("measured", "figure", "limit", "", title=report.machine())
    for rows in found.values():
        for row in rows:
            table.add_row(row.what, row.figure, row.limit, VERDICT[row.met])
        table.add_section()
    return table


if __name__ == "__main__":
    main()
