"""Who moved between a before and an after poll, as bands from answer to answer."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.charts.canvas import (
    ACCENT,
    CLOSE,
    CURVE,
    GREY,
    INK,
    LABEL,
    LINE,
    MARGIN,
    MOVE,
    PALE,
    PAPER,
    RIGHT,
    SMALL,
    STRONG,
    Canvas,
)
from bot.charts.fonts import told_apart
from bot.charts.lettering import Style, unbroken, width, wrapped
from bot.charts.phrases import TITLE, clean, counted, listed, sentence, shorten
from bot.charts.picture import Picture

Count = int | str
"""Members, or a text such as `<3` where their number is not told."""
Flow = tuple[str, str, Count]
"""Answer before, answer after, members."""

_SIDE = 252
"""Pixels for the labels of each side."""
_BLOCK = 16
_LEFT, _RIGHT = MARGIN + _SIDE + 12 + _BLOCK, RIGHT - _SIDE - 12 - _BLOCK
"""Where bands begin and end."""
_NAME, _TOTAL, _NUMBER = LABEL.of(size=25), STRONG.of(size=25), STRONG.of(size=21)
_MOST_LINES = 5
_GAP = 24
_MOST_UNTOLD = 24
"""Lines for numbers not told, beyond which they would only be a tangle."""


@dataclass(frozen=True)
class _Lane:
    """One answer: its blocks on both sides, and between them, level, the band of those who kept it."""

    top: float
    high: float
    sides: list[tuple[float, float]]
    """Top and bottom of its blocks before (0) and after (1)."""


@dataclass(frozen=True)
class _Flows:
    """Members by (before, after), answers by their place."""

    options: tuple[str, ...]
    told: dict[tuple[int, int], int]
    untold: dict[tuple[int, int], str]

    @cached_property
    def names(self) -> list[str]:
        """The answers as they are drawn."""
        return told_apart(self.options)

    @cached_property
    def style(self) -> Style:
        """Of the answers: as large as lets them stand whole."""
        return unbroken(self.names, _NAME, _SIDE - self.figures, _MOST_LINES, (25, 22, 20))

    def lines(self, place: int) -> tuple[str, ...]:
        """The name of an answer, line by line."""
        return wrapped(self.names[place], self.style, _SIDE - self.figures, _MOST_LINES)

    @property
    def unit(self) -> float:
        """Pixels for one member: enough for the smallest band to carry its number, as far as the page allows."""
        total, least = sum(self.told.values()) or 1, min(self.told.values(), default=1)
        return min(max(26 / least, 420 / total), 1_500 / total, 64)

    @property
    def kept(self) -> int:
        return sum(count for (before, after), count in self.told.items() if before == after)

    @property
    def moved(self) -> int:
        return sum(self.told.values()) - self.kept

    @property
    def figures(self) -> float:
        """Pixels that numbers take beside the labels."""
        totals = (self.total(side, place) for side in (0, 1) for place in range(len(self.options)))
        return max((width(f"{total:,}", _TOTAL) + 12 for total in totals if total is not None), default=0)

    def total(self, side: int, place: int) -> int | None:
        """Members of an answer before (0) or after (1); None where a part of them is not told."""
        if any(ends[side] == place for ends in self.untold):
            return None
        return sum(count for ends, count in self.told.items() if ends[side] == place)


def alluvial(
    title: str, before_label: str, after_label: str, options: Sequence[str], flows: Sequence[Flow],
    gone: Count | None = None, new: Count | None = None,
) -> Picture:  # fmt: skip
    """Bands from the answers before to those after: level and plain for those who kept theirs, hatched for moves.

    `gone` answered only before, `new` only after; None leaves them out.
    """
    moves = _flows(options, flows)
    canvas = Canvas()
    y = canvas.heading(title)
    canvas.write(_LEFT, y + 8, wrapped(clean(before_label, 40), STRONG, _SIDE + 28, 1)[0], STRONG, "right")
    canvas.write(_RIGHT, y + 8, wrapped(clean(after_label, 40), STRONG, _SIDE + 28, 1)[0], STRONG)
    lanes = _lanes(moves, y + 50)
    _bands(canvas, moves, lanes)
    for place, lane in enumerate(lanes):
        _block(canvas, moves, lane, place, 0)
        _block(canvas, moves, lane, place, 1)
    y = lanes[-1].top + lanes[-1].high + _GAP if lanes else y + 40
    y = _key(canvas, y + 10, moves, gone, new)
    return canvas.picture(y + MARGIN - 24, _said(title, before_label, after_label, moves, gone, new))


def _flows(options: Sequence[str], flows: Sequence[Flow]) -> _Flows:
    names = tuple(dict.fromkeys([*options, *(end for flow in flows for end in flow[:2])]))
    place = {name: number for number, name in enumerate(names)}
    told: dict[tuple[int, int], int] = {}
    untold: dict[tuple[int, int], str] = {}
    for before, after, count in flows:
        ends = place[before], place[after]
        if isinstance(count, str):
            untold[ends] = clean(count, 12)
        elif count:
            told[ends] = told.get(ends, 0) + count
    return _Flows(tuple(clean(name) for name in names), told, untold)


def _lanes(moves: _Flows, top: float) -> list[_Lane]:
    """Lanes under each other, so that the bands of those who kept an answer run level."""
    lanes: list[_Lane] = []
    for place in range(len(moves.options)):
        parts = [_sums(moves, place, side) for side in (0, 1)]
        above, below = (max(parts[0][n], parts[1][n]) for n in (0, 1))
        kept = moves.told.get((place, place), 0) * moves.unit
        needed = above + kept + below
        high = max(needed, len(moves.lines(place)) * moves.style.line, 40)
        start = top + (high - needed) / 2 + above
        lanes.append(_Lane(top, high, [(start - over, start + kept + under) for over, under in parts]))
        top += high + (_GAP if len(moves.options) <= 10 else _GAP / 2)
    return lanes


def _sums(moves: _Flows, place: int, side: int) -> tuple[float, float]:
    """Pixels of the bands between this answer and those above it, and those below it."""
    own = [(ends[1 - side], count) for ends, count in moves.told.items() if ends[side] == place]
    above = sum(count for other, count in own if other < place)
    return above * moves.unit, sum(count for other, count in own if other > place) * moves.unit


def _bands(canvas: Canvas, moves: _Flows, lanes: Sequence[_Lane]) -> None:
    left, right = _tops(moves, lanes, 0), _tops(moves, lanes, 1)
    for pair, count in sorted(moves.told.items(), key=lambda item: -item[1]):
        _band(canvas, left[pair], right[pair], count * moves.unit, count, moved=pair[0] != pair[1])
    if len(moves.untold) <= _MOST_UNTOLD:
        for before, after in moves.untold:
            middles = [sum(side) / 2 for side in (lanes[before].sides[0], lanes[after].sides[1])]
            canvas.curve((_LEFT, middles[0]), (_RIGHT, middles[1]), GREY)


def _tops(moves: _Flows, lanes: Sequence[_Lane], side: int) -> dict[tuple[int, int], float]:
    """Where each band begins or ends: under each other on the blocks of a side, in the order of those of the other."""
    free = [lane.sides[side][0] for lane in lanes]
    tops: dict[tuple[int, int], float] = {}
    for pair in sorted(moves.told, key=lambda pair: pair[1 - side]):
        tops[pair] = free[pair[side]]
        free[pair[side]] += moves.told[pair] * moves.unit
    return tops


def _band(canvas: Canvas, left: float, right: float, high: float, count: int, *, moved: bool) -> None:
    half = (_LEFT + _RIGHT) / 2
    upper = [((half, left), CURVE), ((half, right), CURVE), ((_RIGHT, right), CURVE)]
    lower = [((half, right + high), CURVE), ((half, left + high), CURVE), ((_LEFT, left + high), CURVE)]
    steps = [((_LEFT, left), MOVE), *upper, ((_RIGHT, right + high), LINE), *lower, ((_LEFT, left), CLOSE)]
    if moved:
        wide = high > 10
        canvas.path(steps, ACCENT, hatch="/" if wide else "", edge=PAPER if wide else "none", order=3)
    else:
        canvas.path(steps, PALE)
    if high >= 22:
        canvas.write(_LEFT + 12, left + high / 2, f"{count:,}", _NUMBER, halo=PAPER if moved else PALE)


def _block(canvas: Canvas, moves: _Flows, lane: _Lane, place: int, side: int) -> None:
    """The block of an answer before (0) or after (1), with its number and name beside it, inside the lane."""
    top, bottom = lane.sides[side]
    lines = moves.lines(place)
    half = max(len(lines) * moves.style.line, 40) / 2
    y = min(max((top + bottom) / 2, lane.top + half), lane.top + lane.high - half)
    # Where nobody stands no band begins, so that the mark is beside its name.
    marked = (top, bottom - top) if bottom > top else (y - 1.5, 3)
    canvas.box(_RIGHT if side else _LEFT - _BLOCK, marked[0], _BLOCK, marked[1], INK)
    x, on, align = (_RIGHT + _BLOCK + 12, 1, "left") if side else (_LEFT - _BLOCK - 12, -1, "right")
    total = moves.total(side, place)
    if total is not None:
        canvas.write(x, y, f"{total:,}", _TOTAL, align)
        x += on * (width(f"{total:,}", _TOTAL) + 12)
    canvas.middle(x, y, lines, moves.style, align)


def _key(canvas: Canvas, y: float, moves: _Flows, gone: Count | None, new: Count | None) -> float:
    """What plain, hatched and dotted mean, with the sums."""
    x = _entry(canvas, MARGIN, y, _sum("kept", moves.kept, moves), PALE, "")
    x = _entry(canvas, x, y, _sum("moved", moves.moved, moves), ACCENT, "/")
    for name, count in (("new", new), ("gone", gone)):
        if count is not None:
            text = f"{name} {_shown(count)}"
            canvas.write(x, y, text, SMALL.of(colour=INK))
            x += width(text, SMALL) + 34
    if moves.untold:
        y += 38
        told = " or ".join(dict.fromkeys(moves.untold.values()))
        drawn = len(moves.untold) <= _MOST_UNTOLD
        if drawn:
            canvas.curve((MARGIN, y), (MARGIN + 40, y), GREY)
        text = f"{told} members, perhaps none" + ("" if drawn else ": not drawn")
        canvas.write(MARGIN + 54 if drawn else MARGIN, y, text, SMALL)
    return y + 30


def _entry(canvas: Canvas, x: float, y: float, text: str, fill: str, hatch: str) -> float:
    canvas.box(x, y - 13, 40, 26, fill, hatch=hatch)
    canvas.write(x + 52, y, text, SMALL.of(colour=INK))
    return x + 52 + width(text, SMALL) + 34


def _sum(name: str, count: int, moves: _Flows) -> str:
    return f"{name} {count:,}{' or more' if moves.untold else ''}"


def _shown(count: Count) -> str:
    return clean(count, 12) if isinstance(count, str) else f"{count:,}"


def _said(title: str, before: str, after: str, moves: _Flows, gone: Count | None, new: Count | None) -> str:
    sums = [_sum("Kept", moves.kept, moves), _sum("moved", moves.moved, moves)]
    sums += [f"{name} {_shown(count)}" for name, count in (("new", new), ("gone", gone)) if count is not None]
    question = sentence(shorten(clean(title, TITLE), 100))
    head = f"{clean(before, 40)} and {clean(after, 40)}. {question} {', '.join(sums)}."
    return listed(head, lambda limit: _told(moves, limit), 16)


def _told(moves: _Flows, limit: int) -> list[str]:
    """Moves, largest first; then those who kept theirs; then what is not told."""
    names = [shorten(name, limit) for name in moves.options]
    ranked = sorted(moves.told.items(), key=lambda item: -item[1])
    told = [f"{names[a]} → {names[b]}: {count:,}" for (a, b), count in ranked if a != b]
    told += [f"{names[a]} kept: {count:,}" for (a, b), count in ranked if a == b]
    untold = Counter(moves.untold.values())
    return told + [f"{counted(many, 'other way')} {count} each" for count, many in untold.items()]
