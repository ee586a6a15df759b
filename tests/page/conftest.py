"""A real browser before a playground in a process of its own, one of each for all tests of the page."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    ViewportSize,
    async_playwright,
    expect,
)

from tests.budgets import PATIENCE, budget
from tests.warm import WARM

PLAYGROUND = ("-m", "tests.page.patient", "playground", "--no-browser", "--no-company", "--port", "0")
"""The playground as `make run` opens it, save that nobody acts there whom the test does not play."""
CHROMIUM_NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = (
    "These tests drive Chromium, which was not found. Install it (Debian: apt-get install chromium-headless-shell; "
    "Ubuntu: apt-get install chromium; macOS: brew install --cask chromium), or set CHROMIUM to the path of a Chromium "
    "or Chrome that is there."
)
ANNOUNCED = "Playground: "

VIEWPORT: ViewportSize = {"width": 1280, "height": 800}
COLOURS: Literal["dark"] = "dark"
MOTION: Literal["reduce", "no-preference"] = budget("reduce", "no-preference")
"""What moves is drawn sixty times a second, by the processor; the short run does without."""

expect.set_options(timeout=PATIENCE * 1000)


@dataclass
class Serving:
    """A playground in a process of its own."""

    command: list[str]
    url: str
    process: asyncio.subprocess.Process

    async def kill(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def serve(command: list[str], folder: Path | None = None, **settings: str) -> Serving:
    """Starts a command that prints `Playground: URL`, in a folder and with settings, and waits for that line."""
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env=os.environ | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE):
        async for line in process.stdout:
            text = line.decode().strip()
            if text.startswith(ANNOUNCED):
                return Serving(command, text.removeprefix(ANNOUNCED), process)
    raise AssertionError(f"{command} ended without saying where it is")


@asynccontextmanager
async def demo(data: Path, port: int = 0) -> AsyncIterator[Serving]:
    """The demo bot on a playground of its own; a world kept in `data` goes on."""
    command = [*WARM, "-m", "tests.playground.demo", "--port", str(port), "--data", str(data)]
    serving = await serve(command)
    try:
        yield serving
    finally:
        await serving.kill()


async def written(data: Path, words: str) -> None:
    """Waits until the world that is kept in `data` holds the words."""
    world = data / "world.json"
    async with asyncio.timeout(PATIENCE):
        while not (world.exists() and words in world.read_text(encoding="utf-8")):  # noqa: ASYNC110 - another process writes it
            await asyncio.sleep(0.05)


def chromium_path() -> str:
    """Where Chromium is; without one, a failure where tests must not be skipped and a skip elsewhere."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    path = chromium_path()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo_url(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    async with demo(tmp_path_factory.mktemp("playground")) as serving:
        yield serving.url


@dataclass
class Windows:
    """Browser windows without a past, one for each page: the page behind another one is hardly ever drawn."""

    browser: Browser
    errors: list[str] = field(default_factory=list)
    """Whatever a console calls an error."""
    _opened: list[BrowserContext] = field(default_factory=list)
    _idle: list[Page] = field(default_factory=list)
    """Pages of earlier tests, on which nothing of these is left: a page that is loaded anew costs half of a new one."""

    async def new_page(self) -> Page:
        """A page in a window of its own; what it opens itself are further tabs of that."""
        if not self._idle:
            return await (await self.window()).new_page()
        page = self._idle.pop()
        self._opened.append(page.context)
        return page

    async def window(self) -> BrowserContext:
        """A window that was never used, without a page."""
        window = await self.browser.new_context(
            viewport=VIEWPORT, locale="en-GB", timezone_id="Europe/Berlin", color_scheme=COLOURS, reduced_motion=MOTION
        )
        self._opened.append(window)
        window.set_default_timeout(PATIENCE * 1000)
        window.on("console", self._note)
        window.on("weberror", lambda error: self.errors.append(str(error.error)))
        return window

    async def put_back(self) -> None:
        """Empty every window; those that cannot be emptied, since their server is gone, are closed."""
        while self._opened:
            window = self._opened.pop()
            try:
                page = await _emptied(window)
            except Error:
                page = None
            if page:
                self._idle.append(page)
            else:
                await window.close()

    def _note(self, message: ConsoleMessage) -> None:
        away = "ERR_CONNECTION" in message.text  # a server that is away is a test's own doing
        if message.type == "error" and not away:
            self.errors.append(message.text)


async def _emptied(window: BrowserContext) -> Page | None:
    """The first page of a window, if it is still open, with nothing left of what was done in it."""
    if not window.pages:
        return None
    page, *others = window.pages
    for other in others:
        await other.close()
    await page.evaluate("localStorage.clear(); sessionStorage.clear()")
    await window.clear_cookies()
    await page.mouse.move(-1, -1)
    await page.set_viewport_size(VIEWPORT)
    await page.emulate_media(color_scheme=COLOURS, reduced_motion=MOTION)
    # By the page itself, so that the process that draws it goes on.
    await page.evaluate("location.replace('about:blank')")
    await page.wait_for_url("about:blank")
    return page


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def every_window(chromium: Browser) -> Windows:
    """The windows of all tests."""
    return Windows(chromium)


@pytest_asyncio.fixture(loop_scope="session")
async def windows(every_window: Windows) -> AsyncIterator[Windows]:
    """Windows for one test; an error on a console fails it."""
    yield every_window
    await every_window.put_back()
    errors, every_window.errors = every_window.errors, []
    assert errors == []
