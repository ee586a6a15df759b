"""Reviews: what `/review start` costs a member who keeps 5,000 items, and what a first review adds to memory."""

import asyncio
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks import QUICK, Row, spread
from benchmarks.ballots import middle
from benchmarks.synthetic import pack_files
from bot.database import open_database
from bot.packs.format.model import Pack
from bot.packs.reading.reader import read_texts
from bot.packs.shelf.shelves import Shelves
from bot.quizzes.items.finding import items_to_learn_of
from bot.quizzes.review.model import Place
from bot.quizzes.review.rules import MOST
from bot.quizzes.review.service import Review

ROOT = Path(__file__).parents[1]
ITEMS = 500 if QUICK else MOST
TIMES = 20 if QUICK else 200
MEMBER, PLACE = 1, Place(100, "Europe/Berlin")
START = datetime(2026, 11, 23, 18, tzinfo=UTC)
RUNS = 1 if QUICK else 5
LOADED = """
import asyncio, importlib, os, pathlib
import bot.app as app
[importlib.import_module(f'bot.{name}.commands') for name in app.FEATURES]
from bot.packs.shelf.shipped import read_shipped
shelves = asyncio.run(read_shipped(pathlib.Path('content')))
from bot.database import sqlite
import bot.quizzes.items.finding as finding
from bot.quizzes.review.service import Review
from bot.quizzes.review.model import Place
look = lambda: print(int(open('/proc/self/statm').read().split()[1]))
"""
STARTED = """
import tempfile
from bot.database import open_database
async def main():
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f'sqlite:///{folder}/x.db') as database:
            review, place = Review(database, shelves), Place(1, 'UTC')
            look()
            for pack in shelves.shipped.values():
                await review.keep(1, place, finding.items_to_learn_of(pack))
            session = await review.next_item(1, place)
            while session.asked:
                kept = session.asked.kept
                session = await review.answer(1, place, kept.id, kept.step, knew=True)
            look()
asyncio.run(main())
"""


def measure() -> list[Row]:
    """One member; the middle of many runs."""
    first = [_memory() for _ in range(RUNS)]
    return [
        *asyncio.run(_measure()),
        Row("memory that a first review adds", f"{median(first):.1f} MiB {spread(first)}", "6 MiB"),
    ]


async def _measure() -> list[Row]:
    pack, now = _pack(), START
    shelves = Shelves([pack])
    with tempfile.TemporaryDirectory() as folder:
        async with open_database(f"sqlite:///{folder}/reviews.db") as database:
            review = Review(database, shelves, lambda: now)
            items = items_to_learn_of(pack)[:ITEMS]
            await review.keep(MEMBER, PLACE, items)
            due = await middle(lambda: review.next_item(MEMBER, PLACE), TIMES)

            async def answer() -> None:
                nonlocal now
                now += timedelta(days=1)
                session = await review.next_item(MEMBER, PLACE)
                assert session.asked
                kept = session.asked.kept
                await review.answer(MEMBER, PLACE, kept.id, kept.step, knew=True)

            answered = await middle(answer, TIMES)
            shelves.ship(replace(pack, version="1.0.1", claims=pack.claims[:-1]))
            changed = await middle(lambda: review.next_item(MEMBER, PLACE), 1)
    many = f"of {len(items):,} items"
    return [
        Row(f"`/review start` {many}", f"{due:.1f} ms", "10 ms"),
        Row(f"`/review start` and an answer, {many}", f"{answered:.1f} ms"),
        Row(f"`/review start` {many}, the first after their pack has changed", f"{changed:.0f} ms"),
    ]


def _pack() -> Pack:
    """A pack with as many claims as there are to be items."""
    reading = read_texts(pack_files(500))
    assert reading.pack, reading.lines
    claim = next(claim for claim in reading.pack.claims if claim.verdict and claim.note)
    sources = (next(iter(reading.pack.sources)),)
    claims = [replace(claim, id=f"c{n}", claim=f"Claim {n}", sources=sources) for n in range(ITEMS + 1)]
    return replace(reading.pack, claims=tuple(claims), glossary=(), questions=(), explainers=())


def _memory() -> float:
    """MiB that keeping everything that ships and a first day of review add."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED + STARTED], cwd=ROOT, capture_output=True, check=True, text=True
    )
    before, after = map(int, done.stdout.split())
    return (after - before) * os.sysconf("SC_PAGE_SIZE") / 2**20
