"""A member keeps a claim and reviews it for a week on a phone: the real bot, shipped packs, a real browser."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, ViewportSize, expect

from tests.page import gestures
from tests.page.conftest import VIEWPORT, Windows, serve
from tests.page.test_library import picture
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

PHONE: ViewportSize = {"width": 390, "height": 844}
CLAIM = "Every Chinese citizen has one national score."


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Holds by how many days the bot's clock is later."""
    file = tmp_path_factory.mktemp("clock") / "days"
    file.write_text("0", encoding="utf-8")
    return file


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory, days: Path) -> AsyncIterator[str]:
    data = str(tmp_path_factory.mktemp("review"))
    serving = await serve([*WARM, "-m", "tests.page.later", "--data", data], LATER=str(days))
    yield serving.url
    await serving.kill()


def set_later(days: Path, day: int) -> None:
    """Set the bot's clock so many days later than the machine's."""
    days.write_text(str(day), encoding="utf-8")


def button(card: Locator, name: str) -> Locator:
    return card.get_by_role("button", name=name, exact=True)


async def expect_within(page: Page) -> None:
    """Nothing stands beyond the edge of the phone."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_what_is_kept_comes_back_on_its_days_for_a_week(windows: Windows, url: str, days: Path) -> None:
    page = await gestures.open_page(windows, url, "Sam")
    await page.set_viewport_size(PHONE)
    card = await gestures.run(page, "claim", claim=CLAIM)
    await button(card, "Keep this").click()
    await expect(gestures.newest(page)).to_contain_text("Kept for your review, 1 item")
    library = await gestures.run(page, "library")
    await expect(library).to_contain_text("What you keep for review")
    asked_on: list[int] = []
    for day in range(8):
        set_later(days, day)
        shown = await gestures.run(page, "review start")
        await expect(shown).to_contain_text(re.compile("Review · 1 of 1 due|Nothing is due today"))
        await expect_within(page)
        if await button(shown, "Show the answer").count():
            asked_on.append(day)
            await expect(shown).to_contain_text("Review · 1 of 1 due")
            await button(shown, "Partly").click()
            await expect(shown).to_contain_text("You chose Partly: not right.")
            await expect(shown).to_contain_text("Answer: Does not hold")
            if not day:
                await page.set_viewport_size(VIEWPORT)
                await shown.scroll_into_view_if_needed()
                await picture(page, "review")
                await page.set_viewport_size(PHONE)
            await button(shown, "Knew it" if day else "Not yet").click()
            await expect(shown).to_contain_text("Done for today: 1 item.")
        else:
            await expect(shown).to_contain_text("Nothing is due today.")
    assert asked_on[:2] == [0, 1]
    assert 2 <= len(asked_on) < 8
