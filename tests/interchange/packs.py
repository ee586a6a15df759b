"""Packs whose texts are hostile to whatever they are written into."""

from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from bot.packs.format.model import Choice, Claim, Pack, Question, Term, Verdict
from bot.packs.format.parts import Source, Statement

SIGNS = "=+-@＝|*_~`#<>[](){}!&\\/:;,.'\"\t\n 0123456789abcxyz社è🐝"
TEXT = (st.text(alphabet=SIGNS, min_size=1, max_size=40) | st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Co", "Cn"]),
    min_size=1, max_size=40,
)).map(str.strip).filter(bool)  # fmt: skip
LINE = TEXT.map(lambda text: " ".join(text.split("\n"))).map(str.strip).filter(bool)
KEYS = ("A1", "B2", "1")
SOME_KEYS = st.lists(st.sampled_from(KEYS), unique=True, min_size=1).map(tuple)
STATEMENTS = st.lists(st.builds(Statement, text=TEXT, sources=SOME_KEYS), max_size=3).map(tuple)
MAYBE = st.none() | LINE
ALIASES = st.lists(LINE, max_size=3).map(tuple)


def source() -> st.SearchStrategy[Source]:
    return st.builds(
        Source,
        title=LINE,
        author=MAYBE,
        publisher=MAYBE,
        date=st.none() | st.just("2019-05"),
        url=st.none() | st.just("https://en.wikipedia.org/wiki/Her_(2013_film)?a=~*b*"),
        kind=st.sampled_from(["media", "scholar"]),
        seen=st.sampled_from(["original", "copy"]),
    )


Numbered = TypeVar("Numbered", Term, Claim, Question)


def numbered(entries: list[Numbered], sign: str) -> tuple[Numbered, ...]:
    return tuple(replace(entry, id=f"{sign}-{number}") for number, entry in enumerate(entries))


@st.composite
def packs(draw: st.DrawFn) -> Pack:
    """A pack of sources, terms, claims and questions."""
    terms = st.builds(
        Term, id=st.just("t"), term=LINE, native=MAYBE, reading=MAYBE, aliases=ALIASES,
        definition=st.none() | TEXT, sources=SOME_KEYS,
    )  # fmt: skip
    claims = st.builds(
        Claim, id=st.just("c"), claim=LINE, aliases=ALIASES, verdict=st.none() | st.sampled_from(Verdict),
        note=st.none() | TEXT, supporting=STATEMENTS, against=STATEMENTS, searched=st.none() | TEXT, sources=SOME_KEYS,
    )  # fmt: skip
    choices = st.lists(st.builds(Choice, text=LINE, right=st.booleans(), because=MAYBE), max_size=6).map(tuple)
    questions = st.builds(
        Question, id=st.just("q"), ask=LINE, kind=st.sampled_from(["one", "several", "order", "recall"]),
        about=st.just(("t-0", "c-0")), options=choices, answer=st.none() | TEXT, because=TEXT, sources=SOME_KEYS,
    )  # fmt: skip

    return Pack(
        format=1,
        id="hostile",
        version="1.0.0",
        title=draw(LINE),
        summary=draw(st.none() | TEXT),
        sources={key: draw(source()) for key in KEYS},
        glossary=numbered(draw(st.lists(terms, max_size=3)), "t"),
        claims=numbered(draw(st.lists(claims, max_size=3)), "c"),
        questions=numbered(draw(st.lists(questions, max_size=3)), "q"),
    )
