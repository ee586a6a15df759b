"""Finding names by what a person types: in memory, tolerant of one slip, blind to case, accents and tone marks."""

import unicodedata
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from itertools import chain, islice
from math import log
from operator import itemgetter
from typing import Generic, TypeVar

from bot.chat import limits
from bot.chat.text import shorten
from bot.packs.format.model import Entry
from bot.packs.search.pieces import Pieces, pieces
from bot.packs.search.word_forms import SMALL, fold, stem

Found = TypeVar("Found", bound=Hashable)

FUZZY_FROM = 4
"""Shorter words are not compared fuzzily: with three letters everything is near everything."""
SHORT = 9
"""Shorter ones are compared by pairs of letters, longer by threes: one slip spoils two pairs but three threes."""
CANDIDATES = 150
"""How many names the fuzzy comparison looks at: those that share most pieces with what was typed."""
ENOUGH = 5
"""With so many plain matches nothing is searched fuzzily."""
LONGEST = 200
"""Characters of what was typed that are looked at."""
LOOKED_AT = 300
"""How many names that hold a word of a question are looked at, those of its rarest words."""
MOST = 0.5
"""The share of a question that has to stand in names for them to come before names that are like it as a whole."""
FILLS = 1.0
"""What is added where words of a question are all there is of a name (its share)."""
LIKELY, CERTAIN = 60, 78
"""How like a name, of a hundred, a slip has to be where it is a suggestion among others, and where it is an answer."""


def same(text: str) -> str:
    """The text as names are compared letter for letter: composed, without case, words parted by one space."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """The names of choices by ids, with the id behind those that two have alike."""
    alike = Counter(map(same, names.values()))
    return {
        each: name if alike[same(name)] == 1 else f"{shorten(name, limits.CHOICE_NAME - len(each) - 3)} · {each}"
        for each, name in names.items()
    }


def meant(typed: str, *ways: Mapping[str, str]) -> str | None:
    """What was typed as an id, else as the name that one alone has in the first of these ways of naming, by ids."""
    wanted = same(typed)
    for names in ({each: each for each in ways[0]}, *ways):
        named = [each for each, name in names.items() if same(name) == wanted]
        if len(named) == 1:
            return named[0]
    return None


def is_called(entry: Entry, typed: str) -> bool:
    """Whether one of the names of an entry holds every word of what was typed, of which one at least is not small."""
    words = fold(typed).split()
    names = [f" {name}" for name in names_of(entry)]
    return not SMALL.issuperset(words) and any(all(f" {word}" in name for word in words) for name in names)


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
    """Names of things in order, ready to be searched; it is never changed, so any number of searches may share it."""

    def __init__(self, named: Iterable[tuple[Found, Iterable[str]]]) -> None:
        self.things: list[Found] = []
        self.names: list[str] = []
        self._owners = array("I")
        for position, (thing, names) in enumerate(named):
            self.things.append(thing)
            for name in dict.fromkeys(names):
                self.names.append(name)
                self._owners.append(position)
        self._text = "\n" + "\n".join(self.names) + "\n"
        self._starts = array("I", [0])
        for name in self.names:
            self._starts.append(self._starts[-1] + len(name) + 1)
        self._pieces = Pieces(self.names)

    def thing(self, row: int) -> Found:
        """The thing that has the name in this row."""
        return self.things[self._owners[row]]

    def rows(self, pattern: str) -> Iterator[int]:
        """Rows whose name holds the pattern, in order; a leading line break stands for the start of a name."""
        offset = 0 if pattern.startswith("\n") else -1
        at = self._text.find(pattern)
        while at >= 0:
            row = bisect_right(self._starts, at + offset) - 1
            yield row
            at = self._text.find(pattern, self._starts[row + 1])

    def maybe(self, word: str) -> Sequence[int]:
        """Rows whose name may hold the word: those that hold its rarest piece; the fewer, the rarer it is."""
        rows = map(self._pieces.rows, pieces(word, min(len(word), 3)))
        return min(rows, key=len, default=())

    def sharing(self, wanted: Iterable[str]) -> Counter[int]:
        """How many of these pieces the name in each row has."""
        shared: Counter[int] = Counter()
        for piece in wanted:
            shared.update(self._pieces.rows(piece))
        return shared


class Search(Generic[Found]):
    """Indexes, one after the other, searched as if they were one: gives their things, best first.

    Measured over 10,000 entries by `python -m benchmarks search`.
    """

    def __init__(self, indexes: Sequence[Index[Found]]) -> None:
        self._indexes = indexes

    def search(self, typed: str, limit: int, likely: int = LIKELY) -> list[Found]:
        """At most `limit` things: whole names, beginnings, word beginnings, parts of words, names that hold all words
        of a question, then near misses, then names that hold some of the words.

        All of them where nothing was typed, none where what was typed has no letters.
        """
        query = fold(typed[:LONGEST])
        if not query:
            return [] if typed.strip() else list(islice(chain.from_iterable(i.things for i in self._indexes), limit))
        found: dict[Found, None] = {}
        held = next(self._holding(query), None) is not None
        for pattern in (f"\n{query}\n", f"\n{query}", f" {query}", query) if held else ():
            for thing in self._holding(pattern):
                found.setdefault(thing)
                if len(found) >= limit:
                    return list(found)
        words = list(dict.fromkeys(_beginning(word) for word in query.split() if word not in SMALL and len(word) > 1))
        most, some = self._by_words(words) if words and words != [query] else ([], [])
        found |= dict.fromkeys(most)
        if len(found) < ENOUGH and len(query) >= FUZZY_FROM:
            found |= dict.fromkeys(self._near(query, likely))
        found |= dict.fromkeys(some)
        return list(found)[:limit]

    def named(self, typed: str) -> list[Found]:
        """The things that have exactly this name, folded."""
        query = fold(typed)
        return list(dict.fromkeys(self._holding(f"\n{query}\n"))) if query else []

    def _holding(self, pattern: str) -> Iterator[Found]:
        for index in self._indexes:
            yield from map(index.thing, index.rows(pattern))

    def _by_words(self, words: Sequence[str]) -> tuple[list[Found], list[Found]]:
        """The things whose names hold words that begin so, best first: those with most of a question, and the rest.

        A word counts the more, the fewer names may hold it, and a name the more, the less else is in it.
        """
        rows = {word: [index.maybe(word) for index in self._indexes] for word in words}
        counts = {word: sum(map(len, rows[word])) for word in words}
        every = sum(len(index.names) for index in self._indexes)
        rarity = {word: log(1 + every / max(0.5, count)) for word, count in counts.items()}
        seen: dict[tuple[int, int], None] = {}
        for word in sorted(words, key=counts.__getitem__):
            if len(seen) < LOOKED_AT:
                seen |= dict.fromkeys(
                    islice(((at, row) for at, some in enumerate(rows[word]) for row in some), LOOKED_AT)
                )
        held: defaultdict[Found, set[str]] = defaultdict(set)
        filled: defaultdict[Found, float] = defaultdict(float)
        for at, row in seen:
            name = f" {self._indexes[at].names[row]}"
            if here := [word for word in words if f" {word}" in name]:
                thing = self._indexes[at].thing(row)
                held[thing].update(here)
                share = sum(map(rarity.__getitem__, here)) * sum(map(len, here)) / len(name.replace(" ", ""))
                filled[thing] = max(filled[thing], share)
        whole = sum(rarity.values())
        shares = {thing: sum(map(rarity.__getitem__, here)) for thing, here in held.items()}
        ranked = sorted(shares, key=lambda thing: -(shares[thing] + FILLS * filled[thing]))
        return [t for t in ranked if shares[t] >= whole * MOST], [t for t in ranked if shares[t] < whole * MOST]

    def _near(self, query: str, least: int) -> list[Found]:
        from bot.packs.likeness import likely

        wanted = pieces(query, 2 if len(query) < SHORT else 3)
        shared = [index.sharing(wanted) for index in self._indexes]
        enough = _least(Counter(chain.from_iterable(map(Counter.values, shared))), CANDIDATES)
        rows = ((count, at, row) for at, each in enumerate(shared) for row, count in each.items() if count >= enough)
        most = nlargest(CANDIDATES, rows, key=itemgetter(0))
        choices = {(at, row): self._indexes[at].names[row] for _, at, row in most}
        return [self._indexes[at].thing(row) for at, row in likely(query, choices, 25, least)]


def _beginning(word: str) -> str:
    """What all forms of a word begin with: `countr` of `country` and `countries`."""
    bare = stem(word)
    return bare[:-1] if len(bare) > 3 and bare.endswith("y") else bare


def _least(times: Counter[int], wanted: int) -> int:
    """The number that so many are not below, where each stands there so many times; the least of all, if too few."""
    for number in sorted(times, reverse=True):
        wanted -= times[number]
        if wanted <= 0:
            return number
    return min(times, default=0)
