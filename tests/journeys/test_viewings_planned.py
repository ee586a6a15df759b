"""Group viewings that are planned as events and open at their time."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord.builders import UserHandle

from bot.packs.shelf.shelves import Shelves
from bot.threads.posting import delivery
from tests.journeys.conftest import labels, words
from tests.journeys.watching import card, in_thread, later, text
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture
def evening(club: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The club, with one clock for Discord and the bot."""
    monkeypatch.setattr(delivery, "PAUSE", 0.0)
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


async def planned(club: Any, member: Any) -> Any:
    shown = await member.slash(club.general, "watch planned")
    assert shown.ephemeral
    return shown


async def test_what_is_planned_is_shown_to_everybody_and_changed_by_who_planned_it_and_moderators(
    evening: Any,
) -> None:
    assert "Nothing is planned here." in words(await planned(evening, evening.sam))
    await plan(evening)
    await (await event_of(evening)).edit(name="Bees tonight")
    other = evening.guild.add_member(evening.env.create_user("noor"))
    for member, buttons in (
        (evening.sam, ["Move", "Call off", "The event"]),
        (evening.mira, ["Move", "Call off", "The event"]),
        (other, ["The event"]),
    ):
        shown = await planned(evening, member)
        assert "**The Hive**\nIts event is called “Bees tonight”." in words(shown)
        assert f"led by <@{evening.sam.id}>" in words(shown)
        assert labels(shown) == buttons


async def test_who_planned_moves_it_and_its_event_moves_too(evening: Any) -> None:
    await plan(evening)
    event = await event_of(evening)
    form = await evening.sam.click((await planned(evening, evening.sam)).response, label="Move")
    refused = await evening.sam.submit_modal(form, {"when": "soon"})
    assert "is not a time that I can read" in refused.response.content
    form = await evening.sam.click((await planned(evening, evening.sam)).response, label="Move")
    moved = await evening.sam.submit_modal(form, {"when": "4h"})
    assert "Its event is moved too." in words(moved)
    again = await event_of(evening)
    assert again.id == event.id
    assert timedelta(hours=2) <= again.start_time - event.start_time < timedelta(hours=2, seconds=1)
    assert again.end_time is not None
    assert again.end_time - again.start_time == timedelta(minutes=80)
    await later(evening, hours=2)
    assert evening.general.threads == []
    await later(evening, hours=2)
    assert len(evening.general.threads) == 1


async def test_who_planned_is_asked_before_it_is_called_off_and_its_event_goes(evening: Any) -> None:
    await plan(evening)
    shown = await planned(evening, evening.sam)
    asked = await evening.sam.click(shown.response, label="Call off")
    assert "Call off “The Hive”?" in words(asked)
    kept = await evening.sam.click(asked.response, label="Keep it")
    assert "1 ahead" in words(kept)
    asked = await evening.sam.click(kept.response, label="Call off")
    off = await evening.sam.click(asked.response, label="Call it off")
    assert "“The Hive” is called off." in words(off)
    assert "Nothing is planned here." in words(off)
    await later(evening, seconds=1)
    assert (await event_of(evening)).status is discord.EventStatus.cancelled
    await later(evening, hours=2)
    assert evening.general.threads == []
    assert told(evening, evening.sam) == []


async def test_who_planned_hears_that_a_moderator_called_it_off(evening: Any) -> None:
    await plan(evening)
    shown = await planned(evening, evening.mira)
    asked = await evening.mira.click(shown.response, label="Call off")
    await evening.mira.click(asked.response, label="Call it off")
    await later(evening, seconds=1)
    [said] = told(evening, evening.sam)
    assert said.endswith("is called off. A moderator called it off.")


async def test_a_button_of_what_has_opened_or_is_off_says_so_and_changes_nothing(evening: Any) -> None:
    await plan(evening)
    shown = await planned(evening, evening.sam)
    await later(evening, hours=2)
    for label in ("Move", "Call off"):
        refused = await evening.sam.click(shown.response, label=label)
        assert "It has opened already." in refused.response.content
    assert len(evening.general.threads) == 1


async def test_one_whose_event_is_gone_is_called_off_where_somebody_moves_it(evening: Any) -> None:
    await plan(evening)
    form = await evening.sam.click((await planned(evening, evening.sam)).response, label="Move")
    evening.env.backend.guilds[evening.guild.id].scheduled_events.clear()  # nobody is told
    moved = await evening.sam.submit_modal(form, {"when": "4h"})
    assert words(moved) == "The result is below."
    assert "so the viewing is called off" in "".join(each.content for each in (moved.response, *moved.followups))
    assert "Nothing is planned here." in words(await planned(evening, evening.sam))


async def test_what_cannot_be_planned_is_refused_before_anything_is_made(evening: Any) -> None:
    assert "is not a time that I can read" in (await plan(evening, when="soon")).response.content
    assert "too far away" in (await plan(evening, when="2030-01-01 18:00")).response.content
    refused = await plan(evening, channel=evening.rules)
    assert "I may not do this in #rules: **Send Messages**" in refused.response.content
    assert await evening.env.bot.get_guild(evening.guild.id).fetch_scheduled_events() == []
