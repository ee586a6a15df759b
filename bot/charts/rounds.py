"""An instant run-off, a column for each round."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, INNER, LABEL, MARGIN, PALE, RIGHT, SMALL, STRONG, Canvas
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, fitted, unbroken, wrapped
from bot.charts.phrases import Cut, clean, fitting, framed
from bot.charts.picture import Picture

Count = tuple[str, int, bool]
"""Label, votes, and whether the option drops out after this round."""

_ABREAST = 5
"""Rounds side by side; further ones stand below."""
_NAMES = 280
"""Pixels for the labels."""
_OUT = "✕"


@dataclass(frozen=True)
class _Runoff:
    rounds: Sequence[Sequence[Count]]
    winners: Sequence[str]
    exhausted: Sequence[int]

    @property
    def order(self) -> list[str]:
        """Winners first, then the options that stayed longest, with most votes at their end."""
        reached = {label: (number, votes) for number, count in enumerate(self.rounds) for label, votes, _ in count}
        return sorted(reached, key=lambda label: (label in self.winners, reached[label]), reverse=True)

    @cached_property
    def names(self) -> dict[str, str]:
        """How each label is drawn."""
        labels = list(dict.fromkeys(label for count in self.rounds for label, _, _ in count))
        return dict(zip(labels, told_apart([clean(label) for label in labels]), strict=True))

    @cached_property
    def style(self) -> Style:
        """Of the labels: as large as lets them stand whole."""
        return unbroken(list(self.names.values()), LABEL.of(bold=True), _NAMES - 20, 4, (26, 23, 21)).of(bold=False)

    def cells(self, label: str) -> dict[int, tuple[int, bool]]:
        """By round: votes, and whether it drops out."""
        return {
            number: (votes, out)
            for number, count in enumerate(self.rounds)
            for name, votes, out in count
            if name == label
        }

    @property
    def ballots(self) -> int:
        """All that a round could count: each bar is as long as its share of them."""
        spent = [*self.exhausted, *(0 for _ in self.rounds)]
        counted = (sum(votes for _, votes, _ in count) for count in self.rounds)
        return max((votes + left for votes, left in zip(counted, spent, strict=False)), default=0) or 1

    def columns(self, start: int) -> Iterator[tuple[int, float, float]]:
        """(round, left edge, width) for the rounds abreast from this one."""
        wide = (INNER - _NAMES) / min(len(self.rounds), _ABREAST)
        for place, number in enumerate(range(start, min(start + _ABREAST, len(self.rounds)))):
            yield number, MARGIN + _NAMES + place * wide, wide - 18

    @property
    def size(self) -> int:
        """The size of figures that lets the longest one stand in its column."""
        room = (INNER - _NAMES) / min(len(self.rounds), _ABREAST) - 18
        return fitted(f"{self.ballots:,}", STRONG, room, (26, 23, 20, 17)).size


def rounds(
    title: str,
    rounds: Sequence[Sequence[Count]],
    winners: Sequence[str] = (),
    exhausted: Sequence[int] = (),
    note: str = "",
) -> Picture:
    """A run-off round by round; several winners share the win; `exhausted` counts ballots without a further choice."""
    runoff = _Runoff(rounds, winners, exhausted)
    canvas = Canvas()
    y = canvas.heading(title, note)
    for start in range(0, len(rounds), _ABREAST):
        y = _header(canvas, y, runoff, start)
        for label in runoff.order:
            y = _row(canvas, y, runoff, label, start)
        y = _exhausted(canvas, y, runoff, start) + 30
    if not rounds:
        canvas.write(MARGIN, y + 10, "Nobody ranked anything.", LABEL)
        y += 40
    if any(out for count in rounds for _, _, out in count):
        canvas.write(MARGIN, y, f"{_OUT} drops out after this round", SMALL)
        y += 26
    alt = fitting(lambda cut: _said(title, runoff, note, cut), lambda cut: _said_short(title, runoff, note, cut))
    return canvas.picture(y + MARGIN - 30, alt)


def _header(canvas: Canvas, y: float, runoff: _Runoff, start: int) -> float:
    for number, x, _ in runoff.columns(start):
        canvas.write(x, y + 14, f"Round {number + 1}", SMALL)
    canvas.line([(MARGIN, y + 36), (RIGHT, y + 36)], PALE)
    return y + 46


def _row(canvas: Canvas, y: float, runoff: _Runoff, label: str, start: int) -> float:
    """An option with its cells; nothing where it dropped out in earlier columns."""
    cells, wins = runoff.cells(label), label in runoff.winners
    if not any(number in cells for number, _, _ in runoff.columns(start)):
        return y
    name = runoff.style.of(bold=wins)
    lines = wrapped(runoff.names[label], name, _NAMES - 20, 4)
    tag = ("shares the win" if len(runoff.winners) > 1 else "wins",) if wins else ()
    bottom = canvas.column(MARGIN, y + 4, lines, name)
    bottom = canvas.column(MARGIN, bottom, tag, SMALL.of(bold=True, colour=ACCENT_INK))
    for number, x, wide in runoff.columns(start):
        if number in cells:
            votes, out = cells[number]
            canvas.write(x, y + 22, f"{votes:,}", LABEL.of(size=runoff.size, bold=wins))
            _bar(canvas, x, y + 44, votes / runoff.ballots * (wide - 26), ACCENT if wins else BAR, out=out)
    return max(y + 78, bottom + 14)


def _bar(canvas: Canvas, x: float, y: float, long: float, fill: str, *, out: bool) -> None:
    if long:
        canvas.box(x, y, max(long, 3), 18, fill, hatch="//" if out else "", edge=fill)
    if out:
        canvas.write(x + (long and long + 10), y + 9, _OUT, LABEL.of(size=24, bold=True))


def _exhausted(canvas: Canvas, y: float, runoff: _Runoff, start: int) -> float:
    given = [(x, runoff.exhausted[number]) for number, x, _ in runoff.columns(start) if number < len(runoff.exhausted)]
    if not any(count for _, count in given):
        return y
    canvas.line([(MARGIN, y + 4), (RIGHT, y + 4)], PALE, dash=True)
    canvas.write(MARGIN, y + 30, "No further choice", SMALL)
    for x, count in given:
        canvas.write(x, y + 30, f"{count:,}", SMALL)
    return y + 50


def _said(title: str, runoff: _Runoff, note: str, cut: Cut) -> str:
    told: list[str] = []
    for number, count in enumerate(runoff.rounds):
        parts = [f"{cut(clean(label))} {votes:,}{' (out)' if out else ''}" for label, votes, out in count]
        told.append(f"Round {number + 1}: {', '.join([*parts, *_rest(runoff, number)])}.")
    return _framed(title, told, runoff, note, cut)


def _said_short(title: str, runoff: _Runoff, note: str, cut: Cut) -> str:
    """The options once, then the numbers in their order."""
    names = runoff.order
    told = [f"In order: {'; '.join(cut(clean(label)) for label in names)}."] if names else []
    rows = [runoff.cells(label) for label in names]
    for number in range(len(runoff.rounds)):
        parts = [f"{cells[number][0]:,}{' out' if cells[number][1] else ''}" for cells in rows if number in cells]
        told.append(f"Round {number + 1}: {'; '.join([*parts, *_rest(runoff, number)])}.")
    return _framed(title, told, runoff, note, cut)


def _rest(runoff: _Runoff, number: int) -> list[str]:
    count = runoff.exhausted[number] if number < len(runoff.exhausted) else 0
    return [f"no further choice {count:,}"] if count else []


def _framed(title: str, told: Sequence[str], runoff: _Runoff, note: str, cut: Cut) -> str:
    names = " and ".join(cut(clean(label)) for label in runoff.winners)
    end = f"{names} {'share the win' if len(runoff.winners) > 1 else 'wins'}" if names else "No winner"
    return framed("Run-off", title, " ".join([*told, end]), note, cut)
