"""A real browser before a playground in a process of its own, one of each for all tests of the page."""

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, async_playwright, expect

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
MISSING = (
    "These tests drive Chromium, which was not found. Install it (Debian, Ubuntu: apt-get install chromium; macOS: "
    "brew install --cask chromium), or set CHROMIUM to the path of a Chromium or Chrome that is there."
)
ANNOUNCED = "Playground: "
PATIENCE = 20.0
"""Seconds that a server gets until it says where it is."""

expect.set_options(timeout=10_000)  # a busy machine is slow, not wrong


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


@pytest_asyncio.fixture(loop_scope="session")
async def window(chromium: Browser) -> AsyncIterator[BrowserContext]:
    """A browser window without a past. Whatever its console calls an error fails the test."""
    errors: list[str] = []
    context = await chromium.new_context(
        viewport={"width": 1280, "height": 800}, locale="en-GB", timezone_id="Europe/Berlin", color_scheme="dark"
    )
    context.set_default_timeout(10_000)

    def note(message: ConsoleMessage) -> None:
        if (
            message.type == "error" and "ERR_CONNECTION" not in message.text
        ):  # a server that is away is a test's own doing
            errors.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    await context.close()
    assert errors == []
