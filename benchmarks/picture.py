"""Lines over numbers that grow by tens, readable on light and on dark."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

INK = "#808080"
"""As far from white as from black."""
COLOURS = ("#2a8ad0", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00")
"""After Okabe and Ito, told apart by people who see colours differently; the marks differ too."""
MARKS = "os^Dvx"


def draw(points: Sequence[tuple[str, float, float]], axes: tuple[str, str], path: Path) -> Path:
    """Write the picture of (line, x, y) as SVG, without a background; gives its path."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    lines: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for line, x, y in points:
        lines[line].append((x, y))
    ink = dict.fromkeys(("axes.edgecolor", "axes.labelcolor", "xtick.color", "ytick.color", "text.color"), INK)
    with mpl.rc_context({**ink, "svg.hashsalt": path.name, "font.size": 11}):
        figure = Figure(figsize=(8, 4), layout="constrained")
        plot = figure.subplots()
        for number, (line, places) in enumerate(lines.items()):
            plot.plot(*zip(*places, strict=True), label=line, color=COLOURS[number % 6], marker=MARKS[number % 6], lw=2)
        plot.set(xscale="log", xlabel=axes[0], ylabel=axes[1])
        heights = [y for _, _, y in points]
        if max(heights) > 20 * min(heights):
            plot.set_yscale("log")
        else:
            plot.set_ylim(bottom=0)
        plot.grid(color=INK, alpha=0.25)
        plot.spines[["top", "right"]].set_visible(False)
        plot.xaxis.set_major_formatter("{x:,.0f}")
        figure.legend(loc="outside right upper", frameon=False)
        figure.savefig(path, transparent=True, metadata={"Date": None})
    return path
