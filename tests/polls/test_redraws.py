"""Cards that follow votes: the newest state, one change at a time, every server in its turn."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chat.cards import Card
from bot.polls import redraw
from bot.polls.channels import LaterError, LostError
from bot.polls.drafts import Draft
from bot.polls.redraw import Redraws
from bot.polls.rules import Person, Poll
from bot.polls.terms import Visibility
from tests.polls.room import FARID, GUILD, MIRA, Room


class Board:
    """Stands for the channels: notes what is shown where, as slowly and as badly as it is told to."""

    def __init__(self) -> None:
        self.shown: list[tuple[int, int, str]] = []
        """(server, poll, text)"""
        self.busy: set[int] = set()
        self.held: list[asyncio.Event] = []
        """What the next changes wait for."""
        self.refusals: list[Exception] = []

    async def change(self, poll: Poll, card: Card) -> None:
        assert poll.channel_id not in self.busy, "two changes at once in one channel"
        self.busy.add(poll.channel_id)
        await (self.held.pop(0).wait() if self.held else asyncio.sleep(0))
        self.busy.discard(poll.channel_id)
        if self.refusals:
            raise self.refusals.pop(0)
        self.shown.append((poll.guild_id, poll.id, card.to_components()[0]["components"][0]["content"]))


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
async def redraws(room: Room, board: Board, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Redraws]:
    monkeypatch.setattr(redraw, "PAUSE", 0.02)
    monkeypatch.setattr(redraw, "OLD_PAUSE", 0.02)
    kept: Any = board
    made = Redraws(room.polls, kept)
    yield made
    await made.stop()


async def idle(redraws: Redraws) -> None:
    async with asyncio.timeout(10):
        while redraws._tasks:
            await asyncio.gather(*redraws._tasks.values())


async def test_r05_a_slow_change_is_followed_by_one_that_shows_the_newest_state(
    room: Room, board: Board, redraws: Redraws
) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    slow = asyncio.Event()
    board.held = [slow]
    redraws.voted((await room.vote(poll, 1, 0)).poll)
    while not board.busy:  # noqa: ASYNC110 - the board is no part of the loop
        await asyncio.sleep(0)
    for member in range(2, 7):
        redraws.voted((await room.vote(poll, member, 1)).poll)
    slow.set()
    await idle(redraws)
    assert len(board.shown) == 2
    assert "1 ballot " in board.shown[0][2]
    assert "Green — 5 (83 %)" in board.shown[-1][2]


async def test_the_close_is_drawn_last_whatever_happens_before_it(room: Room, board: Board, redraws: Redraws) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    board.refusals = [LaterError("HTTP 503"), LaterError("HTTP 429")]
    redraws.voted((await room.vote(poll, 1, 0)).poll)
    redraws.mark(await room.polls.close(GUILD, poll.id, FARID))
    await idle(redraws)
    assert board.shown[-1][2].startswith("#1 · closed")
    assert await room.fetch("SELECT drawn = version FROM polls") == [(1,)]


async def test_p05_a_card_that_is_lost_is_drawn_no_more(room: Room, board: Board, redraws: Redraws) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    board.refusals = [LostError("the card was deleted.")]
    redraws.voted((await room.vote(poll, 1, 0)).poll)
    await idle(redraws)
    orphan = await room.polls.get(GUILD, poll.id)
    assert orphan.orphaned == "the card was deleted."
    redraws.voted((await room.vote(poll, 2, 0)).poll)
    await idle(redraws)
    assert board.shown == []


async def test_l03_a_server_with_many_hot_polls_holds_up_no_other(room: Room, board: Board, redraws: Redraws) -> None:
    busy = [await made(room, 1, channel) for channel in range(100, 130)]
    calm = [await made(room, server, server) for server in range(2, 8)]
    for poll in (*busy, *calm):
        redraws.mark(poll)
    async with asyncio.timeout(10):
        while not {poll.id for poll in calm} <= {poll_id for _, poll_id, _ in board.shown}:  # noqa: ASYNC110 - tasks run
            await asyncio.sleep(0.005)
    assert len(board.shown) < 20


async def made(room: Room, guild_id: int, channel_id: int) -> Poll:
    poll = await room.polls.create(
        Draft(question="Which?", options=("Yes", "No")), guild_id=guild_id, channel_id=channel_id, by=Person(MIRA.id)
    )
    await room.polls.posted(guild_id, poll.id, channel_id, poll.id + 1)
    return await room.polls.get(guild_id, poll.id)
