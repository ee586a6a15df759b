"""The sentence of an entry in which the words of a search stand, with those words marked."""

import re
from collections.abc import Iterator, Mapping, Sequence

from bot.chat import limits
from bot.chat.addresses import addresses
from bot.chat.text import plain, shorten
from bot.packs.format.model import Entry
from bot.packs.search.pack_index import texts_of
from bot.packs.search.word_forms import fold, stem

SHORTEST = 24
"""Where there is less room, a piece of a sentence says nothing."""
TELLING = 20
"""Fewer characters are the name of something, not a sentence about it."""
_SENTENCES = re.compile(r"(?<=[.!?…。！？])\s+|\n+")
_WORDS = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)?")

Span = tuple[int, int]


def excerpt(entry: Entry, rarities: Mapping[str, float], limit: int) -> str:
    """The sentence that holds most of the words, the first of those, as safe Markdown with the words in bold.

    `rarities` are the patterns of the words, as a ranking gives them; at most `limit` characters, as Discord counts.
    Where the words stand in another name alone, it says so; where only in the name, it is the entry's first sentence.
    """
    if limit < SHORTEST:
        return ""
    known: dict[str, str] = {}

    def worth(sentence: str) -> float:
        return sum(rarities[pattern] for pattern in {pattern for _, pattern in _found(sentence, rarities, known)})

    def marks_in(text: str) -> list[Span]:
        return [span for span, _ in _found(text, rarities, known)]

    names = (entry.name, *entry.other_names)
    texts = (text for text in texts_of(entry) if text not in names)
    told = [sentence for text in texts for sentence in _SENTENCES.split(text) if len(sentence) >= TELLING]
    best = max(told, key=worth, default="")
    marks = marks_in(best)
    for name in () if marks else entry.other_names:
        if named := marks_in(name):
            return "Also: " + _marked(name, named, limit - len("Also: "))
    return _marked(best, marks, limit)


def _found(sentence: str, rarities: Mapping[str, float], known: dict[str, str]) -> Iterator[tuple[Span, str]]:
    """Where the words stand in a sentence, outside of its links, with the pattern of each."""
    links = list(addresses(sentence))
    before: tuple[Span, str] | None = None
    for match in _WORDS.finditer(sentence):
        span, word = match.span(), match[0]
        if any(start <= span[0] < end for start, end in links):
            continue
        bare = known.get(word) or known.setdefault(word, " ".join(map(stem, fold(word).split())))
        for pattern in (f" {bare} ", f" {before[1]} {bare} " if before else ""):
            if pattern in rarities:
                yield (before[0][0] if before and pattern != f" {bare} " else span[0], span[1]), pattern
        if not word.isascii():
            # Scripts that part no words: the pattern is looked for inside of what looks like one word.
            for pattern in rarities:
                if not pattern.isascii() and (at := word.find(pattern)) >= 0:
                    yield (span[0] + at, span[0] + at + len(pattern)), pattern
                elif not pattern.isascii() and pattern in bare:
                    yield span, pattern
        before = span, bare


def _marked(text: str, marks: Sequence[Span], limit: int) -> str:
    """The part of a text around its first marks, as safe Markdown that is no longer than `limit`."""
    room = limit
    while True:
        shown = _bold(*_window(text, marks, room))
        if limits.length(shown) <= limit:
            return shown
        if room < SHORTEST:
            return ""
        room -= max(4, (limits.length(shown) - limit) // 2)


def _window(text: str, marks: Sequence[Span], room: int) -> tuple[str, list[Span]]:
    """A text cut to `room` characters around its first mark, with `…` where something is left out."""
    if limits.length(text) <= room:
        return text, list(marks)
    start = 0
    if marks and marks[0][1] > room * 2 // 3:
        start = max(0, marks[0][0] - room // 3)
        start = text.find(" ", start, marks[0][0]) + 1 or marks[0][0]
    lead = "… " if start else ""
    shown = lead + shorten(text[start:], max(1, room - len(lead)))
    moved = [(begin - start + len(lead), end - start + len(lead)) for begin, end in marks if begin >= start]
    return shown, [(begin, end) for begin, end in moved if end <= len(shown.removesuffix("…"))]


def _bold(text: str, marks: Sequence[Span]) -> str:
    pieces: list[str] = []
    at = 0
    joined: list[Span] = []
    for begin, end in sorted(marks):
        if joined and not text[joined[-1][1] : begin].strip():
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((begin, end))
    for begin, end in joined:
        pieces += (plain(text[at:begin]), f"**{plain(text[begin:end])}**")
        at = end
    return " ".join("".join((*pieces, plain(text[at:]))).split())
