"""A group votes: the real bot, shipped packs, a real browser. SCREENSHOTS=folder draws the README's anew."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_library import picture
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

BEFORE = "Which of these comes nearest to how you picture the Social Credit System?"
MEMBERS = ("Mira", "Farid", "Sam", "Ada", "Jun")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    data = str(tmp_path_factory.mktemp("polls"))
    serving = await serve([*WARM, *PLAYGROUND, "--data", data])
    yield serving.url
    await serving.kill()


def cards(page: Page, text: str | re.Pattern[str]) -> Locator:
    return gestures.messages(page).filter(has_text=text)


async def card(page: Page, text: str | re.Pattern[str]) -> Locator:
    """The first message with that text, held by its id."""
    await expect(cards(page, text).first).to_be_visible()
    return await gestures.held(page, cards(page, text).first)


async def number(shown: Locator) -> str:
    """The number of the poll that a card shows."""
    found = re.search(r"#(\d+) · ", await shown.inner_text())
    assert found
    return found[1]


async def close(page: Page, number: str) -> None:
    await gestures.run(page, "poll close", poll=number)
    asked = cards(page, f"Close #{number} ").last
    await expect(asked).to_be_visible()
    question = await gestures.held(page, asked)
    await gestures.press(question, "Close")
    await expect(question).to_contain_text(f"Closed #{number}.")


async def test_a_poll_is_made_by_form_voted_on_by_three_and_closed_with_a_picture(windows: Windows, url: str) -> None:
    farid = await gestures.open_page(windows, url, "Farid")
    await gestures.pick_command(farid, "poll create")
    await farid.keyboard.press("Enter")
    form = gestures.form(farid, "Poll")
    await form.get_by_label(re.compile("Question")).fill("Which film shall we watch next?")
    await form.get_by_label(re.compile("Options")).fill("Total Trust\nState of Surveillance\nThe long way home")
    await gestures.choose(farid, form, "When results are seen", "Live: everybody sees them at any time")
    await picture(farid, "poll-form")
    await form.get_by_role("button", name="Submit").click()
    await expect(gestures.newest(farid)).to_contain_text("Your draft")
    draft = await gestures.held(farid, gestures.newest(farid))
    await gestures.choose(farid, draft, "Not sure", "With a button “Not sure”")
    await picture(farid, "poll-draft")
    await gestures.press(draft, "Post")
    await expect(draft).to_contain_text("Posted as #")
    shown = await card(farid, " · open · single · results live · unnamed")
    posted = await number(shown)
    for member, choice in (("Sam", "Total Trust"), ("Ada", "Total Trust"), ("Jun", "State of Surveillance")):
        page = await gestures.open_page(windows, url, member)
        await gestures.press(await card(page, f"#{posted} · open"), choice)
        await expect(gestures.newest(page)).to_contain_text(f"Recorded: {choice}.")
        await page.close()
    await expect(shown).to_contain_text("Total Trust — 2 (67 %)")
    await expect(shown).to_contain_text("3 ballots")
    await picture(farid, "poll")
    await close(farid, posted)
    await expect(shown.get_by_role("button", name="Total Trust")).to_have_count(0)
    result = cards(farid, f"#{posted} · closed").last  # the card, until the result has come
    drawn = result.get_by_role("button", name=re.compile("Open picture: Bars. Which film"))
    await expect(drawn).to_be_visible()
    await drawn.scroll_into_view_if_needed()
    await picture(farid, "poll-result")


async def test_a_pair_leads_to_the_picture_of_who_moved(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Mira")
    numbers: list[str] = []
    for phase, answers in (
        ("before", ("One score for every person",) * 4 + ("A bank's credit score under another name",)),
        (
            "after",
            ("Many lists, grades and points, with no one score",) * 3
            + ("One score for every person", "A bank's credit score under another name"),
        ),
    ):
        await gestures.become(page, "Mira")
        await gestures.pick_command(page, "poll pack")
        await gestures.fill_option(page, "poll", "picture the Social", BEFORE)
        await gestures.fill_option(page, "phase", phase, phase)
        await gestures.send(page)
        asked = await card(page, "This poll is asked again" if phase == "before" else "after it")
        await expect(asked).to_contain_text("open")
        numbers.append(await number(asked))
        for member, answer in zip(MEMBERS, answers, strict=True):
            await gestures.become(page, member)
            await gestures.press(asked, answer)
            await expect(gestures.newest(page)).to_contain_text(f"Recorded: {answer}.")
    await gestures.become(page, "Mira")
    await close(page, numbers[1])
    shift = await gestures.run(page, "poll shift", pair=numbers[0])
    await expect(shift).to_contain_text("kept 2 · moved 3 · new 0 · gone 0")
    await expect(shift).to_contain_text(
        "One score for every person → Many lists, grades and points, with no one score: 3"
    )
    drawn = shift.get_by_role("button", name=re.compile("Open picture: "))
    await expect(drawn).to_be_visible()
    await drawn.scroll_into_view_if_needed()
    await picture(page, "poll-shift")


async def test_a_ranking_is_tapped_in_order_by_keyboard_and_mouse(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Ada")
    await gestures.run(page, "poll quick", question="Where do we meet?", options="Here|There|Online", kind="ranked")
    asked = await card(page, "Where do we meet?")
    await gestures.press(asked, "Vote")
    ranking = gestures.messages(page).filter(has=page.get_by_role("button", name="Submit", exact=True))
    await expect(gestures.is_private(ranking)).to_be_visible()
    paper = await gestures.held(page, ranking)
    await gestures.press(paper, "Online")
    await expect(paper.locator("ol li")).to_have_text(["Online"])
    await gestures.tab_to(page, paper.get_by_role("button", name="Here", exact=True))
    await page.keyboard.press("Enter")
    await expect(paper.locator("ol li")).to_have_text(["Online", "Here"])
    await picture(page, "poll-ranking")
    await gestures.press(paper, "Submit")
    await expect(paper).to_contain_text("Recorded: Online > Here.")
