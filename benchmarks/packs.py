"""How long packs take to read: from the bytes on disk to a Pack, or to every problem."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import QUICK, Row
from benchmarks.synthetic import pack_files, pack_files_of, write
from bot.packs.reading.reader import read_bytes, read_pack

_BOMBS = {
    "a merge-key bomb": "a: &a {k: v}\n" + "".join(f"m{n}: &m{n} {{<<: [*a, *a]}}\n" for n in range(12)),
    "200 kB of brackets": "films: " + "[" * 200_000,
    "400,000 empty items": "films:\n" + "- a\n" * 400_000,
}


SIZES = (10_000, 100_000) if QUICK else (10_000, 100_000, 1_000_000, 5_000_000)
LIMITS = {5_000_000: "2 s"}
AXES = "kB of YAML", "milliseconds"


def measure() -> list[Row]:
    """Processor time, medians of five runs in one process: what a run takes on a machine that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [_row(write(pack_files_of(size), Path(folder, str(size))), LIMITS.get(size, "")) for size in SIZES]
        if not QUICK:
            entries = write(pack_files(10_000, text=40, parts=1), Path(folder, "many"))
            rows.append(Row("reading 10,000 entries", f"{_median(lambda: read_pack(entries)):.0f} ms"))
    for name, text in _BOMBS.items():
        data = text.encode()
        taken = _median(lambda data=data: read_bytes("bomb.yaml", data))
        rows.append(Row(f"refusing {name}", f"{taken:.0f} ms", "1 s"))
    rows.append(Row("most memory in use during all this", f"{_peak():.0f} MiB"))
    return rows


def _row(folder: Path, limit: str) -> Row:
    size = sum(file.stat().st_size for file in folder.iterdir()) / 1000
    reading = read_pack(folder)
    assert reading.pack, reading.lines[:3]
    taken = _median(lambda: read_pack(folder))
    return Row(f"reading a pack of {size:,.0f} kB", f"{taken:.0f} ms", limit, ("reading a pack", size, taken))


def _median(run: Callable[[], object], times: int = 5) -> float:
    """Milliseconds of processor time of the middle run."""
    taken: list[float] = []
    for _ in range(times):
        begun = time.process_time()
        run()
        taken.append((time.process_time() - begun) * 1000)
    return statistics.median(taken)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
