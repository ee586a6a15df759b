"""The same gestures with the keyboard alone."""

import re
from urllib.parse import urljoin

import pytest
from playwright.async_api import Page, expect

from tests.page import gestures
from tests.page.conftest import Windows

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


async def type_command(page: Page, command: str) -> None:
    await page.keyboard.type(f"/{command}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("group", name=f"Command {command}")).to_be_visible()


async def test_a_member_looks_something_up_without_a_mouse(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, greeted=False)

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(gestures.message_box(page)).to_be_focused()
    await page.keyboard.type("/expl")
    await page.keyboard.press("Tab")
    await expect(gestures.option_field(page, "topic")).to_be_focused()
    await page.keyboard.type("be")
    await expect(gestures.suggestions(page)).to_have_text(["Bees at Work"])
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")

    await expect(gestures.newest(page)).to_contain_text("Bees at Work explained.")
    answer = await gestures.held(page, gestures.newest(page))
    await expect(gestures.message_box(page)).to_be_focused()
    await gestures.tab_to(page, answer.get_by_role("button", name="Dismiss message"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(answer).to_have_count(0)
    await expect(gestures.message_box(page)).to_be_focused()
    assert page.url == urljoin(demo_url, "/")


async def test_the_list_of_commands_is_told_to_screen_readers(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    await page.keyboard.type("/poll")
    await page.keyboard.press("ArrowDown")

    box = gestures.message_box(page)
    active = await box.get_attribute("aria-activedescendant")
    await expect(page.locator(f"#{active}")).to_have_attribute("role", "option")
    await expect(page.locator(f"#{active}")).to_contain_text("/poll list")
    await expect(page.get_by_role("status").filter(has_text="2 suggestions")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator(f"#{active}")).to_have_count(0)
    await expect(box).to_have_value("/poll")


async def test_selects_pictures_and_menus_work_without_a_mouse(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await type_command(page, "selects")
    await page.keyboard.press("Enter")
    films = gestures.newest(page).get_by_role("combobox", name="Films, up to three")
    await gestures.tab_to(page, films, "Shift+Tab")

    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await page.keyboard.press("z")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(gestures.newest(page)).to_contain_text("You chose A Model Citizen, Zebra Crossing.")

    await page.keyboard.press("Escape")
    await type_command(page, "card")
    await page.keyboard.press("Enter")
    picture = gestures.newest(page).get_by_role("button", name="Open picture: A blue rectangle")
    await gestures.tab_to(page, picture, "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("dialog").get_by_role("status")).to_have_text("1 of 2")
    await page.keyboard.press("Escape")
    await expect(picture).to_be_focused()

    await page.keyboard.press("Shift+F10")
    await expect(page.get_by_role("menuitem", name="Quote this")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(picture).to_be_focused()


async def test_one_can_go_from_message_to_message_and_to_their_menu(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Jun")
    for words in ("First of Jun", "Second of Jun"):
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")
        await expect(gestures.newest(page)).to_contain_text(words)
    second = gestures.newest(page)

    await gestures.tab_to(page, second, "Shift+Tab")
    await page.keyboard.press("ArrowUp")
    first = page.locator("article:focus")
    await expect(first).to_contain_text("First of Jun")
    await page.keyboard.press("Tab")
    await expect(first.get_by_role("button", name="More actions")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menuitem", name="Quote this")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(gestures.newest(page).locator("blockquote")).to_have_text("First of Jun")


async def test_the_keys_do_what_the_page_says_of_them(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Jun")
    above, below = [await gestures.say(page, words) for words in ("Above", "Below")]
    box, menu = gestures.message_box(page), page.get_by_role("menu")
    within = "each => each.contains(document.activeElement)"

    await expect(box).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    assert await below.evaluate(within)
    await page.keyboard.press("ArrowUp")
    await expect(above).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await expect(below).to_be_focused()
    await page.keyboard.press("Shift+F10")
    await expect(menu).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(box).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await expect(gestures.suggestions(page).first).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(gestures.suggestions(page)).to_have_count(0)
    await box.fill("")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#room-name")).to_have_text("film-night")
    await page.keyboard.press("Alt+ArrowUp")
    await expect(page.locator("#room-name")).to_have_text("general")


async def test_member_and_channel_are_switched_without_a_mouse(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#room-name")).to_have_text("film-night")
    await gestures.tab_to(page, page.locator("#you"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.type("ad")
    await page.keyboard.press("Enter")

    await expect(page.locator("#you")).to_contain_text("Ada, student")
    await expect(page.locator("#you")).to_be_focused()
    await gestures.tab_to(page, gestures.channel_button(page, "general"))
    await page.keyboard.press("Enter")
    await expect(page.locator("#room-name")).to_have_text("general")
    await expect(gestures.channel_button(page, "general")).to_be_focused()


async def test_a_form_is_filled_without_a_mouse_and_gives_the_focus_back(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await type_command(page, "form")
    await page.keyboard.press("Enter")
    form = gestures.form(page, "A few words")
    await expect(form.get_by_label(re.compile("Your name"))).to_be_focused()

    await page.keyboard.type("Sam")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Because.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await gestures.tab_to(page, form.get_by_role("button", name="Submit"))
    await page.keyboard.press("Enter")

    await expect(gestures.newest(page)).to_contain_text("Sam chose Bees at Work: Because.")
    await expect(gestures.message_box(page)).to_be_focused()
