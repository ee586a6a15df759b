"""A server is offered what it looked up last, after a restart too."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from bot import clock
from bot.database import open_database
from bot.packs.shelf.recent import KEPT, Recent


@pytest.fixture(autouse=True)
def _a_second_between_look_ups(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = itertools.count()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=next(seconds)))


async def test_the_newest_comes_first_and_each_once(url: str) -> None:
    async with open_database(url) as database:
        recent = Recent(database)
        for value in ("p/a", "p/b", "p/a"):
            await recent.note_use(1, value)
        assert await recent.latest(1) == ["p/a", "p/b"]
        assert await recent.latest(2) == []
        await recent.wait_written()


async def test_a_restart_keeps_the_newest_and_forgets_the_oldest(url: str) -> None:
    async with open_database(url) as database:
        recent = Recent(database)
        for number in range(KEPT + 5):
            await recent.note_use(1, f"p/e{number}")
        await recent.wait_written()
    async with open_database(url) as database:
        latest = await Recent(database).latest(1)
        assert len(latest) == KEPT
        assert {"p/e29", "p/e5"} <= set(latest)
        assert "p/e4" not in latest
