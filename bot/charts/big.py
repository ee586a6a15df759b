"""A page for a shared screen: 1920 × 1080, in letters that the last row reads; what does not fit stands on the next.

What is shown is laid out as rows of words, some with figures and a bar. Words are never set smaller to fit: a row that
does not fit on a page begins the next one, and one that is longer than a page is broken between two lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, FAINT, INK, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, width, wrapped
from bot.charts.phrases import Cut, clean, fitting, sentence
from bot.charts.picture import Picture

WIDE, HIGH = 1920, 1080
SMALLEST = 60
"""Pixels of the smallest letters, whose capitals are a twenty-fifth of the height: 44 of 1080."""
MARGIN = 80
INNER = WIDE - 2 * MARGIN
BOTTOM = HIGH - 64
LONGEST = 12_000
"""Characters of one text that are looked at; the longest that can be written have 8,000."""
MOST_PAGES = 999

Row = tuple[str, str, int | None, bool]
"""A text; figures at its right; of what has a bar its share in percent; whether it is in bold."""

_TEXT, _HEAD = Style(SMALLEST, colour=INK), Style(SMALLEST, colour=ACCENT_INK)
_TITLES = (84, 72, SMALLEST)
_TITLE_LINES = 4
"""Lines of a title; a longer one is set as text and runs over pages."""
_THICK, _GAP, _ASIDE = 34, 26, 40
_ENDLESS = 10_000


class Projected(NamedTuple):
    """A page that was drawn."""

    picture: Picture
    pages: int
    told: Sequence[str]
    """What stands on it, a row each, not escaped."""


@dataclass(frozen=True)
class Placed:
    """Something at its place: a line of letters, or a bar with its track."""

    x: float
    y: float
    wide: float
    high: float
    text: str = ""
    style: Style = _TEXT
    share: int | None = None
    leads: bool = False


@dataclass(frozen=True)
class _Piece:
    """What stays together on a page: a line with what stands beside it, with its bar where it is the last one."""

    row: int
    line: str
    style: Style
    figures: str = ""
    share: int | None = None
    leads: bool = False
    gap: int = 0

    @property
    def high(self) -> float:
        return self.style.line + (0 if self.share is None else _THICK + 12) + self.gap


class Layout:
    """All the pages of what is shown."""

    def __init__(self, head: str, title: str, rows: Sequence[Row]) -> None:
        self.head, self.title = clean(head, LONGEST), clean(title, LONGEST)
        self._rows = rows
        bars = [place for place, (_, _, share, _) in enumerate(rows) if share is not None]
        apart = told_apart([clean(rows[place][0], LONGEST) for place in bars])
        self._names = dict(zip(bars, apart, strict=True))
        pieces = [*self._pieces()]
        styles = (Style(size, bold=True, colour=INK) for size in _TITLES)
        whole = (each for each in styles if len(wrapped(self.title, each, INNER, _TITLE_LINES + 1)) <= _TITLE_LINES)
        self._style = next(whole, None)
        if self._style is None:
            lines = wrapped(self.title, _TEXT.of(bold=True), INNER, _ENDLESS)
            pieces = [*_text(-1, lines, _TEXT.of(bold=True)), *pieces]
        self.pages: list[list[_Piece]] = [*self._paged(pieces)][:MOST_PAGES]

    def laid_out(self, page: int) -> Iterator[Placed]:
        """What stands on a page, and where."""
        count = f"{page + 1} of {len(self.pages)}" if len(self.pages) > 1 else ""
        aside = width(count, _HEAD) + _ASIDE if count else 0
        y = float(MARGIN - 20)
        yield from _line(MARGIN, y, wrapped(self.head, _HEAD, INNER - aside, 1)[0], _HEAD)
        if count:
            yield from _line(WIDE - MARGIN - width(count, _HEAD), y, count, _HEAD)
        y += _HEAD.line + 14
        for line, style in self._heading(page):
            yield from _line(MARGIN, y, line, style)
            y += style.line
        y += self._below(page)
        for piece in self.pages[page]:
            yield from _line(MARGIN, y, piece.line, piece.style)
            if piece.figures:
                x = WIDE - MARGIN - width(piece.figures, piece.style)
                yield from _line(x, y, piece.figures, piece.style)
            if piece.share is not None:
                top = y + piece.style.line + 8
                yield Placed(MARGIN, top, INNER, _THICK, share=piece.share, leads=piece.leads)
            y += piece.high

    def text_of(self, page: int) -> list[str]:
        """What stands on a page, row by row; of a row that is broken what stands on this one."""
        rows: dict[int, list[str]] = {}
        for piece in self.pages[page]:
            rows.setdefault(piece.row, []).append(piece.line)
        said = {row: " ".join(line for line in lines if line) for row, lines in rows.items()}
        figures = {piece.row: piece.figures for piece in self.pages[page] if piece.figures}
        return [f"{text} — {figures[row]}" if row in figures else text for row, text in said.items() if row >= -1]

    def _heading(self, page: int) -> Iterator[tuple[str, Style]]:
        """The title: whole on the first page, one line of it on the others."""
        if self._style and not page:
            yield from ((line, self._style) for line in wrapped(self.title, self._style, INNER, _TITLE_LINES))
        elif page:
            small = _TEXT.of(bold=True)
            yield from ((line, small) for line in wrapped(self.title, small, INNER, 1))

    def _below(self, page: int) -> int:
        return _GAP if page or self._style else 0

    def _top(self, page: int) -> float:
        heading = sum(style.line for _, style in self._heading(page))
        return MARGIN - 20 + _HEAD.line + 14 + heading + self._below(page)

    def _pieces(self) -> Iterator[_Piece]:
        for number, (text, figures, share, leads) in enumerate(self._rows):
            style = _TEXT.of(bold=leads)
            beside = clean(figures, LONGEST) if figures else ""
            room = INNER - (width(beside, style) + _ASIDE if beside else 0)
            lines = wrapped(self._names.get(number) or clean(text, LONGEST), style, room, _ENDLESS)
            yield from _text(number, lines, style, beside, share, leads=leads)

    def _paged(self, pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
        page: list[_Piece] = []
        number, y = 0, self._top(0)
        for at, piece in enumerate(pieces):
            begins = not at or pieces[at - 1].row != piece.row
            rest = sum(each.high for each in pieces[at:] if each.row == piece.row) if begins else piece.high
            whole = rest <= BOTTOM - self._top(1)
            needed = (rest if begins and whole else piece.high) - pieces[at].gap
            if page and y + needed > BOTTOM:
                yield page
                page, number = [], number + 1
                y = self._top(number)
            page.append(piece)
            y += piece.high
        yield page


def big(head: str, title: str, rows: Sequence[Row], page: int = 0) -> Projected:
    """A page, the last one where there are not so many."""
    layout = Layout(head, title, rows)
    at = max(0, min(page, len(layout.pages) - 1))
    canvas = Canvas(WIDE)
    for placed in layout.laid_out(at):
        if placed.share is None:
            canvas.write(placed.x, placed.y + placed.high / 2, placed.text, placed.style)
            continue
        canvas.box(placed.x, placed.y, placed.wide, placed.high, FAINT)
        if placed.share:
            long = placed.wide * min(placed.share, 100) / 100
            canvas.box(placed.x, placed.y, long, placed.high, ACCENT if placed.leads else BAR)
    told = layout.text_of(at)
    part = f"Page {at + 1} of {len(layout.pages)}" if len(layout.pages) > 1 else ""
    alt = fitting(lambda cut: _said([layout.head, part, cut(layout.title)], told, cut))
    return Projected(canvas.picture(HIGH, alt), len(layout.pages), told)


def _said(above: Sequence[str], told: Sequence[str], cut: Cut) -> str:
    parts = [*above, *(_cut(text, cut) for text in told)]
    return " ".join(sentence(part) for part in parts if part)


def _cut(text: str, cut: Cut) -> str:
    """A row with its figures whole."""
    name, dash, figures = text.rpartition(" — ")
    return f"{cut(name)}{dash}{figures}" if dash else cut(text)


def _text(
    row: int, lines: Sequence[str], style: Style, figures: str = "", share: int | None = None, *, leads: bool = False
) -> list[_Piece]:
    """The lines of a row: figures beside the first, bar and gap below the last."""
    pieces = [_Piece(row, line, style, leads=leads) for line in lines]
    pieces[0] = replace(pieces[0], figures=figures)
    pieces[-1] = replace(pieces[-1], share=share, gap=_GAP)
    return pieces


def _line(x: float, y: float, text: str, style: Style) -> Iterator[Placed]:
    yield Placed(x, y, width(text, style), style.line, text, style)
