"""Paper in a real browser: pages of A4, what axe-core finds, and texts that would like to be markup.

HANDOUTS=folder keeps the files of every shipped film, and what the browser prints of them, to be looked at.
"""

import os
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Request

from bot.chat.paper import (
    Asked,
    Bar,
    Bars,
    Choices,
    Cited,
    Facts,
    Moment,
    Moments,
    Note,
    Point,
    Points,
    Room,
    Section,
    Sheet,
    Text,
    Voice,
    Voices,
    Wanted,
)
from bot.handouts.page import page
from bot.library.handout import explainer_handout
from bot.packs.format.model import Kind
from bot.packs.reading.reader import read_pack
from bot.packs.shelf.shelves import Item, Shelf
from bot.viewings.paper.handout import film_handout
from tests.budgets import some
from tests.handouts.sheets import HOSTILE
from tests.page.conftest import Windows
from tests.page.test_axe import ASKED

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PACKS = sorted(path.parent for path in Path(__file__).parents[2].glob("content/*/pack.yaml"))
MOST_PAGES = 4
KEPT = os.environ.get("HANDOUTS")


@cache
def shelves() -> list[Shelf]:
    return [Shelf([pack]) for path in PACKS if (pack := read_pack(path).pack)]


def films() -> list[tuple[Shelf, Item]]:
    return [(shelf, film) for shelf in shelves() for film in shelf.of_kind(Kind.FILM)]


def keep(sheet: Sheet, html: bytes, pdf: bytes) -> None:
    """Where the files are to be looked at."""
    if KEPT:
        Path(KEPT, f"{sheet.name}.html").write_bytes(html)
        Path(KEPT, f"{sheet.name}.pdf").write_bytes(pdf)


async def blank(windows: Windows) -> Page:
    """A page that stands under no policy of a page before it."""
    window = await windows.new_page()
    await window.goto("about:blank")
    return window


async def printed(window: Page, sheet: Sheet) -> int:
    """How many pages a sheet takes."""
    html = page(sheet)
    await window.set_content(html.decode())
    pdf = await window.pdf(format="A4", tagged=bool(KEPT))  # for who reads it; as many pages take half as long without
    keep(sheet, html, pdf)
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


async def violations(window: Page) -> list[str]:
    results = await Axe().run(window, options=ASKED)
    return [f"{each['id']}: {node['target']}" for each in results.response["violations"] for node in each["nodes"]]


@pytest.mark.slow
@pytest.mark.parametrize("facilitator", [False, True], ids=["members", "facilitator"])
async def test_the_handout_of_every_shipped_film_takes_four_pages_at_most(windows: Windows, facilitator: bool) -> None:
    window = await blank(windows)
    await window.emulate_media(color_scheme="light")
    assert films()
    for shelf, film in films():
        sheet = film_handout(shelf, film, Wanted(facilitator))
        assert await printed(window, sheet) <= MOST_PAGES, sheet.name


@pytest.mark.parametrize("facilitator", [False, True], ids=["members", "facilitator"])
async def test_axe_finds_nothing_in_the_handout_of_a_shipped_film(windows: Windows, facilitator: bool) -> None:
    window = await blank(windows)
    await window.emulate_media(color_scheme="light")
    for shelf, film in some(films(), 9):  # all are made of the same parts
        await window.set_content(page(film_handout(shelf, film, Wanted(facilitator))).decode())
        assert await violations(window) == [], film.value


@pytest.mark.slow
async def test_a_handout_for_any_usual_time_takes_no_more_pages(windows: Windows) -> None:
    window = await blank(windows)
    for shelf, film in films():
        for minutes in (45, 120):
            assert await printed(window, film_handout(shelf, film, Wanted(True, minutes))) <= MOST_PAGES, film.value


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 1280])
async def test_it_reads_on_a_screen_too_and_nothing_reaches_beyond_its_edge(windows: Windows, width: int) -> None:
    window = await blank(windows)
    await window.set_viewport_size({"width": width, "height": 844})
    explainers = [(shelf, each) for shelf in shelves() for each in shelf.of_kind(Kind.EXPLAINER)[:2]]
    shown = (*films()[:4], *explainers)
    looked_through = list(some(shown, 4))
    assert {item.kind for _, item in looked_through} == {Kind.FILM, Kind.EXPLAINER}
    for each in shown:
        make = film_handout if each[1].kind is Kind.FILM else explainer_handout
        for facilitator in (False, True):
            await window.set_content(page(make(*each, Wanted(facilitator))).decode())
            assert await window.evaluate("document.documentElement.scrollWidth <= innerWidth"), each[1].value
            if each in looked_through:
                assert await violations(window) == [], each[1].value


async def test_headings_go_down_one_by_one_and_the_language_is_that_of_the_pack(windows: Windows) -> None:
    window = await blank(windows)
    for shelf, film in films():
        await window.set_content(page(film_handout(shelf, film, Wanted(True))).decode())
        levels: list[int] = await window.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(h => +h.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
        assert await window.evaluate("document.documentElement.lang") == film.pack.language


def a_report() -> Sheet:
    """Every kind of part that a report has."""
    answers = (
        Bars((Bar("Very likely", "5 (56 %)", 56), Bar("Unlikely", "4 (44 %)", 44), Bar("Never", "0 (0 %)", 0))),
        Text("Then and now, of 9 who answered both: kept 3 · moved 6", quiet=True),
        Points((Point("Very likely → Never: 2"),)),
        Voices((Voice("Honey", 1, "It was said twice.", "later"), Voice("Wax"))),
    )
    moments = Moments(
        (Moment("12:30", "The music swells", 1), Moment("13:00", "What did the camera do?", mark="prompt"))
    )
    return Sheet(
        name="report",
        title="The Hive",
        kind="Report of a viewing",
        about=(Facts((("Watched on", "23 November 2026"),)),),
        sections=(
            Section("Before the film", (Asked(1, "How likely is it?", "5:00", ("a",), answers),)),
            Section("Moments along the film", (moments,), "What was noted."),
            Section("Statements", (Text("", "Common ground."), Points((Point("Bees work.", below="most agree"),)))),
        ),
        sources={"a": Cited("A study of bees", "https://bees.example/study", "CC-BY-4.0")},
        foot=("Answers are the words of those who took part.",),
    )


@pytest.mark.parametrize("width", [390, 1280])
async def test_axe_finds_nothing_in_a_report_either(windows: Windows, width: int) -> None:
    window = await blank(windows)
    await window.set_viewport_size({"width": width, "height": 844})
    await window.set_content(page(a_report(), {1: "Ada"}).decode())
    assert await violations(window) == []
    assert await window.evaluate("document.documentElement.scrollWidth <= innerWidth")
    longest = await window.evaluate("Math.max(...[...document.querySelectorAll('.bar')].map((bar) => bar.clientWidth))")
    assert longest > 30, "bars are to be seen on a phone too"


def hostile() -> Sheet:
    parts = tuple(
        Asked(number, text, text, parts=(Text(text, text), Choices((text,)), Room(1, text), Note(text, text)))
        for number, text in enumerate(HOSTILE, 1)
    )
    return Sheet(name="hostile", title=HOSTILE[1], kind=HOSTILE[0], sections=(Section(HOSTILE[3], parts),))


async def test_i12_a_browser_shows_hostile_texts_as_text_runs_nothing_and_asks_for_nothing(windows: Windows) -> None:
    window = await blank(windows)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    window.on("request", note)
    window.on("dialog", lambda dialog: asked.append(dialog.message))
    await window.set_content(page(hostile()).decode())
    text: str = await window.evaluate("document.body.textContent")
    assert all(each in text for each in HOSTILE)
    strange = (
        "script, img, link, iframe, object, embed, form, input, textarea, i, base, [onerror], [onmouseover], [onfocus]"
    )
    assert await window.locator(strange).count() == 0
    assert await window.evaluate("document.querySelectorAll('main').length") == 1
    assert asked == []


async def test_it_prints_in_black_and_white_with_letters_that_can_be_told_from_the_paper(windows: Windows) -> None:
    window = await blank(windows)
    shelf, film = films()[0]
    await window.set_content(page(film_handout(shelf, film, Wanted(True))).decode())
    await window.emulate_media(media="print")
    faint = await window.evaluate(
        """() => {
          const light = (colour) => {
            const [r, g, b] = colour.match(/[\\d.]+/g).map((part) => part / 255)
              .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
            return 0.2126 * r + 0.7152 * g + 0.0722 * b;
          };
          return [...document.querySelectorAll('main *')]
            .filter((each) => each.textContent.trim())
            .map((each) => [each.className, 1.05 / (light(getComputedStyle(each).color) + 0.05)])
            .filter(([, contrast]) => contrast < 4.5);
        }"""
    )
    assert faint == []
