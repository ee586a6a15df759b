"""A newcomer alone, README in hand: looks something up, votes with the others, sees an evening through. The real bot, a
real browser; SCREENSHOTS=folder draws the README's anew."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_axe import findings
from tests.page.test_library import picture
from tests.page.test_polls import card, cards
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest_asyncio.fixture(loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it for the first time, save that films run through sooner."""
    command = [each for each in PLAYGROUND if each != "--no-company"]
    serving = await serve([*WARM, *command, "--fast", "3", "--data", str(tmp_path_factory.mktemp("tours"))])
    yield serving.url
    await serving.kill()


def tour(page: Page) -> Locator:
    return page.locator("#tour")


async def step(page: Page, at: int, says: str) -> None:
    """Waits for a step, and for its turn to be the visitor's."""
    await expect(page.locator("#tour-title")).to_contain_text(f"{at} of")
    await expect(page.locator("#tour-words").filter(has_text=says)).to_be_visible()
    await expect(tour(page).locator(".tour-busy")).to_have_count(0)


async def sound(page: Page, at: int, says: str) -> None:
    """That step, with nothing that axe-core finds."""
    await step(page, at, says)
    assert await findings(page) == []


async def go_on(page: Page, button: str = "Next") -> None:
    await tour(page).get_by_role("button", name=button, exact=True).click()


async def by_key(page: Page, control: str) -> None:
    """Goes to what a step is about, and presses it, without a mouse."""
    await gestures.tab_to(page, tour(page).get_by_role("button", name=f"Go to “{control}”"), "Shift+Tab", most=200)
    await page.keyboard.press("Enter")
    await expect(page.locator("article button:focus")).to_have_text(control)
    await page.keyboard.press("Enter")


async def write(page: Page, text: str) -> None:
    form = page.get_by_role("dialog")
    await form.get_by_role("textbox").fill(text)
    await form.get_by_role("button", name="Submit").click()
    await expect(form).to_have_count(0)


async def test_one_person_alone_sees_what_a_group_does(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    greeting = page.get_by_role("region", name="Welcome to Film Club")
    await expect(greeting).to_contain_text("You are Sam; your name, at the top, makes you somebody else.")
    await picture(page, "playground-welcome")

    await greeting.get_by_role("button", name="Look something up").click()
    await expect(gestures.newest(page)).to_contain_text("What the Social Credit System is")
    strip = page.get_by_role("region", name="Try")
    await expect(strip.get_by_role("button", name="Look something up tried")).to_be_focused()

    await strip.get_by_role("button", name="Vote with the others").click()
    await sound(page, 1, "Farid asks the group something before a film.")
    await gestures.press(await card(page, "A small town has an old pond"), "Ask everybody in town first")
    await sound(page, 2, "Each vote counts on the card at once.")
    asked = await card(page, "A small town has an old pond")
    await expect(asked).to_contain_text("4 ballots")
    await asked.scroll_into_view_if_needed()
    await picture(page, "tour-vote")
    await go_on(page, "Done")
    await expect(tour(page)).to_be_hidden()
    await expect(gestures.message_box(page)).to_be_focused()

    await strip.get_by_role("button", name="Watch an evening").click()
    await sound(page, 1, "a film of five minutes that does not exist")
    await gestures.press(cards(page, "We watch this together").last, "Join")
    await sound(page, 2, "This thread is the evening.")
    await expect(page.locator("#room-name")).to_have_text("The Town Pond (made up)")
    await picture(page, "tour-prompt")
    await by_key(page, "Answer")
    await write(page, "Ducks, ice, benches")
    await sound(page, 3, "all answers at once, and without names")
    await expect(cards(page, "answers, unnamed")).to_contain_text("Ducks, ice, benches")
    await picture(page, "tour-reveal")
    await go_on(page)
    await sound(page, 4, "8 times as fast as yours")
    # On the question itself: who takes long has the next one by now, and the film leads to that.
    second = cards(page, "Prompt 2 ").get_by_role("button", name="Answer", exact=True).last
    await gestures.tab_to(page, second, "Shift+Tab", most=200)
    await page.keyboard.press("Enter")
    await write(page, "Whoever looks for a place to park")
    await sound(page, 5, "A thought of your own?")
    await by_key(page, "Note this moment")
    await write(page, "The fisherman laughs before he answers")
    await sound(page, 6, "until the next question, at 3:00")
    await by_key(page, "Answer")
    paper = cards(page, "The mayor comes").filter(has=page.get_by_role("combobox", name="Pick one"))
    await paper.get_by_role("combobox", name="Pick one").click()
    await expect(page.get_by_role("option", name="Doubt")).to_be_visible()
    assert await findings(page) == []
    await page.keyboard.press("Escape")
    await gestures.choose(page, paper, "Pick one", "Doubt")
    await sound(page, 8, "asks the first question again")
    await by_key(page, "Answer")
    await write(page, "Cars, ducks, votes")
    both = cards(page, "Before the film: Ducks, ice, benches")
    await expect(both).to_contain_text("Now: Cars, ducks, votes")
    await sound(page, 9, "ends the evening")
    summary = await card(page, "Summary: The Town Pond (made up)")
    await expect(summary).to_contain_text("The fisherman laughs before he answers")
    drawn = summary.get_by_role("button", name="Open picture: Time line of 5:")
    await expect(drawn).to_be_attached()
    await drawn.scroll_into_view_if_needed()
    await picture(page, "tour-summary")
    await go_on(page, "Done")
    await expect(tour(page)).to_be_hidden()
    await expect(strip.get_by_role("button", name="tried")).to_have_count(3)


async def test_every_step_of_the_evening_can_be_skipped(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    await page.get_by_role("button", name="Watch an evening").focus()
    await page.keyboard.press("Enter")
    on = tour(page).get_by_role("button", name="Skip")
    await expect(on).to_be_focused()
    for at in (1, 2):
        await step(page, at, "")
        await page.keyboard.press("Enter")
    await step(page, 3, "")
    await expect(tour(page).get_by_role("button", name="Next")).to_be_focused()
    await page.keyboard.press("Enter")
    for at in (4, 5, 6, 8):
        await step(page, at, "")
        await page.keyboard.press("Enter")
    await step(page, 9, "ends the evening")
    await expect(await card(page, "Summary: The Town Pond (made up)")).to_be_visible()


async def test_a_tour_can_be_left_and_says_what_it_needs(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    await page.get_by_role("button", name="Vote with the others").click()
    await step(page, 1, "before a film")
    await tour(page).get_by_role("button", name="End the tour").click()
    await expect(tour(page)).to_be_hidden()
    await page.get_by_role("switch", name="Let the others take part").click()
    await expect(page.get_by_role("switch", name="Let the others take part")).not_to_be_checked()
    await gestures.keep_texts(page, "#banners")
    await page.get_by_role("button", name="Vote with the others").click()
    await gestures.expect_texts(page.locator("#banners"), "This needs the others.")
    await expect(tour(page)).to_be_hidden()


async def test_whoever_leaves_the_room_of_a_step_is_led_back(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    await page.get_by_role("button", name="Watch an evening").click()
    await step(page, 1, "Press Join")
    await gestures.go_to(page, "general")
    await expect(tour(page).get_by_role("button", name="Go to")).to_have_count(0)
    await go_on(page, "Back to “film-night”")
    await expect(page.locator("#room-name")).to_have_text("film-night")
    await expect(tour(page).get_by_role("button", name="Go to “Join”")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator("article button:focus")).to_have_text("Join")
    await tour(page).get_by_role("button", name="End the tour").click()


@pytest.mark.parametrize("theme", ["dark", "light"])
async def test_on_a_phone_greeting_and_tour_leave_two_thirds_of_the_room(
    windows: Windows, url: str, theme: str
) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    await page.set_viewport_size({"width": 390, "height": 844})
    greeting = page.locator("#welcome")
    assert await greeting.evaluate("each => each.offsetHeight") <= 844 / 3
    assert await greeting.evaluate("each => each.scrollHeight - each.clientHeight") == 0
    await greeting.get_by_role("button", name="Look something up").click()
    await expect(greeting).to_have_class(re.compile("is-strip"))
    assert await greeting.evaluate("each => each.offsetHeight") <= 100
    assert await findings(page) == []
    await greeting.get_by_role("button", name="Vote").click()
    await step(page, 1, "before a film")
    assert await tour(page).evaluate("each => each.offsetHeight") <= 844 / 3
    assert await findings(page) == []
    await go_on(page, "Skip")
    await step(page, 2, "Each vote counts")
    await page.set_viewport_size({"width": 1280, "height": 800})
    assert await findings(page) == []
    await page.set_viewport_size({"width": 390, "height": 844})
    await go_on(page, "Done")
    await page.reload()
    await expect(greeting.get_by_role("button", name="Watch an evening")).to_be_visible()
    await page.get_by_role("button", name="Things to try, and keys").click()
    await expect(greeting.get_by_role("heading", name="Welcome to Film Club")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(greeting).to_be_hidden()
