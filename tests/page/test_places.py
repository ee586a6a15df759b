"""What a server has beside channels and messages, on the demo bot: threads, scheduled events, files."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Locator, Page, Route, expect

from playground import seed
from tests.page import gestures
from tests.page.conftest import Windows
from tests.page.test_access import NAMELESS, faint_in_a_theme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


DROP = """(zone, text) => {
  const dataTransfer = new DataTransfer();
  dataTransfer.items.add(new File([text], text));
  zone.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
}"""
"""Drops a file, named and filled with a text, on an element."""


@asynccontextmanager
async def pressed(page: Page, control: Locator) -> AsyncIterator[None]:
    """A control with the mouse down on it, let go in the end, whatever is drawn there by then."""
    await control.hover()
    await page.mouse.down()
    yield
    await page.mouse.up()


async def in_thread_menu(page: Page, entry: str) -> None:
    """Chooses from the menu of the thread in view."""
    await page.get_by_role("button", name="Thread menu").click()
    await page.get_by_role("menuitem", name=entry).click()


async def test_a_thread_is_begun_talked_in_closed_and_deleted(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    mira = await gestures.open_page(windows, demo_url, "Mira")
    asked = await gestures.run(sam, "discuss", question="Was it fair")
    thread = gestures.channel_button(sam, "Was it fair")
    await expect(asked).to_contain_text("1 message · See thread")

    await expect(thread).to_be_hidden()
    await gestures.open_thread(sam, "Was it fair")
    await expect(gestures.messages(sam).first).to_contain_text(
        "started this thread on a message of Demo Bot: Was it fair"
    )
    await gestures.say(sam, "It was not")
    await gestures.go_to(sam, "general")
    await expect(asked).to_contain_text("2 messages · See thread")

    await gestures.open_thread(mira, "Was it fair")
    await in_thread_menu(mira, "Lock thread")
    await in_thread_menu(mira, "Archive thread")
    await expect(mira.get_by_text("This thread is archived and locked.")).to_be_visible()
    await expect(asked).to_contain_text("archived and locked")
    await expect(thread).to_be_hidden()
    await asked.get_by_role("button", name="See thread").click()
    await expect(gestures.message_box(sam)).to_be_disabled()
    await sam.get_by_role("button", name="Thread menu").click()
    await expect(sam.get_by_role("menuitem")).to_have_text(["Leave thread"])
    await sam.keyboard.press("Escape")

    await gestures.keep_texts(sam, "#banners")
    await in_thread_menu(mira, "Delete thread")
    await mira.get_by_role("dialog").get_by_role("button", name="Delete thread").click()
    await expect(sam.locator("#room-name")).to_have_text("general")
    await gestures.expect_texts(sam.locator("#banners"), "“Was it fair” was deleted.")
    await expect(asked).not_to_contain_text("See thread")


async def test_a_thread_of_its_own_is_told_and_archived_ones_are_unfolded(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Mira")
    await gestures.run(page, "thread", name="Old films")
    told = page.get_by_role("article").filter(has_text="Demo Bot started a thread: Old films")
    await expect(told).to_be_visible()

    await page.get_by_role("button", name="Go to #Old films").click()
    await page.get_by_role("button", name="Join thread").click()
    await in_thread_menu(page, "Archive thread")
    await gestures.go_to(page, "general")
    await expect(gestures.channel_button(page, "Old films")).to_be_hidden()
    ada = await gestures.open_page(windows, demo_url, "Ada")
    await gestures.go_to(ada, "film-night")
    async with pressed(page, page.get_by_text("1 archived in general")):
        await gestures.say(ada, "Something else")
        await gestures.expect_marks(page, "film-night", unread=True)  # drawn anew, under the finger
    await gestures.go_to(page, "Old films")
    await gestures.say(page, "One more")

    await expect(page.get_by_text("This thread is archived.")).to_be_hidden()
    await expect(gestures.channel_button(page, "Old films")).to_be_visible()


async def test_a_press_counts_though_the_list_is_drawn_anew_before_it_ends(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")
    async with pressed(sam, gestures.channel_button(sam, "film-night")):
        await gestures.go_to(ada, "film-night")
        await gestures.say(ada, "Anybody there")
        await gestures.expect_marks(sam, "film-night", unread=True)
    await expect(sam.locator("#room-name")).to_have_text("film-night")


async def test_a_thread_is_in_the_list_of_who_is_in_it(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")
    await gestures.run(sam, "discuss", question="Who is in")
    thread, bar = gestures.channel_button(sam, "Who is in"), sam.get_by_text("You are not in this thread.")
    await gestures.open_thread(sam, "Who is in")
    await expect(bar).to_be_visible()
    await sam.get_by_role("button", name="Join thread").click()
    await expect(bar).to_be_hidden()
    await gestures.go_to(sam, "general")
    await expect(thread).to_be_visible()

    await gestures.open_thread(ada, "Who is in")
    said = await gestures.say(ada, "I am")
    await gestures.expect_marks(sam, "Who is in", unread=True)
    await gestures.say(ada, f"And <@{seed.SAM}>")
    await gestures.expect_marks(sam, "Who is in", unread=True, mentions=1)
    place = f"https://discord.com/channels/{seed.GUILD}/{await said.get_attribute('data-message')}"

    await gestures.go_to(sam, "Who is in")
    await in_thread_menu(sam, "Leave thread")
    await expect(bar).to_be_visible()
    await gestures.go_to(sam, "general")
    await expect(thread).to_be_hidden()
    await gestures.say(ada, "Who else?")
    await expect(sam).not_to_have_title(re.compile(r"^[•(]"))
    thread_id = await ada.locator("#channels [aria-current]").get_attribute("data-channel")
    link = place.replace(f"{seed.GUILD}/", f"{seed.GUILD}/{thread_id}/")
    await (await gestures.say(sam, link)).get_by_role("link").click()
    await expect(sam.locator("#room-name")).to_have_text("Who is in")
    await expect(sam.locator("article:focus")).to_contain_text("I am")
    await expect(bar).to_be_visible()


async def test_an_event_is_planned_found_by_its_link_and_called_off(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    mira = await gestures.open_page(windows, demo_url, "Mira")
    answer = await gestures.run(sam, "meet", film="Bees at Work", minutes="200")
    entry = sam.get_by_role("navigation").get_by_role("button", name="Events 1 planned")
    await expect(entry).to_be_visible()

    await answer.get_by_role("link").click()
    shown = sam.get_by_role("dialog", name="Events in Film Club").get_by_role("listitem")
    await expect(shown.get_by_role("heading", name="Bees at Work")).to_be_visible()
    for words in ("in 3 hours", "#general", "We watch it together", "Planned by Demo Bot"):
        await expect(shown).to_contain_text(words)
    await expect(shown.get_by_role("button", name="Cancel event")).to_have_count(0)

    await mira.get_by_role("navigation").get_by_role("button", name="Events").click()
    async with pressed(sam, shown.get_by_role("button", name="Interested 0")):
        await mira.get_by_role("button", name="Interested 0").click()
        await expect(shown.get_by_role("button", name="Interested 1")).to_be_visible()
    await expect(shown.get_by_role("button", name="Interested 2", pressed=True)).to_be_focused()

    await mira.get_by_role("button", name="Edit event").click()
    form = gestures.form(mira, "Edit event")
    await form.get_by_role("textbox", name="Name").fill("Bees at Rest")
    begins = form.get_by_label("Begins")
    await begins.fill("2020-01-01T20:00")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_have_text("An event begins in the future. Choose a later beginning.")
    later = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(days=2)
    await begins.fill(later.strftime("%Y-%m-%dT20:00"))
    await form.get_by_label("Ends").fill(later.strftime("%Y-%m-%dT22:00"))
    await form.get_by_role("button", name="Save").click()
    await expect(shown.get_by_role("heading", name="Bees at Rest")).to_be_visible()
    await expect(shown).to_contain_text("20:00–22:00")
    await mira.get_by_role("button", name="Cancel event").click()
    await mira.get_by_role("dialog", name="Cancel event?").get_by_role("button", name="Cancel event").click()
    await expect(mira.get_by_text("No events are planned.")).to_be_visible()
    await expect(sam.get_by_text("No events are planned.")).to_be_visible()
    await sam.keyboard.press("Escape")
    await expect(entry).to_have_count(0)


async def test_a_file_is_given_to_a_command_and_saved_from_its_answer(
    windows: Windows, demo_url: str, tmp_path: Path
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "inspect")
    field = gestures.option_field(page, "file")
    await field.set_input_files({"name": "big.bin", "mimeType": "", "buffer": b"x" * (10 * 1024 * 1024 + 1)})
    await field.press("Enter")
    await expect(page.locator(".file-pill")).to_contain_text("This has 10.5 MB; a file has at most 10 MiB.")
    await expect(page.get_by_role("alert").filter(has_text="“big.bin” was not taken.")).to_be_visible()

    await field.set_input_files({"name": "table.csv", "mimeType": "text/csv", "buffer": b"one,two\n"})
    await expect(page.locator(".file-pill")).to_contain_text("table.csv8 bytes")
    await field.press("Enter")

    answer = gestures.newest(page)
    await expect(answer).to_contain_text("table.csv, 8 bytes, text/csv: no words")
    async with page.expect_download() as download:
        await answer.get_by_role("link", name="table.csv").click()
    saved = tmp_path / "saved.csv"
    await (await download.value).save_as(saved)
    assert saved.read_bytes() == b"one,two\n"


async def test_files_are_chosen_and_dropped_in_a_form(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "handin")
    await page.keyboard.press("Enter")
    form = gestures.form(page, "Hand something in")
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_text("This is needed.")).to_be_visible()

    await form.get_by_label(re.compile("^Files")).set_input_files(
        [{"name": name, "mimeType": "text/plain", "buffer": name.encode()} for name in ("one", "three")]
    )
    await expect(form.get_by_role("listitem")).to_have_text(["one3 bytes", "three5 bytes"])
    await form.get_by_role("button", name="Take away one").click()
    await page.locator(".file-picker").evaluate(DROP, "dropped")
    await expect(form.get_by_role("listitem")).to_have_text(["three5 bytes", "dropped7 bytes"])
    await form.get_by_role("button", name="Submit").click()

    await expect(form).to_have_count(0)
    await expect(gestures.newest(page)).to_contain_text("Handed in: three (5), dropped (7)")


@asynccontextmanager
async def slow_uploads(page: Page) -> AsyncIterator[asyncio.Event]:
    """A network on which files arrive only once what is given is set."""
    arrive = asyncio.Event()

    async def wait(route: Route) -> None:
        await arrive.wait()
        await route.continue_()

    await page.route("**/play/files", wait)
    yield arrive
    await page.unroute("**/play/files")


async def test_what_is_sent_while_its_file_is_on_its_way_goes_once_it_is_there(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    async with slow_uploads(page) as arrive:
        await gestures.pick_command(page, "inspect")
        field = gestures.option_field(page, "file")
        await field.set_input_files({"name": "slow.csv", "mimeType": "text/csv", "buffer": b"one,two\n"})
        await field.press("Enter")
        await field.press("Enter")
        await expect(page.locator(".tray")).to_contain_text("It is sent as soon as the file is there.")
        arrive.set()
        await expect(gestures.newest(page)).to_contain_text("slow.csv, 8 bytes, text/csv: no words")

    async with slow_uploads(page) as arrive:
        await gestures.pick_command(page, "handin")
        await gestures.send(page)
        form = gestures.form(page, "Hand something in")
        await form.get_by_label(re.compile("^Files")).set_input_files({"name": "slow", "mimeType": "", "buffer": b"1"})
        await form.get_by_role("button", name="Submit").click()
        await expect(form.locator("button[type=submit][aria-busy=true]")).to_be_visible()
        await expect(form.get_by_text("on its way")).to_be_visible()
        arrive.set()
        await expect(form).to_have_count(0)
        await expect(gestures.newest(page)).to_contain_text("Handed in: slow (1)")
    await expect(gestures.messages(page).filter(has_text="slow.csv, 8 bytes")).to_have_count(1)


async def test_what_is_left_while_its_file_is_on_its_way_is_not_sent(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    async with slow_uploads(page) as arrive:
        await gestures.pick_command(page, "handin")
        await gestures.send(page)
        form = gestures.form(page, "Hand something in")
        await form.get_by_label(re.compile("^Files")).set_input_files({"name": "slow", "mimeType": "", "buffer": b"1"})
        await form.get_by_role("button", name="Submit").click()
        await form.get_by_role("button", name="Cancel").click()
        arrive.set()
        await expect(form.get_by_role("listitem")).to_contain_text("1 bytes")
        await expect(form.locator("button[type=submit]:not([aria-busy])")).to_have_count(1)
        await form.get_by_role("button", name="Keep writing").click()
        await form.get_by_role("button", name="Submit").click()
        await expect(gestures.newest(page)).to_contain_text("Handed in: slow (1)")


async def test_what_the_places_show_stands_out_in_both_themes_and_has_names(windows: Windows, demo_url: str) -> None:
    async def holds() -> None:
        assert await faint_in_a_theme(page) == {}
        assert await page.evaluate(NAMELESS) == []

    page = await gestures.open_page(windows, demo_url, "Mira")
    await gestures.run(page, "discuss", question="In the light")
    await gestures.open_thread(page, "In the light")
    await holds()
    await page.get_by_role("button", name="Join thread").click()
    await gestures.say(page, f"<@{seed.MIRA}>, <@{seed.SAM}>")
    for entry in ("Lock thread", "Archive thread"):
        await in_thread_menu(page, entry)
    await expect(page.get_by_text("This thread is archived and locked.")).to_be_visible()
    await page.get_by_role("button", name="Thread menu").click()
    await holds()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Thread menu")).to_be_focused()

    await gestures.go_to(page, "general")
    await page.get_by_text("archived in general").click()
    await gestures.run(page, "meet", film="Bees at Work")
    await holds()
    await page.get_by_role("navigation").get_by_role("button", name="Events").click()
    await page.get_by_role("button", name="Interested").last.click()
    await expect(page.get_by_role("button", name="Interested", pressed=True).last).to_be_visible()
    await holds()
    await page.get_by_role("button", name="Edit event").first.click()
    await holds()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await gestures.pick_command(page, "inspect")
    await gestures.option_field(page, "file").set_input_files({"name": "a", "mimeType": "", "buffer": b"a"})
    await holds()


async def test_a_link_leads_to_a_message_in_its_own_channel_or_another_and_to_the_server(
    windows: Windows, demo_url: str
) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    meant = await gestures.say(page, "The one that is meant")
    channel = f"https://discord.com/channels/{seed.GUILD}/{seed.GENERAL}"
    link = f"{channel}/{await meant.get_attribute('data-message')}"
    for place in ("general", "film-night"):
        await gestures.go_to(page, place)
        said = await gestures.say(page, link)
        await said.get_by_role("link", name=link).click()
        await expect(page.locator("#room-name")).to_have_text("general")
        await expect(meant).to_be_focused()
        await expect(meant).to_be_in_viewport()

    astray = await gestures.say(page, f"{channel}/1")
    server = f"https://discord.com/channels/{seed.GUILD}"
    await gestures.go_to(page, "film-night")
    said = await gestures.say(page, server)
    await said.get_by_role("link", name=server, exact=True).click()
    await expect(page.locator("#room-name")).to_have_text("general")

    await gestures.keep_texts(page, "#banners")
    await astray.get_by_role("link", name=f"{channel}/1").click()
    await gestures.expect_texts(page.locator("#banners"), "That message is not here any more.")
