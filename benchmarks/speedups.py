"""Whether faster libraries pay: orjson, uvloop, zstd for the gateway; each with and without, taking turns."""

import asyncio
import json
import random
import tempfile
import time
import zlib
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import QUICK, Row, spread
from benchmarks.loopback import BARE, OURS, scene
from benchmarks.side_by_side import TOPIC, Kept, one_round, uses_of

USERS, TIMES, ROUNDS = (64, 128, 2) if QUICK else (64, 640, 7)
FRAMES = 500 if QUICK else 5_000
NOTE = """\
orjson is used: it saves something with every answer. uvloop and zstd are not: what uvloop saves is within the spread of
the runs, and unpacking is two microseconds of the hundreds that an interaction takes."""
HIDDEN = "raise ModuleNotFoundError"


def measure() -> list[Row]:
    """Ratios of processor time, with by without; a library that is not installed is left out.

    orjson is measured in the bare bot, for ours does not run without it.
    """
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "orjson.py").write_text(HIDDEN, encoding="utf-8")
        rows += asyncio.run(_compared("orjson", BARE, {}, {"PYTHONPATH": folder}))
    if find_spec("uvloop"):
        rows += asyncio.run(_compared("uvloop", OURS, {"BENCH_LOOP": "uvloop"}, {}))
    else:
        rows.append(Row("uvloop is not installed", "not measured"))
    return [*rows, *_zstd()]


async def _compared(name: str, kind: str, with_it: dict[str, str], without: dict[str, str]) -> list[Row]:
    """A slash command with a card, suggestions, and a click."""
    rows: list[Row] = []
    async with scene(kind, USERS, with_it) as (first, one, _), scene(kind, USERS, without) as (second, other, _):
        both = zip(await uses_of(first, TOPIC), await uses_of(second, TOPIC), strict=True)
        for what, (use, same) in zip(("a card", "suggestions", "a click"), both, strict=True):
            kept = Kept(), Kept()
            for number in range(ROUNDS + 1):
                kept = (Kept(), Kept()) if number == 1 else kept  # the first round only warms up
                await one_round(kept[0], TIMES, first, one, use)
                await one_round(kept[1], TIMES, second, other, same)
            ratios = [mine / theirs for mine, theirs in zip(kept[0].cost, kept[1].cost, strict=True)]
            figure = f"{median(ratios):.2f} {spread(ratios)}"
            rows.append(Row(f"{what}: processor time with {name}, by without", figure))
    return rows


def _zstd() -> list[Row]:
    """What it takes to unpack an interaction from the gateway, both ways in one stream for all."""
    if not find_spec("zstandard"):
        return [Row("zstandard is not installed", "not measured")]
    import zstandard  # pyright: ignore[reportMissingImports] - not one of ours

    frames = [_frame(number) for number in range(FRAMES)]
    squeeze, press = zlib.compressobj(), zstandard.ZstdCompressor().compressobj()
    zipped = [squeeze.compress(each) + squeeze.flush(zlib.Z_SYNC_FLUSH) for each in frames]
    pressed = [press.compress(each) + press.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK) for each in frames]
    found = {
        "zlib": _each(zlib.decompressobj(), zipped),
        "zstd": _each(zstandard.ZstdDecompressor().decompressobj(), pressed),
    }
    return [Row(f"unpacking an interaction with {name}", f"{taken:.1f} µs") for name, taken in found.items()]


def _each(stream: Any, frames: list[bytes]) -> float:
    begun = time.process_time()
    for each in frames:
        stream.decompress(each)
    return (time.process_time() - begun) / len(frames) * 1e6


def _frame(number: int) -> bytes:
    """About as long and as repetitive as a click on a card."""
    chance = random.Random(number)
    words = [f"custom:{chance.randrange(10**18)}:{place}" for place in range(20)]
    parts = [{"type": 2, "label": f"Option {place}", "custom_id": each} for place, each in enumerate(words)]
    return json.dumps(
        {"op": 0, "s": number, "t": "INTERACTION_CREATE", "d": {"token": "x" * 180, "message": parts}}
    ).encode()
