"""What axe-core knows to look for, best practices too, on everything that a first evening shows: it finds nothing."""

from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page, ViewportSize, expect

from tests.budgets import some
from tests.page import gestures
from tests.page.conftest import PLAYGROUND, Windows, serve
from tests.page.test_polls import card
from tests.warm import WARM

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="session"),
]

SIZES: dict[str, ViewportSize] = {"wide": {"width": 1280, "height": 800}, "phone": {"width": 390, "height": 844}}
LOOKS = tuple(product(("dark", "light"), SIZES))
"""Each look of the page; the first and the last have both themes and both sizes."""
ASKED: dict[str, Any] = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}, "color-contrast": {"enabled": True}},
}
"""Every rule, the size of targets too, which axe-core leaves out unless it is asked for."""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The playground as `make run` opens it."""
    serving = await serve([*WARM, *PLAYGROUND, "--data", str(tmp_path_factory.mktemp("axe"))])
    yield serving.url
    await serving.kill()


async def findings(page: Page) -> list[str]:
    """What is wrong with the page as it stands once nothing waits for an answer, a line for each place."""
    await gestures.expect_at_rest(page)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    violations = await page.evaluate("asked => axe.run(asked).then(found => found.violations)", ASKED)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']} {node['html'][:160]}"
        for each in violations
        for node in each["nodes"]
    ]


@pytest.mark.parametrize(("theme", "size"), list(some(LOOKS, 3)))
async def test_axe_finds_nothing_from_the_greeting_to_an_evening(
    windows: Windows, url: str, theme: str, size: str
) -> None:
    found: dict[str, list[str]] = {}
    page = await windows.new_page()
    await page.set_viewport_size(SIZES[size])
    await page.emulate_media(color_scheme="dark" if theme == "dark" else "light", reduced_motion="reduce")
    await gestures.open_page(gestures.Opened(page), url, greeted=False)
    await expect(page.locator("#welcome")).to_be_visible()
    found["the greeting"] = await findings(page)

    await page.get_by_role("button", name="Dismiss this greeting").click()
    await page.locator("#you").click()
    await expect(page.get_by_role("listbox", name="Whom to be")).to_be_visible()
    found["whom to be"] = await findings(page)
    await page.keyboard.press("Escape")
    found["whom to be, once chosen"] = await findings(page)
    await gestures.run(page, "explain", topic="What the Social Credit System is")
    await expect(gestures.newest(page)).to_contain_text("The short version")
    found["a card"] = await findings(page)

    await gestures.pick_command(page, "poll create")
    await page.keyboard.press("Enter")
    form = gestures.form(page, "Poll")
    await expect(form).to_be_visible()
    found["a form"] = await findings(page)
    await page.keyboard.press("Escape")
    await expect(form).to_be_hidden()

    posted = await gestures.run(page, "poll quick", question="Which film next?", options="Red|Green|Blue")
    await gestures.press(posted, "Green")
    await expect(gestures.newest(page)).to_contain_text("Recorded: Green.")
    found["a poll"] = await findings(page)

    await gestures.run(page, "watch start", film="Leave No Dark Corner", guide="Bias and perspective")
    await card(page, "We watch this together")
    found["an evening in its channel"] = await findings(page)
    await gestures.open_thread(page, "Leave No Dark Corner")
    await card(page, "Before the film · nothing asked yet")
    found["an evening in its thread"] = await findings(page)
    assert {place: wrong for place, wrong in found.items() if wrong} == {}
