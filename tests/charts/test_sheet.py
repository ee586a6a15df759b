"""The sheet of pictures, as far as a machine can look: no text leaves its picture, and none lies on another."""

from itertools import combinations
from typing import Any

import pytest

from bot.charts import fonts, lettering
from bot.charts.canvas import FAINT, MARGIN, RIGHT, WIDTH, Canvas
from bot.charts.lettering import Style, width
from tests.charts.sheet import SHEET

Box = tuple[float, float, float, float, str]
"""Left, top, right and bottom of the capitals of a line, and the line."""


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Box]:
    """The lines that a picture is written with; its height is checked against them."""
    lines: list[Box] = []
    write, picture = Canvas.write, Canvas.picture

    def note(canvas: Canvas, x: float, y: float, text: str, style: Style, align: Any = "left", halo: str = "") -> None:
        long = width(text, style)
        left = x - {"left": 0.0, "center": 0.5, "right": 1.0}[align] * long
        lines.append((left, y - style.size * 0.37, left + long, y + style.size * 0.37, text))
        write(canvas, x, y, text, style, align, halo)

    def check(canvas: Canvas, height: float, alt: str) -> Any:
        assert [line for line in lines if line[1] < 0 or line[3] + 8 > height] == [], "cut at the top or the bottom"
        return picture(canvas, height, alt)

    monkeypatch.setattr(Canvas, "write", note)
    monkeypatch.setattr(Canvas, "picture", check)
    return lines


@pytest.mark.parametrize("name", SHEET)
def test_no_text_is_cut_off_and_none_lies_on_another(name: str, drawn: list[Box]) -> None:
    SHEET[name]()
    assert [line for line in drawn if line[0] < MARGIN / 2 or line[2] > WIDTH - MARGIN / 2] == [], "cut at a side"
    over = [(one[4], other[4]) for one, other in combinations(drawn, 2) if meet(one, other)]
    assert over == []


@pytest.mark.parametrize("name", ["twenty-five long", "ranking of ten long", "moved between ten long"])
def test_labels_of_the_greatest_length_stand_whole(name: str, drawn: list[Box]) -> None:
    SHEET[name]()
    assert [line[4] for line in drawn if line[4].endswith("…")] == []


def test_what_no_font_shows_can_still_be_told_apart(monkeypatch: pytest.MonkeyPatch, drawn: list[Box]) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda: (fonts.BASE,))
    monkeypatch.setattr(fonts, "picture", lambda _sign, _size: None)
    remembered = (fonts.legible, fonts.runs, fonts._family, lettering.wrapped, lettering.width)
    for each in remembered:
        each.cache_clear()
    try:
        for name in ("Chinese", "Devanagari"):
            drawn.clear()
            SHEET[name]()
            labels = [line[4] for line in drawn if line[0] == MARGIN and line[4][0].isdigit() and "[" in line[4]]
            script = f"[{name} text]"
            assert labels == [f"{number}. {script}" for number in range(1, 5)]
        assert fonts.legible("हाँ, पूरी तरह ok") == "[Devanagari text] ok"
        assert fonts.legible("🇨🇳 film") == "[flag CN] film"
    finally:
        for each in remembered:
            each.cache_clear()


def meet(one: Box, other: Box) -> bool:
    """Whether two lines share more than a hair."""
    beside = min(one[2], other[2]) - max(one[0], other[0])
    below = min(one[3], other[3]) - max(one[1], other[1])
    return beside > 1 and below > 1


def test_a_bar_is_as_long_as_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes: list[tuple[float, str]] = []
    monkeypatch.setattr(Canvas, "box", lambda *box, **_look: boxes.append((box[3], box[5])))
    SHEET["two short"]()
    (track, _), (yes, _), (second, _), (no, _) = boxes
    assert track == second < RIGHT - MARGIN
    assert (yes / track, no / track) == pytest.approx((0.43, 0.57))
    boxes.clear()
    SHEET["more unsure than sure"]()
    assert len(boxes) == 4, "what has no share has no bar"


@pytest.mark.parametrize(
    ("name", "shares"), [("scale of two", [2 / 7, 5 / 7]), ("scores of two", [0.1, 0.1, 0.2, 0.6])]
)
def test_a_column_is_as_high_as_its_share(monkeypatch: pytest.MonkeyPatch, name: str, shares: list[float]) -> None:
    boxes: list[tuple[float, str]] = []
    monkeypatch.setattr(Canvas, "box", lambda *box, **_look: boxes.append((box[4], box[5])))
    SHEET[name]()
    track = next(high for high, colour in boxes if colour == FAINT)
    assert [high / track for high, colour in boxes if high and colour != FAINT] == pytest.approx(shares)
