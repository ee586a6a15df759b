"""What everybody needs to use the page: names, landmarks, contrast, small windows, no reliance on motion or mouse."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from tests.page import gestures
from tests.page.conftest import Windows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

ENOUGH = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text at level AA; held for large text as well."""

FAINT_TEXTS = Path(__file__).with_name("faint_texts.js").read_text(encoding="utf-8")
"""The texts in view whose contrast is too low, with what it is; disabled controls are exempt, as in WCAG."""

NAMELESS = Path(__file__).with_name("nameless.js").read_text(encoding="utf-8")
"""Controls and pictures without a name."""


async def faint_texts(page: Page) -> list[Any]:
    """What stands out too little, once nothing waits for an answer: what does is faint on purpose."""
    await gestures.expect_at_rest(page)
    return await page.evaluate(FAINT_TEXTS, ENOUGH)


async def faint_in_a_theme(page: Page) -> dict[str, list[Any]]:
    """The same in the dark and in the light, by the theme, for those in which there is any."""
    found: dict[str, list[Any]] = {}
    for theme in THEMES:
        await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        found[theme] = await faint_texts(page)
    return {theme: faint for theme, faint in found.items() if faint}


THEMES: tuple[Literal["dark", "light"], ...] = ("dark", "light")

MOVING = """
window.moving = 0;
const look = () => (window.moving = Math.max(window.moving, document.getAnimations().length));
new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
"""
"""Counts what moves whenever something is drawn."""


async def everything(page: Page) -> None:
    """Brings into view what the demo bot has, private answers and refusals too."""
    for command in ("sums", "embed", "selects", "card"):
        await gestures.run(page, command)
    await gestures.run(page, "explain", topic="Contrast")


async def test_every_text_stands_out_from_its_ground_in_both_themes(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await everything(page)
    await page.get_by_role("button", name="Things to try, and keys").click()
    await page.get_by_text("Keys", exact=True).click()
    assert await faint_in_a_theme(page) == {}

    await gestures.newest(page).hover()
    await gestures.message_box(page).fill("/")
    assert await faint_in_a_theme(page) == {}
    await gestures.pick_command(page, "options")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="Fill in")).to_be_visible()
    assert await faint_in_a_theme(page) == {}


async def test_texts_of_a_form_and_of_open_lists_stand_out_in_both_themes(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await page.locator("#you").click()
    assert await faint_in_a_theme(page) == {}
    await page.keyboard.press("Escape")
    await gestures.pick_command(page, "form")
    await page.keyboard.press("Enter")
    form = gestures.form(page, "A few words")
    await form.get_by_role("button", name="Submit").click()
    await form.get_by_role("combobox", name="Film").click()

    assert await faint_in_a_theme(page) == {}


async def test_everything_that_can_be_used_has_a_name(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam", greeted=False)
    await everything(page)
    assert await page.evaluate(NAMELESS) == []

    await gestures.pick_command(page, "options")
    assert await page.evaluate(NAMELESS) == []


async def test_the_page_has_its_landmarks_and_one_place_for_news(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    for role, name in (("navigation", "Channels"), ("complementary", "Members"), ("region", "Messages in general")):
        await expect(page.get_by_role(role, name=name)).to_be_visible()  # pyright: ignore[reportArgumentType] -- roles of ARIA
    await expect(page.get_by_role("heading", level=1)).to_have_text("Film Club")
    await gestures.keep_texts(page, "#announcer")
    await gestures.run(page, "explain", topic="News")
    said = re.compile(r"^Demo Bot, privately to you: News explained\.$")
    await gestures.expect_texts(page.locator("#announcer"), said)


@pytest.mark.parametrize(("width", "height"), [(400, 720), (640, 400)], ids=["narrow", "zoomed-to-200-percent"])
async def test_a_small_window_has_everything_and_scrolls_in_one_direction(
    windows: Windows, demo_url: str, width: int, height: int
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await page.set_viewport_size({"width": width, "height": height})
    await everything(page)
    for part in ("html", "#room", "#scroller"):
        assert await page.locator(part).evaluate("each => each.scrollWidth - each.clientWidth") == 0

    await page.get_by_role("button", name="Channels").click()
    await gestures.channel_button(page, "film-night").click()
    await expect(page.locator("#room-name")).to_have_text("film-night")
    await expect(page.get_by_role("navigation")).to_be_hidden()
    await page.get_by_role("button", name="Members").click()
    await expect(page.get_by_role("complementary", name="Members")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary", name="Members")).to_be_hidden()
    await expect(page.get_by_role("button", name="Members")).to_be_focused()


async def test_nothing_moves_for_those_who_asked_for_less_motion(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await page.emulate_media(reduced_motion="reduce")
    await gestures.keep_texts(page, "article[data-message]")
    await page.evaluate(MOVING)
    answer = await gestures.run(page, "think", seconds="1")
    await expect(answer).to_contain_text("I thought about it twice.")

    await gestures.expect_texts(answer, "Demo Bot is thinking")
    assert await page.evaluate("window.moving") == 0


async def test_the_focus_is_always_visible(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.run(page, "card")
    await page.keyboard.press("Escape")
    seen = "each => { const s = getComputedStyle(each); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
    boxed = "() => { const e = document.activeElement; return e.closest('.composer-box, .pill') ?? e }"

    for _ in range(25):
        await page.keyboard.press("Shift+Tab")
        focused = await page.evaluate_handle(boxed)
        assert await page.evaluate(f"each => each === document.body || ({seen})(each)", focused), focused
