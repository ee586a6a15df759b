"""What Discord makes while its answer is lost: events, threads and messages are there once, and what is told is so."""

import asyncio
from datetime import timedelta

import aiohttp
import pytest
from discord.http import Route

from bot import clock
from bot.chat import exchange
from bot.outbox import worker
from bot.outbox.worker import Worker
from bot.polls import posting as polls_posting
from bot.threads import reaching
from bot.viewings import planning, starting
from bot.viewings.scheduling import events
from bot.viewings.scheduling.rules import Fate
from playground import seed
from playground.model import Message, ScheduledEvent
from tests.wire.crowd import Crowd, text
from tests.wire.test_viewings import done

EVENTS, THREADS, MESSAGES = "/scheduled-events", "/threads", "/channels/{channel_id}/messages"
FAULTS = [(status, after) for status in (500, 502, 503, 504) for after in (False, True)]
HANG = 1.2


@pytest.fixture(autouse=True)
def _tried_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.0)


def later(monkeypatch: pytest.MonkeyPatch, **span: float) -> None:
    """Let time pass for the bot, and for the Discord on loopback."""
    moment = clock.now() + timedelta(**span)
    monkeypatch.setattr(clock, "now", lambda: moment)


def planned(club: Crowd) -> list[ScheduledEvent]:
    return list(club.playground.world.state.scheduled.values())


async def plan(club: Crowd, when: str = "2h", member: int = seed.FARID) -> str:
    """What is told in the end."""
    asked = await club.ask(member, "watch schedule", film="Any film", when=when)
    await club.until(lambda: not club.bot._answering)
    return club.told(asked)


async def rows(club: Crowd, columns: str, table: str) -> list[tuple[object, ...]]:
    async with club.database.read() as tx:
        return [tuple(row) for row in await tx.fetch(f"SELECT {columns} FROM {table}")]


async def round_of_viewings(club: Crowd) -> None:
    # The clock that these tests set is no clock that jumped.
    club.bot.services.get(Worker)._steady = lambda: clock.now().timestamp()
    await done(club)


def test_r10_nobody_waits_longer_than_ten_seconds_to_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert exchange.BUDGET + events.LOOKING + events.MAKING + events.LOOKING < 10
    assert exchange.BUDGET + starting.THREAD_TAKES < 10
    assert exchange.BUDGET + reaching.REACHING + reaching.SHOWING < 10
    assert exchange.EXPIRES + polls_posting.LOOK < 10


@pytest.mark.parametrize(("status", "after"), FAULTS)
async def test_r10_an_event_whose_answer_is_lost_is_there_once_for_one_plan(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, status: int, after: bool
) -> None:
    trouble = club.trouble("POST", EVENTS, status, after=after)
    told = await plan(club)
    assert trouble.times == 0
    assert len(planned(club)) == after
    assert ("https://discord.com/events/" in told) is after
    assert (planning.UNSURE in told) is not after
    assert "Try" not in told
    await plan(club)  # whoever asks again all the same
    later(monkeypatch, minutes=2)
    await round_of_viewings(club)
    [event] = planned(club)
    assert await rows(club, "event_id, state", "scheduled_viewings") == [(event.id, "waiting")]


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_r10_an_event_is_asked_for_once_at_each_try(club: Crowd, status: int) -> None:
    """With all the time that there is, which would be enough for another request."""
    club.trouble("POST", EVENTS, status, after=True)
    assert "https://discord.com/events/" in await plan(club)
    assert len(club.rest.asked("POST", "/scheduled-events")) == 1
    assert len(planned(club)) == 1


@pytest.mark.parametrize("after", [False, True])
async def test_r10_an_event_that_hangs_is_looked_for_and_made_where_there_is_none(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setattr(events, "MAKING", 2.0)
    answers = asyncio.Event()
    trouble = club.trouble("POST", EVENTS, 503, after=after, comes=answers)
    told = await plan(club)
    answers.set()
    assert trouble.times == 0
    assert ("https://discord.com/events/" in told) is after
    later(monkeypatch, minutes=2)
    await round_of_viewings(club)
    [event] = planned(club)
    assert await rows(club, "event_id, state", "scheduled_viewings") == [(event.id, "waiting")]


async def test_r10_two_plans_alike_have_an_event_each(club: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose event was made and whose answer was lost must not take that of another."""
    at = (clock.now() + timedelta(days=2)).strftime("%Y-%m-%d 18:00")
    await plan(club, at)
    club.trouble("POST", EVENTS, 503)
    assert planning.UNSURE in await plan(club, at, seed.MIRA)
    later(monkeypatch, minutes=2)
    await round_of_viewings(club)
    held = [event for (event,) in await rows(club, "event_id", "scheduled_viewings")]
    assert sorted(held, key=str) == sorted((each.id for each in planned(club)), key=str)
    assert len(held) == 2


async def test_r10_an_event_that_is_refused_after_it_was_promised_is_told_to_its_scheduler(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    club.trouble("POST", EVENTS, 503)
    assert planning.UNSURE in await plan(club)
    club.trouble("POST", EVENTS, 403, code=50013)
    later(monkeypatch, minutes=2)
    await round_of_viewings(club)
    direct = [each for each in club.playground.world.state.channels.values() if each.recipient == seed.FARID]
    [told] = [text(each) for channel in direct for each in club.playground.world.messages(channel.id)]
    assert "is not planned. Nothing was scheduled, because I may not do this" in told
    [(state,)] = await rows(club, "state", "scheduled_viewings")
    assert state == Fate.OFF
    assert planned(club) == []


async def test_r10_while_discord_does_not_answer_a_viewing_waits_for_as_long_as_its_event_lasts(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "https://discord.com/events/" in await plan(club)
    trouble = club.trouble("GET", EVENTS, 503, times=99)
    later(monkeypatch, hours=2)
    for _ in range(5):
        later(monkeypatch, minutes=2)
        await round_of_viewings(club)
    assert 99 - trouble.times == 5
    assert await rows(club, "state", "scheduled_viewings") == [("waiting",)]
    assert await rows(club, "tries", "jobs WHERE kind = 'viewings.open'") == [(0,)]
    trouble.times = 0
    later(monkeypatch, minutes=2)
    await round_of_viewings(club)
    assert await rows(club, "state", "scheduled_viewings") == [("opened",)]


async def test_r10_where_discord_never_answers_the_scheduler_is_told_once_it_is_too_late(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan(club)
    club.trouble("GET", EVENTS, 503, times=99)
    later(monkeypatch, hours=9)
    await round_of_viewings(club)
    assert await rows(club, "state", "scheduled_viewings") == [("off",)]


def openings(club: Crowd) -> list[Message]:
    return [each for each in club.playground.world.messages(seed.GENERAL) if "watch-join:" in str(each.components)]


@pytest.mark.parametrize("route", [THREADS, MESSAGES])
@pytest.mark.parametrize(("status", "after", "hangs"), [*((*each, False) for each in FAULTS), (503, False, True)])
async def test_r10_a_group_whose_opening_or_thread_is_lost_on_the_way_has_one_of_each(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, route: str, status: int, after: bool, hangs: bool
) -> None:
    if hangs:
        monkeypatch.setattr(starting, "THREAD_TAKES", 0.8)
    answers = asyncio.Event()
    trouble = club.trouble("POST", route, status, after=after, **({"comes": answers} if hangs else {}))
    asked = await club.ask(seed.FARID, "watch start", film="Any film")
    await club.until(lambda: not club.bot._answering)
    answers.set()
    assert trouble.times == 0
    told = club.told(asked)
    assert "The group watches in" in told or "it appears by itself" in told
    for _ in range(4):
        await round_of_viewings(club)
    [opening] = openings(club)
    [thread] = [each for each in club.playground.world.state.channels.values() if each.is_thread]
    assert thread.id == opening.id
    assert await rows(club, "thread_id, orphaned", "viewings") == [(thread.id, None)]
    [_card] = [each for each in club.playground.world.messages(thread.id) if "watch-join:" in str(each.components)]


@pytest.mark.parametrize(("status", "after"), FAULTS)
async def test_r10_a_new_thread_in_place_of_one_that_is_gone_is_one_however_often_it_is_asked_for(
    club: Crowd, status: int, after: bool
) -> None:
    await club.ask(seed.FARID, "watch start", film="Any film")
    await club.until(lambda: not club.bot._answering)
    [thread] = [each for each in club.playground.world.state.channels.values() if each.is_thread]
    club.playground.world.remove_channel(thread)
    async with club.database.transaction() as tx:
        await tx.fetch("UPDATE viewings SET orphaned = 'The thread was deleted.'")
    before = len(openings(club))
    club.playground.fail(THREADS, method="POST", status=status, after=after)
    told: list[str] = []
    for _ in range(2):
        asked = await club.ask(seed.FARID, "watch resume")
        await club.until(lambda: not club.bot._answering)
        told.append(club.told(asked))
        if "goes on in <#" in told[-1]:
            break
    assert told[:-1] in ([], [reaching.silent("`/watch resume`")])
    assert len(openings(club)) == before + 1
    [anew] = [each for each in club.playground.world.state.channels.values() if each.is_thread]
    assert await rows(club, "thread_id, orphaned", "viewings") == [(anew.id, None)]


def cards(club: Crowd) -> list[Message]:
    return [each for each in club.playground.world.messages(seed.GENERAL) if "'mine:" in str(each.components)]


async def drafted(club: Crowd) -> tuple[int, str]:
    """A draft that is ready: the message that shows it, and the control that posts it."""
    opened = await club.ask(seed.FARID, "poll create")
    shown = await club.send_form(seed.FARID, opened, question="Which?", options="Red\nGreen")
    message = club.playground.world.find_message(shown.original or 0)
    assert message
    return message.id, "draft-post:" + str(message.components).split("draft-post:")[1].split("'")[0]


@pytest.mark.parametrize(("status", "after"), FAULTS)
async def test_r10_a_poll_whose_card_is_lost_on_the_way_has_one_card(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, status: int, after: bool
) -> None:
    message, post = await drafted(club)
    club.playground.fail(MESSAGES, method="POST", status=status, after=after)
    with monkeypatch.context() as hurried:
        hurried.setattr("bot.chat.messenger.PATIENCE", 0.8)  # too short for a second try
        await club.use(seed.FARID, message, post)
        await club.until(lambda: not club.bot._answering)
    shown = club.playground.world.find_message(message)
    assert shown
    assert text(shown).strip() == f"#1: {polls_posting.OWED}"
    for _ in range(3):
        await club.once()
    [card] = cards(club)
    [line] = (await club.polls.page(seed.GUILD)).lines
    poll = await club.polls.get(seed.GUILD, line.id)
    assert (poll.message_id, poll.orphaned) == (card.id, None)
    await club.click(seed.FARID, poll)
    assert (await club.polls.get(seed.GUILD, line.id)).ballots == 1


@pytest.mark.parametrize("looks", [True, False])
async def test_r10_a_card_that_discord_took_as_the_answer_without_saying_so_is_the_polls(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, looks: bool
) -> None:
    """Where even looking for it fails, it is found in the channel later, and no second one is posted."""
    monkeypatch.setattr(exchange, "BUDGET", 0.6)
    monkeypatch.setattr(exchange, "EXPIRES", 0.8)
    club.playground.fail("/callback", after=True, lingers=HANG)
    if not looks:
        monkeypatch.setattr(polls_posting, "LOOK", 0.2)
        club.playground.fail("/webhooks/", method="GET", hangs=HANG)
    await club.ask(seed.FARID, "poll quick", question="Which?", options="Red|Green")
    await club.until(lambda: not club.bot._answering)
    for _ in range(2):
        await club.once()
    [card] = cards(club)
    [line] = (await club.polls.page(seed.GUILD)).lines
    assert (await club.polls.get(seed.GUILD, line.id)).message_id == card.id
    assert await rows(club, "kind", "jobs WHERE kind = 'polls.card'") == []


async def test_r10_a_poll_whose_card_discord_surely_did_not_take_is_taken_back(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    club.trouble("POST", "/callback", 503, times=99)
    await club.ask(seed.FARID, "poll quick", question="Which?", options="Red|Green")
    await club.until(lambda: not club.bot._answering)
    assert cards(club) == []
    assert (await club.polls.page(seed.GUILD)).total == 0


async def test_r10_what_says_more_after_an_answer_says_it_once(club: Crowd) -> None:
    trouble = club.trouble("POST", "/webhooks/", 502, after=True)
    at = f"{clock.now() + timedelta(hours=6):%H:%M}"  # hours away, at whatever minute this runs
    asked = await club.ask(seed.FARID, "poll quick", question="Which?", options="Red|Green", closes=at)
    await club.until(lambda: not club.bot._answering)
    assert trouble.times == 0
    said = [each for each in club.playground.world.messages(seed.GENERAL) if "UTC" in text(each)]
    assert len(said) == 1
    assert asked.original not in {each.id for each in said}


async def test_a_request_whose_connection_breaks_is_sent_once_more_only_where_that_does_nothing_twice(
    club: Crowd,
) -> None:
    saying = club.playground.fail(MESSAGES, method="POST")
    await club.bot.get_partial_messageable(seed.GENERAL).send("Any news?", nonce="7")
    making = club.playground.fail(EVENTS, method="POST", times=2)
    route = Route("POST", "/guilds/{guild_id}/scheduled-events", guild_id=seed.GUILD)
    with pytest.raises((OSError, aiohttp.ServerDisconnectedError)):
        await club.bot.http.request(route, json={"name": "Any film"})
    assert (saying.seen, making.seen) == (1, 1)
