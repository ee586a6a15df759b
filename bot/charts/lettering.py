"""Text in pixels: how wide it runs, and where its lines break."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.charts.fonts import bold_too, families, legible, runs

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

DPI = 72
"""At 72 dots an inch a point is a pixel."""
EMOJI = 1.2
"""An emoji's width, in sizes of the text; what is over its height parts it from its neighbours."""

_FEW = 128
"""Letters; about as many as the widest line holds of an ordinary text."""


@dataclass(frozen=True)
class Style:
    """How a text is set; `size` in pixels."""

    size: int = 28
    bold: bool = False
    colour: str = "#25211d"

    @property
    def line(self) -> float:
        """From one line to the next."""
        return self.size * 1.32

    def of(self, **changes: Any) -> "Style":
        """The same, but for these."""
        return replace(self, **changes)


@lru_cache(16_384)
def width(text: str, style: Style) -> float:
    """Pixels that a legible text takes in one line."""
    return sum(
        style.size * EMOJI
        if pictured
        else _ruler().get_text_width_height_descent(piece, font(piece, style.size, style.bold), False)[0]
        for piece, pictured in runs(text)
    )


def fitted(text: str, style: Style, room: float, sizes: Sequence[int]) -> Style:
    """The style in the largest of these sizes, falling, in which the text fits; else in the last."""
    styles = [style.of(size=size) for size in sizes]
    return next((one for one in styles if width(text, one) <= room), styles[-1])


def unbroken(texts: Sequence[str], style: Style, room: float, most: int, sizes: Sequence[int]) -> Style:
    """The style in the largest of these sizes, falling, in which all are whole in `most` lines, or in the last."""
    styles = [style.of(size=size) for size in sizes]
    whole = (one for one in styles if all(len(wrapped(text, one, room, most + 1)) <= most for text in texts))
    return next(whole, styles[-1])


def font(text: str, size: int, bold: bool) -> "FontProperties":
    """The fonts for a text, in the order they are looked in; not bold where they have not all of it in bold."""
    return _font(families(text), size, bold and bold_too(text))


@lru_cache(1_024)
def wrapped(text: str, style: Style, room: float, most: int) -> tuple[str, ...]:
    """The text made legible, in at most `most` lines of `room` pixels; `…` ends the last where it does not fit."""
    lines = list(islice(_lines(legible(text), style, room), most + 1))
    if len(lines) > most:
        last = lines[most - 1]
        while last and width(last + "…", style) > room:
            last = last[:-1].rstrip()
        lines[most - 1 :] = [last + "…"]
    return tuple(lines)


def _lines(text: str, style: Style, room: float) -> Iterator[str]:
    line = ""
    for piece in _pieces(text):
        if _fits((line + piece).rstrip(), style, room):
            line += piece
            continue
        if line.strip():
            yield line.rstrip()
        line = piece
        while not _fits(line.rstrip(), style, room):
            head = _head(line, style, room)
            yield head
            line = line[len(head) :]
    if line.strip():
        yield line.rstrip()


def _fits(text: str, style: Style, room: float) -> bool:
    # What is far too long is known by its beginning: a word of thousands of letters is not measured for each line.
    return width(text[:_FEW], style) <= room and width(text, style) <= room


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces between which a line may break: after spaces, and before Chinese or Japanese characters."""
    piece = ""
    for char in text:
        if piece and unicodedata.category(char) == "Lo" and unicodedata.east_asian_width(char) in "WF":
            yield piece
            piece = ""
        piece += char
        if char == " ":
            yield piece
            piece = ""
    yield piece


def _head(word: str, style: Style, room: float) -> str:
    """As much of a word as fits in a line: at least a letter, and the marks on it."""
    most = _FEW
    while most < len(word) and width(word[:most], style) <= room:
        most *= 2
    end = bisect_right(range(2, min(most, len(word))), room, key=lambda end: width(word[:end], style)) + 1
    while end > 1 and unicodedata.category(word[end])[0] in "MC":
        end -= 1
    return word[:end]


@cache
def _ruler() -> "RendererAgg":
    from matplotlib.backends.backend_agg import RendererAgg

    return RendererAgg(1, 1, DPI)


@lru_cache(512)
def _font(names: tuple[str, ...], size: int, bold: bool) -> "FontProperties":
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=list(names), size=size, weight="bold" if bold else "normal")
