"""How people voted on statements, as bars: who agrees from the left, who disagrees from the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts.canvas import ACCENT, GREY, INK, INNER, LABEL, MARGIN, PAPER, RIGHT, Align, Canvas
from bot.charts.fonts import legible
from bot.charts.lettering import Style, wrapped
from bot.charts.phrases import Cut, clean, fitting, framed
from bot.charts.picture import Picture

MOST = 25
"""Statements in one picture."""
_TEXT = LABEL.of(size=26)
_SMALL = Style(23, colour=GREY)
_THICK = 22
_BESIDE = 34
"""Characters of whose bar it is, and of what stands at its right."""
_LEGEND = "From the left: agree. From the right, hatched: disagree. Between them: pass."


@dataclass(frozen=True)
class Bar:
    """One side's votes on a statement, or everybody's, in percent; with the words that say the same."""

    agree: int
    disagree: int
    told: str
    """What stands above the bar at its right, such as `8 of 12 agree (67 %)`."""
    who: str = ""
    """Whose votes these are, where there are several bars."""


Row = tuple[str, Sequence[Bar]]
"""A statement, and a bar for each side, or one."""


def agreement(title: str, rows: Sequence[Row], note: str = "") -> Picture:
    """Up to 25 statements with a bar for each side, or one."""
    shown = rows[:MOST]
    canvas = Canvas()
    y = canvas.heading(title, note or _LEGEND)
    for text, bars in shown:
        y = canvas.column(MARGIN, y, wrapped(clean(text), _TEXT, INNER, 4), _TEXT) + 4
        for bar in bars:
            y = _bar(canvas, y, bar)
        y += 18
    return canvas.picture(y + MARGIN - 20, fitting(lambda cut: _said(title, shown, note, cut)))


def _bar(canvas: Canvas, y: float, bar: Bar) -> float:
    sides: tuple[tuple[str, int, Align], ...] = ((bar.who, MARGIN, "left"), (bar.told, RIGHT, "right"))
    for text, x, align in sides:
        if text:
            canvas.write(x, y + _SMALL.line / 2, legible(clean(text, _BESIDE)), _SMALL, align)
    y += _SMALL.line + 2
    canvas.box(MARGIN, y, INNER, _THICK, PAPER, edge=INK)
    for share, left, fill, hatch in (
        (bar.agree, MARGIN, ACCENT, ""),
        (bar.disagree, RIGHT - INNER * bar.disagree / 100, GREY, "//"),
    ):
        if share:
            canvas.box(left, y, INNER * share / 100, _THICK, fill, hatch=hatch)
    return y + _THICK + 8


def _said(title: str, rows: Sequence[Row], note: str, cut: Cut) -> str:
    told = "; ".join(
        f"{cut(clean(text))}: " + ", ".join(f"{f'{bar.who}: ' if bar.who else ''}{bar.told}" for bar in bars)
        for text, bars in rows
    )
    return framed("Bars", title, told, note, cut)
