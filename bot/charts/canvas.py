"""A sheet of paper to draw on, its pixels counted from the top left; matplotlib stays behind it."""

import io
from collections.abc import Sequence
from typing import Any, Literal

from bot.charts.emoji import picture as emoji
from bot.charts.fonts import runs
from bot.charts.lettering import DPI, EMOJI, Style, font, width, wrapped
from bot.charts.phrases import TITLE, clean
from bot.charts.picture import Picture

WIDTH, MARGIN = 960, 48
RIGHT = WIDTH - MARGIN
INNER = RIGHT - MARGIN

PAPER, INK, GREY, BAR, PALE, FAINT = "#faf7f2", "#25211d", "#645c53", "#8f867b", "#d9d2c7", "#e9e3d9"
ACCENT, ACCENT_INK = "#c8692b", "#95460f"
"""The one warm colour, and the same dark enough for text."""

LABEL, STRONG, SMALL = Style(colour=INK), Style(bold=True, colour=INK), Style(23, colour=GREY)
_TITLE = STRONG.of(size=38)

MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79
"""The codes of matplotlib's Path."""

Align = Literal["left", "center", "right"]
Point = tuple[float, float]


class Canvas:
    """One picture in the making; its height is told last, when everything stands."""

    def __init__(self, wide: int = WIDTH) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.transforms import Affine2D

        self._wide = wide
        self._figure = Figure(dpi=DPI, facecolor=PAPER)
        self._sheet = FigureCanvasAgg(self._figure)
        self._down = Affine2D()

    def heading(self, title: str, note: str = "") -> float:
        """The title, and a line under it in grey; returns where to go on."""
        text = clean(title, TITLE)
        style = _TITLE if len(wrapped(text, _TITLE, INNER, 4)) <= 3 else _TITLE.of(size=32)
        y = self.column(MARGIN, MARGIN - 8, wrapped(text, style, INNER, 5), style)
        if note:
            y = self.column(MARGIN, y + 6, wrapped(clean(note, TITLE), SMALL, INNER, 3), SMALL)
        return y + 26

    def column(self, x: float, top: float, lines: Sequence[str], style: Style, align: Align = "left") -> float:
        """Lines one under the other; returns where the last one ends."""
        for number, line in enumerate(lines):
            self.write(x, top + (number + 0.5) * style.line, line, style, align)
        return top + len(lines) * style.line

    def middle(self, x: float, y: float, lines: Sequence[str], style: Style, align: Align = "left") -> None:
        """Lines with their middle at `y`."""
        self.column(x, y - len(lines) * style.line / 2, lines, style, align)

    def write(self, x: float, y: float, text: str, style: Style, align: Align = "left", halo: str = "") -> None:
        """A legible line, the middle of its capitals at `y`; a `halo` of that colour parts it from what is under it."""
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * width(text, style)
        for piece, pictured in runs(text):
            if pictured:
                self._emoji(left + style.size * (EMOJI - 1) / 2, y, piece, style.size)
            else:
                self._letters(left, y + style.size * 0.365, piece, style, halo)
            left += width(piece, style)

    def _letters(self, x: float, base: float, text: str, style: Style, halo: str) -> None:
        from matplotlib.patheffects import withStroke
        from matplotlib.text import Text

        artist = Text(x, base, text, color=style.colour, fontproperties=font(text, style.size, style.bold))
        artist.set(usetex=False, parse_math=False, va="baseline", zorder=4, transform=self._down)
        if halo:
            artist.set_path_effects([withStroke(linewidth=6, foreground=halo)])
        self._figure.add_artist(artist)

    def _emoji(self, x: float, y: float, sign: str, size: int) -> None:
        from matplotlib.image import BboxImage
        from matplotlib.transforms import Bbox

        def place(_renderer: object) -> Bbox:
            left, low = self._down.transform((x, y + size / 2))
            return Bbox.from_bounds(round(left), round(low), size, size)

        artist = BboxImage(place, interpolation="nearest", origin="upper", zorder=4)
        artist.set_data(emoji(sign, size))
        self._figure.add_artist(artist)

    def box(self, x: float, y: float, wide: float, high: float, fill: str, **look: Any) -> None:
        """A rectangle from its top left corner; for `look` see `path`."""
        self.shape([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high)], fill, **look)

    def shape(self, corners: Sequence[Point], fill: str, **look: Any) -> None:
        """A polygon; for `look` see `path`."""
        steps = [(corners[0], MOVE), *((corner, LINE) for corner in corners[1:]), (corners[0], CLOSE)]
        self.path(steps, fill, **look)

    def path(
        self, steps: Sequence[tuple[Point, int]], fill: str, *, hatch: str = "", edge: str = "none",
        dash: bool = False, order: float = 2,
    ) -> None:  # fmt: skip
        """A filled outline of points and codes; the hatching is as light as the paper, the edge two pixels."""
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        artist = PathPatch(Path([point for point, _ in steps], [code for _, code in steps]))
        artist.set(facecolor=fill, edgecolor=edge, linewidth=2, linestyle=(0, (3, 2)) if dash else "solid")
        artist.set(transform=self._down, zorder=order)
        if hatch:
            artist.set(hatch=hatch, hatchcolor=PAPER, hatch_linewidth=3)
        self._figure.add_artist(artist)

    def curve(self, start: Point, end: Point, colour: str) -> None:
        """A dotted line that leaves and arrives level."""
        half = (start[0] + end[0]) / 2
        steps = [(start, MOVE), ((half, start[1]), CURVE), ((half, end[1]), CURVE), (end, CURVE)]
        self.path(steps, "none", edge=colour, dash=True, order=3)

    def dot(self, x: float, y: float, radius: float, fill: str, edge: str) -> None:
        """A disc."""
        from matplotlib.patches import Circle

        artist = Circle((x, y), radius)
        artist.set(facecolor=fill, edgecolor=edge, linewidth=2, transform=self._down, zorder=4)
        self._figure.add_artist(artist)

    def line(
        self, points: Sequence[Point], colour: str, thick: float = 2, *, dash: bool = False, order: float = 1
    ) -> None:
        """A line through points."""
        from matplotlib.lines import Line2D

        artist = Line2D([x for x, _ in points], [y for _, y in points], color=colour, linewidth=thick)
        artist.set(linestyle=(0, (2, 2)) if dash else "solid", transform=self._down, zorder=order)
        artist.set(solid_capstyle="butt", dash_capstyle="butt")
        self._figure.add_artist(artist)

    def picture(self, height: float, alt: str) -> Picture:
        """The sheet, cut at `height`, in 256 colours: a third of the size and of the time, and nobody sees it."""
        from PIL import Image

        self._figure.set_size_inches(self._wide / DPI, round(height) / DPI)
        self._down.scale(1, -1).translate(0, round(height))
        out = io.BytesIO()
        self._sheet.draw()
        drawn = Image.frombuffer("RGBA", self._sheet.get_width_height(), bytes(self._sheet.buffer_rgba()))
        method, dither = Image.Quantize.FASTOCTREE, Image.Dither.NONE
        drawn.convert("RGB").quantize(256, method=method, dither=dither).save(out, "png")
        return Picture(out.getvalue(), alt)
