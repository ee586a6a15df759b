"""Votes by option, as horizontal bars."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts.canvas import ACCENT, BAR, FAINT, INNER, LABEL, MARGIN, PALE, RIGHT, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, width, wrapped
from bot.charts.phrases import Cut, clean, counted, fitting, framed
from bot.charts.picture import Picture

Row = tuple[str, int, int | None]
"""Label, votes, and the share in whole percent: None for `Not sure`, which stands apart and has no share."""

_BESIDE = 340
"""Pixels of the longest label that still stands beside its bar; with longer ones all stand above."""
_THIN = 4
"""Pixels of a bar that would be too short to see."""


@dataclass(frozen=True)
class _Bar:
    label: str
    name: str
    """The label as it is drawn."""
    votes: int
    share: int | None
    leads: bool
    tied: bool

    @property
    def figures(self) -> str:
        share = "" if self.share is None else f" ({self.share} %)"
        return f"{self.votes:,}{share}{' · tied' if self.tied else ''}"


@dataclass(frozen=True)
class _Chart:
    """The bars, and what they have in common."""

    bars: Sequence[_Bar]
    label: Style
    names: float
    """Pixels of the longest label, and of the longest figures."""
    figures: float

    @property
    def few(self) -> bool:
        return len(self.bars) <= 10


def bars(title: str, rows: Sequence[Row], note: str = "") -> Picture:
    """Up to 25 options with their votes, each bar as long as its share; the leading ones in bold, ties said."""
    chart = _chart(rows)
    canvas = Canvas()
    y = canvas.heading(title, note)
    for number, bar in enumerate(chart.bars):
        if bar.share is None and number:
            canvas.line([(MARGIN, y + 8), (RIGHT, y + 8)], PALE, dash=True)
            y += 26
        y = (_beside if chart.names <= _BESIDE else _above)(canvas, y, bar, chart)
    return canvas.picture(y + MARGIN - 20, fitting(lambda cut: _said(title, chart, note, cut)))


def _chart(rows: Sequence[Row]) -> _Chart:
    """The rows in their order, those without a share last."""
    top = max((votes for _, votes, share in rows if share is not None), default=0)
    leading = sum(votes == top > 0 for _, votes, share in rows if share is not None)
    listed = [(clean(label), votes, share) for label, votes, share in sorted(rows, key=lambda row: row[2] is None)]
    names = told_apart([label for label, _, _ in listed])
    drawn = [
        _Bar(label, name, votes, share, leads := share is not None and votes == top > 0, leads and leading > 1)
        for (label, votes, share), name in zip(listed, names, strict=True)
    ]
    label = LABEL.of(size=28 if len(drawn) <= 10 else 25)
    bold = label.of(bold=True)
    widest = max((width(bar.name, bold) for bar in drawn), default=0)
    figures = max((width(bar.figures, bold) for bar in drawn), default=0)
    return _Chart(drawn, label, widest, figures)


def _beside(canvas: Canvas, y: float, bar: _Bar, chart: _Chart) -> float:
    high = 66 if chart.few else 48
    style, middle, left = chart.label.of(bold=bar.leads), y + high / 2, MARGIN + chart.names + 22
    room = RIGHT - left - chart.figures - 14
    canvas.write(MARGIN, middle, bar.name, style)
    _draw(canvas, bar, left, y + high * 0.17, room, high * 0.66)
    canvas.write(left if bar.share is None else left + room + 14, middle, bar.figures, style)
    return y + high


def _above(canvas: Canvas, y: float, bar: _Bar, chart: _Chart) -> float:
    thick = 20 if chart.few else 14
    style = chart.label.of(bold=bar.leads)
    lines = wrapped(bar.name, style, INNER - chart.figures - 30, 4)
    canvas.write(RIGHT, y + style.line / 2, bar.figures, style, "right")
    y = canvas.column(MARGIN, y, lines, style) + 4
    _draw(canvas, bar, MARGIN, y, INNER, thick)
    return y + thick + (26 if chart.few else 18)


def _draw(canvas: Canvas, bar: _Bar, x: float, y: float, room: float, thick: float) -> None:
    """The bar in the track that all votes would fill; none for what has no share."""
    if bar.share is None:
        return
    canvas.box(x, y, room, thick, FAINT)
    if bar.votes:
        canvas.box(x, y, max(bar.share / 100 * room, _THIN), thick, ACCENT if bar.leads else BAR)


def _said(title: str, chart: _Chart, note: str, cut: Cut) -> str:
    told = "; ".join(
        f"{cut(bar.label)}: {counted(bar.votes, 'vote')}"
        + (", counted apart" if bar.share is None else f" ({bar.share} %){', tied for most' if bar.tied else ''}")
        for bar in chart.bars
    )
    return framed("Bars", title, told, note, cut)
