"""Votes on statements: many at once, changed, late, forged; and an order of one's own."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Refusal
from bot.statements.rules import CLOSED, NOT_YET, UNKNOWN, Vote
from bot.statements.views import ASIDE, Statement
from bot.statements.voting import NO_SUCH_STATEMENT, in_own_order
from tests.statements.room import FARID, GUILD, Room

FIVE = "One stands", "Two stand", "Three stand", "Four stand", "Five stand"


async def test_a_vote_is_recorded_and_the_next_statement_shown(room: Room) -> None:
    round_ = await room.released(*FIVE)
    paper = await room.statements.paper(GUILD, round_.id, 7, room.clock.now())
    for count in range(1, 6):
        paper = await room.vote(round_, 7, paper.statements[paper.at].place, Vote.DISAGREE)
        assert paper.voted == count
    assert paper.at == 5
    assert {vote for (vote,) in await room.fetch("SELECT vote FROM statement_votes")} == {-1}
    assert (await room.get(round_)).taking_part == 1


async def test_of_two_clicks_on_a_statement_the_later_counts_in_whatever_order_they_arrive(room: Room) -> None:
    round_ = await room.released(*FIVE)
    early, late = room.a_vote(round_, 7, 0, Vote.AGREE), room.a_vote(round_, 7, 0, Vote.PASS)
    await room.statements.vote(late)
    await room.statements.vote(early)
    assert await room.fetch("SELECT vote FROM statement_votes") == [(0,)]
    together = [room.a_vote(round_, 8, 0, Vote.AGREE), room.a_vote(round_, 8, 0, Vote.DISAGREE)]
    papers = await asyncio.gather(*(room.statements.vote(vote) for vote in reversed(together)))
    assert [each.voted for each in papers] == [1, 1]
    assert await room.fetch("SELECT vote FROM statement_votes WHERE member_id = 8") == [(-1,)]


async def test_votes_on_a_hundred_statements_are_all_remembered(room: Room) -> None:
    round_ = await room.round(seeds=[f"Statement {place}" for place in range(100)])
    await room.collected(round_)
    round_ = await room.statements.release(GUILD, round_.id, FARID, sure=True)
    papers = [await room.vote(round_, 7, place) for place in (0, 49, 50, 99)]
    assert [each.voted for each in papers] == [1, 2, 3, 4]
    shown = await room.statements.paper(GUILD, round_.id, 7, room.clock.now())
    at = [each.place for each in shown.statements].index(99)
    assert (await room.statements.paper(GUILD, round_.id, 7, room.clock.now(), at)).given == 1


async def test_thirty_who_vote_at_once_are_counted_once_each(room: Room) -> None:
    round_ = await room.released(*FIVE)
    clicks = [room.a_vote(round_, member, place, Vote.AGREE) for member in range(30) for place in range(5)]
    await asyncio.gather(*(room.statements.vote(click) for click in clicks))
    assert (await room.get(round_)).taking_part == 30
    assert await room.rows("statement_votes") == 150


async def test_votes_are_taken_between_the_release_and_the_close_only(room: Room) -> None:
    round_ = await room.round()
    await room.write(round_, 7, *FIVE[:3])
    with pytest.raises(Refusal, match=NOT_YET):
        await room.vote(round_, 7, 0)
    await room.collected(round_)
    with pytest.raises(Refusal, match=NOT_YET):
        await room.vote(round_, 7, 0)
    round_ = await room.statements.release(GUILD, round_.id, FARID, sure=True)
    assert round_.closes_at
    in_time = room.a_vote(round_, 7, 0, Vote.AGREE, at=round_.closes_at - timedelta(milliseconds=1))
    room.clock.go(days=3, seconds=1)
    await room.statements.vote(in_time)
    with pytest.raises(Refusal, match=CLOSED):
        await room.vote(round_, 7, 1)


@pytest.mark.parametrize("place", [5, 999])
async def test_a_forged_statement_is_refused_and_others_of_its_batch_are_not(room: Room, place: int) -> None:
    round_ = await room.released(*FIVE)
    forged, other = await asyncio.gather(room.vote(round_, 7, place), room.vote(round_, 8, 1), return_exceptions=True)
    assert isinstance(forged, Refusal)
    assert str(forged) == NO_SUCH_STATEMENT
    assert not isinstance(other, BaseException)


async def test_a_forged_round_is_refused(room: Room) -> None:
    round_ = await room.released(*FIVE)
    vote = room.a_vote(round_, 7, 0, Vote.AGREE)
    elsewhere = type(vote)(
        guild_id=999, round_id=round_.id, member_id=7, click_id=vote.click_id, place=0, vote=Vote.AGREE
    )
    with pytest.raises(Refusal, match=UNKNOWN):
        await room.statements.vote(elsewhere)


async def test_a_statement_that_is_set_aside_during_the_vote_is_voted_on_no_more(room: Room) -> None:
    round_ = await room.released(*FIVE)
    await room.vote(round_, 7, 2)
    await room.statements.settle(GUILD, round_.id, 2, FARID, ASIDE)
    with pytest.raises(Refusal, match="no longer voted on"):
        await room.vote(round_, 8, 2)
    paper = await room.statements.paper(GUILD, round_.id, 7, room.clock.now())
    assert (len(paper.statements), paper.voted) == (4, 0)


def test_everybody_has_an_order_of_their_own_that_stays() -> None:
    statements = {place: Statement(place, str(place)) for place in range(10)}
    orders = {member: in_own_order(1, member, statements) for member in range(50)}
    assert len(set(orders.values())) == 50
    assert orders[7] == in_own_order(1, 7, dict(reversed(statements.items())))
    without = {place: each for place, each in statements.items() if place != 3}
    assert in_own_order(1, 7, without) == tuple(each for each in orders[7] if each.place != 3)
