"""One PostgreSQL, two processes: nobody votes twice, and what is announced is what was counted."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.database import Database, Shards, cluster, open_database
from bot.errors import Refusal
from bot.polls.drafts import Draft, Edit
from bot.polls.redraws import KIND, behind
from bot.polls.rules import CLOSED
from bot.polls.service import Polls
from bot.polls.voting.casting import Recorded
from tests.budgets import PATIENCE
from tests.engines import on_postgresql
from tests.polls.room import FARID, GUILD, Room

pytestmark = [on_postgresql, pytest.mark.usefixtures("engine")]


@pytest.fixture
async def other(room: Room, url: str) -> AsyncIterator[Room]:
    """The same room, as another process has it."""
    async with open_database(url) as db:
        yield Room(db, room.clock, clicks=room.clicks)


async def test_r01_the_same_members_in_both_have_one_vote_and_every_counter_is_right(room: Room, other: Room) -> None:
    polls = [await room.poll() for _ in range(3)]
    clicks = [
        (random.Random(member * 3 + click).choice([room, other]), poll, member, (member + click) % 3)
        for click in range(3)
        for member in range(60)
        for poll in polls
    ]
    await asyncio.gather(*(one.vote(poll, member, choice) for one, poll, member, choice in clicks))
    assert await room.rows("ballots") == 60 * len(polls)
    assert await room.fetch("SELECT count(*) FROM ballots WHERE choices <> 1 << CAST((member_id + 2) % 3 AS INT)") == [
        (0,)
    ]
    await room.check_counters()


async def test_r02_told_recorded_is_counted_and_the_others_are_told_that_it_is_closed(room: Room, other: Room) -> None:
    chance = random.Random(7)
    for _ in range(15):
        poll = await room.poll()
        votes = [asyncio.create_task(one.vote(poll, 10 * n + member, 0)) for n, one in enumerate((room, other))
                 for member in range(5)]  # fmt: skip
        await asyncio.sleep(chance.random() * 0.03)
        closed = await other.polls.close(GUILD, poll.id, FARID)
        told = await asyncio.gather(*votes, return_exceptions=True)
        recorded = [each for each in told if isinstance(each, Recorded)]
        assert {str(each) for each in told if isinstance(each, Exception)} <= {CLOSED}
        result = (await room.polls.show(GUILD, poll.id)).result
        assert result
        assert (closed.ballots, result.votes[0]) == (len(recorded), len(recorded))


async def test_r03_closed_by_both_and_by_time_there_is_one_result_and_one_message(room: Room, other: Room) -> None:
    polls = [await room.poll(closes=timedelta(hours=1)) for _ in range(20)]
    room.clock.go(hours=1, seconds=3)
    rooms = (room, other)
    by_hand = (one.polls.close(GUILD, poll.id, FARID) for poll in polls[::2] for one in rooms)
    told = await asyncio.gather(*by_hand, *(one.worker.once() for one in rooms), return_exceptions=True)
    assert {type(each) for each in told} <= {Refusal, type(None), type(polls[0])}
    assert await room.rows("poll_results") == len(polls)
    await asyncio.gather(*(one.worker.once() for one in rooms))
    assert sorted(room.board.posted + other.board.posted) == sorted((poll.id, "res") for poll in polls)
    assert room.board.tries + other.board.tries == len(polls)


async def test_numbers_are_given_once_each(room: Room, other: Room) -> None:
    polls = await asyncio.gather(*(one.poll() for one in (room, other) for _ in range(15)))
    assert sorted(poll.number for poll in polls) == list(range(1, 31))


async def test_a_card_that_is_behind_is_brought_up_to_date_by_the_process_whose_server_it_is(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LOOK_AROUND", 0.05)
    async with open_database(url, Shards(2, (0,))) as first, open_database(url, Shards(2, (1,))) as second:
        polls = Polls(first)
        for guild_id in (1 << 22, 2 << 22, 3 << 22):
            poll = await polls.create(
                Draft(question="Which?", options=("a", "b")), guild_id=guild_id, channel_id=1, by=FARID
            )
            await polls.note_posted(guild_id, poll.id, 1, poll.id + 1)
            await polls.edit(guild_id, poll.id, Edit(question="Which one?"), FARID)
        async with asyncio.timeout(PATIENCE):
            # For a moment the first was alone, and looked after all.
            while [await shards_behind(each) for each in (first, second)] != [[0], [1, 1]]:  # noqa: ASYNC110 - both look at one database, which tells nobody
                await asyncio.sleep(0.02)


async def shards_behind(database: Database) -> list[int]:
    """The shards of the servers whose cards this process is to bring up to date, once for each."""
    async with database.read() as tx:
        return [card.guild_id >> 22 & 1 for card in await behind(KIND, "polls", tx, 500)]
