"""Planned viewings on a real connection: what is done to their events in Discord reaches them by the gateway."""

import asyncio
from typing import Any

import pytest

from bot.database import NotSavedError
from bot.viewings.scheduling import changing, following
from bot.viewings.scheduling.service import Schedules
from playground import schedule, seed
from playground.model import ScheduledEvent, Status
from tests.wire.crowd import PATIENCE, Crowd, text
from tests.wire.test_viewings import done

HOUR = 3_600_000


async def planned(club: Crowd) -> ScheduledEvent:
    """The event of a viewing that Farid planned."""
    asked = await club.ask(seed.FARID, "watch schedule", film="Any film", when="2h")
    await club.until(lambda: not club.bot._answering)
    assert "Planned for" in club.told(asked)
    [event] = club.playground.world.state.scheduled.values()
    return event


async def rows(club: Crowd) -> list[tuple[int, str]]:
    """When each plan opens, and what became of it."""
    async with club.database.read() as tx:
        found = await tx.fetch("SELECT at, state FROM scheduled_viewings")
    return [(row["at"], row["state"]) for row in found]


async def until(club: Crowd, *wanted: str) -> None:
    """Wait until that is what became of the plans, doing what is due."""
    async with asyncio.timeout(PATIENCE):
        while [state for _, state in await rows(club)] != list(wanted):
            await done(club)
            await asyncio.sleep(0.02)


async def until_at(club: Crowd, at: int) -> None:
    """Wait until the one plan is for that time."""
    async with asyncio.timeout(PATIENCE):
        while await rows(club) != [(at, "waiting")]:  # noqa: ASYNC110 - another side of the wire does it
            await asyncio.sleep(0.02)


def directly(club: Crowd) -> list[str]:
    """The direct messages that Farid has."""
    direct = [each for each in club.playground.world.state.channels.values() if each.recipient == seed.FARID]
    return [text(each) for channel in direct for each in club.playground.world.messages(channel.id)]


async def test_t07_an_event_that_is_moved_renamed_started_and_ended_by_a_moderator_is_followed(club: Crowd) -> None:
    event, world = await planned(club), club.playground.world
    for start in (event.start + HOUR, event.start - HOUR):
        schedule.change(world, event, name="Tonight", place="#general", description="", start=start, end=start + HOUR)
        await until_at(club, start)
    schedule.move_on(world, event, Status.ACTIVE)
    await until(club, "opened")
    schedule.move_on(world, event, Status.COMPLETED)
    await until(club, "opened")
    assert directly(club) == []


@pytest.mark.parametrize("gone", [False, True])
async def test_t07_an_event_that_a_moderator_cancels_or_deletes_calls_its_viewing_off(club: Crowd, gone: bool) -> None:
    event, world = await planned(club), club.playground.world
    if gone:
        world.remove_scheduled(event)
    else:
        schedule.move_on(world, event, Status.CANCELED)
    await until(club, "off")
    await done(club)
    [told] = directly(club)
    assert "is called off." in told


async def test_t07_what_was_moved_while_the_bot_was_away_comes_when_its_server_is_back(club: Crowd) -> None:
    event = await planned(club)
    club.playground.faulty.outage()
    await club.until(lambda: (guild := club.bot.get_guild(seed.GUILD)) is None or guild.unavailable)
    event.start -= HOUR  # nobody is told
    club.playground.faulty.restore()
    await until_at(club, event.start)


async def test_t07_what_cannot_be_written_down_at_once_is_as_soon_as_the_storage_takes_it(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    event, schedules, refused = await planned(club), club.bot.services.get(Schedules), 0
    whole = schedules.follow

    async def follow(*news: Any) -> None:
        nonlocal refused
        if refused < 3:
            refused += 1
            raise NotSavedError
        await whole(*news)

    monkeypatch.setattr(following, "AGAIN", 0.05)
    monkeypatch.setattr(schedules, "follow", follow)
    start = event.start + HOUR
    schedule.change(
        club.playground.world, event, name="Bees", place="#general", description="", start=start, end=start + HOUR
    )
    await until_at(club, start)
    assert refused == 3


@pytest.mark.parametrize(("status", "moved"), [(503, False), (502, True), (400, False), (403, False)])
async def test_r10_a_plan_whose_move_was_not_answered_has_the_time_of_its_event(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, status: int, moved: bool
) -> None:
    monkeypatch.setattr(changing, "MAKING", 1.5)
    event = await planned(club)
    before = event.start
    club.trouble("PATCH", "/scheduled-events", status, after=moved, times=9)
    shown = await club.ask(seed.FARID, "watch planned")
    async with club.database.read() as tx:
        [row] = await tx.fetch("SELECT id FROM scheduled_viewings")
    opened = await club.use(seed.FARID, shown.original, f"planned-move:{row['id']}")
    told = await club.send_form(seed.FARID, opened, when="5h")
    await club.until(lambda: not club.bot._answering)
    said = "\n".join(text(each) for each in club.playground.world.messages(seed.GENERAL) if each.reader == seed.FARID)
    assert ("Discord has not said whether it moved" in said) is (status >= 500), club.told(told)
    assert (event.start != before) is moved
    await until_at(club, event.start)
