"""A server that Discord has down while something is due there: that comes once it is back, and nothing is lost."""

import asyncio
from datetime import datetime, timedelta

import pytest

from bot import clock
from bot.app import make_lively_bot
from bot.chat.messenger import AwayError, Messenger
from bot.database import Tx
from bot.guilds.rules import Person
from bot.outbox.jobs import Handler, Job
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.polls.rules import Poll, State
from bot.threads.posting import delivery
from bot.viewings.cards import said_card
from bot.viewings.moves import Move
from bot.viewings.programme import programme_of
from bot.viewings.rules import Secrecy, Viewing
from bot.viewings.scheduling import events
from bot.viewings.scheduling.service import Schedules
from bot.viewings.service import Viewings
from playground import seed
from tests.viewings.evening import hive
from tests.wire.crowd import Crowd, WatchedPlayground, gathered, text
from tests.wire.faulty import Factory
from tests.wire.test_viewings import done, group, move, prompts

pytestmark = pytest.mark.slow

FARID = Person(seed.FARID)
ROUNDS = 30
"""More than any message has tries."""
REFUSALS = [(404, 10004), (404, 10003), (403, 50001), (404, 10008), (503, 0)]
"""What Discord may answer for a server that it has down."""


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert max(_tries(), delivery.TRIES) < ROUNDS


def _tries() -> int:
    async def nothing(_tx: Tx, _job: Job, _now: datetime) -> None:
        return None

    return Handler(kind="t.nothing", begin=nothing).posting_tries


async def gone(club: Crowd) -> None:
    """Discord takes the server down: its events say so, and its answers know nothing of it."""
    club.playground.faulty.outage()
    await club.until(lambda: club.bot.guilds[0].unavailable)
    club.trouble("POST", "/channels/", 404, code=10003, times=999)
    club.trouble("PATCH", "/channels/", 404, code=10003, times=999)
    club.trouble("GET", "/", 404, code=10004, times=999)


async def back(club: Crowd) -> None:
    club.rest.troubles.clear()
    club.playground.faulty.restore()
    await club.until(lambda: not club.bot.guilds[0].unavailable)


def steady(club: Crowd, monkeypatch: pytest.MonkeyPatch, **span: float) -> None:
    """Time passes."""
    moment = clock.now() + timedelta(**span)
    monkeypatch.setattr(clock, "now", lambda: moment)
    club.bot.services.get(Worker)._steady = lambda: clock.now().timestamp()


async def closed(club: Crowd) -> Poll:
    poll = await club.post()
    [member] = club.members(1)
    await club.click(member, poll)
    await club.polls.close(poll.guild_id, poll.id, Person(seed.FARID))
    return poll


async def test_n14_the_result_of_a_poll_waits_for_the_server_to_come_back(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = await closed(club)
    await gone(club)
    asked = len(club.rest.seen)
    for _ in range(ROUNDS):
        steady(club, monkeypatch, minutes=2)
        await club.once()
    assert [each for each in club.rest.seen[asked:] if each[1] == "POST"] == []
    waiting = await club.polls.get(poll.guild_id, poll.id)
    assert (waiting.orphaned, waiting.state) == (None, State.CLOSED)
    assert club.results(poll) == []
    await back(club)
    steady(club, monkeypatch, minutes=2)
    await club.once()
    [result] = club.results(poll)
    assert "closed <t:" in text(result)  # which tells how long ago


async def test_n14_the_card_of_a_poll_waits_for_the_server_to_come_back(club: Crowd) -> None:
    poll = await club.post()
    await gone(club)
    await club.outdate(await club.polls.get(poll.guild_id, poll.id))
    await asyncio.sleep(0.3)
    assert (await club.polls.get(poll.guild_id, poll.id)).orphaned is None
    await back(club)
    await club.until(lambda: not club.redraws._tasks)
    after = await club.polls.get(poll.guild_id, poll.id)
    assert (after.orphaned, after.drawn) == (None, after.version)


async def film_runs(club: Crowd) -> Viewing:
    """A group whose film of twenty minutes has just begun; its timed prompts come at 5:00 and 12:30."""
    viewing = await group(club)
    await move(club, viewing, Move.START_FILM)
    return viewing


async def test_n14_a_timed_prompt_waits_for_the_server_to_come_back_and_says_that_it_is_late(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady(club, monkeypatch)
    viewing, services = await film_runs(club), club.bot.services
    await done(club)
    await gone(club)
    for _ in range(ROUNDS):
        steady(club, monkeypatch, seconds=16)
        await done(club)
    during = (await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())).viewing
    assert during.orphaned is None
    assert prompts(club, viewing) == []
    await back(club)
    steady(club, monkeypatch, seconds=16)
    await done(club)
    [late] = prompts(club, viewing)
    assert "Meant for 5:00 of the film; it comes late: the film is at " in late
    after = await services.get(Viewings).get(seed.GUILD, viewing.id, FARID.id, clock.now())
    assert (after.viewing.orphaned, after.troubles) == (None, ())


async def scheduled(club: Crowd) -> None:
    """A viewing that is to open in two hours."""
    asked = await club.ask(seed.FARID, "watch schedule", film="Any film", when="2h")
    await club.until(lambda: not club.bot._answering)
    assert "https://discord.com/events/" in club.told(asked)


async def fate(club: Crowd) -> list[tuple[object, ...]]:
    """What became of each plan, and how often opening it was tried in vain."""
    async with club.database.read() as tx:
        planned = "SELECT s.state, coalesce(max(j.tries), 0) FROM scheduled_viewings s LEFT JOIN jobs j "
        planned += "ON j.kind = 'viewings.open' AND j.key = CAST(s.id AS TEXT) GROUP BY s.id, s.state"
        return [tuple(row) for row in await tx.fetch(planned)]


def openings(club: Crowd) -> list[str]:
    found = club.playground.world.messages(seed.GENERAL)
    return [text(each) for each in found if "watch-join:" in str(each.components)]


async def test_n14_a_scheduled_viewing_waits_for_the_server_to_come_back_and_opens_late(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady(club, monkeypatch)
    await scheduled(club)
    await gone(club)
    steady(club, monkeypatch, hours=2)
    for _ in range(ROUNDS):
        steady(club, monkeypatch, minutes=1)
        await done(club)
    assert await fate(club) == [("waiting", 0)]
    await back(club)
    steady(club, monkeypatch, minutes=1)
    await done(club)
    [opening] = openings(club)
    assert "it opens late." in opening
    assert await fate(club) == [("opened", 0)]


async def test_n14_one_whose_server_is_down_until_its_event_is_over_is_called_off_in_words(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady(club, monkeypatch)
    await scheduled(club)
    await gone(club)
    steady(club, monkeypatch, hours=9)
    club.rest.troubles.clear()
    await done(club)
    direct = [each for each in club.playground.world.state.channels.values() if each.recipient == seed.FARID]
    [told] = [text(each) for channel in direct for each in club.playground.world.messages(channel.id)]
    assert "did not open" in told
    assert "channel is gone" not in told


@pytest.mark.parametrize(("status", "code"), REFUSALS)
async def test_n14_what_is_answered_while_a_server_goes_down_is_not_believed(
    club: Crowd, status: int, code: int
) -> None:
    """The request is on its way when Discord says that the server is out of reach."""
    poll = await closed(club)
    channels = club.bot.services.get(Messenger)
    answers = asyncio.Event()
    trouble = club.trouble("POST", "/channels/{channel_id}/messages", status, code=code, comes=answers)
    sending = asyncio.create_task(channels.send(seed.GUILD, seed.GENERAL, said_card("Late"), "a-nonce"))
    await club.until(lambda: trouble.times == 0)
    club.playground.faulty.outage()
    await club.until(lambda: club.bot.guilds[0].unavailable)
    answers.set()
    with pytest.raises(AwayError) as caught:
        await sending
    assert caught.value.asked
    await back(club)
    await channels.send(seed.GUILD, seed.GENERAL, said_card("Back"), "another")
    await club.once()
    assert len(club.results(poll)) == 1


async def test_n14_right_after_a_connect_nothing_is_called_off_and_all_comes_once_the_server_is_there(
    watched: WatchedPlayground, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with gathered(watched, factory) as club:
        poll = await closed(club)
        shelf = Shelf([hive()])
        made = await club.bot.services.get(Schedules).schedule(
            programme_of(shelf, shelf.choose("The Hive", Kind.FILM)),
            guild_id=seed.GUILD,
            channel_id=seed.GENERAL,
            secrecy=Secrecy.UNNAMED,
            at=clock.now() + timedelta(hours=1),
            by=FARID,
            now=clock.now(),
        )
        event = await club.bot.services.get(events.Events).announce(club.bot.guilds[0], made)
        assert event
    factory.make = make_lively_bot
    watched.faulty.withholds = True
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(hours=1))
    async with gathered(watched, factory) as club:
        await asyncio.sleep(2)
        assert club.results(poll) == []
        assert await fate(club) == [("waiting", 0)]
        watched.faulty.restore()
        await club.until(lambda: club.results(poll))
        await club.until(lambda: openings(club))
        assert (await club.polls.get(poll.guild_id, poll.id)).orphaned is None
