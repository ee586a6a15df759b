"""A group watches a film: the real bot, a clock that runs, a real browser. SCREENSHOTS=folder draws the pictures."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page import gestures
from tests.page.conftest import Windows, serve
from tests.page.test_library import picture
from tests.page.test_polls import DRAWN_WITHIN, card, cards
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PACK = """\
format: 1
id: lighthouse
version: 1.0.0
title: The lighthouse on film
summary: A short film for a short evening.
language: en
licence: CC-BY-4.0
authors:
  - Film Club
checked: 2026-11-20
sources:
  L1:
    title: Log book of the lighthouse
    author: The keepers
    date: 1998
    kind: official
    seen: original
films:
  - id: the-last-keeper
    title: The Last Keeper
    status: verified
    year: 1999
    makers: North Coast Films
    runtime: 12:00
    summary: The last winter in which somebody lived in a lighthouse.
    content_note: A ship is lost in a storm.
    claims: [lamp-never-failed]
    guide: watching-closely
    sources: [L1]
claims:
  - id: lamp-never-failed
    claim: The lamp never failed in a hundred years.
    verdict: false
    note: The log book counts four nights without light.
    against:
      - text: The log book counts four nights without light.
        sources: [L1]
guides:
  - id: watching-closely
    title: Watching closely
    film: the-last-keeper
    prompts:
      - id: three-words
        phase: before
        lens: bias
        ask: Which three words come to mind when you think of a lighthouse keeper?
        probe: Where did you meet these words first?
        facilitator_note: Collect the words without comment. After the film, ask which still stand.
      - id: first-voice
        phase: during
        at: 0:03
        lens: source
        ask: Who speaks first, and who does not speak at all?
        kind: choice
        options:
          - The keeper
          - The narrator
          - The harbour office
      - id: a-claim
        phase: during
        lens: source
        ask: Which claim does the film make, and what does it show for it?
        kind: claim
      - id: the-storm
        phase: during
        at: 10:00
        lens: bias
        ask: What does the music do while the ship is lost?
      - id: changed
        phase: after
        lens: context
        ask: Which of your three words would you change now, and why?
polls:
  - id: could-you
    question: Could you live alone in a lighthouse for a winter?
    options:
      - Yes
      - No
    pair: true
"""

THREE_WORDS = "Which three words come to mind"
CHANGED = "Which of your three words would you change"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as somebody opens it who writes a pack."""
    folder = tmp_path_factory.mktemp("viewings")
    pack = folder / "lighthouse.yaml"
    pack.write_text(PACK, encoding="utf-8")
    command = ["run_bot.py", "playground", "--no-browser", "--port", "0", "--data", str(folder / "data")]
    serving = await serve([*WARM, *command, "--pack", str(pack)])
    yield serving.url
    await serving.kill()


async def enter(page: Page) -> Locator:
    """Goes into the thread by what its channel shows of it; its card."""
    await gestures.open_thread(page, "The Last Keeper")
    return await card(page, "led by @Farid")


async def asked(page: Page, question: str) -> Locator:
    """The message of a prompt in the thread, held by its id."""
    found = cards(page, question).filter(has=page.get_by_role("button", name="Controls", exact=True))
    await expect(found).to_be_visible()
    return await gestures.held(page, found)


async def answer(page: Page, prompt: str, text: str) -> None:
    """Answers a prompt in words."""
    await gestures.press(await asked(page, prompt), "Answer")
    form = gestures.form(page, "Prompt")
    await form.get_by_role("textbox").first.fill(text)
    await form.get_by_role("button", name="Submit").click()
    await expect(cards(page, f"Recorded: {text}")).to_be_visible()


async def test_an_evening_with_the_clock_running(windows: Windows, url: str) -> None:
    farid, sam, ada = [await gestures.open_page(windows, url, member) for member in ("Farid", "Sam", "Ada")]
    await gestures.run(farid, "watch start", film="The Last Keeper")
    await expect(cards(farid, "You lead it: Next asks the first prompt.")).to_be_visible()
    opening = await card(farid, "We watch this together")
    await expect(opening).to_contain_text("Content note: A ship is lost in a storm.")
    shown = await enter(farid)
    await expect(shown).to_contain_text("before · prompt 0 of 5 · clock 0:00 · answered 0 of 0")
    for page in (sam, ada):
        await gestures.press(await enter(page), "Join")
        await expect(gestures.is_private(cards(page, "You take part."))).to_be_visible()

    await expect(shown).to_contain_text("2 take part.")
    await gestures.press(shown, "Next")
    await expect(cards(farid, "Collect the words without comment.")).to_be_visible()
    await answer(sam, THREE_WORDS, "Alone, brave, stubborn")
    await picture(sam, "viewing-answer")
    await answer(ada, THREE_WORDS, "Lamp, sea, silence")
    await expect(gestures.messages(ada).filter(has_text="brave")).to_have_count(0)
    await expect(shown).to_contain_text("answered 2 of 2")
    await shown.scroll_into_view_if_needed()
    await picture(farid, "viewing-card")
    await gestures.press(shown, "Reveal")
    for page in (sam, ada):
        revealed = cards(page, "2 answers, unnamed")
        await expect(revealed).to_contain_text("Alone, brave, stubborn")
        await expect(revealed).to_contain_text("Lamp, sea, silence")
    await picture(ada, "viewing-reveal")

    await gestures.press(shown, "Start the film")
    await expect(shown).to_contain_text("during · ")
    voices = await asked(ada, "Who speaks first")
    await expect(voices).to_contain_text("at 0:03")
    await gestures.press(voices, "Answer")
    await expect(ada.get_by_role("combobox", name="Pick one")).to_be_visible()
    picking = await gestures.held(ada, cards(ada, "Who speaks first").last)
    await gestures.choose(ada, picking, "Pick one", "The narrator")
    await expect(picking).to_contain_text("Recorded: The narrator")
    await expect(shown).to_contain_text("answered 1 of 2")
    await gestures.press(shown, "Pause")
    await expect(shown).to_contain_text("The film is paused at 0:")
    await gestures.press(shown, "Jump")
    form = gestures.form(farid, "Jump")
    await form.get_by_role("textbox").fill("9:58")
    await form.get_by_role("button", name="Submit").click()
    await expect(shown).to_contain_text("The film is paused at 9:58.")
    await gestures.press(shown, "Resume")
    storm = await asked(farid, "What does the music do")
    await expect(storm).to_contain_text("at 10:00")

    await gestures.press(await card(sam, "led by @Farid"), "Note this moment")
    form = gestures.form(sam, "Note at 10:0")
    await form.get_by_role("textbox").fill("The music stops when the lamp goes out")
    await form.get_by_role("button", name="Submit").click()
    await expect(cards(sam, "Kept at 10:0")).to_be_visible()
    await answer(sam, "What does the music do", "It swells until the ship is gone")

    await gestures.press(storm, "Reveal")
    await expect(cards(farid, "1 answer, unnamed").last).to_contain_text("It swells until the ship is gone")
    await expect(shown).to_contain_text("Prompt 4: answers are shown.")
    await gestures.press(shown, "Film is over")
    await expect(shown).to_contain_text("after · ")
    await gestures.press(shown, "Next")
    await answer(ada, CHANGED, "Silence: it was never quiet")
    await expect(shown).to_contain_text("answered 1 of 2")
    await gestures.press(shown, "Reveal")
    await expect(cards(farid, "Silence: it was never quiet")).to_be_visible()
    await gestures.press(shown, "End")
    await expect(shown).to_contain_text("This viewing has ended.")

    summary = await card(sam, "Summary: The Last Keeper")
    await expect(summary).to_contain_text("Alone, brave, stubborn")
    await expect(summary).to_contain_text(re.compile(r"10:0\d The music stops when the lamp goes out"))
    await expect(summary).not_to_contain_text("The narrator")
    alt = re.compile(
        r"Open picture: Time line of 12:00\. The Last Keeper\. 2 prompts, 1 note\..*10:0\d The music stops"
    )
    drawn = summary.get_by_role("button", name=alt)
    await expect(drawn).to_be_attached(timeout=DRAWN_WITHIN)
    await drawn.scroll_into_view_if_needed()
    await expect(drawn).to_be_visible()
    await picture(sam, "viewing-summary")
    journal = await gestures.run(sam, "watch journal")
    await expect(journal).to_contain_text("It swells until the ship is gone")
    await expect(journal).not_to_contain_text("Silence")
    await picture(sam, "viewing-journal")
