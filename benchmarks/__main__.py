"""Run every benchmark, or those named, and print their figures as a table."""

import importlib
import platform
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

NOT_BENCHMARKS = {"__init__", "__main__", "synthetic"}


def main(names: list[str]) -> None:
    """Measure and print; a figure over its limit does not fail, it is there to be read."""
    known = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem not in NOT_BENCHMARKS)
    console = Console()
    table = Table("measured", "figure", "limit", title=f"Python {platform.python_version()}, {platform.machine()}")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for name in progress.track(names or known, description="measuring"):
            for what, figure, limit in importlib.import_module(f"benchmarks.{name}").measure():
                table.add_row(what, figure, limit)
            table.add_section()
    console.print(table)


if __name__ == "__main__":
    main(sys.argv[1:])
