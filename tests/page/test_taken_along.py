"""A member without company: a viewing and a review in direct messages, and the bot taken along to where it is not."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.budgets import some
from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_axe import LOOKS, SIZES, findings
from tests.page.test_polls import card, cards
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

BOT = "Second Look"
FILM = "Leave No Dark Corner"
CLAIM = "Every Chinese citizen has one national score."
FOR_SERVERS = {"/poll create", "/quiz start", "/statements start", "/pack list", "/settings show"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    serving = await serve([*WARM, *PLAYGROUND, "--data", str(tmp_path_factory.mktemp("along"))])
    yield serving.url
    await serving.kill()


async def reload(page: Page) -> None:
    """The page anew, where one was."""
    await page.reload()
    await expect(page.locator("#room-name")).to_have_text(BOT)


async def test_a_viewing_alone_in_direct_messages_goes_on_after_the_page_is_loaded_anew(
    windows: Windows, url: str
) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    await gestures.go_to(page, BOT)
    alone = await gestures.run(page, "watch start", film=FILM, guide="Bias and perspective")
    await expect(alone).to_contain_text("Guided viewing · alone")
    await gestures.press(alone, "Next")
    await expect(alone).to_contain_text("Write the first three words")
    await reload(page)

    await gestures.press(alone, "Answer")
    form = gestures.form(page, "Prompt 1")
    await form.get_by_role("textbox").first.fill("Gold, red, poor")
    await form.get_by_role("button", name="Submit").click()
    await card(page, "Recorded: Gold, red, poor")
    await gestures.press(alone, "Start the film")
    await gestures.press(alone, "Start anyway")
    await expect(alone).to_contain_text("The film runs")
    prompt = await card(page, "listen for a sentence that sounds like a fact")
    await expect(gestures.is_private(prompt)).to_have_count(0)
    await reload(page)

    await expect(gestures.messages(page)).to_have_count(3)
    await gestures.press(prompt, "Film is over")
    ended = await gestures.run(page, "watch end")
    await expect(ended).to_contain_text("This viewing has ended")
    await reload(page)
    await expect(ended).to_contain_text("This viewing has ended")
    journal = await gestures.run(page, "watch journal")
    await expect(journal).to_contain_text("Gold, red, poor")


async def test_a_review_in_direct_messages_goes_on_after_the_page_is_loaded_anew(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Ada")
    await gestures.go_to(page, BOT)
    claim = await gestures.run(page, "claim", claim=CLAIM)
    await gestures.press(claim, "Keep this")
    await card(page, "Kept for your review, 1 item")
    await reload(page)

    asked = await gestures.run(page, "review start")
    await expect(asked).to_contain_text("Review · 1 of 1 due")
    await reload(page)
    asked = await gestures.run(page, "review start")
    await gestures.press(asked, "Does not hold")
    await expect(asked).to_contain_text("You chose Does not hold: right.")
    await gestures.press(asked, "Knew it")
    await expect(asked).to_contain_text("Done for today: 1 item.")
    await reload(page)
    again = await gestures.run(page, "review start")
    await expect(again).to_contain_text("Done for today: 1 item.")


@pytest.mark.parametrize("place", ["Reading Room", "Study group"])
async def test_p07_where_the_bot_is_not_a_member_looks_things_up_and_checks_what_others_say(
    windows: Windows, url: str, place: str
) -> None:
    async def enter(page: Page) -> None:
        await (gestures.to_server if place == "Reading Room" else gestures.go_to)(page, place)

    sam = await gestures.open_page(windows, url, "Sam")
    jun = await gestures.open_page(windows, url, "Jun")
    await enter(sam)
    await enter(jun)
    offered = await gestures.offered(sam)
    assert {"/explain", "/review start", "/privacy show"} <= offered.keys()
    assert not FOR_SERVERS & offered.keys()
    await gestures.message_box(sam).fill("")
    await gestures.say(jun, "They say that every Chinese citizen has one national score.")
    menu = await gestures.open_menu(sam, cards(sam, "They say that every Chinese citizen").last)
    await expect(menu.get_by_role("menuitem")).to_have_text(["Check this claim", "Explain this", "Copy text"])
    await menu.get_by_role("menuitem", name="Check this claim").click()
    checked = await card(sam, "Checked already")
    await expect(gestures.is_private(checked)).to_be_visible()
    await gestures.choose(sam, checked, "Open a claim", CLAIM)
    await expect(gestures.newest(sam)).to_contain_text("Verdict: False.")

    shared = await gestures.run(sam, "claim", claim=CLAIM, share="True")
    await expect(gestures.is_private(shared)).to_have_count(0)
    await expect(gestures.newest(jun)).to_contain_text("Verdict: False.")
    await gestures.press(gestures.newest(jun), "Next")
    await expect(gestures.is_private(gestures.newest(jun))).to_be_visible()


@pytest.mark.parametrize(("theme", "size"), list(some(LOOKS, 3)))
async def test_axe_finds_nothing_in_a_viewing_alone(windows: Windows, url: str, theme: str, size: str) -> None:
    page = await gestures.open_page(windows, url, "Farid")
    await gestures.go_to(page, BOT)
    if await gestures.messages(page).count():
        await gestures.run(page, "watch end")
    alone = await gestures.run(page, "watch start", film=FILM, guide="Bias and perspective")
    await gestures.press(alone, "Next")
    await expect(alone).to_contain_text("Write the first three words")
    await page.set_viewport_size(SIZES[size])
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    assert await findings(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
