"""Beside the server with the bot, on the demo bot: direct messages, a server without it, a group; from any of them."""

import re
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, expect

from playground import seed
from tests.budgets import some
from tests.page import gestures
from tests.page.conftest import Windows, demo, written
from tests.page.test_access import NAMELESS, faint_texts
from tests.page.test_axe import LOOKS, SIZES, findings

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

BOT = "Demo Bot"
PHONE: ViewportSize = SIZES["phone"]


async def expect_asked_and_answered(page: Page) -> None:
    """A command with a suggestion, a form, a file, a press and a private answer."""
    await gestures.pick_command(page, "explain")
    await gestures.fill_option(page, "topic", "be", choose="Bees at Work")
    await gestures.send(page)
    private = gestures.newest(page)
    await expect(private).to_contain_text("Bees at Work explained.")
    await expect(gestures.is_private(private)).to_be_visible()

    counter = await gestures.run(page, "count")
    await gestures.press(counter, "Pressed 0×")
    await expect(counter).to_contain_text("Counted to 1.")

    await gestures.pick_command(page, "inspect")
    file = {"name": "table.csv", "mimeType": "text/csv", "buffer": b"one,two\n"}
    await gestures.option_field(page, "file").set_input_files([file])  # pyright: ignore[reportArgumentType] -- a dict of its kind
    await expect(page.locator(".file-pill")).to_contain_text("8 bytes")
    await gestures.option_field(page, "file").press("Enter")
    await expect(gestures.newest(page)).to_contain_text("table.csv, 8 bytes")

    await gestures.pick_command(page, "form")
    await gestures.send(page)
    form = gestures.form(page, "A few words")
    await form.get_by_label("Your name").fill("Sam")
    await gestures.choose(page, form, "Film", "Bees at Work")
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_be_hidden()
    await expect(gestures.newest(page)).to_contain_text("Sam chose Bees at Work")


async def test_a_member_asks_the_bot_in_direct_messages_and_finds_it_all_there_again(
    windows: Windows, tmp_path: Path
) -> None:
    async with demo(tmp_path) as serving:
        page = await gestures.open_page(windows, serving.url, "Sam")
        await gestures.go_to(page, BOT)
        await expect(gestures.message_box(page)).to_have_attribute("aria-label", f"Message @{BOT}")
        await expect(page).to_have_title(f"{BOT} · Direct messages")
        await expect_asked_and_answered(page)
        await expect(page.get_by_role("complementary", name="Members").get_by_role("listitem")).to_have_count(2)
        counter = gestures.messages(page).filter(has_text="Counted to")

        await page.reload()
        await expect(page.locator("#room-name")).to_have_text(BOT)
        await gestures.press(counter, "Pressed 1×")
        await expect(counter).to_contain_text("Counted to 2.")
        await written(tmp_path, "Counted to 2.")
    async with demo(tmp_path) as serving:
        page = await gestures.open_page(windows, serving.url, "Sam")
        await gestures.go_to(page, BOT)
        counter = gestures.messages(page).filter(has_text="Counted to")
        await gestures.press(counter, "Pressed 2×")
        await expect(counter).to_contain_text("Counted to 3.")


async def test_the_other_server_is_reached_and_left_without_a_mouse(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    switch = page.locator("#guild")
    await gestures.go_to(page, "film-night")
    await switch.focus()
    await page.keyboard.press("Enter")
    listed = page.get_by_role("listbox", name="Servers").get_by_role("option")
    await expect(listed).to_have_text([f"Film Clubwith {BOT}", f"Reading Roomwithout {BOT}, which you bring along"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Server Reading Room")).to_be_focused()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Reading Room")
    await expect(page.locator("#room-name")).to_have_text("readings")
    await expect(page.get_by_role("navigation").get_by_role("button", name="Events")).to_be_hidden()
    await expect(gestures.channel_button(page, "general")).to_have_count(0)
    await page.keyboard.press("Alt+ArrowDown")
    await expect(page.locator("#room-name")).to_have_text("small-talk")

    await gestures.to_server(page, "Film Club")
    await expect(page.locator("#room-name")).to_have_text("film-night")
    await gestures.to_server(page, "Reading Room")
    await expect(page.locator("#room-name")).to_have_text("small-talk")


async def test_the_bot_answers_in_a_server_that_it_is_not_in(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.to_server(page, "Reading Room")
    members = page.get_by_role("complementary", name="Members")
    await expect(members.get_by_role("listitem")).to_have_count(5)
    await expect(members).not_to_contain_text(BOT)
    await expect(members.get_by_role("switch")).to_have_count(0)
    await expect_asked_and_answered(page)

    selects = await gestures.run(page, "selects")
    for select, listed in (
        ("A member", ["Mira", "Farid", "Sam", "Ada", "Jun"]),
        ("A channel", ["readings", "small-talk"]),
        ("A role", []),
    ):
        await selects.get_by_role("combobox", name=select).click()
        await expect(page.locator(".picker .option-label")).to_have_text(listed)
        await expect(page.get_by_text("There is nothing to choose from here.")).to_have_count(int(not listed))
        await page.keyboard.press("Escape")

    said = await gestures.say(page, "One score for all")
    menu = await gestures.open_menu(page, said)
    await menu.get_by_role("menuitem", name="Quote this").click()
    await expect(gestures.newest(page)).to_contain_text("One score for all")
    await expect(gestures.newest(page)).to_contain_text(BOT)

    await gestures.go_to(page, "Study group")
    await expect(gestures.message_box(page)).to_have_attribute("aria-label", "Message Study group")
    await expect_asked_and_answered(page)
    await gestures.to_server(page, "Film Club")
    await expect(members.get_by_role("switch")).to_have_count(1)


async def test_only_what_is_for_the_place_is_offered_there(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    assert "/meet" in await gestures.offered(page)
    await gestures.message_box(page).fill("")
    for place in (BOT, "Study group"):
        await gestures.go_to(page, place)
        assert "/meet" not in await gestures.offered(page)
        await gestures.message_box(page).fill("")
    await gestures.to_server(page, "Reading Room")
    offered = await gestures.offered(page)
    assert "/explain" in offered
    assert not {"/meet", "/thread", "/discuss"} & offered.keys()


async def test_what_comes_elsewhere_is_marked_there_and_on_the_way_to_it(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")
    await gestures.to_server(sam, "Reading Room")
    await gestures.go_to(sam, "small-talk")
    await gestures.to_server(sam, "Film Club")
    await gestures.to_server(ada, "Reading Room")
    await gestures.go_to(ada, "small-talk")
    link = f"https://discord.com/channels/{seed.READING_ROOM}/{seed.SMALL_TALK}"
    await gestures.say(ada, f"<@{seed.SAM}>, the new chapter")

    await expect(sam).to_have_title(re.compile(r"^\(1\) "))
    await expect(sam.get_by_role("combobox", name="Server Film Club unread elsewhere")).to_be_visible()
    await sam.locator("#guild").click()
    await expect(sam.get_by_role("option", name="Reading Room")).to_contain_text("unread")
    await sam.keyboard.press("Escape")
    said = await gestures.say(sam, link)
    await said.get_by_role("link", name=link).click()
    await expect(sam.locator("#room-name")).to_have_text("small-talk")
    await expect(sam.get_by_role("combobox", name="Server Reading Room", exact=True)).to_be_visible()
    await gestures.go_to(sam, "readings")
    await gestures.expect_marks(sam, "small-talk", unread=False)


@pytest.mark.parametrize(("theme", "size"), list(some(LOOKS, 3)))
async def test_axe_finds_nothing_in_the_new_places(windows: Windows, demo_url: str, theme: str, size: str) -> None:
    found: dict[str, list[str]] = {}

    async def look(place: str) -> None:
        found[place] = await findings(page)
        assert await faint_texts(page) == []
        assert await page.evaluate(NAMELESS) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    async def open_side() -> None:
        if size == "phone":
            await page.get_by_role("button", name="Channels").click()

    page = await gestures.open_page(windows, demo_url, "Sam")
    await page.set_viewport_size(SIZES[size])
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    await open_side()
    await page.locator("#guild").click()
    await look("the list of servers")
    await page.get_by_role("option", name="Reading Room").click()
    await expect(page.locator("#room-name")).to_have_text("readings")
    await gestures.run(page, "explain", topic="Contrast")
    await look("the other server")
    selects = await gestures.run(page, "selects")
    await selects.get_by_role("combobox", name="A role").click()
    await look("nothing to choose from")
    await page.keyboard.press("Escape")
    for place in (BOT, "Study group"):
        await open_side()
        await look(f"the channels before {place}")
        await gestures.go_to(page, place)
        await gestures.run(page, "count")
        await look(place)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
