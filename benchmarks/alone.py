"""One benchmark in a process of its own, so that none finds what another left; its rows come out as JSON."""

import importlib
import json
import sys


def main(name: str) -> None:
    """Measure; the rows are the last line of what is printed."""
    rows = importlib.import_module(f"benchmarks.{name}").measure()
    print(json.dumps([list(row) for row in rows]))


if __name__ == "__main__":
    main(sys.argv[1])
