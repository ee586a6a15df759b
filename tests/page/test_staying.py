"""What stays while things change: the place in the list, the words typed, the member of a tab, the greeting."""

from pathlib import Path
from urllib.parse import urljoin

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from tests.page import gestures
from tests.page.conftest import Windows, demo, serve, written
from tests.ports import free_port

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]


LEFT = "(each => each.scrollHeight - each.scrollTop - each.clientHeight)(document.querySelector('#scroller'))"
"""Pixels from the view to the end of the list."""


async def test_a_newcomer_is_greeted_once_and_each_thing_to_try_is_one_click(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, greeted=False)
    greeting = page.get_by_role("region", name="Welcome to Film Club")

    await greeting.get_by_role("button", name="Explain a film").click()
    await expect(gestures.newest(page)).to_contain_text("A Model Citizen explained.")
    strip = page.get_by_role("region", name="Try")
    await expect(strip.get_by_role("button", name="Explain a film tried")).to_be_focused()
    await strip.get_by_role("button", name="Dismiss this greeting").click()
    await page.reload()
    await expect(page.locator("#guild")).to_have_text("Film Club")
    await expect(greeting).to_be_hidden()
    await expect(strip).to_be_hidden()
    await page.get_by_role("button", name="Things to try, and keys").click()
    await greeting.get_by_role("button", name="Open a form").click()

    await expect(gestures.form(page, "A few words")).to_be_visible()


async def test_a_reader_of_older_messages_is_not_moved_but_told(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")
    last = [await gestures.run(ada, "sums") for _ in range(3)][-1]
    scroller = sam.locator("#scroller")
    await expect(await gestures.held(sam, last)).to_be_visible()
    await sam.wait_for_function(f"() => {LEFT} < 2")
    await scroller.evaluate("each => each.scrollBy(0, -400)")
    await sam.wait_for_function(f"() => {LEFT} > 200")
    await sam.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    before = await scroller.evaluate("each => each.scrollTop")

    await gestures.say(ada, "Something new")

    pill = sam.get_by_role("button", name="1 new message")
    await expect(pill).to_be_visible()
    assert await scroller.evaluate("each => each.scrollTop") == before
    await pill.click()
    await expect(pill).to_be_hidden()
    await expect(gestures.newest(sam)).to_be_in_viewport()


async def test_a_reader_at_the_end_stays_at_the_end(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(windows, demo_url, "Ada")

    last = [await gestures.run(ada, "count") for _ in range(3)][-1]

    await expect(await gestures.held(sam, last)).to_be_visible()
    await sam.wait_for_function(f"() => {LEFT} < 2")
    await expect(sam.locator("#new-pill")).to_be_hidden()


async def test_of_a_card_taller_than_the_view_the_beginning_is_shown(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await page.set_viewport_size({"width": 1000, "height": 500})

    card = await gestures.run(page, "card")

    await expect(card.get_by_role("heading", name="A card")).to_be_in_viewport()
    await gestures.run(page, "count")
    await expect(gestures.newest(page)).to_be_in_viewport()
    await expect(page.locator("#new-pill")).to_be_hidden()


async def test_words_typed_in_a_channel_wait_there(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.message_box(page).fill("half a thought")

    await gestures.go_to(page, "film-night")
    await expect(gestures.message_box(page)).to_have_value("")
    await gestures.go_to(page, "general")

    await expect(gestures.message_box(page)).to_have_value("half a thought")


async def test_words_typed_while_a_message_is_on_its_way_are_the_next_one(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")

    for words in ("One of three", "Two of three", "Three of three"):
        await page.keyboard.type(words)
        await page.keyboard.press("Enter")

    said = gestures.messages(page).filter(has_text="of three").locator(".content")
    await expect(said).to_have_text(["One of three", "Two of three", "Three of three"])
    await expect(gestures.message_box(page)).to_have_value("")


class SlowLine:
    """What comes to a page from the playground, for as long as it is to wait."""

    def __init__(self) -> None:
        self.waits = False
        self._waiting: list[str | bytes] = []

    async def lead(self, page: Page) -> None:
        """Has the next line of a page go this way."""
        await page.route_web_socket("**/play", self._connect)

    def _connect(self, line: WebSocketRoute) -> None:
        self._line = line
        line.connect_to_server().on_message(self._came)

    def _came(self, told: str | bytes) -> None:
        if self.waits:
            self._waiting.append(told)
        else:
            self._line.send(told)

    def go_on(self) -> None:
        self.waits = False
        while self._waiting:
            self._line.send(self._waiting.pop(0))


async def test_who_is_at_something_else_when_what_they_sent_is_taken_is_not_called_away(
    windows: Windows, demo_url: str
) -> None:
    page, line = await (await windows.window()).new_page(), SlowLine()
    await line.lead(page)
    await gestures.open_page(gestures.Opened(page), demo_url, "Sam")
    await gestures.pick_command(page, "count")
    line.waits = True
    await page.keyboard.press("Enter")
    await page.locator("#you").click()
    await expect(page.get_by_role("listbox", name="Whom to be")).to_be_visible()
    line.go_on()
    await expect(gestures.newest(page)).to_contain_text("Counted to 0.")
    await expect(page.get_by_role("group", name="Command count")).to_have_count(0)
    await expect(page.locator("#you")).to_be_focused()
    await expect(page.get_by_role("listbox", name="Whom to be")).to_be_visible()
    await page.keyboard.press("Escape")

    private = await gestures.run(page, "explain", topic="to be dismissed")
    line.waits = True
    await private.get_by_role("button", name="Dismiss message").click()
    await page.locator("#you").click()
    await expect(page.get_by_role("listbox", name="Whom to be")).to_be_visible()
    line.go_on()
    await expect(private).to_have_count(0)
    await gestures.expect_at_rest(page)
    await expect(page.get_by_role("listbox", name="Whom to be")).to_be_visible()
    await page.close()  # and its window with it, which leads here


async def test_backing_out_of_a_command_and_picking_it_again_loses_nothing(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url, "Sam")
    await gestures.pick_command(page, "poll create")
    await gestures.fill_option(page, "question", "What did you think?")

    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(gestures.message_box(page)).to_have_value("/poll create")
    await page.keyboard.press("Enter")

    await expect(gestures.option_field(page, "question")).to_have_value("What did you think?")


async def test_each_tab_stays_the_member_it_was(windows: Windows, demo_url: str) -> None:
    sam = await gestures.open_page(windows, demo_url, "Sam")
    ada = await gestures.open_page(sam.context, demo_url, "Ada")

    await sam.reload()
    await ada.reload()

    await expect(sam.locator("#you")).to_contain_text("Sam")
    await expect(ada.locator("#you")).to_contain_text("Ada")


async def test_the_page_comes_back_by_itself_and_keeps_what_was_typed(windows: Windows, tmp_path: Path) -> None:
    async with demo(tmp_path, free_port()) as serving:
        page = await gestures.open_page(windows, serving.url, "Ada")
        await gestures.say(page, "Before")
        await gestures.become(page, "Sam")  # told after all else: what is not known to have arrived would come back
        await written(tmp_path, "Before")
        await gestures.message_box(page).fill("Not sent yet")
        banner = page.locator(".banner").filter(has_text="The playground is not answering.")

        await serving.kill()
        await expect(banner).to_be_visible()
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert").filter(has_text="Nothing was sent")).to_be_visible()
        again = await serve(serving.command)
        try:
            await expect(banner).to_be_hidden()
            await expect(gestures.message_box(page)).to_have_value("Not sent yet")
            await page.keyboard.press("Enter")
            await expect(gestures.newest(page)).to_contain_text("Not sent yet")
            await expect(page.get_by_text("Before", exact=True)).to_be_visible()
        finally:
            await again.kill()


async def test_v10_the_key_is_gone_from_the_address_and_the_past_once_used_and_the_page_still_comes_back(
    windows: Windows, demo_url: str
) -> None:
    page = await gestures.open_page(await windows.window(), demo_url, "Sam")
    place = urljoin(demo_url, "/")
    assert page.url == place
    assert await page.evaluate("history.length") <= 2  # the empty page, and this
    assert await page.evaluate("performance.getEntriesByType('navigation')[0].name") == place
    assert await page.evaluate("document.cookie + JSON.stringify({...localStorage, ...sessionStorage})") == (
        await page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
    )

    await page.reload()
    await expect(page.locator("#you")).to_contain_text("Sam")
    ada = await gestures.open_page(page.context, place, "Ada")
    await gestures.say(ada, "From a window that was never given the key")
    await expect(gestures.newest(page)).to_contain_text("never given the key")

    [cookie] = await page.context.cookies(urljoin(demo_url, "/play"))
    assert (cookie.get("httpOnly"), cookie.get("sameSite"), cookie.get("path")) == (True, "Strict", "/play")
    assert cookie.get("value", "") not in demo_url
    stranger = await windows.new_page()
    await stranger.goto(place)
    await expect(stranger.get_by_text("This address is not the playground's any more.")).to_be_visible()


async def test_a_wrong_key_is_told_in_words(windows: Windows, demo_url: str) -> None:
    page = await windows.new_page()

    await page.goto(demo_url[:-5] + "wrong")

    await expect(page.get_by_text("This address is not the playground's any more.")).to_be_visible()


async def test_the_theme_follows_the_system_until_it_is_chosen(windows: Windows, demo_url: str) -> None:
    page = await gestures.open_page(windows, demo_url)
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = await page.evaluate(ground)

    await page.emulate_media(color_scheme="light")
    light = await page.evaluate(ground)
    await page.get_by_role("button", name="Switch to the dark theme").click()
    await page.reload()
    await expect(page.locator("#guild")).to_have_text("Film Club")

    assert light != dark
    assert await page.evaluate(ground) == dark
