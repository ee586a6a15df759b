"""Any sheet at all, and what a page of HTML holds: its texts, its tags, its addresses."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from typing import Any

from hypothesis import strategies as st

from bot.chat.paper import (
    Asked,
    Bar,
    Bars,
    Choices,
    Cited,
    Facts,
    Moment,
    Moments,
    Note,
    Part,
    Point,
    Points,
    Room,
    Section,
    Sheet,
    Table,
    Text,
    Voice,
    Voices,
)

HOSTILE = (
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' autofocus onfocus='alert(1)",
    "<!-- --><b>bold</b>",
    "&lt;i&gt; &amp; &#60; &quot;",
    "]]> <![CDATA[ x ]]>",
    "{{ 7 * 7 }} {% raw %} {# no #}",
    "{{ sheet.__class__.__mro__ }}",
    "javascript:alert(1)",
    "</bdi></main></body></html>",
    "<textarea><title>",
    "\u202eright to left\u202c",
    "=1+1, `code`, **bold**, [a](http://b)",
    "𝕳 漢字 عربى 🐝",
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
TEXTS = st.lists(st.sampled_from(HOSTILE) | WORDS, min_size=1, max_size=3).map(" ".join)
MEMBERS = st.none() | st.integers(1, 9)


def several(each: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(each, min_size=1, max_size=3).map(tuple)


def parts() -> st.SearchStrategy[Part]:
    rows = st.lists(TEXTS, min_size=2, max_size=2).map(tuple)
    simple = st.one_of(
        st.builds(Text, TEXTS, TEXTS, st.booleans()),
        st.builds(Points, several(st.builds(Point, TEXTS, TEXTS, TEXTS, TEXTS))),
        st.builds(Facts, several(rows)),
        st.builds(Bars, several(st.builds(Bar, TEXTS, TEXTS, st.none() | st.integers(0, 100)))),
        st.builds(Voices, several(st.builds(Voice, TEXTS, MEMBERS, TEXTS, TEXTS))),
        st.builds(Moments, several(st.builds(Moment, TEXTS, TEXTS, MEMBERS, TEXTS))),
        st.builds(Table, TEXTS, rows, several(rows)),
        st.builds(Choices, several(TEXTS), st.booleans()),
        st.builds(Room, st.integers(1, 3), TEXTS),
        st.builds(Note, TEXTS, TEXTS),
    )
    return simple | st.builds(Asked, st.integers(1, 99), TEXTS, TEXTS, st.just(("a",)), several(simple))


SHEETS: st.SearchStrategy[Sheet] = st.builds(
    Sheet,
    name=st.just("sheet"),
    title=TEXTS,
    kind=TEXTS,
    language=st.just("en"),
    about=several(parts()),
    sections=several(st.builds(Section, TEXTS, several(parts()), TEXTS)),
    sources=st.dictionaries(
        st.sampled_from("abc"), st.builds(Cited, TEXTS, st.none() | TEXTS | st.just("https://a.example/x"), TEXTS)
    ),
    foot=several(TEXTS),
    signed=st.booleans(),
)


class Page(HTMLParser):
    """A page as a parser reads it."""

    def __init__(self, html: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self._words: list[str] = []
        self._style = False
        self.feed(html.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._style = tag == "style"

    def handle_endtag(self, tag: str) -> None:
        self._style = self._style and tag != "style"

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if not self._style:
            self._words.append(data)

    @property
    def text(self) -> str:
        """All that can be read, without the spaces between."""
        return squeezed("".join(self._words))


def squeezed(text: str) -> str:
    """A text without spaces."""
    return "".join(text.split())


def texts_in(value: object) -> Iterator[str]:
    """Every text that a sheet should show."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("name", "language", "cites", "url") or isinstance(value, Point):
                yield from texts_in(getattr(value, field.name) if field.name != "cites" else ())
