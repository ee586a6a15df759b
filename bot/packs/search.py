"""Finding entries by what a person types: in memory, tolerant of one slip, blind to case, accents and tone marks."""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from bot.packs.model import Entry

Found = TypeVar("Found")

FUZZY_FROM = 4
"""Shorter words are not compared fuzzily: with three letters everything is near everything."""
SHORT = 9
"""Shorter ones are compared by pairs of letters, longer by threes: one slip spoils two pairs but three threes."""
CANDIDATES = 150
"""How many names the fuzzy comparison looks at: those that share most pieces with what was typed."""
ENOUGH = 5
"""With so many plain matches nothing is searched fuzzily."""


def fold(text: str) -> str:
    """The text as it is compared: no case, accents, tone marks or punctuation; words parted by one space."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def names_of(entry: Entry) -> Iterator[str]:
    """Everything an entry is found by, folded; readings and split words also written as one."""
    for name in (entry.name, *entry.other_names, entry.id):
        folded = fold(name)
        if folded:
            yield folded
        joined = folded.replace(" ", "")
        if joined != folded and len(joined) <= 24:
            yield joined


class Index(Generic[Found]):
    """Names of things in shelf order; `search` gives the things, best first.

    Measured over 10,000 entries by `python -m benchmarks search`.
    """

    def __init__(self, named: Iterable[tuple[Found, Iterable[str]]]) -> None:
        self._things: list[Found] = []
        self._names: list[str] = []
        self._owners: list[int] = []
        for position, (thing, names) in enumerate(named):
            self._things.append(thing)
            for name in dict.fromkeys(names):
                self._names.append(name)
                self._owners.append(position)
        self._text = "\n" + "\n".join(self._names) + "\n"
        self._starts = [0]
        for name in self._names:
            self._starts.append(self._starts[-1] + len(name) + 1)
        self._holding: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(self._names):
            for piece in _pieces(name, 2) | _pieces(name, 3):
                self._holding[piece].append(row)

    def search(self, typed: str, limit: int) -> list[Found]:
        """At most `limit` things: whole names, beginnings, word beginnings, parts of words, then near misses."""
        query = fold(typed)
        if not query:
            return self._things[:limit]
        found: dict[int, None] = {}
        for pattern in (f"\n{query}\n", f"\n{query}", f" {query}", query):
            for row in self._rows(pattern):
                found.setdefault(self._owners[row])
                if len(found) >= limit:
                    return [self._things[position] for position in found]
        if len(found) < ENOUGH and len(query) >= FUZZY_FROM:
            for row in self._near(query):
                found.setdefault(self._owners[row])
                if len(found) >= limit:
                    break
        return [self._things[position] for position in found]

    def named(self, typed: str) -> list[Found]:
        """The things that have exactly this name, folded."""
        query = fold(typed)
        rows = self._rows(f"\n{query}\n") if query else ()
        return [self._things[position] for position in dict.fromkeys(self._owners[row] for row in rows)]

    def nearest(self, typed: str, limit: int) -> list[Found]:
        """The things whose names are most like what was typed, however unlike."""
        found = dict.fromkeys(self.search(typed, limit))
        if len(found) < limit:
            scored = process.extract(fold(typed), self._names, scorer=fuzz.WRatio, limit=limit * 4)
            for _, _, row in scored:
                found.setdefault(self._things[self._owners[row]])
        return list(found)[:limit]

    def _rows(self, pattern: str) -> Iterator[int]:
        """Rows whose name holds the pattern, in order; a leading line break stands for the start of a name."""
        offset = 0 if pattern.startswith("\n") else -1
        at = self._text.find(pattern)
        while at >= 0:
            row = bisect_right(self._starts, at + offset) - 1
            yield row
            at = self._text.find(pattern, self._starts[row + 1])

    def _near(self, query: str) -> list[int]:
        shared: Counter[int] = Counter()
        for piece in _pieces(query, 2 if len(query) < SHORT else 3):
            shared.update(self._holding.get(piece, ()))
        choices = {row: self._names[row] for row, _ in shared.most_common(CANDIDATES)}
        return [row for _, _, row in process.extract(query, choices, scorer=_likeness, limit=25, score_cutoff=60)]


def _pieces(text: str, size: int) -> set[str]:
    return {text[i : i + size] for i in range(len(text) - size + 1)}


def _likeness(query: str, name: str, *, score_cutoff: float | None = None, **_: object) -> float:
    """How like a name what was typed is, 0 to 100: as a whole, as its beginning, or as some part of it."""
    whole = OSA.normalized_similarity(query, name) * 100
    if len(name) <= len(query):
        return whole
    beginning = OSA.normalized_similarity(query, name[: len(query)]) * 98
    part = fuzz.partial_ratio(query, name, score_cutoff=score_cutoff) * 0.9
    return max(whole, beginning, part)


def index_entries(items: Iterable[Found], entry_of: Callable[[Found], Entry]) -> "Index[Found]":
    """An index over things that each stand for one entry."""
    return Index((item, names_of(entry_of(item))) for item in items)
