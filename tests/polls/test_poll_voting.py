"""Ballots on a real database: one for each member, the latest click counts, told after the commit."""

import asyncio
import itertools
import random
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from bot.errors import Refusal
from bot.polls.drafts import Edit
from bot.polls.exports import Format
from bot.polls.kinds import KINDS
from bot.polls.rules import CLOSED, UNKNOWN, NotAVoterError, Phase
from bot.polls.terms import Ballot, Reason, Secrecy
from bot.polls.voting.casting import Recorded
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, OTHER_GUILD, Room

SECRECIES = [Secrecy.NAMED, Secrecy.UNNAMED, Secrecy.ANONYMOUS]
ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("single", {"choices": (0,)}, {"choices": (2,)}),
    ("multiple", {"choices": (0, 2)}, {"choices": (1, 2)}),
    ("scale", {"choices": (1,)}, {"choices": ()}),
    ("ranked", {"choices": (2, 0, 1)}, {"choices": (1,)}),
    ("score", {"scores": (5, None, 0)}, {"scores": (None, 3)}),
    ("availability", {"scores": (2, 1, 0)}, {"scores": (0, 0, 0)}),
]


def ballot(answer: dict[str, Any]) -> Ballot:
    return Ballot(answer.get("choices", ()), answer.get("scores", ()))


@pytest.mark.parametrize("secrecy", SECRECIES)
@pytest.mark.parametrize(("kind", "first", "second"), ANSWERS, ids=[each[0] for each in ANSWERS])
async def test_a_member_votes_changes_and_withdraws(
    room: Room, secrecy: Secrecy, kind: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    poll = await room.poll(kind=kind, secrecy=secrecy, not_sure=KINDS[kind].shape.not_sure)
    recorded = await room.vote(poll, 7, **first)
    assert (recorded.ballot, recorded.had_voted) == (ballot(first), False)
    recorded = await room.vote(poll, 7, **second)
    assert (recorded.ballot, recorded.had_voted) == (ballot(second), True)
    assert recorded.poll == await room.polls.get(GUILD, poll.id)
    assert recorded.poll.ballots == 1
    await room.check_counters()
    view = await room.polls.show(GUILD, poll.id, 7)
    assert view.voted
    assert view.ballot == (None if secrecy is Secrecy.ANONYMOUS else ballot(second))
    recorded = await room.vote(poll, 7, withdraws=True)
    assert (recorded.ballot, recorded.had_voted, recorded.poll.ballots) == (None, True, 0)
    assert not (await room.polls.show(GUILD, poll.id, 7)).voted
    await room.check_counters()
    assert await room.rows("ballots") == await room.rows("secret_ballots") == 0


async def test_withdrawing_without_a_ballot_changes_nothing(room: Room) -> None:
    poll = await room.poll()
    recorded = await room.vote(poll, 7, withdraws=True)
    assert (recorded.ballot, recorded.had_voted, recorded.poll) == (None, False, poll)


@pytest.mark.parametrize("secrecy", SECRECIES)
async def test_c02_the_same_click_again_gives_the_same_result(room: Room, secrecy: Secrecy) -> None:
    poll = await room.poll(secrecy=secrecy)
    vote = room.a_vote(poll, 7, 1)
    first, second = await room.polls.vote(vote), await room.polls.vote(vote)
    assert first.ballot == second.ballot == Ballot((1,))
    assert second.poll.ballots == 1
    await room.check_counters()


@pytest.mark.parametrize("secrecy", SECRECIES)
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_r01_of_clicks_in_one_packet_the_latest_counts_in_whatever_order_they_arrive(
    room: Room, secrecy: Secrecy, order: tuple[int, ...]
) -> None:
    poll = await room.poll(secrecy=secrecy)
    clicks = [room.a_vote(poll, 7, choice) for choice in range(3)]
    told = await asyncio.gather(*(room.polls.vote(clicks[place]) for place in order))
    assert {recorded.ballot for recorded in told} == {Ballot((2,))}
    await room.check_counters()
    assert (await room.polls.get(GUILD, poll.id)).ballots == 1


async def test_r01_an_older_click_that_arrives_later_is_told_what_stands(room: Room) -> None:
    poll = await room.poll()
    older, newer = room.a_vote(poll, 7, 0), room.a_vote(poll, 7, 1)
    await room.polls.vote(newer)
    assert (await room.polls.vote(older)).ballot == Ballot((1,))
    assert (await room.polls.get(GUILD, poll.id)).votes == (0, 1, 0)


async def test_l05_a_hundred_clicks_by_one_member_leave_one_ballot_that_of_the_last(room: Room) -> None:
    poll = await room.poll("A", "B", "C", "D")
    clicks = [room.a_vote(poll, 7, number % 4) for number in range(100)]
    last = 99 % 4
    random.Random(5).shuffle(clicks)
    for start in range(0, 100, 9):
        await asyncio.gather(*(room.polls.vote(click) for click in clicks[start : start + 9]))
    assert await room.fetch("SELECT choices FROM ballots") == [(1 << last,)]
    await room.check_counters()


async def test_l01_five_hundred_voters_at_once_are_five_hundred_rows(room: Room) -> None:
    poll = await room.poll()
    told = await asyncio.gather(*(room.vote(poll, member, member % 3) for member in range(500)))
    assert all(recorded.ballot == Ballot((member % 3,)) for member, recorded in enumerate(told))
    assert await room.rows("ballots") == 500
    assert (await room.polls.get(GUILD, poll.id)).votes == (167, 167, 166)
    await room.check_counters()


@pytest.mark.parametrize("count", range(1, 10))
async def test_votes_on_several_polls_that_arrive_together_are_each_told_of_their_own_option(
    room: Room, count: int
) -> None:
    polls = [await room.poll() for _ in range(count)]
    told = await asyncio.gather(*(room.vote(poll, 7, 1) for poll in polls))
    assert [recorded.poll for recorded in told] == [await room.polls.get(GUILD, poll.id) for poll in polls]
    beyond = await asyncio.gather(*(room.vote(poll, 8, 3) for poll in polls), return_exceptions=True)
    assert [str(refusal) for refusal in beyond] == ["No such option in this poll."] * count


async def test_l05_votes_of_many_polls_and_kinds_at_once_all_count(
    room: Room, caplog: pytest.LogCaptureFixture
) -> None:
    polls = [await room.poll(kind=kind, secrecy=secrecy) for kind, _, _ in ANSWERS for secrecy in SECRECIES]
    answers = {kind: first for kind, first, _ in ANSWERS}
    votes = [room.a_vote(poll, member, **answers[poll.kind]) for poll in polls for member in range(20)]
    random.Random(1).shuffle(votes)
    await asyncio.gather(*(room.polls.vote(vote) for vote in votes))
    assert not caplog.records
    await room.check_counters()
    assert [(await room.polls.get(GUILD, poll.id)).ballots for poll in polls] == [20] * len(polls)


@pytest.mark.parametrize(
    "forged",
    [
        {"guild_id": OTHER_GUILD, "choices": (0,)},
        {"poll_id": 12345, "choices": (0,)},
        {"poll_id": -1, "choices": (0,)},
        {"choices": (3,)},
        {"choices": (-1,)},
        {"choices": (10**6,)},
        {"scores": (5,)},
        {"choices": ()},
        {"choices": (0, 1)},
        {"choices": (0,), "confidence": 3},
        {"choices": (0,), "reason": "since"},
    ],
)
async def test_p02_a_forged_vote_is_refused_and_writes_nothing(room: Room, forged: dict[str, Any]) -> None:
    poll = await room.poll()
    vote = room.a_vote(poll, 7, **forged)
    with pytest.raises(Refusal) as refused:
        await room.polls.vote(vote)
    if vote.poll_id != poll.id or vote.guild_id != GUILD:
        assert str(refused.value) == UNKNOWN
    assert await room.rows("ballots") == 0
    assert await room.polls.get(GUILD, poll.id) == poll


async def test_p02_every_use_of_a_poll_from_another_server_is_refused_and_changes_nothing(room: Room) -> None:
    poll = await room.poll()
    polls = room.polls
    before = await room.fetch("SELECT * FROM polls")
    for use in (
        lambda: polls.show(OTHER_GUILD, poll.id, 7),
        lambda: polls.get(OTHER_GUILD, poll.id),
        lambda: polls.resolve(OTHER_GUILD, "1"),
        lambda: polls.resolve(OTHER_GUILD, poll.question),
        lambda: polls.close(OTHER_GUILD, poll.id, MIRA),
        lambda: polls.edit(OTHER_GUILD, poll.id, Edit(question="Mine now?"), MIRA),
        lambda: polls.export(OTHER_GUILD, poll.id, Format.CSV, MIRA),
        lambda: polls.shift(OTHER_GUILD, poll.id),
        lambda: polls.reasons(OTHER_GUILD, poll.id),
        lambda: polls.make_pair(OTHER_GUILD, poll.id, MIRA),
        lambda: polls.ask_again(OTHER_GUILD, poll.id, channel_id=CHANNEL, by=MIRA),
        lambda: polls.take_back(OTHER_GUILD, poll.id),
    ):
        with pytest.raises(Refusal, match=UNKNOWN):
            await use()
    await polls.note_posted(OTHER_GUILD, poll.id, 1, 2)
    await polls.orphan(OTHER_GUILD, poll.id, "stolen")
    await polls.note_drawn(OTHER_GUILD, poll.id, 99)
    assert await room.fetch("SELECT * FROM polls") == before
    assert (await polls.page(OTHER_GUILD)).total == 0
    assert await polls.suggest(OTHER_GUILD, "") == []


async def test_t02_a_click_before_the_closing_time_counts_although_it_arrives_after_it(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=1))
    room.clock.go(hours=1, seconds=2)
    in_time, late = poll.closes_at - timedelta(milliseconds=1), poll.closes_at
    assert (await room.vote(poll, 7, 1, at=in_time)).ballot == Ballot((1,))
    with pytest.raises(Refusal, match=CLOSED):
        await room.vote(poll, 8, 1, at=late)
    room.clock.go(seconds=1)
    assert await room.work() == 1
    with pytest.raises(Refusal, match=CLOSED):
        await room.vote(poll, 9, 1, at=in_time)
    assert (await room.polls.get(GUILD, poll.id)).ballots == 1


async def test_one_refused_vote_does_not_touch_those_cast_with_it(room: Room) -> None:
    poll = await room.poll()
    votes = [room.vote(poll, 1, 0), room.vote(poll, 2, 9), room.vote(poll, 3, 1)]
    told = await asyncio.gather(*votes, return_exceptions=True)
    assert [type(each) for each in told] == [Recorded, Refusal, Recorded]
    assert (await room.polls.get(GUILD, poll.id)).votes == (1, 1, 0)


async def test_c08_one_vote_that_cannot_be_written_fails_alone(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    poll = await room.poll()
    impossible = room.a_vote(poll, 1 << 63, 0)
    told = await asyncio.gather(
        room.vote(poll, 1, 0), room.polls.vote(impossible), room.vote(poll, 3, 1), return_exceptions=True
    )
    assert [type(each) for each in told] == [Recorded, type(told[1]), Recorded]
    assert isinstance(told[1], OverflowError | asyncpg.DataError)
    assert "3 Votes cannot be done together" in caplog.text
    await room.check_counters()


async def test_a_voter_who_gives_up_waiting_does_not_harm_the_others(room: Room) -> None:
    poll = await room.poll()
    votes = [asyncio.create_task(room.vote(poll, member, 0)) for member in range(20)]
    await asyncio.sleep(0)
    for vote in votes[::2]:
        vote.cancel()
    told = await asyncio.gather(*votes, return_exceptions=True)
    assert sum(isinstance(each, Recorded) for each in told) == 10
    await room.polls.wait_for_votes()
    await room.check_counters()


@pytest.mark.parametrize("secrecy", SECRECIES)
@pytest.mark.parametrize(("kind", "first", "second"), ANSWERS, ids=[each[0] for each in ANSWERS])
async def test_only_members_with_the_role_cast_and_change_votes_and_anybody_takes_theirs_back(
    room: Room, secrecy: Secrecy, kind: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    poll = await room.poll(kind=kind, secrecy=secrecy, not_sure=KINDS[kind].shape.not_sure, voters=55)
    panel = frozenset({54, 55})
    for roles in (frozenset[int](), frozenset({54})):
        with pytest.raises(NotAVoterError, match="Only members with <@&55> may vote in this poll"):
            await room.vote(poll, 8, roles=roles, **first)
    await room.vote(poll, 7, roles=panel, **first)
    with pytest.raises(NotAVoterError):
        await room.vote(poll, 7, **second)
    assert (await room.polls.get(GUILD, poll.id)).ballots == 1
    assert (await room.vote(poll, 7, withdraws=True)).had_voted
    await room.check_counters()


async def test_voters_are_widened_by_an_edit_for_good_and_stay_those_of_the_pair(room: Room) -> None:
    before = await room.poll(voters=55, phase=Phase.BEFORE)
    await room.vote(before, 7, 0, roles=frozenset({55}))
    asked = await room.polls.ask_again(GUILD, before.id, channel_id=CHANNEL, by=FARID)
    assert asked.poll.voters == 55
    with pytest.raises(NotAVoterError):
        await room.vote(asked.poll, 8, 1)
    opened = await room.polls.edit(GUILD, asked.poll.id, Edit(everyone=True), FARID)
    assert (opened.voters, opened.edition) == (None, 1)
    assert opened.version > asked.poll.version
    await room.vote(asked.poll, 8, 1)
    assert (await room.polls.get(GUILD, asked.poll.id)).ballots == 1


async def test_waiting_for_votes_returns_when_all_are_recorded(room: Room) -> None:
    poll = await room.poll()
    votes = [asyncio.create_task(room.vote(poll, member, 0)) for member in range(300)]
    await asyncio.sleep(0)
    await room.polls.wait_for_votes()
    assert all(vote.done() for vote in votes)
    assert await room.rows("ballots") == 300


async def test_a_reason_and_confidence_are_kept_with_the_ballot(room: Room) -> None:
    poll = await room.poll(reason=Reason.REQUIRED, confidence=True)
    with pytest.raises(Refusal, match="asks why"):
        await room.vote(poll, 7, 0)
    await room.vote(poll, 7, 0, reason="  It is short.  ", confidence=4)
    assert (await room.polls.show(GUILD, poll.id, 7)).ballot == Ballot((0,), (), "It is short.", 4)
    assert await room.polls.reasons(GUILD, poll.id, 7) == [Ballot((0,), (), "It is short.", 4)]
    assert await room.polls.reasons(GUILD, poll.id, 8) == []


async def test_r05_every_change_that_a_card_may_show_has_a_newer_version(room: Room) -> None:
    poll = await room.poll()
    told = [await room.vote(poll, member, member) for member in range(3)] + [await room.vote(poll, 0, withdraws=True)]
    versions = [poll.version, *(recorded.poll.version for recorded in told)]
    assert versions == sorted(set(versions))
    await room.polls.note_drawn(GUILD, poll.id, versions[-1])
    await room.polls.note_drawn(GUILD, poll.id, versions[0])
    assert await room.fetch("SELECT drawn FROM polls") == [(versions[-1],)]
