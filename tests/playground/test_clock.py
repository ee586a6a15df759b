"""A playground whose time runs faster: what is due comes sooner, what a bot must do within seconds stays as it is."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from playground import clock, seed, snowflakes
from playground.events import InteractionOpened, PaceSet
from playground.model import ScheduledEvent, Status
from playground.server import Playground
from tests.playground.conftest import PATIENCE, Page
from tests.playground.test_company import post


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many seconds have passed; to be set."""
    passed, began = [0.0], time.monotonic()
    monkeypatch.setattr(clock.time, "monotonic", lambda: began + passed[0])
    return passed


def test_the_clock_gets_ahead_by_what_it_runs_faster_and_never_goes_back(seconds: list[float]) -> None:
    pace = clock.Pace()
    pace.run(10)
    seconds[0] = 6
    assert pace.ahead() == timedelta(seconds=54)
    pace.run(1)
    seconds[0] = 100
    assert pace.ahead() == timedelta(seconds=54)


def test_a_clock_begins_at_the_moment_that_was_reached_before(seconds: list[float]) -> None:
    pace = clock.Pace()
    pace.start(1, clock.machine() - timedelta(days=3))
    assert pace.ahead() == timedelta(0)
    pace.start(2, clock.machine() + timedelta(hours=1))
    seconds[0] = 60
    assert timedelta(minutes=60) < pace.ahead() <= timedelta(minutes=61)


async def test_a_playground_that_ran_ahead_goes_on_from_there(tmp_path: Path) -> None:
    async with Playground(tmp_path / "fast", port=0, fast=60) as fast:
        fast.world.new_id()
        clock.PACE.start(1, clock.now() + timedelta(days=2))
        told = fast.world.new_id()
    async with Playground(tmp_path / "fast", port=0) as again:
        assert again.world.new_id() > told
        assert clock.now() - datetime.now(UTC) > timedelta(days=1)


async def test_the_page_is_told_the_time_and_how_fast_it_runs(playground: Playground) -> None:
    async with Page(playground) as page:
        first = (await page.event("state"))["clock"]
        assert first["times"] == 1
        assert abs(first["now"] - snowflakes.now()) < PATIENCE * 1000
        clock.PACE.run(5)
        playground.world.publish(PaceSet())
        assert (await page.event("clock"))["clock"]["times"] == 5
    clock.PACE.run(1)


async def test_an_event_begins_sooner_where_time_runs_faster(playground: Playground) -> None:
    start = snowflakes.now() + 3_600_000
    event = ScheduledEvent(playground.world.new_id(), seed.SAM, "Film night", "Here", start, start + 3_600_000)
    begun = asyncio.Event()
    playground.world.subscribe(lambda _: begun.set() if event.status is Status.ACTIVE else None)
    playground.world.save_scheduled(event)
    clock.PACE.run(3_600_000)
    playground.world.publish(PaceSet())
    async with asyncio.timeout(PATIENCE):
        await begun.wait()


async def test_a_bot_has_its_three_seconds_however_fast_the_clock_runs(playground: Playground) -> None:
    async with Page(playground) as page:
        opened: list[InteractionOpened] = []
        playground.world.subscribe(lambda each: opened.append(each) if isinstance(each, InteractionOpened) else None)
        clock.PACE.run(60_000)
        await post(playground)
        await page.press(await page.message(), "join")
        asked = opened[0].interaction
        assert playground.interactions.to_acknowledge(asked.id, asked.token) is asked
