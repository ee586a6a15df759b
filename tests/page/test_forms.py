"""Forms that the bot opens, and what the page keeps of them."""

import re

import pytest
from playwright.async_api import Page, expect

from tests.page import gestures
from tests.page.conftest import Windows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def open_form(page: Page) -> None:
    await gestures.pick_command(page, "form")
    await page.keyboard.press("Enter")
    await expect(gestures.form(page, "A few words")).to_be_visible()


async def test_a_form_says_what_is_missing_and_keeps_what_is_there(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await open_form(page)
    form = gestures.form(page, "A few words")
    name = form.get_by_label(re.compile("Your name"))
    await form.get_by_label(re.compile("Why")).fill("A reason")

    await form.get_by_role("button", name="Submit").click()

    await expect(form.get_by_text("This is needed.")).to_have_count(2)
    await expect(name).to_be_focused()
    await name.fill("x" * 41)
    await expect(form.get_by_text("41 of 40")).to_be_visible()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("1 characters too many; 40 fit.")).to_be_visible()
    await expect(form.get_by_label(re.compile("Why"))).to_have_value("A reason")


async def test_a_filled_form_reaches_the_bot(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await open_form(page)
    form = gestures.form(page, "A few words")

    await form.get_by_label(re.compile("Your name")).fill("Sam")
    await gestures.choose(page, form, "Film", "The Long Winter")
    await form.get_by_role("button", name="Submit").click()

    await expect(form).to_have_count(0)
    await expect(gestures.newest(page)).to_contain_text("Sam chose The Long Winter: no reason given")


async def test_escape_asks_before_it_throws_words_away(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await open_form(page)
    form = gestures.form(page, "A few words")
    await form.get_by_label(re.compile("Your name")).fill("Sam")

    await page.keyboard.press("Escape")
    await expect(form.get_by_role("button", name="Keep writing")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(form.get_by_label(re.compile("Your name"))).to_have_value("Sam")
    await page.keyboard.press("Escape")
    await form.get_by_role("button", name="Discard").click()

    await expect(form).to_have_count(0)


async def test_an_untouched_form_closes_at_once_and_the_focus_stays_inside_until_then(
    windows: Windows, demo_url: str
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await open_form(page)

    for _ in range(12):
        await page.keyboard.press("Tab")
        assert await page.evaluate(
            "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
        )
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(gestures.message_box(page)).to_be_focused()
