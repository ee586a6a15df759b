"""Points that options were given, each with its mean and, in columns as high as their shares, how the points spread."""

from collections.abc import Sequence

from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, FAINT, INK, INNER, LABEL, MARGIN, RIGHT, SMALL, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, width, wrapped
from bot.charts.phrases import Cut, clean, fitting, framed
from bot.charts.picture import Picture

Row = tuple[str, float | None, Sequence[int]]
"""Label, mean points, and the ballots that gave it 0, 1, … points."""

_HIGH = 80
"""Pixels of a column that holds all scores of an option."""


def scores(title: str, rows: Sequence[Row], note: str = "") -> Picture:
    """2 to 10 options; the best mean in bold, ties said."""
    canvas = Canvas()
    y = canvas.heading(title, note)
    best = max((mean for _, mean, _ in rows if mean is not None), default=None)
    tied = sum(mean == best for _, mean, _ in rows) > 1
    names = told_apart([clean(label) for label, _, _ in rows])
    for row, name in zip(rows, names, strict=True):
        leads = best is not None and row[1] == best
        y = _row(canvas, y, name, row, leads=leads, tied=leads and tied)
    return canvas.picture(y + MARGIN - 40, fitting(lambda cut: _said(title, rows, note, cut)))


def _row(canvas: Canvas, y: float, name: str, row: Row, *, leads: bool, tied: bool) -> float:
    _, mean, counts = row
    style = LABEL.of(bold=leads)
    figures = "no scores" if mean is None else f"{mean:.1f} of {len(counts) - 1}{' · tied' if tied else ''}"
    canvas.write(RIGHT, y + style.line / 2, figures, style, "right")
    room = INNER - width(figures, style) - 30
    floor = canvas.column(MARGIN, y, wrapped(name, style, room, 3), style) + _HIGH + 36
    wide, every = INNER / len(counts), sum(counts) or 1
    for points, count in enumerate(counts):
        x, high = MARGIN + points * wide, max(count / every * _HIGH, 3) if count else 0
        canvas.box(x + 10, floor - _HIGH, wide - 20, _HIGH, FAINT)
        canvas.box(x + 10, floor - high, wide - 20, high, ACCENT if leads else BAR)
        canvas.write(x + wide / 2, floor - high - 16, f"{count:,}", Style(22), "center")
        canvas.write(x + wide / 2, floor + 34, f"{points}", SMALL.of(bold=True), "center")
    canvas.line([(MARGIN, floor), (RIGHT, floor)], INK)
    if mean is not None:
        at = MARGIN + (mean + 0.5) * wide
        canvas.shape([(at, floor), (at + 11, floor + 17), (at - 11, floor + 17)], ACCENT_INK, order=5)
    return floor + 74


def _said(title: str, rows: Sequence[Row], note: str, cut: Cut) -> str:
    told = "; ".join(
        f"{cut(clean(label))}: {'no scores' if mean is None else f'mean {mean:.1f}'}, "
        f"from 0 up {', '.join(f'{count:,}' for count in counts)}"
        for label, mean, counts in rows
    )
    return framed("Points", title, told, note, cut)
