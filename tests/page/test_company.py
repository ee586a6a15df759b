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
from tests.page.test_polls import card
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
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
        await gestures.run(page, "poll quick", question="Cats or fish?", options="Long|Short", closes="20m")
        asked = await card(page, "Cats or fish?")
        closes = asked.locator("time.timestamp")
        await expect(closes).to_have_text(re.compile(r"in 1?\d minutes"))
        await expect(closes).to_have_text(re.compile(r"in [1-9] minutes"))
        await expect(asked).to_contain_text("closed")
    finally:
        await serving.kill()
