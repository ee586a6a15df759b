"""A file as rows under columns: its separator, its headings, what Anki writes above its notes.

A row knows the line on which it begins, so that whoever wrote it finds it in their own file.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from itertools import islice

from bot.chat.spreadsheet import BrokenTableError, Record, records, unguarded
from bot.interchange.columns import BACK, FRONT, TAGS, columns_of, ours

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "colon": ":", "space": " "}
"""By the names that Anki gives them."""
GUESSED = (",", ";", "\t")
NOTHING = " \t\u00a0\r\n,;"
"""What a row without words is made of, whichever separator it was read with."""
LONGEST_NUMBER = 9
"""Digits of a column's number that are read."""
PROBED = 20
"""Rows by which a separator is judged."""
_HEAD = re.compile(r"#(?P<key>[a-z ]+):(?P<value>[^\r\n]*)\r?\n?")
_EXCEL = re.compile(r'"?sep=(?P<sign>[^\r\n]?)"?\r?\n', re.IGNORECASE)
_BREAK = re.compile(r"<br */?>|</(?:div|p|li|tr|h[1-6])>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--[^<>]*-->")
_SPACES = re.compile(r"[ \t\u00a0]+")
_REVIEW = ("pack", "question", "options", "answer", "reason", "sources")
"""The headings of what `/review export` writes, which guards it as we do."""


@dataclass(frozen=True)
class Row:
    """The cells of a row that say something: those of known columns by our names, others by their headings."""

    line: int
    cells: Mapping[str, str]
    others: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Sheet:
    """The rows of a file, and what is to be said of how it was read."""

    rows: Sequence[Row]
    exact: bool
    """Whether it is as we write tables, so that each cell is read as it was written."""
    remarks: Sequence[str]


@dataclass
class _Head:
    """What a file says of itself above its rows."""

    separator: str = ""
    html: bool = False
    columns: dict[int, str] = field(default_factory=dict[int, str])
    headings: list[str] = field(default_factory=list[str])
    lines: int = 0


def sheet_of(text: str) -> Sheet:
    """The rows of a text; raises BrokenTableError where they cannot be told apart."""
    head, rest = _head(text)
    separator = head.separator or _separator(rest)
    found = (Record(record.line + head.lines, record.cells) for record in records(rest, separator))
    full = (record for record in found if any(cell.strip(NOTHING) for cell in record.cells))
    if head.lines and (head.columns or head.html or head.headings):
        return _of_anki(head, full)
    first = next(full, None)
    if first is None:
        raise BrokenTableError("nothing stands in it")
    known = columns_of(first.cells)
    if known:
        return _with_headings(first, full, known)
    told = f"Line {first.line} names no column that is known here, so it was read as a card like the others: "
    how = "what stands first is the front, what stands second the back." if len(first.cells) > 1 else "a term."
    columns = {0: FRONT, 1: BACK}
    rows = [_row(record, columns, {}, _plain) for record in (first, *full)]
    return Sheet(rows, exact=False, remarks=[told + how])


def _with_headings(first: Record, full: Iterator[Record], known: Mapping[int, str]) -> Sheet:
    exact = ours(first.cells)
    guarded = exact or tuple(first.cells[: len(_REVIEW)]) == _REVIEW
    others = {place: heading.strip() for place, heading in enumerate(first.cells) if place not in known}
    rows = [_row(record, known, others, _unguarded if guarded else _plain) for record in full]
    named = sorted({name for row in rows for name in row.others})
    listed = ", ".join(f"“{name}”" for name in named)
    told = f"Not known as columns, so they stand in the draft as comments: {listed}."
    return Sheet(rows, exact, [told] if named else [])


def _of_anki(head: _Head, full: Iterator[Record]) -> Sheet:
    """Notes as Anki exports them: beside guid, tags, deck and note type the first two fields are the sides."""
    rows: list[Row] = []
    told = {place: column for place, column in columns_of(head.headings).items() if place not in head.columns}
    clean = _from_html if head.html else _plain
    for record in full:
        fields = [place for place in range(len(record.cells)) if place not in head.columns]
        columns = told or dict(zip(fields, (FRONT, BACK), strict=False))
        others = {place: f"field {number}" for number, place in enumerate(fields, 1) if place not in columns}
        meant = {place: column for place, column in head.columns.items() if column == TAGS}
        rows.append(_row(record, {**columns, **meant}, others, clean))
    return Sheet(rows, exact=False, remarks=["It is Anki's own export: of each note the first field is the front."])


def _row(record: Record, known: Mapping[int, str], others: Mapping[int, str], clean: Callable[[str], str]) -> Row:
    cells: dict[str, str] = {}
    rest: dict[str, str] = {}
    for place, raw in enumerate(record.cells):
        if not (text := clean(raw).strip()):
            continue
        if column := known.get(place):
            cells[column] = text
        else:
            rest[others.get(place) or f"column {place + 1}"] = text
    return Row(record.line, cells, rest)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unguarded(text: str) -> str:
    return unguarded(_plain(text))


def _from_html(text: str) -> str:
    """What a field of Anki's shows, as plain text."""
    lines = unescape(_TAG.sub("", _BREAK.sub("\n", text))).splitlines()
    return "\n".join(_SPACES.sub(" ", line).strip() for line in lines)


def _head(text: str) -> tuple[_Head, str]:
    head, at = _Head(), 0
    if excel := _EXCEL.match(text):
        head.separator, head.lines = excel["sign"].strip('"'), 1
        return head, text[excel.end() :]
    while found := _HEAD.match(text, at):
        key, value = found["key"], found["value"].strip()
        if key == "separator":
            head.separator = SEPARATORS.get(value.casefold(), value[:1].strip('"'))
        elif key == "html":
            head.html = value.casefold() == "true"
        elif key == "columns":
            head.headings = found["value"].split(head.separator or "\t")
        elif key.endswith(" column") and value.isdecimal() and len(value) < LONGEST_NUMBER:
            head.columns[int(value) - 1] = key.removesuffix(" column")
        head.lines, at = head.lines + 1, found.end()
    return head, text[at:]


def _separator(text: str) -> str:
    """The sign that parts the rows best: by which most headings are known, else by which rows are most alike."""
    return max(GUESSED, key=lambda sign: _fits(text, sign))


def _fits(text: str, separator: str) -> tuple[int, int, int]:
    rows: list[list[str]] = []
    try:
        rows += [record.cells for record in islice(records(text, separator), PROBED) if any(record.cells)]
    except BrokenTableError:
        return -1, 0, 0
    if not rows:
        return 0, 0, 0
    known, width = len(columns_of(rows[0])), len(rows[0])
    return known, sum(len(row) == width for row in rows) if width > 1 else 0, width
