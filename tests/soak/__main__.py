"""A soak of any length: `python -m tests.soak --minutes 60 --seed 7`; ends with 1 where it is not sound."""

import argparse
import asyncio
import gc
import secrets
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.soak.budget import lasting
from tests.soak.report import tables
from tests.soak.run import Soak


def main() -> int:
    """Run one, show how far it is, and print what it came to."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None, help="by lot if left out")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    budget, console = lasting(asked.minutes), Console()
    console.print(f"seed {seed}, {asked.minutes:g} minutes: {budget}")
    bars = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console
    )
    with tempfile.TemporaryDirectory(prefix="soak-") as folder, bars:
        wanted = {"clicks": budget.clicks, "polls": budget.polls, "viewings": budget.viewings}
        tasks = {name: bars.add_task(name, total=total) for name, total in wanted.items()}

        def watch(soak: Soak) -> None:
            done = (soak.members.clicks, len(soak.polling.asked), len(soak.evenings.groups))
            for task, count in zip(tasks.values(), done, strict=True):
                bars.update(task, completed=count)

        gc.freeze()
        found = asyncio.run(Soak(budget, seed, Path(folder), watch).run())
    for table in tables(found):
        console.print(table)
    console.print("sound" if found.sound else "NOT SOUND")
    return 0 if found.sound else 1


if __name__ == "__main__":
    sys.exit(main())
