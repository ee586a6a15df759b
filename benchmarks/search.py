"""How long one keystroke of autocomplete holds the event loop, and how often a question finds what answers it."""

import asyncio
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import yaml

from benchmarks import QUICK, Row
from bot.packs.format.model import Kind
from bot.packs.search.names import Index, Search
from bot.packs.shelf.shelves import Shelf
from bot.packs.shelf.shipped import read_shipped

SIZES = (100, 1_000, 10_000)
KEYSTROKES = 100 if QUICK else 1_000
HERE = Path(__file__).parent
CONTENT = HERE.parent / "content"
ASKED = {
    "tuning": "looked at while the ranking was tuned",
    "kept_apart": "kept apart from that",
    "other_words": "in other words than the titles'",
}
MEASURED_ALONE = "other_words"
"""Without a limit: nothing here knows which words mean the same."""
AXES = "entries", "milliseconds of a keystroke, 99 of 100"


def measure() -> Iterator[Row]:
    """The processor time of `Search.search`, which is all that a keystroke does on the event loop."""
    for size in SIZES:
        dice = random.Random(size)
        titles = list(_titles(size, dice))
        index = Search([Index((number, [title]) for number, title in enumerate(titles))])
        for name, typed in TYPED.items():
            times = []
            for _ in range(KEYSTROKES):
                query = typed(dice.choice(titles), dice)
                start = time.process_time()
                index.search(query, 25)
                times.append((time.process_time() - start) * 1_000)
            cuts = quantiles(times, n=100)
            figure = f"{cuts[49]:.2f} / {cuts[98]:.2f} ms"
            yield Row(f"keystroke over {size:,} entries, {name}: p50 / p99", figure, "5 ms", (name, size, cuts[98]))
    yield from _questions()


def _questions() -> Iterator[Row]:
    """What people would ask of the packs that ship, written from the titles of their entries alone."""
    shelf = asyncio.run(read_shipped(CONTENT)).of(None)
    asked = yaml.safe_load((HERE / "questions.yaml").read_text(encoding="utf-8"))
    for part, which in ((part, which) for part, which in ASKED.items() if asked[part]):
        first = three = 0
        offered: list[bool] = []
        times = []
        for question in asked[part]:
            start = time.process_time()
            found = [item.value for item in shelf.search_all(question["ask"]).things]
            times.append((time.process_time() - start) * 1_000)
            first += not set(question["answers"]).isdisjoint(found[:1])
            three += not set(question["answers"]).isdisjoint(found[:3])
            offered += _offered_first(shelf, question)
        count = len(asked[part])
        limits = ("", "") if part == MEASURED_ALONE else ("≥ 85 %", "≥ 97 %")
        yield Row(f"{count} questions {which}: the answer comes first", _share(first, count), limits[0])
        yield Row("  the answer is among the first three", _share(three, count), limits[1])
        yield Row("  an option for its kind of entry offers the answer first", _share(sum(offered), len(offered)))
        yield Row("  a search of all texts, in a thread: p50", f"{median(times):.1f} ms")


def _offered_first(shelf: Shelf, question: dict[str, Any]) -> Iterator[bool]:
    """Whether the options in which a question could be typed offer an answer first; dates have no such option."""
    for kind in {item.kind for answer in question["answers"] if (item := shelf.find(answer))} - {Kind.EVENT}:
        first = shelf.search(question["ask"], kind, limit=1)
        yield bool(first) and first[0].value in question["answers"]


def _share(some: int, count: int) -> str:
    return f"{100 * some / count:.1f} %"


def _slip(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


TYPED: dict[str, Callable[[str, random.Random], str]] = {
    "one letter": lambda title, _: title[:1],
    "three letters": lambda title, _: title[:3],
    "ten letters": lambda title, _: title[:10],
    "ten letters with a slip": lambda title, dice: _slip(title[:10], dice),
    "a whole title with a slip": _slip,
    "nothing that exists": lambda title, _: title[::-1],
    "a question": lambda title, _: f"so what is the {title} and how does it go",
}


def _titles(count: int, dice: random.Random) -> Iterator[str]:
    """Made-up titles of two to six words from three thousand, so that many share beginnings and words."""
    words = [
        "".join(dice.choice("bcdfghklmnprstvw") + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))
        for _ in range(3_000)
    ]
    for _ in range(count):
        yield " ".join(dice.choices(words, k=dice.randint(2, 6)))
