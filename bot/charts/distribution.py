"""How answers spread over the steps of a scale: columns as high as their shares, the mean and the median under them."""

from collections.abc import Sequence

from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, FAINT, INK, INNER, LABEL, MARGIN, PAPER, SMALL, STRONG, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import fitted, width, wrapped
from bot.charts.phrases import Cut, clean, counted, fitting, framed
from bot.charts.picture import Picture

_HIGH = 300
"""Pixels of a column that holds all answers."""


def distribution(
    title: str,
    steps: Sequence[str],
    counts: Sequence[int],
    mean: float | None = None,
    median: float | None = None,
    note: str = "",
    first: int = 1,
) -> Picture:
    """2 to 10 steps with the answers each got; `mean` and `median` count the steps from `first`."""
    names = [clean(step) for step in steps]
    shown = told_apart(names)
    canvas = Canvas()
    top = canvas.heading(title, note) + 30
    pitch, floor = INNER / len(names), top + _HIGH
    centre = MARGIN + pitch / 2
    if mean is not None:
        at = centre + (mean - first) * pitch
        canvas.line([(at, top - 20), (at, floor + 2)], ACCENT_INK, dash=True, order=3)
    _columns(canvas, top, counts, pitch)
    canvas.line([(MARGIN, floor), (MARGIN + INNER, floor)], INK)
    y, key = _steps(canvas, floor + 14, shown, pitch, first)
    middle = ""
    for name, value, mark in (("mean", mean, _triangle), ("median", median, _diamond)):
        if value is not None:
            at = centre + (value - first) * pitch
            far = at > MARGIN + INNER * 0.75
            mark(canvas, at, y + 18)
            told = f"{name} {_figure(value)}"
            canvas.write(at + (-24 if far else 24), y + 18, told, STRONG.of(size=26), "right" if far else "left")
            y += 46
            middle += f"; {told}"
    for number, name in enumerate(key, first):
        canvas.write(MARGIN, y + 30, f"{number}", LABEL.of(size=25, bold=True))
        y = canvas.column(MARGIN + 48, y + 14, wrapped(name, LABEL.of(size=25), INNER - 48, 3), LABEL.of(size=25)) - 8
    return canvas.picture(y + MARGIN - 8, fitting(lambda cut: _said(title, names, counts, middle, note, cut)))


def _columns(canvas: Canvas, top: float, counts: Sequence[int], pitch: float) -> None:
    """Each in the track that all answers would fill."""
    most, every = max(counts, default=0), sum(counts) or 1
    style = fitted(f"{most:,}", STRONG, pitch - 6, (28, 25, 22, 19, 16))
    for step, count in enumerate(counts):
        high = max(count / every * _HIGH, 4) if count else 0
        leads = count == most > 0
        x, y = MARGIN + step * pitch, top + _HIGH - high
        canvas.box(x + pitch * 0.12, top, pitch * 0.76, _HIGH, FAINT)
        canvas.box(x + pitch * 0.12, y, pitch * 0.76, high, ACCENT if leads else BAR)
        canvas.write(x + pitch / 2, y - style.size * 0.72, f"{count:,}", style.of(bold=leads), "center", halo=PAPER)


def _steps(canvas: Canvas, y: float, names: Sequence[str], pitch: float, first: int) -> tuple[float, Sequence[str]]:
    """The steps under their columns, or their numbers and a key where the words are too long: (bottom, key)."""
    style = SMALL.of(colour=INK)
    fits = all(max(width(word, style) for word in name.split()) < pitch - 8 for name in names)
    lines = [wrapped(name, style, pitch - 8, 9) for name in names]
    if not fits or max(map(len, lines)) > 3:
        lines, style = [(f"{number}",) for number in range(first, first + len(names))], LABEL.of(bold=True)
    for step, own in enumerate(lines):
        canvas.column(MARGIN + (step + 0.5) * pitch, y, own, style, "center")
    return y + max(map(len, lines)) * style.line + 10, names if style.bold else ()


def _triangle(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape([(x, y - 15), (x + 15, y + 12), (x - 15, y + 12)], ACCENT)


def _diamond(canvas: Canvas, x: float, y: float) -> None:
    canvas.shape([(x, y - 14), (x + 14, y), (x, y + 14), (x - 14, y)], PAPER, edge=INK)


def _figure(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _said(title: str, names: Sequence[str], counts: Sequence[int], middle: str, note: str, cut: Cut) -> str:
    told = "; ".join(f"{cut(name)}: {counted(count, 'answer')}" for name, count in zip(names, counts, strict=True))
    return framed("Distribution", title, told + middle, note, cut)
