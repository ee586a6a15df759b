"""What servers with packs of their own cost: memory, start, the moment of putting a pack on the shelf, browsing."""

import asyncio
import gc
import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import Plain
from benchmarks.synthetic import pack_files
from bot.database import open_database
from bot.library.cards import kind_card
from bot.packs.format.model import Kind, Pack
from bot.packs.holdings.rules import MIB, File, Quota
from bot.packs.holdings.service import Holdings
from bot.packs.reading.reader import read_bytes
from bot.packs.reading.sandbox import from_json, read_in_sandbox, to_json
from bot.packs.shelf.shelves import ServerPack, Shelf, Shelves
from bot.packs.shelf.shipped import read_shipped

SERVERS = 40
CONTENT = Path(__file__).parents[1] / "content"


def measure() -> list[Plain]:
    """Figures of one process; times are of the wall, so measure on a machine that does nothing else."""
    shelves = asyncio.run(read_shipped(CONTENT))
    return [*_memory(shelves), *asyncio.run(_uploads(shelves))]


def pack_of(entries: int, pack_id: str, seed: int) -> File:
    """A made-up pack as one file."""
    text = 300 if entries < 1_000 else 40
    parts = 4 if entries < 1_000 else 1
    files = pack_files(entries, text=text, parts=parts, pack_id=pack_id, seed=seed)
    return File(f"{pack_id}.yaml", "".join(files.values()).encode())


def _memory(shelves: Shelves) -> list[Plain]:
    files = [pack_of(80, f"own-{number}", number) for number in range(SERVERS)]
    packs = [_read(file) for file in files]
    size = sum(len(file.content) for file in files) / SERVERS / 1000
    del files
    gc.collect()
    before = _resident()
    for guild_id, pack in enumerate(packs):
        copy = from_json(to_json(pack))
        holding = ServerPack((copy,))
        shelves.swap(guild_id, holding, shelves.built(holding))
    gc.collect()
    each = (_resident() - before) / SERVERS
    for guild_id in range(SERVERS):
        shelves.swap(guild_id, ServerPack(), shelves.of(None))
    return [(f"memory of a server with a pack of its own ({size:.0f} kB)", f"{each:.2f} MiB", "")]


async def _uploads(shelves: Shelves) -> list[Plain]:
    rows: list[Plain] = []
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        async with open_database(url) as database:
            holdings = Holdings(database, shelves, Quota(packs=99, size=99 * MIB))
            for entries in (80, 10_000):
                file = pack_of(entries, f"pack-{entries}", 1)
                begun = time.perf_counter()
                read = await read_in_sandbox(file.name, file.content)
                rows.append((f"reading an upload of {entries:,} entries apart", _ms(begun), ""))
                offer = await holdings.offer(1, 1, file, read)
                begun = time.perf_counter()
                lag = await _worst_lag(holdings.put(1, offer.version.id, 1))
                rows.append((f"putting {entries:,} entries on the shelf", _ms(begun), ""))
                rows.append(("  how long the loop was held up meanwhile, p99", f"{lag:.0f} ms", "100 ms"))
            rows += _using(shelves)
            for guild_id in range(2, 2 + SERVERS):
                file = pack_of(80, "own", guild_id)
                offer = await holdings.offer(guild_id, 1, file, await holdings.read(guild_id, file))
                await holdings.put(guild_id, offer.version.id, 1)
        fresh = await read_shipped(CONTENT)
        async with open_database(url) as database:
            begun = time.perf_counter()
            await Holdings(database, fresh, Quota()).load()
            rows.append((f"starting with {SERVERS} such servers and one with 10,000 entries", _ms(begun), ""))
    return rows


def _using(shelves: Shelves) -> list[Plain]:
    shelf = shelves.of(1)
    kinds: list[float] = []
    for page in range(100):
        begun = time.process_time()
        kind_card(shelf, shelf.packs["pack-10000"], Kind.EXPLAINER, page)
        kinds.append((time.process_time() - begun) * 1000)
    typed = [item.entry.name[:length] for item in shelf.of_kind(Kind.EXPLAINER)[:400] for length in (3, 7)]
    searches: list[float] = []
    for each in typed:
        begun = time.process_time()
        shelf.search(each, Kind.EXPLAINER)
        searches.append((time.process_time() - begun) * 1000)
    return [
        ("browsing a page of 10,000 entries", f"{statistics.median(kinds):.1f} ms", ""),
        ("explaining a message of 2,000 characters among them, in a thread", f"{_explaining(shelf):.0f} ms", "1000 ms"),
        ("typing among them beside what ships, p99", f"{statistics.quantiles(searches, n=100)[98]:.1f} ms", "5 ms"),
    ]


def _explaining(shelf: Shelf) -> float:
    message = " ".join(item.entry.name for item in shelf.items[::150])[:2_000]
    begun = time.process_time()
    shelf.about(message)
    return (time.process_time() - begun) * 1000


async def _worst_lag(work: object) -> float:
    """How late the loop was at worst in 99 of 100 looks while something ran, in milliseconds."""
    lags: list[float] = []

    async def watch() -> None:
        while True:
            begun = time.perf_counter()
            await asyncio.sleep(0.005)
            lags.append((time.perf_counter() - begun - 0.005) * 1000)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.02)
    await work  # type: ignore[misc] - a coroutine of any result
    watching.cancel()
    return statistics.quantiles(lags, n=100)[98]


def _read(file: File) -> Pack:
    pack = read_bytes(file.name, file.content).pack
    assert pack
    return pack


def _ms(begun: float) -> str:
    return f"{(time.perf_counter() - begun) * 1000:.0f} ms"


def _resident() -> float:
    """MiB in use now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / MIB
