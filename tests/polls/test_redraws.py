"""Cards that follow votes: the newest state, one change at a time, every server in its turn."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.chat.cards import Card
from bot.chat.messenger import LaterError, LostError
from bot.chat.pacer import Pacer
from bot.database.deadline import Wait, waiting
from bot.guilds.rules import Person
from bot.outbox import redraws as outbox
from bot.outbox.redraws import Redraws
from bot.polls import store
from bot.polls.drafts import Draft, Edit
from bot.polls.redraws import PollCards
from bot.polls.rules import Poll
from bot.polls.terms import Visibility
from tests.budgets import PATIENCE
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
        self.pacer = Pacer()
        self.waited_for: list[Wait | None] = []
        """Who waits for each change."""

    async def change(self, guild_id: int, channel_id: int, message_id: int, card: Card) -> None:
        assert channel_id not in self.busy, "two changes at once in one channel"
        self.busy.add(channel_id)
        self.waited_for.append(waiting.get())
        await self.pacer.turn()
        await (self.held.pop(0).wait() if self.held else asyncio.sleep(0))
        self.busy.discard(channel_id)
        if self.refusals:
            raise self.refusals.pop(0)
        self.shown.append((guild_id, message_id - 1, card.to_components()[0]["components"][0]["content"]))


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
async def redraws(room: Room, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Redraws]:
    monkeypatch.setattr(outbox, "PAUSE", 0.02)
    monkeypatch.setattr(outbox, "OLD_PAUSE", 0.02)
    made = Redraws(room.db)
    yield made
    await made.stop()


@pytest.fixture
def cards(room: Room, board: Board, redraws: Redraws) -> PollCards:
    kept: Any = board
    return PollCards(room.polls, kept, redraws)


async def idle(redraws: Redraws) -> None:
    async with asyncio.timeout(PATIENCE):
        await redraws.settle()


async def test_r05_a_slow_change_is_followed_by_one_that_shows_the_newest_state(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    slow = asyncio.Event()
    board.held = [slow]
    cards.note_vote((await room.vote(poll, 1, 0)).poll)
    while not board.busy:  # noqa: ASYNC110 - the board is no part of the loop
        await asyncio.sleep(0)
    for member in range(2, 7):
        cards.note_vote((await room.vote(poll, member, 1)).poll)
    slow.set()
    await idle(redraws)
    assert len(board.shown) == 2
    assert "1 ballot " in board.shown[0][2]
    assert "Green — 5 (83 %)" in board.shown[-1][2]


async def test_the_close_is_drawn_last_whatever_happens_before_it(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    board.refusals = [LaterError("HTTP 503"), LaterError("HTTP 429")]
    cards.note_vote((await room.vote(poll, 1, 0)).poll)
    cards.mark(await room.polls.close(GUILD, poll.id, FARID))
    await idle(redraws)
    assert board.shown[-1][2].startswith("#1 · closed")
    assert await room.fetch("SELECT drawn = version FROM polls") == [(1,)]


async def test_p05_a_card_that_is_lost_is_drawn_no_more(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    poll = await room.poll(visibility=Visibility.LIVE)
    board.refusals = [LostError("the card was deleted.")]
    cards.note_vote((await room.vote(poll, 1, 0)).poll)
    await idle(redraws)
    orphan = await room.polls.get(GUILD, poll.id)
    assert orphan.orphaned == "the card was deleted."
    cards.note_vote((await room.vote(poll, 2, 0)).poll)
    await idle(redraws)
    assert board.shown == []


async def test_l03_a_server_with_many_hot_polls_holds_up_no_other(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    passed = [0.0]
    board.pacer = Pacer(rate=20.0, monotonic=lambda: passed[0])
    while board.pacer._saved >= 1.0:
        await board.pacer.turn()
    busy = [await made(room, 1, channel) for channel in range(100, 130)]
    calm = [await made(room, server, server) for server in range(2, 8)]
    votes = [room.polls.vote(room.a_vote(poll, 7, 0, guild_id=poll.guild_id)) for poll in (*busy, *calm)]
    for recorded in await asyncio.gather(*votes):
        cards.note_vote(recorded.poll)
    async with asyncio.timeout(60):
        while board.pacer.waiting < len(busy) + len(calm):  # noqa: ASYNC110 - tasks run
            await asyncio.sleep(0.005)
        while len(board.shown) < len(busy) + len(calm):
            passed[0] += 1 / board.pacer.rate
            await asyncio.sleep(0.005)
    shown = [poll_id for _, poll_id, _ in board.shown]
    assert max(shown.index(poll.id) for poll in calm) < 20


async def test_c01_what_a_killed_process_had_not_drawn_is_drawn_by_the_next_and_nothing_else(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    current, edited, voted = [await made(room, GUILD, channel) for channel in (20, 21, 21)]
    cards.note_vote((await room.polls.vote(room.a_vote(current, 7, 0))).poll)
    await idle(redraws)
    await room.polls.edit(GUILD, edited.id, Edit(question="Which one?"), MIRA)
    await room.polls.vote(room.a_vote(voted, 7, 0))
    board.shown.clear()
    for _ in range(3):
        await redraws.look()
        await asyncio.sleep(0)
    await idle(redraws)
    assert sorted(poll_id for _, poll_id, _ in board.shown) == sorted((edited.id, voted.id))
    assert await room.behind() == []


async def test_a_card_that_is_being_drawn_is_not_drawn_again_for_what_its_row_said_before(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    poll = await room.poll()
    slow = asyncio.Event()
    board.held = [slow]
    cards.note_vote((await room.vote(poll, 1, 0)).poll)
    while not board.busy:  # noqa: ASYNC110 - the board is no part of the loop
        await asyncio.sleep(0)
    assert len(await room.behind()) == 1
    await redraws.look()
    slow.set()
    await idle(redraws)
    assert len(board.shown) == 1


async def test_a_card_that_cannot_be_drawn_is_tried_ever_more_rarely_and_one_that_is_gone_never(
    room: Room, board: Board, redraws: Redraws, cards: PollCards, monkeypatch: pytest.MonkeyPatch
) -> None:
    rests: list[float] = []
    rest = redraws._rest

    async def noted(seconds: float) -> None:
        rests.append(seconds)
        await rest(seconds)

    monkeypatch.setattr(redraws, "_rest", noted)
    poll, gone = await room.poll(), await made(room, GUILD, 30)
    board.refusals = [RuntimeError("a bug"), RuntimeError("a bug"), LaterError("HTTP 503")]
    cards.note_vote((await room.vote(poll, 1, 0)).poll)
    await idle(redraws)
    assert rests == [0.02, 0.04, 0.08, 0.02]
    assert len(board.shown) == 1
    async with room.db.transaction(GUILD) as tx:
        await store.delete(tx, GUILD, gone.id)
    cards.mark(gone)
    await idle(redraws)
    assert len(board.shown) == 1


async def test_a_card_is_drawn_for_nobody_who_waits_however_little_time_they_have_left(
    room: Room, board: Board, redraws: Redraws, cards: PollCards
) -> None:
    poll = await room.poll()

    async def answered() -> None:
        waiting.set(Wait(until=0.0))
        cards.note_vote((await room.vote(poll, 1, 0)).poll)

    await asyncio.create_task(answered())
    await idle(redraws)
    assert board.waited_for == [None]
    assert await room.behind() == []


async def made(room: Room, guild_id: int, channel_id: int) -> Poll:
    poll = await room.polls.create(
        Draft(question="Which?", options=("Yes", "No")), guild_id=guild_id, channel_id=channel_id, by=Person(MIRA.id)
    )
    await room.polls.note_posted(guild_id, poll.id, channel_id, poll.id + 1)
    return await room.polls.get(guild_id, poll.id)
