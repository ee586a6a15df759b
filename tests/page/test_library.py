"""Members look things up: the real bot, shipped packs, a real browser. SCREENSHOTS=folder draws the README's anew."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    data = str(tmp_path_factory.mktemp("library"))
    serving = await serve([*WARM, *PLAYGROUND, "--data", data])
    yield serving.url
    await serving.kill()


async def picture(page: Page, name: str) -> None:
    """Keep what the page shows, where the README's pictures are to be drawn anew."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.wait_for_timeout(300)
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_newcomer_is_greeted_with_things_that_work(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, greeted=False)
    await expect(page.locator("#welcome")).to_contain_text("What the Social Credit System is")
    await page.get_by_role("button", name="Look something up").click()
    await expect(gestures.newest(page)).to_contain_text("It is not one machine and not one score.")
    for label, shown in (
        ("New to this? Read these three", "New to this? Start here"),
        ("Check a claim", "Verdict:"),
        ("Look up a film", "This film exists; the sources below say so."),
    ):
        again = await gestures.open_page(windows, url, greeted=False)
        if not await again.get_by_text("More to try").is_visible():
            await again.get_by_role("button", name="Things to try, and keys").click()
        await again.get_by_text("More to try").click()
        await again.get_by_role("button", name=label).click()
        await expect(gestures.newest(again)).to_contain_text(shown)


async def test_all_commands_are_offered_with_what_they_do(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    offered = await gestures.offered(page)
    for command in ("explain", "film", "compare", "glossary", "claim", "search", "library", "help"):
        assert offered[f"/{command}"]
    await picture(page, "commands")


async def test_a_slip_while_typing_still_finds_the_topic(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    await gestures.pick_command(page, "explain")
    await gestures.option_field(page, "topic").fill("rewrads and")
    await expect(gestures.suggestions(page).first).to_contain_text("Rewards and punishments")
    await picture(page, "autocomplete")
    await page.keyboard.press("Enter")
    await gestures.send(page)
    await expect(gestures.newest(page)).to_contain_text("The short version")


async def test_a_card_is_read_section_by_section_in_place(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    card = await gestures.run(page, "explain", topic="What the Social Credit System is")
    await expect(card).to_contain_text("The short version")
    await picture(page, "explainer")
    await gestures.choose(page, card, "Go to a section", "A cabinet with many drawers")
    await expect(card).to_contain_text("Think less of one scoreboard")
    await gestures.press(card, "Next")
    await expect(card).not_to_contain_text("Think less of one scoreboard")


async def test_an_unverified_film_says_so_and_leads_to_a_real_one(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Ada")
    card = await gestures.run(page, "film", title="Abuse of Power: China's Social Credit System")
    await expect(card).to_contain_text("Title not verified.")
    await picture(page, "film")
    await gestures.choose(page, card, "Open a related entry", "Total Trust")
    await expect(card).to_contain_text("Jialing Zhang")


async def test_a_claim_shows_verdict_and_evidence(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Jun")
    card = await gestures.run(page, "claim", claim="A low score gets you banned from planes and trains.")
    await expect(card).to_contain_text("Verdict: Partly true.")
    await expect(card).to_contain_text("Evidence against")
    await picture(page, "claim")


async def test_a_shared_card_is_seen_by_all_and_a_private_one_by_its_reader(windows: Windows, url: str) -> None:
    sam = await gestures.open_page(windows, url, "Sam")
    ada = await gestures.open_page(windows, url, "Ada")
    private = await gestures.run(sam, "glossary", term="xinyong")
    await expect(gestures.is_private(private)).to_be_visible()
    await gestures.press(private, "Share to channel")
    shared = ada.locator("article[data-message]").filter(has_text="trustworthiness")
    await expect(shared).to_have_count(1)
    await expect(gestures.is_private(shared)).to_have_count(0)
    await expect(sam.locator("article[data-message]").filter(has_text="trustworthiness")).to_have_count(2)


async def test_two_films_are_compared_and_the_library_is_browsed(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Farid")
    card = await gestures.run(
        page, "compare", first="Leave No Dark Corner", second="The Truth About China's Social Credit System"
    )
    await expect(card).to_contain_text("Two films compared")
    library = await gestures.run(page, "library")
    await gestures.choose(page, library, "Open a pack", "China's Social Credit System on film")
    await expect(library).to_contain_text("facts checked")
    await picture(page, "library")


async def test_the_light_page_reads_as_well(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    await page.emulate_media(color_scheme="light")
    card = await gestures.run(page, "search", query="jaywalking")
    await expect(card).to_contain_text("best match first")
    await picture(page, "search-light")


async def test_everything_is_done_with_the_keyboard_alone(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    await page.keyboard.press("Tab")
    await gestures.message_box(page).focus()
    await page.keyboard.type("/expl")
    await page.keyboard.press("Enter")
    await page.keyboard.type("dystopia")
    await expect(gestures.suggestions(page).first).to_be_visible()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    card = gestures.newest(page)
    await expect(card).to_contain_text("1 of ")
    await expect(gestures.message_box(page)).to_be_focused()
    await gestures.tab_to(page, card.get_by_role("button", name="Next", exact=True), "Shift+Tab", most=12)
    await page.keyboard.press("Enter")
    await expect(card).to_contain_text("2 of ")
