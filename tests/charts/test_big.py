"""Pages for a shared screen: letters that the last row reads, all of the words, nothing clipped and nothing over it."""

import re
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.charts.big import HIGH, SMALLEST, WIDE, Layout, Placed, Row, big
from bot.charts.canvas import PAPER
from bot.charts.fonts import legible
from bot.charts.phrases import clean
from tests.charts.big_sheet import PAGES
from tests.charts.pictures import pixels

EDGE = 24
TEXTS = st.text(alphabet="ab .?\n社会نعم हाँ👍WWWW-", max_size=600)
ROWS = st.lists(
    st.tuples(TEXTS, st.sampled_from(["", "9,999 (100 %)"]), st.none() | st.integers(0, 99), st.booleans()),
    max_size=8,
)  # fmt: skip


def all_of(layout: Layout) -> list[list[Placed]]:
    return [list(layout.laid_out(page)) for page in range(len(layout.pages))]


def apart(one: Placed, other: Placed) -> bool:
    return (
        one.x + one.wide <= other.x
        or other.x + other.wide <= one.x
        or one.y + one.high <= other.y + 0.5
        or other.y + other.high <= one.y + 0.5
    )


def check(layout: Layout) -> None:
    for page in all_of(layout):
        for placed in page:
            assert placed.x >= EDGE
            assert placed.y >= EDGE
            assert placed.x + placed.wide <= WIDE - EDGE
            assert placed.y + placed.high <= HIGH - EDGE
            assert placed.share is not None or placed.style.size >= SMALLEST
        assert all(apart(one, other) for one, other in combinations(page, 2))


def test_capitals_are_a_twenty_fifth_of_the_height() -> None:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    drawn = TextPath((0, 0), "H", size=SMALLEST, prop=FontProperties(family="DejaVu Sans"))
    assert drawn.get_extents().height >= HIGH / 25


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_clipped_or_stands_over_something_else(name: str) -> None:
    check(Layout(*PAGES[name]))


@given(TEXTS, TEXTS, ROWS)
def test_whatever_is_shown_fits_its_pages_and_none_of_its_letters_is_lost(
    head: str, title: str, rows: list[Row]
) -> None:
    layout = Layout(head, title, rows)
    check(layout)
    told = "".join("".join(layout.text_of(page)) for page in range(len(layout.pages)))
    for text, figures, share, _ in rows:
        shown = legible(clean(text, 12_000))
        if share is None:
            assert (
                squeezed(shown) in squeezed(told.replace(f" — {figures}", ""))
                if figures
                else squeezed(shown) in squeezed(told)
            )


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_a_picture_of_1920_by_1080_with_its_words(name: str) -> None:
    page = big(*PAGES[name], 1)
    image = pixels(page.picture).convert("RGB")
    assert image.size == (WIDE, HIGH)
    paper = image.getpixel((0, 0))
    assert isinstance(paper, tuple)
    assert all(abs(one - other) <= 1 for one, other in zip(paper, bytes.fromhex(PAPER[1:]), strict=True))
    for edge in ((0, 0, EDGE, HIGH), (WIDE - EDGE, 0, WIDE, HIGH), (0, 0, WIDE, EDGE), (0, HIGH - EDGE, WIDE, HIGH)):
        assert image.crop(edge).getcolors() == [(image.crop(edge).width * image.crop(edge).height, paper)]
    assert len(page.picture.png) < 500_000
    assert 10 < len(page.picture.alt.encode("utf-16-le")) // 2 <= 1_024


def test_pages_are_counted_and_one_past_the_end_is_the_last() -> None:
    head, title, rows = PAGES["25 long options"]
    last = big(head, title, rows, 999)
    assert last.pages > 5
    assert f"Page {last.pages} of {last.pages}" in last.picture.alt
    assert last.told[-1].startswith("25: ")


def test_a_row_that_fits_a_page_is_never_broken_over_two() -> None:
    layout = Layout(*PAGES["200 answers"])
    rows = [{piece.row for piece in page} for page in layout.pages]
    assert all(not one & other for one, other in pairwise(rows))
