"""Somebody types fast: choices come from memory, and those that come too late are no news."""

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.wire import use_discord_at
from bot.operations.vitals import Vitals
from bot.playground import requests, seed
from tests.playground.conftest import Page
from tests.wire.conftest import Factory
from tests.wire.crowd import Crowd, WatchedPlayground, gathered

KEYSTROKES = 30
TOO_LATE = 10062


@pytest.fixture
async def club(tmp_path: Path, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Crowd]:
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        async with gathered(playground, factory) as crowd:
            yield crowd


async def test_l06_thirty_keystrokes_in_a_second_are_answered_at_once_and_the_late_half_fills_no_log(
    club: Crowd, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    took: list[float] = []

    async def type_(page: Page, number: int) -> list[object]:
        await asyncio.sleep(number / KEYSTROKES)
        request = requests.Complete(
            op="autocomplete", n=0, channel=seed.GENERAL, command=int(page.command_id("explain")), name="explain",
            options={"topic": "what a hive is"[: number % 15]}, focused="topic",
        )  # fmt: skip
        begun = time.perf_counter()
        answer = await club.playground.desk.errands.complete(seed.SAM, request)
        took.append(time.perf_counter() - begun)
        return answer["choices"]

    async with Page(club.playground, seed.SAM) as sam:
        in_time = await asyncio.gather(*(type_(sam, number) for number in range(KEYSTROKES)))
        assert max(took) < 0.5  # five times what a keystroke may take
        assert all(0 < len(choices) <= 25 for choices in in_time)
        club.trouble("POST", "/callback", 404, code=TOO_LATE, times=KEYSTROKES // 2)
        late = asyncio.gather(*(type_(sam, number) for number in range(KEYSTROKES // 2)))
        await club.until(lambda: len(club.rest.asked("POST", "/callback")) == KEYSTROKES * 3 // 2)
        late.cancel()
    assert club.bot.services.get(Vitals).interactions["autocomplete", "unanswered"] == KEYSTROKES // 2
    assert "Traceback" not in caplog.text + "".join(capsys.readouterr())
