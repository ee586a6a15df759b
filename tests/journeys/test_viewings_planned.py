"""Group viewings that are planned as events and open at their time."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.builders import UserHandle

from bot.packs.shelf import Shelves
from bot.viewings.posting import delivery
from tests.journeys.watching import card, in_thread, later, one_clock, text
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture
def evening(club: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The club, with one clock for Discord and the bot."""
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
    one_clock(club, monkeypatch)
    return club


async def plan(club: Any, when: str = "2h", **more: Any) -> Any:
    planned = await club.sam.slash(club.general, "watch schedule", film="The Hive", when=when, **more)
    assert planned.ephemeral
    return planned


async def event_of(club: Any) -> discord.ScheduledEvent:
    [event] = await club.env.bot.get_guild(club.guild.id).fetch_scheduled_events()
    return event


async def pass_by(club: Any, hours: int) -> None:
    """Time passes in steps, as it does for a bot that is up."""
    for _ in range(hours * 60):
        await later(club, minutes=1)


async def test_a_planned_viewing_opens_at_its_time_with_the_link_of_its_event(evening: Any) -> None:
    planned = await plan(evening)
    assert "https://discord.com/events/" in planned.response.content
    event = await event_of(evening)
    assert (event.name, event.location) == ("The Hive", "#general")
    assert event.end_time is not None
    assert event.end_time - event.start_time == timedelta(minutes=80)
    await later(evening, hours=1, minutes=59)
    assert evening.general.threads == []
    await later(evening, minutes=1)
    [thread] = evening.general.threads
    assert f"led by <@{evening.sam.id}>" in text(card(thread))
    assert any(f"/events/{evening.guild.id}/{event.id}" in shown for shown in in_thread(thread))
    await later(evening, minutes=1)
    assert len(evening.general.threads) == 1


async def test_t02_a_bot_that_was_down_opens_late_and_says_so(evening: Any) -> None:
    await plan(evening)
    await later(evening, hours=2, minutes=30)
    [thread] = evening.general.threads
    opening = next(message for message in evening.general.history() if message.id == thread.id)
    assert "it opens late." in text(opening)


def told(club: Any, member: Any) -> list[str]:
    """The direct messages that a member has."""
    return [each.content for each in UserHandle(club.env, club.env.backend.users[member.id]).dm_channel.history()]


async def test_t07_who_planned_hears_at_once_that_the_event_was_deleted_in_discord(evening: Any) -> None:
    await plan(evening)
    await (await event_of(evening)).delete()
    await later(evening, seconds=1)
    [said] = told(evening, evening.sam)
    assert "is called off. Its event was deleted in Discord." in said
    await later(evening, hours=2)
    assert evening.general.threads == []
    assert len(told(evening, evening.sam)) == 1


async def test_t07_an_event_that_is_moved_and_renamed_in_discord_moves_its_viewing(evening: Any) -> None:
    await plan(evening)
    event = await event_of(evening)
    assert event.end_time is not None
    hour = timedelta(hours=1)
    await event.edit(name="Bees tonight", start_time=event.start_time + hour, end_time=event.end_time + hour)
    await later(evening, hours=2)
    assert evening.general.threads == []
    await event.edit(start_time=event.start_time + hour / 2, end_time=event.end_time + hour)
    await later(evening, minutes=30)
    assert len(evening.general.threads) == 1


async def test_t07_an_event_that_is_started_in_discord_opens_its_viewing_once(evening: Any) -> None:
    await plan(evening)
    await (await event_of(evening)).start()
    await later(evening, seconds=1)
    assert len(evening.general.threads) == 1
    await later(evening, hours=2)
    assert len(evening.general.threads) == 1


async def test_t07_what_was_moved_while_the_bot_was_away_is_followed_when_it_is_back(evening: Any) -> None:
    await plan(evening)
    event = await event_of(evening)
    bot = evening.env.bot
    guild = bot.get_guild(evening.guild.id)
    known = guild.get_scheduled_event(event.id)
    hour = timedelta(hours=1)
    [planned] = evening.env.backend.guilds[evening.guild.id].scheduled_events.values()
    planned.scheduled_start_time = (event.start_time - hour).isoformat()  # nobody is told
    known.start_time = event.start_time - hour  # as it comes with the server
    bot.dispatch("guild_available", guild)
    await later(evening, hours=1)
    assert len(evening.general.threads) == 1


async def test_what_cannot_be_planned_is_refused_before_anything_is_made(evening: Any) -> None:
    assert "is no time I can read" in (await plan(evening, when="soon")).response.content
    assert "too far away" in (await plan(evening, when="2030-01-01 18:00")).response.content
    refused = await plan(evening, channel=evening.rules)
    assert "I may not do this in #rules: **Send Messages**" in refused.response.content
    assert await evening.env.bot.get_guild(evening.guild.id).fetch_scheduled_events() == []
