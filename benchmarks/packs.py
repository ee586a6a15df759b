"""How long packs take to read: from the bytes on disk to a Pack, or to every problem."""

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.synthetic import pack_files, pack_files_of, write
from bot.packs.reader import read_bytes, read_pack

Row = tuple[str, str, str]
"""What was measured, the figure, and what it has to stay under."""

_BOMBS = {
    "a merge-key bomb": "a: &a {k: v}\n" + "".join(f"m{n}: &m{n} {{<<: [*a, *a]}}\n" for n in range(12)),
    "200 kB of brackets": "films: " + "[" * 200_000,
    "400,000 empty items": "films:\n" + "- a\n" * 400_000,
}


def measure() -> list[Row]:
    """Processor time, medians of five runs in one process: what a run takes on a machine that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        small = write(pack_files_of(250_000), Path(folder, "small"))
        large = write(pack_files_of(5_000_000), Path(folder, "large"))
        many = write(pack_files(10_000, text=40, parts=1), Path(folder, "many"))
        rows = [
            _row("reading a pack of 250 kB", small, "150 ms"),
            _row("reading a folder of 5 MB", large, "2 s"),
            _row("reading 10,000 entries", many, ""),
        ]
    for name, text in _BOMBS.items():
        data = text.encode()
        rows.append((f"refusing {name}", f"{_median(lambda data=data: read_bytes('bomb.yaml', data)):.0f} ms", "1 s"))
    rows.append(("most memory in use during all this", f"{_peak():.0f} MiB", ""))
    return rows


def _row(what: str, folder: Path, limit: str) -> Row:
    size = sum(file.stat().st_size for file in folder.iterdir())
    assert read_pack(folder).pack, read_pack(folder).lines[:3]
    return f"{what} ({size / 1e6:.2f} MB)", f"{_median(lambda: read_pack(folder)):.0f} ms", limit


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
