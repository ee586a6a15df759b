"""The places of a server beside its channels, on the demo bot: its threads, its scheduled events."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.page import gestures

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("browser"),
]


async def in_thread_menu(page: Page, entry: str) -> None:
    """Chooses from the menu of the thread in view."""
    await page.get_by_role("button", name="Thread menu").click()
    await page.get_by_role("menuitem", name=entry).click()


async def test_a_thread_is_begun_talked_in_closed_and_deleted(window: BrowserContext, demo_url: str) -> None:
    sam = await gestures.open_page(window, demo_url, "Sam")
    mira = await gestures.open_page(window, demo_url, "Mira")
    await sam.bring_to_front()
    asked = await gestures.run(sam, "discuss", question="Was it fair")
    thread = gestures.channel_button(sam, "Was it fair")
    await expect(thread.locator(".count")).to_have_text("1 unread")
    await expect(asked).to_contain_text("1 message · See thread")

    await asked.get_by_role("button", name="See thread").click()
    await expect(sam.locator("#room-name")).to_have_text("Was it fair")
    await expect(gestures.messages(sam).first).to_contain_text(
        "started this thread on a message of Demo Bot: Was it fair"
    )
    await gestures.say(sam, "It was not")
    await gestures.go_to(sam, "general")
    await expect(asked).to_contain_text("2 messages · See thread")

    await mira.bring_to_front()
    await gestures.go_to(mira, "Was it fair")
    await in_thread_menu(mira, "Lock thread")
    await in_thread_menu(mira, "Archive thread")
    await expect(mira.get_by_text("This thread is archived and locked.")).to_be_visible()
    await sam.bring_to_front()
    await expect(asked).to_contain_text("archived and locked")
    await expect(thread).to_be_hidden()
    await asked.get_by_role("button", name="See thread").click()
    await expect(gestures.message_box(sam)).to_be_disabled()
    await expect(sam.get_by_role("button", name="Thread menu")).to_be_hidden()

    await mira.bring_to_front()
    await in_thread_menu(mira, "Delete thread")
    await mira.get_by_role("dialog").get_by_role("button", name="Delete thread").click()
    await sam.bring_to_front()
    await expect(sam.locator("#room-name")).to_have_text("general")
    await expect(sam.locator(".banner").filter(has_text="“Was it fair” was deleted.")).to_be_visible()
    await expect(asked).not_to_contain_text("See thread")


async def test_a_thread_of_its_own_is_told_and_archived_ones_are_unfolded(
    window: BrowserContext, demo_url: str
) -> None:
    page = await gestures.open_page(window, demo_url, "Mira")
    await gestures.run(page, "thread", name="Old films")
    told = page.get_by_role("article").filter(has_text="Demo Bot started a thread: Old films")
    await expect(told).to_be_visible()

    await page.get_by_role("button", name="Go to #Old films").click()
    await in_thread_menu(page, "Archive thread")
    await gestures.go_to(page, "general")
    await expect(gestures.channel_button(page, "Old films")).to_be_hidden()
    await page.get_by_text("1 archived in general").click()
    await gestures.go_to(page, "Old films")
    await gestures.say(page, "One more")

    await expect(page.get_by_text("This thread is archived.")).to_be_hidden()
    await expect(gestures.channel_button(page, "Old films")).to_be_visible()


async def test_an_event_is_planned_found_by_its_link_and_called_off(window: BrowserContext, demo_url: str) -> None:
    sam = await gestures.open_page(window, demo_url, "Sam")
    mira = await gestures.open_page(window, demo_url, "Mira")
    await sam.bring_to_front()
    answer = await gestures.run(sam, "meet", film="Bees at Work", minutes="200")
    entry = sam.get_by_role("navigation").get_by_role("button", name="Events 1 planned")
    await expect(entry).to_be_visible()

    await answer.get_by_role("link").click()
    shown = sam.get_by_role("dialog", name="Events in Film Club").get_by_role("listitem")
    await expect(shown.get_by_role("heading", name="Bees at Work")).to_be_visible()
    for words in ("in 3 hours", "#general", "We watch it together", "Planned by Demo Bot"):
        await expect(shown).to_contain_text(words)
    await expect(shown.get_by_role("button", name="Cancel event")).to_have_count(0)

    await mira.bring_to_front()
    await mira.get_by_role("navigation").get_by_role("button", name="Events").click()
    await mira.get_by_role("button", name="Cancel event").click()
    await mira.get_by_role("dialog", name="Cancel event?").get_by_role("button", name="Cancel event").click()
    await expect(mira.get_by_text("No events are planned.")).to_be_visible()
    await sam.bring_to_front()
    await expect(sam.get_by_text("No events are planned.")).to_be_visible()
    await sam.keyboard.press("Escape")
    await expect(entry).to_have_count(0)
