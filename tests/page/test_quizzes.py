"""A quiz of five members, one of them on a phone: the real bot, the packs that ship, a real browser."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

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

PHONE: ViewportSize = {"width": 390, "height": 844}
MEMBERS = ("Farid", "Sam", "Ada", "Mira", "Jun")
DONE = re.compile("Everybody has answered|The answer stands below")
"""What a question says once all who take part have answered it; the second from ten seconds later on."""
PACK = "how-documentaries-persuade"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    serving = await serve([*WARM, *PLAYGROUND, "--data", str(tmp_path_factory.mktemp("quizzes"))])
    yield serving.url
    await serving.kill()


async def item(page: Page, number: int) -> Locator:
    """The message on which a question is answered, held by its id."""
    found = cards(page, f"item {number} of 5").filter(has_not_text="Answer:")
    await expect(found).to_be_visible()
    return await gestures.held(page, found)


async def answer(page: Page, number: int, place: int) -> None:
    """Answers a question, whichever way it asks for, with what stands in that place; told so, privately."""
    asked = await item(page, number)
    buttons = asked.get_by_role("button")
    if await asked.get_by_role("button", name="Answer", exact=True).count():
        await gestures.press(asked, "Answer")
        # Papers of other questions are answered, and have nothing on them any more.
        blank = page.get_by_role("button", name="Submit", exact=True).or_(page.get_by_role("combobox"))
        paper = cards(page, "Only you see this.").filter(has=blank)
        await expect(paper).to_be_visible()
        held = await gestures.held(page, paper)
        if await held.get_by_role("button", name="Submit").count():
            for label in ("A", "B", "C", "D", "E", "F"):
                tap = held.get_by_role("button", name=label, exact=True)
                if await tap.count():
                    await tap.click()
                    await expect(tap).to_be_disabled()
            await gestures.press(held, "Submit")
        else:
            select = held.get_by_role("combobox").first
            await select.click()
            await page.get_by_role("option").nth(place).click()
            if await page.get_by_role("listbox").count():  # of several, the list stays until one is done
                await page.get_by_role("button", name="Done", exact=True).click()
        await expect(held).to_contain_text("Recorded")
        return
    labels = [text for text in await buttons.all_inner_texts() if text.strip() not in ("", "Lead", "Big picture")]
    before = await cards(page, "Recorded").count()
    await gestures.press(asked, labels[place % len(labels)])
    await expect(cards(page, "Recorded")).to_have_count(before + 1)


async def test_a_quiz_of_five_members_from_its_start_to_what_each_keeps(windows: Windows, url: str) -> None:
    pages = [await gestures.open_page(windows, url, member) for member in MEMBERS]
    farid, sam, *others = pages
    await gestures.go_to(farid, "film-night")
    await gestures.run(farid, "quiz start", pack=PACK, items="5")
    await expect(cards(farid, "The quiz is in")).to_be_visible()
    opening = await card(farid, "running · 0 take part")
    await picture(farid, "quiz-1-opening")
    for page in (sam, *others):
        if page is others[-1]:
            continue
        await gestures.go_to(page, "film-night")
        await gestures.press(await card(page, "running · "), "Join")
        await expect(gestures.is_private(cards(page, "You take part."))).to_be_visible()
    await expect(opening).to_contain_text("3 take part")
    await picture(sam, "quiz-2-joined")
    for page in pages:
        await gestures.go_to(page, "film-night")
        await gestures.open_thread(page, "Quiz: How documentaries persuade")
    await others[-1].set_viewport_size(PHONE)
    head = await card(farid, "Nothing asked yet")
    await picture(farid, "quiz-3-head")
    await gestures.press(head, "Lead")
    panel = await card(farid, "You lead")
    await picture(farid, "quiz-4-panel")
    for number in range(1, 6):
        await gestures.press(panel, "Ask it" if number == 1 else "Ask the next")
        await item(farid, number)
        # Who has not joined yet comes first: once all who have are done, the answer would not wait for them.
        for place, page in enumerate((others[-1], sam, *others[:-1])):
            await answer(page, number, place)
        await expect(await item(farid, number)).to_contain_text(DONE)
        await picture(farid, f"quiz-5-asked-{number}")
        await picture(others[-1], f"quiz-5-asked-phone-{number}")
        if number > 1:
            await gestures.press(panel, "Reveal")  # unless it came by itself meanwhile, as the first does
        shown = cards(farid, f"item {number} of 5").filter(has_text="Answer:")
        await expect(shown).to_be_visible()
        if number < 5:
            await gestures.press(shown, "Lead")
            panel = await card(farid, f"Next, question {number + 1} of 5")
        await picture(farid, f"quiz-6-shown-{number}")
        await picture(others[-1], f"quiz-6-shown-phone-{number}")
    summary = await card(sam, "What we missed most")
    await picture(sam, "quiz-7-summary")
    await gestures.press(summary, "What I missed")
    missed = cards(sam, "What you missed")
    await expect(missed).to_be_visible()
    await picture(sam, "quiz-8-missed")
    if await missed.get_by_role("button", name="Keep what I missed").count():
        await gestures.press(missed, "Keep what I missed")
        await expect(missed).to_contain_text("Kept for your review")
    await picture(sam, "quiz-9-kept")
    await gestures.press(await card(others[-1], "What we missed most"), "What I missed")
    await picture(others[-1], "quiz-9-phone")
