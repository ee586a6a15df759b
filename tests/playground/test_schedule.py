"""Scheduled events: what they need, how they go from planned to over, and who is told."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import discord
import pytest

from playground import permissions, seed, snowflakes
from playground.model import ScheduledEvent, Status
from playground.permissions import Permission
from playground.schedule import MOST_OPEN
from playground.server import Playground
from playground.sessions import Intent, Session
from tests.playground.conftest import PATIENCE, Api, Page, running
from tests.playground.demo import DemoBot
from tests.playground.test_threads import told

EVENTS = f"/guilds/{seed.GUILD}/scheduled-events"


def at(minutes: float) -> str:
    return (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()


def evening(**changes: Any) -> dict[str, Any]:
    return {
        "name": "A Model Citizen",
        "privacy_level": 2,
        "entity_type": 3,
        "entity_metadata": {"location": "#film-night"},
        "scheduled_start_time": at(60),
        "scheduled_end_time": at(180),
    } | changes


def planned(playground: Playground, creator: int = seed.BOT, status: Status = Status.SCHEDULED) -> ScheduledEvent:
    start = snowflakes.now() + 3_600_000
    event = ScheduledEvent(playground.world.new_id(), creator, "Bees", "#general", start, start + 1, status=status)
    playground.world.save_scheduled(event)
    return event


def may(playground: Playground, allowed: Permission) -> None:
    playground.world.state.roles[seed.BOT_ROLE].permissions = permissions.EVERYONE | allowed


# The bot's side


async def test_a_planned_evening_is_shown_to_everybody_and_fetched_as_it_was_planned(
    playground: Playground, bot: DemoBot
) -> None:
    async with Page(playground) as sam:
        await sam.use("meet", film="Bees at Work", minutes=90)
        shown = (await sam.event("event"))["event"]
        answer = await sam.message()
    event = await bot.guilds[0].fetch_scheduled_event(int(shown["id"]))
    assert answer["text"] == f"Planned: {event.url}"
    assert (event.name, event.location, event.status) == (
        "Bees at Work",
        "#general",
        discord.EventStatus.scheduled,
    )
    assert event.creator_id == seed.BOT
    assert event.end_time is not None
    assert event.end_time - event.start_time == timedelta(hours=2)
    assert (shown["name"], shown["place"], shown["active"], shown["can_manage"]) == (
        "Bees at Work",
        "#general",
        False,
        False,
    )
    assert shown["start"] == int(event.start_time.timestamp() * 1000)
    assert "<strong>together</strong>" in shown["description_html"]


async def test_an_event_begins_and_ends_by_hand(playground: Playground, bot: DemoBot) -> None:
    event = await bot.guilds[0].fetch_scheduled_event(planned(playground).id)
    async with Page(playground) as sam:
        await event.edit(name="Ants", description="Smaller", location="#film-night")
        changed = (await sam.event("event"))["event"]
        assert (changed["name"], changed["place"]) == ("Ants", "#film-night")
        begun = await event.start()
        assert (await sam.event("event", lambda frame: frame["event"]["active"]))["event"]["id"] == str(event.id)
        ended = await begun.end()
        await sam.event("event_gone")
    assert ended.status is discord.EventStatus.completed
    assert await bot.guilds[0].fetch_scheduled_events() == []
    assert (await bot.guilds[0].fetch_scheduled_event(event.id)).status is discord.EventStatus.completed


async def test_only_who_asked_for_them_is_told_of_events(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as playground:
        planned(playground)
        async with running(playground) as without:
            await without.guilds[0].fetch_scheduled_events()
            assert list(without.guilds[0].scheduled_events) == []
        intents = discord.Intents(guilds=True, guild_scheduled_events=True)
        async with running(playground, intents=intents) as bot:
            assert [each.name for each in bot.guilds[0].scheduled_events] == ["Bees"]
            created, updated = told(bot, "scheduled_event_create"), told(bot, "scheduled_event_update")
            deleted = told(bot, "scheduled_event_delete")
            event = planned(playground)
            assert (await created).id == event.id
            fetched = await bot.guilds[0].fetch_scheduled_event(event.id)
            await fetched.cancel()
            assert (await updated)[1].status is discord.EventStatus.cancelled
            await fetched.delete()
            assert (await deleted).id == event.id


async def test_events_outlive_a_restart(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first:
        event, over = planned(first), planned(first, status=Status.COMPLETED)
    async with Playground(tmp_path, port=0) as second, Page(second) as sam:
        assert [each["id"] for each in (await sam.event("state"))["events"]] == [str(event.id)]
        assert second.world.state.scheduled == {event.id: event, over.id: over}


# A moderator's hand


async def test_moderators_cancel_and_delete_and_the_bot_finds_out(playground: Playground, bot: DemoBot) -> None:
    cancelled, deleted, active = planned(playground), planned(playground), planned(playground, status=Status.ACTIVE)
    async with Page(playground, seed.MIRA) as mira, Page(playground, seed.SAM) as sam:
        assert [each["can_manage"] for each in (await mira.event("state"))["events"]] == [True] * 3
        assert not (await sam.ask("event", event=str(cancelled.id), do="cancel"))["ok"]
        for event, do in ((cancelled, "cancel"), (deleted, "delete"), (active, "end")):
            assert (await mira.ask("event", event=str(event.id), do=do))["ok"]
            await sam.event("event_gone", lambda frame, event=event: frame["id"] == str(event.id))
        assert not (await mira.ask("event", event=str(cancelled.id), do="cancel"))["ok"]
    guild = bot.guilds[0]
    assert (await guild.fetch_scheduled_event(cancelled.id)).status is discord.EventStatus.cancelled
    assert (await guild.fetch_scheduled_event(active.id)).status is discord.EventStatus.completed
    with pytest.raises(discord.NotFound) as refusal:
        await guild.fetch_scheduled_event(deleted.id)
    assert refusal.value.code == 10070


async def test_a_moderator_renames_moves_starts_and_ends_an_event(tmp_path: Path) -> None:
    intents = discord.Intents(guilds=True, guild_scheduled_events=True)
    async with Playground(tmp_path, port=0) as playground, running(playground, intents=intents) as bot:
        event = planned(playground)
        start = event.start + 86_400_000
        change = {"event": str(event.id), "name": "Ants", "place": "#film-night", "description": "", "start": start}
        async with Page(playground, seed.MIRA) as mira, Page(playground, seed.SAM) as sam:
            updated = told(bot, "scheduled_event_update")
            assert not (await sam.ask("change_event", **change, end=start + 1))["ok"]
            assert (await mira.ask("change_event", **change, end=start + 1))["ok"]
            assert (await sam.event("event"))["event"]["name"] == "Ants"
            moved = (await updated)[1]
            assert (moved.name, moved.start_time) == ("Ants", datetime.fromtimestamp(start / 1000, UTC))
            for do, status in (("start", Status.ACTIVE), ("end", Status.COMPLETED)):
                updated = told(bot, "scheduled_event_update")
                assert (await mira.ask("event", event=str(event.id), do=do))["ok"]
                assert (await updated)[1].status.value == status


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "  "}, "The name has 1 to 100 characters; this one has 0."),
        ({"place": "x" * 101}, "The place has 1 to 100 characters; this one has 101."),
        ({"description": "x" * 1001}, "The description has 0 to 1000 characters; this one has 1001."),
        ({"start": 1}, "An event begins in the future. Choose a later beginning."),
        ({"end": 1}, "An event ends after it begins, and not in the past. Choose a later end."),
    ],
)
async def test_a_change_that_does_not_fit_is_told_why(playground: Playground, change: dict[str, Any], why: str) -> None:
    event = planned(playground)
    whole = {"name": "Bees", "place": "#general", "description": "", "start": event.start, "end": event.end} | change
    async with Page(playground, seed.MIRA) as mira:
        answer = await mira.ask("change_event", event=str(event.id), **whole)
    assert (answer["ok"], answer["message"]) == (False, why)
    assert (event.name, event.place) == ("Bees", "#general")


async def test_a_beginning_that_has_been_cannot_be_moved(playground: Playground) -> None:
    event = planned(playground, status=Status.ACTIVE)
    change = {"name": "Bees", "place": "#general", "description": "", "start": event.start + 1, "end": event.end + 1}
    async with Page(playground, seed.MIRA) as mira:
        assert not (await mira.ask("change_event", event=str(event.id), **change))["ok"]
        assert not (await mira.ask("event", event=str(event.id), do="start"))["ok"]
        assert (await mira.ask("change_event", event=str(event.id), **change | {"start": event.start}))["ok"]


# Who is interested, and the clock


async def test_who_is_interested_is_counted_once_and_told_to_who_asked_for_events(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as playground:
        event = planned(playground)
        heard: list[tuple[bool, str, dict[str, Any]]] = []
        dispatched = Session.dispatch

        def listen(session: Session, name: str, data: dict[str, Any]) -> None:
            heard.append((Intent.SCHEDULED_EVENTS in session.intents, name, data))
            dispatched(session, name, data)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Session, "dispatch", listen)
            intents = discord.Intents(guilds=True, guild_scheduled_events=True)
            async with running(playground), running(playground, intents=intents) as bot, Page(playground) as sam:
                for do in ("interested", "interested"):
                    assert (await sam.ask("event", event=str(event.id), do=do))["ok"]
                shown = (await sam.event("event"))["event"]
                assert (shown["interested"], shown["mine"]) == (1, True)
                fetched = await bot.guilds[0].fetch_scheduled_event(event.id, with_counts=True)
                assert fetched.user_count == 1
                assert [each.id async for each in fetched.users()] == [seed.SAM]
                await sam.ask("event", event=str(event.id), do="indifferent")
        assert event.interested == []
        people = {"guild_scheduled_event_id": str(event.id), "user_id": str(seed.SAM), "guild_id": str(seed.GUILD)}
        assert [each for each in heard if "EVENT_USER" in each[1]] == [
            (True, "GUILD_SCHEDULED_EVENT_USER_ADD", people),
            (True, "GUILD_SCHEDULED_EVENT_USER_REMOVE", people),
        ]


async def test_events_begin_and_end_by_themselves_at_their_time(tmp_path: Path) -> None:
    intents = discord.Intents(guilds=True, guild_scheduled_events=True)
    async with Playground(tmp_path, port=0) as playground, running(playground, intents=intents) as bot:
        heard: list[discord.EventStatus] = []
        over = asyncio.Event()

        async def on_scheduled_event_update(_: discord.ScheduledEvent, now: discord.ScheduledEvent) -> None:
            heard.append(now.status)
            if now.status is discord.EventStatus.completed:
                over.set()

        bot.event(on_scheduled_event_update)
        start = snowflakes.now() + 50
        event = ScheduledEvent(playground.world.new_id(), seed.BOT, "Bees", "#general", start, start + 100)
        playground.world.save_scheduled(event)
        await asyncio.wait_for(over.wait(), PATIENCE)
    assert heard == [discord.EventStatus.active, discord.EventStatus.completed]
    assert snowflakes.now() >= event.end


async def test_what_came_due_while_the_playground_was_shut_is_done_at_its_start(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first:
        events = [planned(first), planned(first)]
        first.timetable.close()
        now = snowflakes.now()
        events[0].start, events[0].end = now - 2, now - 1
        events[1].start, events[1].end = now - 2, now + 3_600_000
    async with Playground(tmp_path, port=0) as second:
        found = [second.world.state.scheduled[each.id].status for each in events]
    assert found == [Status.COMPLETED, Status.ACTIVE]


# Refusals


@pytest.mark.parametrize(
    ("change", "place", "code"),
    [
        ({"name": ""}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": "x" * 101}, "name", "BASE_TYPE_BAD_LENGTH"),
        ({"name": None}, "name", "BASE_TYPE_REQUIRED"),
        ({"description": "x" * 1001}, "description", "BASE_TYPE_BAD_LENGTH"),
        ({"privacy_level": 1}, "privacy_level", "BASE_TYPE_CHOICES"),
        ({"entity_type": 2}, "channel_id", "BASE_TYPE_REQUIRED"),
        ({"entity_metadata": None}, "entity_metadata", "BASE_TYPE_REQUIRED"),
        ({"entity_metadata": {}}, "entity_metadata.location", "BASE_TYPE_REQUIRED"),
        ({"entity_metadata": {"location": "x" * 101}}, "entity_metadata.location", "BASE_TYPE_BAD_LENGTH"),
        ({"scheduled_end_time": None}, "scheduled_end_time", "BASE_TYPE_REQUIRED"),
        ({"scheduled_start_time": "tomorrow"}, "scheduled_start_time", "DATE_TIME_TYPE_PARSE"),
        ({"scheduled_start_time": 5}, "scheduled_start_time", "DATE_TIME_TYPE_PARSE"),
        (
            {"scheduled_start_time": "2020-01-01T00:00:00Z"},
            "scheduled_start_time",
            "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST",
        ),
        (
            {"scheduled_end_time": at(30)},
            "scheduled_end_time",
            "GUILD_SCHEDULED_EVENT_END_BEFORE_START",
        ),
        ({"channel_id": str(seed.GENERAL)}, "channel_id", "BASE_TYPE_INVALID"),
    ],
)
async def test_an_event_that_is_not_whole_is_refused_with_its_place(
    api: Api, change: dict[str, Any], place: str, code: str
) -> None:
    status, body = await api("POST", EVENTS, evening(**change))
    assert (status, body["code"]) == (400, 50035)
    found = body["errors"]
    for step in place.split("."):
        found = found[step]
    assert found["_errors"][0]["code"] == code


async def test_what_every_event_needs_is_asked_for_all_at_once(api: Api) -> None:
    _, body = await api("POST", EVENTS, {})
    assert set(body["errors"]) == {
        "name",
        "privacy_level",
        "entity_type",
        "entity_metadata",
        "scheduled_start_time",
        "scheduled_end_time",
    }


@pytest.mark.parametrize(
    ("status", "change", "refused"),
    [
        (Status.SCHEDULED, {"status": 2}, None),
        (Status.SCHEDULED, {"status": 4}, None),
        (Status.SCHEDULED, {"status": 3}, 50035),
        (Status.SCHEDULED, {"scheduled_start_time": "2020-01-01T00:00:00Z"}, 50035),
        (Status.SCHEDULED, {"scheduled_end_time": "2020-01-01T00:00:00Z"}, 50035),
        (Status.ACTIVE, {"status": 3}, None),
        (Status.ACTIVE, {"status": 4}, 50035),
        (Status.ACTIVE, {"name": "Ants"}, None),
        (Status.ACTIVE, {"scheduled_start_time": at(30)}, 50035),
        (Status.COMPLETED, {"name": "Ants"}, 180000),
        (Status.CANCELED, {"status": 1}, 180000),
    ],
)
async def test_an_event_goes_from_planned_to_over_and_not_back(
    api: Api, playground: Playground, status: Status, change: dict[str, Any], refused: int | None
) -> None:
    answered, body = await api("PATCH", f"{EVENTS}/{planned(playground, status=status).id}", change)
    assert (answered, body.get("code")) == ((400, refused) if refused else (200, None))


async def test_no_more_than_a_hundred_events_are_open(api: Api, playground: Playground) -> None:
    for _ in range(MOST_OPEN - 1):
        planned(playground)
    planned(playground, status=Status.CANCELED)
    assert (await api("POST", EVENTS, evening()))[0] == 200
    status, body = await api("POST", EVENTS, evening())
    assert (status, body["code"]) == (400, 30038)


@pytest.mark.parametrize(
    ("allowed", "plans", "own", "others"),
    [
        (Permission(0), False, False, False),
        (Permission.CREATE_EVENTS, True, True, False),
        (Permission.MANAGE_EVENTS, True, True, True),
    ],
)
async def test_one_right_plans_and_another_manages_all(
    api: Api, playground: Playground, allowed: Permission, plans: bool, own: bool, others: bool
) -> None:
    may(playground, allowed)
    status, body = await api("POST", EVENTS, evening())
    assert (status, body.get("code")) == ((200, None) if plans else (403, 50013))
    for creator, managed in ((seed.BOT, own), (seed.MIRA, others)):
        path = f"{EVENTS}/{planned(playground, creator).id}"
        assert ((await api("PATCH", path, {"name": "Ants"}))[0] == 200) is managed
        assert ((await api("DELETE", path))[0] == 204) is managed
        assert (await api("GET", path))[0] == (404 if managed else 200)


async def test_an_unknown_event_is_called_unknown(api: Api) -> None:
    for method in ("GET", "PATCH", "DELETE"):
        status, body = await api(method, f"{EVENTS}/1", {} if method == "PATCH" else None)
        assert (status, body) == (404, {"message": "Unknown Guild Scheduled Event", "code": 10070})
