"""Items taken home: as text that Anki imports, and as a table.

Anki knows a note by its guid, which is the item's own id here: a later export changes the texts of the notes that are
there, adds the new ones, and leaves every schedule as it is.
"""

import re
from collections.abc import Iterable

from bot.chat import spreadsheet
from bot.chat.marks import flat
from bot.packs.format.model import Source
from bot.quizzes.items.model import Option, QuizItem, named
from bot.quizzes.items.phrases import HOW, LETTERS
from bot.quizzes.items.rules import placed

ANKI_HEAD = (
    "#separator:tab",
    "#html:true",
    "#guid column:1",
    "#notetype:Basic",
    "#deck:Second Look",
    "#tags column:4",
    "#columns:guid\tFront\tBack\tTags",
)
"""Anki's own words for what the columns are (its manual, "Text files"); `Basic` is a note type that every one has."""
HEADER = ("pack", "question", "options", "answer", "reason", "sources", "due")
SEED = 0
"""Options come home in the same order each time, so that an import changes nothing that is as it was."""
_SPACES = re.compile(r"\s+")
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
"""As `html.escape` does, whose module brings a table of half a megabyte."""


def anki_text(items: Iterable[QuizItem]) -> bytes:
    """A file for Anki's import, a note a line: its guid, front and back as HTML, its pack as tag."""
    lines = ["\t".join((item.id, _front(item), _back(item), item.pack.id)) for item in items]
    return "\n".join((*ANKI_HEAD, *lines, "")).encode()


def table(items: Iterable[tuple[QuizItem, str]]) -> bytes:
    """A CSV file of items, each with the day on which it is due."""
    return spreadsheet.table(HEADER, [[*_row(item), due] for item, due in items])


def _row(item: QuizItem) -> list[str]:
    asked = " ".join(filter(None, (item.head, item.text)))
    options = "\n".join(option.text for option in _options(item))
    return [item.pack.title, asked, options, item.answer, item.reason, "\n".join(map(_cited, _sources(item)))]


def _front(item: QuizItem) -> str:
    options = [f"{letter}. {option.text}" for letter, option in zip(LETTERS, _options(item), strict=False)]
    return _lines(
        (f"<b>{_html(item.head)}</b>" if item.head else "", _html(item.text), *map(_html, options), HOW[item.way])
    )


def _back(item: QuizItem) -> str:
    cited = (f"<small>{_html(_cited(source))}</small>" for source in _sources(item))
    return _lines((f"<b>{_html(item.answer)}</b>", _html(item.reason), *cited))


def _options(item: QuizItem) -> list[Option]:
    return [item.options[place] for place in placed(item, SEED).order]


def _sources(item: QuizItem) -> list[Source]:
    return [item.pack.sources[key] for key in item.sources]


def _cited(source: Source) -> str:
    return " ".join(filter(None, (named(source), source.url)))


def _html(text: str) -> str:
    """A text of a pack as one line of HTML: nothing in it is markup, and a tab would end the field."""
    return "<br>".join(_SPACES.sub(" ", line).strip().translate(_HTML) for line in flat(text).splitlines())


def _lines(parts: Iterable[str]) -> str:
    return "<br>".join(part for part in parts if part)
