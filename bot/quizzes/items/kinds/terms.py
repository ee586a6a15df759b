"""Terms: which word a definition is of, with its own words blanked, and which word is written so in its native script.

The other options are terms of the same pack, the same ones each time. Where a pack has fewer than four, the word is to
be remembered.
"""

import re
from bisect import bisect
from collections.abc import Iterator
from hashlib import blake2s
from operator import itemgetter
from weakref import ref

from bot.packs.format.model import Entry, Pack, Term
from bot.packs.search.word_forms import SMALL, asked, fold, stem
from bot.quizzes.items.model import Option, QuizItem, Way

OPTIONS = 4
BLANK = "____"
LEFT = 0.5
"""The share of the words that carry a definition which has to stay for it to say something."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019-][^\W_]+)*")
_Ring = list[tuple[bytes, Term]]
_rings: dict[str, tuple[ref[Pack], _Ring]] = {}
_BLANKS = re.compile(rf"{BLANK}(?:[ -]{BLANK})+")


def meaning(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """The definition, and which term it is of; nothing where it says too little without its own words."""
    if not isinstance(entry, Term) or not entry.definition or not entry.sources:
        return
    if blanked := without_own_words(entry):
        yield _asked(pack, entry, "meaning", "Which word is this?", blanked, (entry.definition,))


def script(pack: Pack, entry: Entry) -> Iterator[QuizItem]:
    """The native script, and which term is written so; nothing where it stands in the term itself."""
    if not isinstance(entry, Term) or not entry.native or not entry.definition or not entry.sources:
        return
    if not _words(entry.native) & _words(entry.term):
        fact = (entry.native, entry.definition)
        yield _asked(pack, entry, "script", "Which word is written like this?", entry.native, fact)


def _asked(pack: Pack, term: Term, kind: str, head: str, text: str, fact: tuple[str, ...]) -> QuizItem:
    options = _options(pack, term, kind)
    assert term.definition
    return QuizItem(
        pack=pack,
        entry=term,
        kind=kind,
        way=Way.ONE if options else Way.RECALL,
        head=head,
        text=text,
        options=options,
        answer=term.term,
        reason=term.definition,
        sources=term.sources,
        near=frozenset((term.id,)),
        fact=fact,
        in_short=fact[0],
    )


def _options(pack: Pack, term: Term, kind: str) -> tuple[Option, ...]:
    """The term and the next three of the ring that it cannot be taken for; nothing where the pack has too few."""
    ring = _ring(pack, kind)
    first = bisect(ring, _lot(pack, kind, term), key=itemgetter(0))
    wrong: list[Option] = []
    seen = {fold(term.term)}
    for at in range(len(ring)):
        other = ring[(first + at) % len(ring)][1]
        if other.id != term.id and (name := fold(other.term)) not in seen:
            seen.add(name)
            wrong.append(Option(other.term))
        if len(wrong) == OPTIONS - 1:
            return (Option(term.term, right=True), *wrong)
    return ()


def _ring(pack: Pack, kind: str) -> _Ring:
    """The terms of a pack that can be asked so, each at its lot: another term changes the options of few beside it.

    That of the pack that was asked about last is kept, since one item after another is made of a pack.
    """
    kept = _rings.get(kind)
    if kept and kept[0]() is pack:
        return kept[1]
    terms = (term for term in pack.glossary if term.definition and (kind != "script" or term.native))
    ring = sorted(((_lot(pack, kind, term), term) for term in terms), key=itemgetter(0))
    _rings[kind] = ref(pack, lambda _gone: _rings.pop(kind, None)), ring
    return ring


def _lot(pack: Pack, kind: str, term: Term) -> bytes:
    return blake2s(f"{pack.id}/{term.id}/{kind}".encode(), digest_size=8).digest()


def without_own_words(term: Term) -> str | None:
    """The definition with every word of the term, and every other name of it, blanked; None where too little is left.

    Forms of a word are blanked with it, so that the definition of `Staging` does not say `staged`.
    """
    assert term.definition
    text = term.definition
    for name in sorted((name for name in term.other_names if fold(name)), key=len, reverse=True):
        text = re.sub(
            rf"(?<!\w){re.escape(name)}(?!\w)" if name.isascii() else re.escape(name), BLANK, text, flags=re.IGNORECASE
        )
    own = _words(term.term)
    text = _WORD.sub(lambda word: BLANK if _words(word[0]) & own else word[0], text)
    if len(asked(text)) < max(1, LEFT * len(asked(term.definition))):
        return None
    return _BLANKS.sub(BLANK, text)


def _words(text: str) -> set[str]:
    """The stems of what a text is made of, small words aside unless there are no others."""
    words = fold(text).split()
    return {stem(word) for word in ([word for word in words if word not in SMALL] or words)}
