"""One person alone in the playground, with the others taking part by themselves: the real bot, a real browser."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_library import picture
from tests.page.test_polls import card, cards
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

SOME = re.compile(r"\b[1-9] ballot")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it, with company."""
    command = [each for each in PLAYGROUND if each != "--no-company"]
    serving = await serve([*WARM, *command, "--data", str(tmp_path_factory.mktemp("company"))])
    yield serving.url
    await serving.kill()


async def test_the_others_take_part_until_they_are_switched_off(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    switch = page.get_by_role("switch", name="Let the others take part")
    await expect(switch).to_be_checked()
    await gestures.run(page, "poll quick", question="Cats or dogs?", options="Cats|Dogs", results="live")
    await expect(await card(page, "Cats or dogs?")).to_contain_text("4 ballots")
    await picture(page, "company")
    await switch.click()
    await expect(switch).not_to_be_checked()
    await expect(switch).to_be_focused()
    await gestures.run(page, "poll quick", question="Tea or coffee?", options="Tea|Coffee", results="live")
    quiet = await card(page, "Tea or coffee?")
    await page.wait_for_timeout(5000)
    await expect(quiet).not_to_contain_text(SOME)
    await switch.click()
    await expect(quiet).to_contain_text(SOME)


async def test_what_is_due_comes_sooner_where_the_clock_runs_faster(windows: Windows, tmp_path: Path) -> None:
    serving = await serve([*WARM, *PLAYGROUND, "--fast", "60", "--data", str(tmp_path)])
    try:
        page = await gestures.open_page(windows, serving.url, "Sam")
        await gestures.keep_texts(page, "article[data-message]")
        await gestures.run(page, "poll quick", question="Cats or fish?", options="Long|Short", closes="12m")
        asked = await card(page, "Cats or fish?")
        await expect(asked).to_contain_text("closed")
        await gestures.expect_texts(asked, re.compile(r"in 1?\d minutes"), re.compile(r"in [1-9] minutes"), "closed")
    finally:
        await serving.kill()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def quick(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The same on a clock that runs fast, with which the others keep up."""
    command = [each for each in PLAYGROUND if each != "--no-company"]
    serving = await serve([*WARM, *command, "--fast", "10", "--data", str(tmp_path_factory.mktemp("quick"))])
    yield serving.url
    await serving.kill()


async def test_one_person_alone_asks_a_quiz_to_its_end(windows: Windows, quick: str) -> None:
    page = await gestures.open_page(windows, quick, "Farid")
    await gestures.go_to(page, "film-night")
    await gestures.run(page, "quiz start", pack="how-documentaries-persuade", items="5")
    await expect(await card(page, "running · ")).to_contain_text("4 take part")
    await gestures.open_thread(page, "Quiz: How documentaries persuade")
    await gestures.press(await card(page, "Nothing asked yet"), "Lead")
    panel = await card(page, "You lead")
    for number in range(1, 6):
        await gestures.press(panel, "Ask it" if number == 1 else "Ask the next")
        asked = cards(page, f"item {number} of 5").filter(has_not_text="Answer:")
        await expect(asked).to_contain_text(re.compile(r"answered [2-4] of 4"))
        await gestures.press(panel, "Reveal")  # if all four have answered it may have come by itself
        shown = cards(page, f"item {number} of 5").filter(has_text="Answer:")
        await expect(shown).to_be_visible()
        if number < 5:
            await gestures.press(shown, "Lead")
            panel = await card(page, f"Next, question {number + 1} of 5")
        if number == 2:
            await shown.scroll_into_view_if_needed()
            await picture(page, "quiz-reveal")
    await expect(await card(page, "What we missed most")).to_be_visible()


async def test_one_person_alone_reads_what_a_round_of_statements_came_to(windows: Windows, quick: str) -> None:
    page = await gestures.open_page(windows, quick, "Farid")
    await gestures.run(page, "statements start", question="What should a documentary be like?")
    round_ = await card(page, "#1 · collecting")
    await expect(round_).to_contain_text("4 take part")
    await gestures.run(page, "statements end", round="1")
    await gestures.press(await card(page, "End collecting for #1"), "End collecting")
    await gestures.press(round_, "Look through")
    sifting = await card(page, "to vote on")
    await gestures.press(sifting, "Release")
    await expect(round_).to_contain_text("#1 · voting · 4 take part")
    await gestures.press(round_, "Vote")
    paper = await card(page, re.compile(r"statement \d of \d"))
    for done in range(1, 13):
        await gestures.press(paper, "Agree" if done % 3 else "Disagree")
        await expect(paper).to_contain_text(re.compile(rf"voted on {done}|You have voted on all {done}\."))
        if "You have voted on all" in await paper.inner_text():
            break
    await expect(round_).to_contain_text("#1 · voting · 5 take part")
    await gestures.run(page, "statements end", round="1")
    await gestures.press(await card(page, "Close #1 now?"), "Close")
    result = await card(page, "What bridges")
    await expect(result.get_by_role("img")).to_be_visible()
