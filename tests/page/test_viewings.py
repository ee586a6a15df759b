"""A group watches a film: the real bot, shipped packs, a clock that runs, a real browser. SCREENSHOTS=folder draws the
README's anew."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_library import picture
from tests.page.test_polls import card, cards
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

FILM = "Leave No Dark Corner"
WORDS = "Write the first three words"
GUESS = "Which kind of person do you think will get the most time"
LOADED = "listen for a sentence that sounds like a fact"
HEARD = "Now the whole film is over"
OWN = "What did the film not show of the town?"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    data = str(tmp_path_factory.mktemp("viewings"))
    serving = await serve([*WARM, *PLAYGROUND, "--data", data])
    yield serving.url
    await serving.kill()


async def asked(page: Page, question: str) -> Locator:
    """The message of a prompt in the thread, held by its id."""
    found = cards(page, question).filter(has=page.get_by_role("button", name="Note this moment", exact=True))
    await expect(found).to_be_visible()
    return await gestures.held(page, found)


async def fill_in(page: Page, title: str | re.Pattern[str], text: str) -> None:
    """Fills in the first field of a form, and sends it."""
    form = page.get_by_role("dialog", name=title)
    await form.get_by_role("textbox").first.fill(text)
    await form.get_by_role("button", name="Submit").click()


async def answer(page: Page, prompt: str, text: str) -> None:
    """Answers a prompt in words."""
    await gestures.press(await asked(page, prompt), "Answer")
    await fill_in(page, "Prompt", text)
    await expect(cards(page, f"Recorded: {text}")).to_be_visible()


async def pick(page: Page, prompt: str, option: str) -> Locator:
    """Answers a prompt by picking an option; what is told then, to its author alone."""
    await gestures.press(await asked(page, prompt), "Answer")
    choosing = cards(page, prompt).filter(has=page.get_by_role("combobox", name="Pick one"))
    told = await gestures.held(page, choosing)
    await gestures.choose(page, told, "Pick one", option)
    await expect(told).to_contain_text("Recorded")
    return told


async def test_an_evening_from_the_first_word_to_the_guide_that_is_kept(windows: Windows, url: str) -> None:
    farid, sam, ada = [await gestures.open_page(windows, url, member) for member in ("Farid", "Sam", "Ada")]
    await gestures.go_to(farid, "film-night")
    await gestures.run(farid, "watch start", film=FILM, guide="Bias and perspective")
    await expect(cards(farid, "You lead it")).to_be_visible()
    opening = await card(farid, "We watch this together")
    await expect(opening).to_contain_text("Content note:")
    await gestures.open_thread(farid, FILM)
    head = await card(farid, "led by @Farid")
    await expect(head).to_contain_text("Before the film · nothing asked yet")
    for page in (sam, ada):
        await gestures.go_to(page, "film-night")
        await gestures.press(await card(page, "running · "), "Join")
        await expect(gestures.is_private(cards(page, "You take part."))).to_be_visible()
    await gestures.press(cards(ada, "You take part."), "Ping me at prompts")
    await expect(cards(ada, "Each new prompt and “Press play” mention you")).to_be_visible()
    await expect(head).to_contain_text("2 take part")

    await gestures.press(head, "Lead")
    panel = await card(farid, "You lead · before the film")
    await gestures.choose(farid, panel, "Prompts", "The short five")
    await expect(panel).to_contain_text("Next: 1 of 5")
    await expect(panel).to_contain_text("For you:")
    await panel.scroll_into_view_if_needed()
    await picture(farid, "viewing-panel")
    await gestures.press(panel, "Ask it")
    await gestures.expect_marks(sam, FILM, unread=True, mentions=1)  # by Discord's line for who is added
    await gestures.expect_marks(ada, FILM, unread=True, mentions=2)
    for page in (sam, ada):
        await gestures.open_thread(page, FILM)
    await answer(sam, WORDS, "Points, camera, ban")
    await picture(sam, "viewing-answer")
    await answer(ada, WORDS, "List, court, debt")
    await expect(gestures.messages(ada).filter(has_text="camera")).to_have_count(0)
    prompt = await asked(farid, WORDS)
    await expect(prompt).to_contain_text("everybody has answered")
    await prompt.scroll_into_view_if_needed()
    await picture(farid, "viewing-card")
    await gestures.press(prompt, "Lead")
    panel = await card(farid, "answered 2 of 2, everybody has answered")
    await gestures.press(panel, "Reveal")
    for page in (sam, ada):
        revealed = cards(page, "2 answers, unnamed")
        await expect(revealed).to_contain_text("Points, camera, ban")
        await expect(revealed).to_contain_text("List, court, debt")
    await picture(ada, "viewing-reveal")

    await gestures.press(panel, "Start the film")
    await expect(panel).to_contain_text("1 prompt before the film is left.")
    await gestures.press(panel, "Ask the next")
    await pick(sam, GUESS, "An official")
    await gestures.press(panel, "Start the film")
    await gestures.press(panel, "Ask who is ready")
    await gestures.press(await card(sam, "Ready? 0 of 2"), "Ready")
    await expect(await card(ada, "Ready? 1 of 2")).to_be_visible()
    await gestures.press(panel, "Now")
    await expect(await card(ada, "Press play now")).to_contain_text("@Ada")
    await expect(await asked(ada, LOADED)).to_contain_text("Prompt 3 of 5 · 0:00")

    await gestures.press(panel, "Pause")
    paused = await card(sam, re.compile(r"Paused at \d+:"))
    await gestures.press(panel, "Jump")
    await fill_in(farid, "Jump", "9:58")
    await expect(await card(sam, "Jumped to 9:58.")).to_be_visible()
    await gestures.press(paused, "Where are we?")
    where = await card(sam, "The film is paused at 9:58.")
    await expect(where).to_contain_text("The newest is prompt 3.")
    await gestures.press(panel, "Resume")
    await expect(await card(sam, "Goes on at 9:58: press play.")).to_be_visible()
    await gestures.press(panel, "Ask my own")
    await fill_in(farid, "Ask my own", OWN)
    own = await asked(sam, OWN)
    await expect(own).to_contain_text(re.compile(r"Prompt 4 of 6 · (9:5|1\d:)"))
    await gestures.press(own, "Note this moment")
    await fill_in(sam, re.compile("Note at "), "The music stops when the gate opens")
    await expect(cards(sam, "Kept at ")).to_be_visible()
    await answer(sam, OWN, "Who lives there and was never asked")

    await gestures.press(panel, "Film is over")
    await expect(await card(sam, "The film is over at ")).to_contain_text("2 prompts for after the film.")
    await gestures.press(panel, "Ask it")
    told = await pick(sam, HEARD, "The reporter or narrator")
    await expect(told).to_contain_text("Before the film: An official")
    await expect(told).to_contain_text("Now: The reporter or narrator")
    await told.scroll_into_view_if_needed()
    await picture(sam, "viewing-then-and-now")

    await gestures.press(panel, "End")
    await expect(panel).to_contain_text("3 answers to 3 prompts are not revealed.")
    await panel.scroll_into_view_if_needed()
    await picture(farid, "viewing-end")
    await gestures.press(panel, "Keep going")
    await expect(panel).to_contain_text("You lead · after the film")
    await gestures.press(panel, "End")
    await gestures.press(panel, "Reveal all and end")

    summary = await card(sam, f"Summary: {FILM}")
    await expect(summary).to_contain_text("Points, camera, ban")
    await expect(summary).to_contain_text("Who lives there and was never asked")
    alt = re.compile(r"Open picture: Time line of 27:14\. Leave No Dark Corner\. .*The music stops")
    drawn = summary.get_by_role("button", name=alt)
    await expect(drawn).to_be_attached()
    await drawn.scroll_into_view_if_needed()
    await picture(sam, "viewing-summary")
    await gestures.press(await card(farid, f"Summary: {FILM}"), "Lead")
    await gestures.press(await card(farid, "Every prompt that was asked is revealed."), "Keep as a guide")
    await expect(cards(farid, "This evening as a guide: 5 prompts and 1 kept moment.")).to_contain_text(".yaml")
    journal = await gestures.run(sam, "watch journal")
    await expect(journal).to_contain_text("Who lives there and was never asked")
    await expect(journal).not_to_contain_text("debt")
    await picture(sam, "viewing-journal")
    await gestures.go_to(farid, "film-night")
    ended = await card(farid, "ended · 2 take part")
    await expect(ended.get_by_role("link", name="Summary")).to_be_visible()


async def by_key(page: Page, message: Locator, button: str | re.Pattern[str]) -> None:
    """Reaches a button with the keyboard, and presses it."""
    control = gestures.at_rest(message.get_by_role("button", name=button, exact=True).first)
    await gestures.tab_to(page, control, "Shift+Tab", most=200)
    await page.keyboard.press("Enter")


async def test_who_leads_an_evening_needs_no_mouse(windows: Windows, url: str) -> None:
    sam = await gestures.open_page(windows, url, "Sam")
    await gestures.run(sam, "watch start", film="The Great Hack", guide="Bias and perspective")
    await expect(cards(sam, "You lead it")).to_be_visible()
    opening = await card(sam, "We watch this together")
    await gestures.tab_to(sam, opening.get_by_role("link", name="To the thread"), "Shift+Tab", most=200)
    await sam.keyboard.press("Enter")
    await by_key(sam, await card(sam, "led by @Sam"), "Lead")
    panel = await card(sam, "You lead · before the film")
    await by_key(sam, panel, "Ask it")
    await asked(sam, WORDS)
    await by_key(sam, panel, "Reveal")
    await by_key(sam, panel, "Start the film")
    await by_key(sam, panel, "Start anyway")
    await by_key(sam, panel, "Now")
    await expect(await card(sam, "Press play now")).to_be_visible()
    await by_key(sam, panel, "Pause")
    await expect(await card(sam, re.compile(r"Paused at \d+:"))).to_be_visible()
    await by_key(sam, panel, "Film is over")
    await by_key(sam, panel, re.compile(r"Leave out \d+"))
    await expect(panel).to_contain_text("You lead · after the film")
    for decided in ("Keep going", "End without revealing"):
        await by_key(sam, panel, "End")
        await expect(panel.get_by_role("button", name="Keep going")).to_be_visible()
        await by_key(sam, panel, decided)
        await expect(panel.get_by_role("button", name="Keep going")).to_have_count(0)
    await expect(await card(sam, "Summary: ")).to_be_visible()
