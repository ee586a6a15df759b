"""Who can when: a bar for each option, stacked of `yes`, `if need be` and `no`."""

from collections.abc import Sequence

from bot.charts.canvas import ACCENT, BAR, GREY, INNER, LABEL, MARGIN, PAPER, RIGHT, SMALL, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, width, wrapped
from bot.charts.phrases import Cut, clean, fitting, framed
from bot.charts.picture import Picture

Row = tuple[str, tuple[int, int, int], bool]
"""Label, how many said `yes`, `if need be` and `no`, and whether it leads."""

_THICK = 40
_INSIDE = Style(22, bold=True, colour=PAPER)


def availability(title: str, rows: Sequence[Row], note: str = "") -> Picture:
    """2 to 10 options, the leading ones in bold, ties said; each part of a bar has its look and its words."""
    canvas = Canvas()
    y = canvas.heading(title, note)
    most = max((sum(counts) for _, counts, _ in rows), default=0) or 1
    tied = sum(row[2] for row in rows) > 1
    names = told_apart([clean(row[0]) for row in rows])
    for row, name in zip(rows, names, strict=True):
        y = _row(canvas, y, name, row, most, tied=tied and row[2])
    return canvas.picture(y + MARGIN - 30, fitting(lambda cut: _said(title, rows, note, cut)))


def _row(canvas: Canvas, y: float, name: str, row: Row, most: int, *, tied: bool) -> float:
    _, (yes, maybe, no), leads = row
    style = LABEL.of(bold=leads)
    figures = _figures(row) + (" · tied" if tied else "")
    wide = width(figures, SMALL)
    y = canvas.column(MARGIN, y, wrapped(name, style, INNER - wide - 30, 3), style)
    canvas.write(RIGHT, y - style.line / 2, figures, SMALL, "right")
    x, unit = float(MARGIN), INNER / most
    for count, answer, look in (
        (yes, "yes", {"fill": ACCENT if leads else BAR}),
        (maybe, "if need be", {"fill": ACCENT if leads else BAR, "hatch": "//"}),
        (no, "no", {"fill": PAPER, "edge": GREY, "dash": True}),
    ):
        if count:
            long = count * unit
            canvas.box(x + 1, y + 6, long - 2, _THICK, **look)
            inside = _INSIDE if answer == "yes" else _INSIDE.of(colour=GREY)
            if answer != "if need be" and width(answer, inside) + 16 <= long:  # letters on hatching are hard to read
                canvas.write(x + long / 2, y + 6 + _THICK / 2, answer, inside, "center")
            x += long
    return y + 6 + _THICK + 26


def _figures(row: Row) -> str:
    yes, maybe, no = row[1]
    return f"{yes:,} yes · {maybe:,} if need be · {no:,} no"


def _said(title: str, rows: Sequence[Row], note: str, cut: Cut) -> str:
    leading = sum(row[2] for row in rows)
    best = "" if not leading else ", tied for most who can" if leading > 1 else ", most can"
    told = "; ".join(
        f"{cut(clean(row[0]))}: {_figures(row).replace(' · ', ', ')}{best if row[2] else ''}" for row in rows
    )
    return framed("Stacked bars", title, told, note, cut)
