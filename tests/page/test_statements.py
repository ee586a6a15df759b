"""A group finds out what it agrees on: five members, the real bot, a real browser."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_library import picture
from tests.page.test_polls import card
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
]

WRITTEN = {
    "Mira": ("A film should say who paid for it", "Music has no place in a serious film"),
    "Farid": ("A film should say who paid for it.",),
    "Sam": ("It is fine to act out a scene again, if the film says so", "People in a film should see it first"),
    "Ada": ("I would show this film in a school",),
    "Jun": ("A film that takes a side openly is better than one that hides it",),
}
SAID = {
    "A film should say who paid for it": "AAAAA",
    "Music has no place in a serious film": "ADADA",
    "It is fine to act out a scene again, if the film says so": "AAPPA",
    "People in a film should see it first": "DADAD",
    "I would show this film in a school": "PPPAA",
    "A film that takes a side openly is better than one that hides it": "AAADA",
}
"""How the five answer each: agree, disagree, pass."""
LABELS = {"A": "Agree", "D": "Disagree", "P": "Pass"}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    serving = await serve([*WARM, *PLAYGROUND, "--data", str(tmp_path_factory.mktemp("statements"))])
    yield serving.url
    await serving.kill()


async def write(page: Page, round_: Locator, texts: tuple[str, ...]) -> None:
    await gestures.press(round_, "Write statements")
    form = gestures.form(page, "Your statements")
    for number, text in enumerate(texts, 1):
        await form.get_by_label(re.compile(f"Statement {number}")).fill(text)
    await form.get_by_role("button", name="Submit").click()
    await expect(gestures.newest(page)).to_contain_text("Recorded, without your name.")


async def vote(page: Page, round_: Locator, member: int) -> None:
    await gestures.press(round_, "Vote")
    paper = await card(page, re.compile(r"statement \d of 6"))
    for number in range(6):
        await expect(paper).to_contain_text(f"voted on {number}")
        shown = (await paper.locator("h3").inner_text()).removesuffix(".")  # whichever of the two alike was left in
        if number == 2:
            await picture(page, f"statements-vote-{member}")
        await gestures.press(paper, LABELS[SAID[shown][member]])
    await expect(paper).to_contain_text("You have voted on all 6.")


async def test_five_members_write_release_vote_and_read_where_they_agree(windows: Windows, url: str) -> None:
    page = await gestures.open_page(windows, url, "Mira")
    await gestures.run(page, "statements start", question="What should a documentary be like?")
    round_ = await card(page, "#1 · collecting")
    for member, texts in WRITTEN.items():
        await gestures.become(page, member)
        await write(page, round_, texts)
    await expect(round_).to_contain_text("#1 · collecting · 5 take part")
    await picture(page, "statements-collecting")

    await gestures.become(page, "Mira")
    await gestures.run(page, "statements end", round="1")
    await gestures.press(await card(page, "End collecting for #1"), "End collecting")
    await expect(round_).to_contain_text("Collecting has ended.")
    await gestures.press(round_, "Look through")
    sifting = await card(page, "7 to vote on")
    if not await sifting.get_by_role("button", name=re.compile("Merge with")).count():
        await gestures.press(sifting, "Next")
        await expect(sifting).to_contain_text("page 2 of 2")
    await picture(page, "statements-look-through")
    await sifting.get_by_role("button", name=re.compile("Merge with")).click()
    await expect(sifting).to_contain_text("6 to vote on · 0 set aside · 1 merged")
    await gestures.press(sifting, "Release")
    await expect(round_).to_contain_text("#1 · voting · 0 take part")

    for number, member in enumerate(WRITTEN):
        await gestures.become(page, member)
        await vote(page, round_, number)
    await expect(round_).to_contain_text("#1 · voting · 5 take part")

    await gestures.become(page, "Mira")
    await gestures.run(page, "statements end", round="1")
    await gestures.press(await card(page, "Close #1 now?"), "Close")
    result = await card(page, "What bridges")
    for heading in ("Common ground", "What divides us", "What bridges", "Where we are unsure"):
        await expect(result.get_by_role("heading", name=heading)).to_be_visible()
    await expect(result).to_contain_text(re.compile(r"A film should say who paid for it\.? — all or all but one agree"))
    await expect(result.get_by_role("img")).to_be_visible()
    await picture(page, "statements-result")
