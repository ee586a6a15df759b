"""The notes and prompts of a viewing along the film, which runs from top to bottom."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.charts.canvas import ACCENT, ACCENT_INK, BAR, FAINT, INK, LABEL, MARGIN, PALE, PAPER, RIGHT, SMALL, Canvas
from bot.charts.lettering import width, wrapped
from bot.charts.phrases import TITLE, clean, clock, counted, listed, sentence, shorten
from bot.charts.picture import Picture

Moment = tuple[int, str]
"""Seconds into the film, and a text."""

_NOTE = LABEL.of(size=26)
_TIME = _NOTE.of(bold=True)
_TAG = SMALL.of(size=22, bold=True, colour=ACCENT_INK)
_FILM = MARGIN + 16
"""Where the film runs."""
_TIMES = _FILM + 74
_GAP = 18
_LEAST, _MOST = 440, 1_500
"""Pixels of the film."""


@dataclass(frozen=True)
class _Entry:
    second: int
    lines: tuple[str, ...]
    prompt: bool

    @property
    def high(self) -> float:
        return max(len(self.lines) * _NOTE.line, 2 * _NOTE.line if self.prompt else 0) + (20 if self.prompt else 0)


def time_line(
    title: str, length_seconds: int | None, notes: Sequence[Moment], prompts: Sequence[Moment] = ()
) -> Picture:
    """Prompts in boxes and notes as plain text, each at its time; of too many, the rest are marks on the line.

    Without a known length the film ends with the last of them.
    """
    told = [(second, text, True) for second, text in prompts] + [(second, text, False) for second, text in notes]
    moments = sorted(
        ((max(second, 0), clean(text, TITLE), prompt) for second, text, prompt in told), key=lambda each: each[0]
    )
    end = max([length_seconds or 60, *(second for second, _, _ in moments)])
    left = _TIMES + max(width(text, _TIME) for text in ("prompt", clock(end))) + 20
    shown = _chosen(moments, left)
    canvas = Canvas()
    top = canvas.heading(title) + 34
    high = max(_LEAST, sum(entry.high + _GAP for entry in shown))
    _film(canvas, top, high, end)
    for second, _, _ in moments:
        at = top + second / end * high
        canvas.line([(_FILM - 11, at), (_FILM + 11, at)], INK, order=3)
    for entry, y in zip(shown, _places(shown, top, high, end), strict=True):
        _draw(canvas, entry, top + entry.second / end * high, y, left)
    y = top + high + 56
    if len(shown) < len(moments):
        more = counted(len(moments) - len(shown), "more moment")
        canvas.write(MARGIN, y, f"{more}, marked on the line", SMALL)
        y += 30
    return canvas.picture(y + MARGIN - 40, _said(title, end, moments))


def _chosen(moments: Sequence[tuple[int, str, bool]], left: float) -> list[_Entry]:
    """Prompts before notes, those left out evenly spread, in the order of time."""
    entries = [_Entry(second, wrapped(text, _NOTE, RIGHT - left - 20, 3), prompt) for second, text, prompt in moments]
    room, kept = float(_MOST), set[int]()
    for prompt in (True, False):
        places = [place for place, entry in enumerate(entries) if entry.prompt == prompt]
        for number in range(min(len(places), _MOST // 50), 0, -1):
            some = [places[(2 * each + 1) * len(places) // (2 * number)] for each in range(number)]
            needed = sum(entries[place].high + _GAP for place in some)
            if needed <= room:
                room -= needed
                kept.update(some)
                break
    return [entries[place] for place in sorted(kept)]


def _places(entries: Sequence[_Entry], top: float, high: float, end: int) -> list[float]:
    """The upper edge of each entry: at its time, moved as little as keeps them apart and beside the film."""
    tops: list[float] = []
    free = top
    for entry in entries:
        tops.append(max(top + entry.second / end * high - entry.high / 2, free))
        free = tops[-1] + entry.high + _GAP
    limit = top + high
    for place in range(len(entries) - 1, -1, -1):
        tops[place] = min(tops[place], limit - entries[place].high)
        limit = tops[place] - _GAP
    return tops


def _film(canvas: Canvas, top: float, high: float, end: int) -> None:
    canvas.box(_FILM - 5, top, 10, high, PALE)
    canvas.write(MARGIN, top - 22, "0:00", SMALL)
    canvas.write(MARGIN, top + high + 22, clock(end), SMALL)


def _draw(canvas: Canvas, entry: _Entry, at: float, y: float, left: float) -> None:
    middle = y + (10 if entry.prompt else 0) + _NOTE.line / 2
    canvas.line([(_FILM, at), (_FILM + 26, at), (_TIMES - 28, middle), (_TIMES - 10, middle)], BAR)
    if entry.prompt:
        canvas.box(_TIMES - 18, y, RIGHT - _TIMES + 18, entry.high, FAINT)
        canvas.box(_TIMES - 18, y, 6, entry.high, ACCENT)
        canvas.write(_TIMES, middle + _NOTE.line, "prompt", _TAG)
        corners = [(_FILM, at - 14), (_FILM + 14, at), (_FILM, at + 14), (_FILM - 14, at)]
        canvas.shape(corners, ACCENT, edge=PAPER, order=5)
    else:
        canvas.dot(_FILM, at, 8, PAPER, INK)
    canvas.write(_TIMES, middle, clock(entry.second), _TIME)
    canvas.column(left, middle - _NOTE.line / 2, entry.lines, _NOTE)


def _said(title: str, end: int, moments: Sequence[tuple[int, str, bool]]) -> str:
    prompts = sum(prompt for _, _, prompt in moments)
    head = (
        f"Time line of {clock(end)}. {sentence(shorten(clean(title, TITLE), 100))} "
        f"{counted(prompts, 'prompt')}, {counted(len(moments) - prompts, 'note')}."
    )

    def told(limit: int) -> list[str]:
        return [f"{clock(at)} {'prompt: ' if prompt else ''}{shorten(text, limit)}" for at, text, prompt in moments]

    return listed(head, told, 12)
