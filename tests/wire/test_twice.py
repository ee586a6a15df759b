"""Interactions that Discord delivers twice: played back after a resume, or to two processes on one database."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.database import open_database
from playground import seed
from playground.interactions import Interaction
from playground.model import Message
from tests.engines import on_postgresql
from tests.wire.crowd import Crowd, WatchedPlayground, gathered, text
from tests.wire.faulty import Factory

ASKED = {"question": "Which film next?", "options": "Red|Green"}
Act = Callable[[Crowd], Awaitable[Interaction]]


async def quick(club: Crowd) -> Interaction:
    return await club.ask(seed.FARID, "poll quick", **ASKED)


async def draft(club: Crowd) -> Interaction:
    opened = await club.ask(seed.FARID, "poll create")
    return await club.send_form(seed.FARID, opened, question="Which?", options="Red\nGreen")


async def start(club: Crowd) -> Interaction:
    return await club.ask(seed.FARID, "watch start", film="Any film")


async def alone(club: Crowd) -> Interaction:
    return await club.ask(seed.FARID, "watch start", film="Any film", mode="solo")


async def plan(club: Crowd) -> Interaction:
    return await club.ask(seed.FARID, "watch schedule", film="Any film", when="2h")


def cards(club: Crowd) -> list[Message]:
    """What stands in the channel with a control of a poll."""
    return [each for each in club.playground.world.messages(seed.GENERAL) if "mine:" in str(each.components)]


async def count(club: Crowd, table: str) -> int:
    async with club.database.read() as tx:
        [row] = await tx.fetch(f"SELECT count(*) FROM {table}")
    return row[0]


async def played_back(club: Crowd, events: int) -> None:
    """The connection is lost, and Discord sends the last events once more."""
    gateway, resumes = club.playground.faulty, club.bot.vitals.resumes
    gateway.plays_back = events
    gateway.drop()
    await club.until(lambda: club.bot.vitals.resumes > resumes)
    await club.until(lambda: not club.bot._answering)


async def test_r09_a_command_that_is_played_back_makes_one_poll_with_one_card(club: Crowd) -> None:
    first = await quick(club)
    await played_back(club, 20)
    assert club.bot.vitals.interactions["command", "duplicate"] == 1
    assert [each.id for each in cards(club)] == [first.original]
    [line] = (await club.polls.page(seed.GUILD)).lines
    assert (await club.polls.get(seed.GUILD, line.id)).message_id == first.original
    second = await quick(club)
    assert len({each.id for each in cards(club)} | {second.original}) == 2
    assert (await club.polls.page(seed.GUILD)).total == 2


async def test_r09_a_form_and_a_click_that_are_played_back_are_heard_once(club: Crowd) -> None:
    await draft(club)
    await played_back(club, 20)
    assert club.bot.vitals.interactions["command", "duplicate"] == 1
    assert club.bot.vitals.interactions["form", "duplicate"] == 1
    assert await count(club, "poll_drafts") == 1
    poll = await club.post()
    await club.click(seed.FARID, poll)
    private = [each for each in club.playground.world.messages(seed.GENERAL) if each.reader]
    await played_back(club, 3)
    assert club.bot.vitals.interactions["control", "duplicate"] == 1
    assert [each for each in club.playground.world.messages(seed.GENERAL) if each.reader] == private
    assert (await club.polls.get(seed.GUILD, poll.id)).votes == (1, 0, 0)


async def test_r09_what_nobody_waits_for_any_more_is_forgotten(club: Crowd, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.exchange.REMEMBERED", 10)
    poll = await club.post()
    for member in club.members(30):
        await club.click(member, poll)
    assert len(club.bot._known._ids) == 10


@pytest.fixture
async def both(watched: WatchedPlayground, url: str, tmp_path: Path) -> AsyncIterator[tuple[Crowd, Crowd]]:
    """Two processes with the same shards on one database, as while one takes over from the other."""
    async with (
        open_database(url) as first,
        open_database(url) as second,
        gathered(watched, Factory(first)) as one,
        gathered(watched, Factory(second)) as other,
    ):
        yield one, other


@on_postgresql
@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize(
    ("act", "table"),
    [(quick, "polls"), (draft, "poll_drafts"), (start, "viewings"), (alone, "viewings"), (plan, "scheduled_viewings")],
)
async def test_r09_what_two_processes_get_is_made_once(both: tuple[Crowd, Crowd], act: Act, table: str) -> None:
    one, other = both
    made = [await act(one) for _ in range(1 if act is alone else 5)]
    for each in both:
        await each.until(lambda each=each: not each.bot._answering)
    # What is planned twice alike by one member is one plan.
    assert await count(one, table) == (1 if act is plan else len(made))
    told = [each for each in one.playground.world.messages(seed.GENERAL) if "Something went wrong" in text(each)]
    assert told == []
    if act is quick:
        assert {each.id for each in cards(one)} == {each.original for each in made}
        for line in (await other.polls.page(seed.GUILD)).lines:
            poll = await one.polls.get(seed.GUILD, line.id)
            assert f"mine:{poll.id}" in str([each for each in cards(one) if each.id == poll.message_id])
    if act is plan:
        assert len(one.playground.world.state.scheduled) == 1


@on_postgresql
@pytest.mark.usefixtures("engine")
async def test_r09_one_press_on_a_poll_that_is_to_be_asked_again_does_not_ask_it_again_at_once(
    both: tuple[Crowd, Crowd],
) -> None:
    one, other = both
    poll = await one.post()
    await one.use(seed.FARID, poll.message_id, f"again:{poll.id}")
    for each in both:
        await each.until(lambda each=each: not each.bot._answering)
    await asyncio.sleep(0)
    assert await count(other, "polls") == 1
    assert (await other.polls.get(seed.GUILD, poll.id)).closed_at is None
