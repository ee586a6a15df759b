"""A real browser before a playground in a process of its own, one of each for all tests of the page."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, async_playwright, expect

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = (
    "These tests drive Chromium, which was not found. Install it (Debian, Ubuntu: apt-get install chromium; macOS: "
    "brew install --cask chromium), or set CHROMIUM to the path of a Chromium or Chrome that is there."
)
ANNOUNCED = "Playground: "
PATIENCE = 60.0
"""Seconds after which something is taken for lost; a busy machine is slow, not wrong."""

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
    command = [sys.executable, "-m", "tests.playground.demo", "--port", str(port), "--data", str(data)]
    serving = await serve(command)
    try:
        yield serving
    finally:
        await serving.kill()


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
    opened: list[BrowserContext] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    """Whatever a console calls an error."""

    async def new_page(self) -> Page:
        """A page in a window of its own; what it opens itself are further tabs of that."""
        window = await self.browser.new_context(
            viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/Berlin", color_scheme="dark"
        )
        self.opened.append(window)
        window.set_default_timeout(PATIENCE * 1000)
        window.on("console", self._note)
        window.on("weberror", lambda error: self.errors.append(str(error.error)))
        return await window.new_page()

    def _note(self, message: ConsoleMessage) -> None:
        away = "ERR_CONNECTION" in message.text  # a server that is away is a test's own doing
        if message.type == "error" and not away:
            self.errors.append(message.text)


@pytest_asyncio.fixture(loop_scope="session")
async def windows(chromium: Browser) -> AsyncIterator[Windows]:
    """Windows for one test; an error on a console fails it."""
    windows = Windows(chromium)
    yield windows
    for window in windows.opened:
        await window.close()
    assert windows.errors == []
