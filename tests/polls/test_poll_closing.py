"""Polls close once, on time, with one result and one message, whatever happens meanwhile."""

import asyncio
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.chat.messenger import AwayError, BlockedError, LaterError
from bot.errors import Refusal
from bot.outbox import worker
from bot.outbox.redraws import Card
from bot.outbox.store import LEASE
from bot.polls.counting import Scores
from bot.polls.drafts import Draft, Edit
from bot.polls.due import UNPOSTED
from bot.polls.ending import closing
from bot.polls.redraws import KIND
from bot.polls.results import Withheld, read
from bot.polls.rules import CLOSED, Poll, State
from bot.polls.terms import Ballot, Secrecy, Visibility
from bot.polls.voting.casting import Recorded
from tests.budgets import budget
from tests.polls.room import CHANNEL, FARID, GUILD, MIRA, SAM, Room


async def result_of(room: Room, poll: Poll) -> Any:
    result = (await room.polls.show(GUILD, poll.id)).result
    assert result
    return result


async def test_a_poll_closes_three_seconds_after_its_time_and_shows_what_was_kept_then(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=1))
    for member in range(7):
        await room.vote(poll, member, 0 if member < 3 else 1)
    room.clock.go(hours=1, seconds=2.9)
    assert await room.work() == 0
    room.clock.go(seconds=0.1)
    assert await room.work() == 1
    closed = await room.polls.get(GUILD, poll.id)
    assert (closed.state, closed.closed_at) == (State.CLOSED, room.clock.now())
    result = await result_of(room, poll)
    assert (result.votes, result.ballots, result.percent(0), result.percent(1)) == ((3, 4, 0), 7, 43, 57)
    assert await room.work() == 0


@pytest.mark.parametrize("secrecy", list(Secrecy))
async def test_every_kind_closes_with_its_whole_result(room: Room, secrecy: Secrecy) -> None:
    answers: dict[str, list[dict[str, Any]]] = {
        "single": [{"choices": (0,)}] * 3 + [{"choices": (2,)}] * 2,
        "multiple": [{"choices": (0, 1)}] * 3 + [{"choices": (2,)}] * 2,
        "scale": [{"choices": (0,)}] * 2 + [{"choices": (2,)}] * 3,
        "ranked": [{"choices": (0, 1)}] * 2 + [{"choices": (1, 0)}] * 2 + [{"choices": (2, 1)}],
        "score": [{"scores": (5, 0)}] * 4 + [{"scores": (None, 3)}],
    }
    results = {}
    for kind, given in answers.items():
        poll = await room.poll(kind=kind, secrecy=secrecy, not_sure=True)
        for member, answer in enumerate(given):
            await room.vote(poll, member, **answer)
        await room.vote(poll, 99)  # not sure
        await room.polls.close(GUILD, poll.id, FARID)
        results[kind] = await result_of(room, poll)
    assert {result.ballots for result in results.values()} == {6}
    assert {result.unsure for result in results.values()} == {1}
    assert {kind: result.votes for kind, result in results.items()} == {
        "single": (3, 0, 2),
        "multiple": (3, 3, 2),
        "scale": (2, 0, 3),
        "ranked": (2, 2, 1),
        "score": (4, 5, 0),
    }
    assert (results["scale"].mean, results["scale"].median) == (2.2, 3)
    assert results["ranked"].runoff.winners == (1,)
    assert results["score"].scores[1] == Scores((4, 0, 0, 1, 0, 0))


async def test_what_a_closed_poll_shows_does_not_need_its_ballots(room: Room) -> None:
    poll = await room.poll(kind="ranked")
    for member in range(4):
        await room.vote(poll, member, 1, 0)
    await room.polls.close(GUILD, poll.id, FARID)
    before = await result_of(room, poll)
    room.clock.go(days=30, seconds=-1)
    assert await room.work() == 0
    assert await room.rows("ballots") == 4
    room.clock.go(seconds=1)
    assert await room.work() == 1
    assert await room.rows("ballots") == 0
    assert await result_of(room, poll) == before
    assert await room.work() == 0


async def test_p03_only_its_maker_and_moderators_close_a_poll_and_it_is_looked_up_each_time(room: Room) -> None:
    poll = await room.poll(by=FARID)
    with pytest.raises(Refusal, match="Only the member who made poll #1 and moderators may do that"):
        await room.polls.close(GUILD, poll.id, SAM)
    assert (await room.polls.get(GUILD, poll.id)).state is State.OPEN
    await room.polls.close(GUILD, poll.id, MIRA)
    with pytest.raises(Refusal, match=CLOSED):
        await room.polls.close(GUILD, poll.id, FARID)


async def test_r03_of_button_timer_and_restart_one_closes_and_one_message_is_queued(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=1))
    room.clock.go(hours=1, seconds=3)
    again = [room.another() for _ in range(3)]
    hands = [room.polls.close(GUILD, poll.id, FARID) for _ in range(3)]
    told = await asyncio.gather(*hands, *(each.work() for each in again), return_exceptions=True)
    assert all(str(each) == CLOSED for each in told[:3] if not isinstance(each, Poll))
    assert sum(isinstance(each, Poll) for each in told) <= 1
    assert await room.fetch("SELECT closed_at IS NULL FROM polls") == [(0,)]
    assert await room.rows("poll_results") == 1
    await asyncio.gather(*(each.work() for each in again))
    assert (room.board.posted, room.board.tries) == ([(poll.id, "res")], 1)
    assert await room.fetch("SELECT kind, parked FROM jobs") == [("polls.forget", None)]


async def test_r02_a_vote_is_told_recorded_exactly_when_it_is_counted(room: Room) -> None:
    """Up to a thousand polls, half of them closed while somebody votes, the others before it or after it."""
    chance = random.Random(20261123)

    async def soon(use: Callable[[], Any], after: asyncio.Task[Any] | None = None) -> Any:
        if after:
            await asyncio.wait({after})
        await asyncio.sleep(chance.choice([0, chance.uniform(0, 0.05)]))
        return await use()

    def both(poll: Poll, choice: int, waits: str) -> tuple[asyncio.Task[Any], asyncio.Task[Any]]:
        """The vote, and the close; one of them waits for the other, or neither does."""
        vote = partial(room.vote, poll, 7, choice)
        close = partial(room.polls.close, GUILD, poll.id, FARID)
        if waits == "vote":
            ended = asyncio.create_task(soon(close))
            return asyncio.create_task(soon(vote, ended)), ended
        voting = asyncio.create_task(soon(vote))
        return voting, asyncio.create_task(soon(close, voting if waits == "close" else None))

    outcomes = {True: 0, False: 0}
    for _ in range(budget(4, 20)):
        votes = [(poll, chance.randrange(2)) for poll in await room.polls_at_once(50)]
        pairs = [both(poll, choice, chance.choice(["", "", "vote", "close"])) for poll, choice in votes]
        told = await asyncio.gather(
            *(vote for vote, _ in pairs), *(close for _, close in pairs), return_exceptions=True
        )
        assert not any(isinstance(each, BaseException) for each in told[len(votes) :])
        kept = dict(await room.fetch("SELECT poll_id, body FROM poll_results"))
        for (poll, choice), outcome in zip(votes, told, strict=False):
            recorded = isinstance(outcome, Recorded)
            assert recorded or str(outcome) == CLOSED
            expected = [0, 0]
            expected[choice] += recorded
            assert read(kept[poll.id]).votes == tuple(expected)
            outcomes[recorded] += 1
    await room.check_counters()
    assert min(outcomes.values()) > budget(4, 20), outcomes


async def test_t02_what_fell_due_while_the_bot_was_down_closes_at_start_oldest_first_and_paced(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = list(range(1, 101))
    random.Random(2).shuffle(spans)
    polls = {span: await room.poll(closes=timedelta(minutes=span)) for span in spans}
    room.clock.go(hours=10)
    restarted = room.another()
    monkeypatch.setattr(worker, "AT_ONCE", 30)
    await restarted.worker.set_right()
    handled = 0
    while await room.due():
        await restarted.worker.begin()
        await restarted.worker.at_rest()
        due = [(await room.polls.get(GUILD, polls[span].id)).closed_at for span in sorted(spans)]
        handled += 30
        assert [each is not None for each in due] == ([True] * handled + [False] * 100)[:100]
    assert room.board.posted == [(polls[span].id, "res") for span in sorted(spans)]
    assert await room.rows("poll_results") == 100


@pytest.mark.parametrize("jump", [timedelta(hours=1), timedelta(days=300)])
async def test_t03_a_clock_set_forward_closes_nothing_and_set_back_goes_on(room: Room, jump: timedelta) -> None:
    poll = await room.poll(closes=timedelta(minutes=30))
    assert await room.work() == 0
    room.clock.wall += jump
    assert await room.work() == 0
    room.clock.go(seconds=60)
    assert await room.work() == 0
    room.clock.wall -= jump
    assert await room.work() == 0
    assert (await room.polls.get(GUILD, poll.id)).closed_at is None
    room.clock.go(minutes=30)
    assert await room.work() == 1


async def test_t03_a_clock_that_stays_forward_is_believed_after_two_minutes(room: Room) -> None:
    await room.poll(closes=timedelta(minutes=30))
    await room.work()
    room.clock.wall += timedelta(hours=1)
    assert await room.work() == 0
    room.clock.go(seconds=121)
    assert await room.work() == 1


async def test_c08_a_poisoned_poll_is_parked_and_shown_while_all_others_close(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    polls = [await room.poll(closes=timedelta(minutes=minute)) for minute in range(1, 12)]
    bad, final = polls[0], closing.final

    async def poisoned(tx: Any, poll: Poll) -> Any:
        if poll.id == bad.id:
            raise ValueError("a bad row")
        return await final(tx, poll)

    monkeypatch.setattr(closing, "final", poisoned)
    room.clock.go(hours=1)
    for _ in range(4):
        await room.work()
        room.clock.go(seconds=2)
    assert await room.work() == 0
    assert [bool((await room.polls.get(GUILD, poll.id)).closed_at) for poll in polls] == [False] + [True] * 10
    assert (await room.polls.show(GUILD, bad.id, MIRA.id)).parked == "ValueError"
    monkeypatch.undo()
    await room.polls.close(GUILD, bad.id, MIRA)
    assert (await room.polls.show(GUILD, bad.id, MIRA.id)).parked is None


async def test_c03_a_message_is_handed_out_until_it_is_sent_and_tells_when_it_was_tried_before(room: Room) -> None:
    poll = await room.poll()
    await room.polls.close(GUILD, poll.id, FARID)
    room.board.troubles = [asyncio.CancelledError()]  # as when the process ends in the middle of it
    with suppress(asyncio.CancelledError):
        await room.worker.once()
    restarted = room.another()
    await restarted.work()
    assert (room.board.tries, await room.waiting()) == (1, [(poll.id, "result")])
    room.clock.go(hours=1)
    await restarted.work()
    assert (room.board.looked, room.board.tries) == ([f"poll-show:{poll.id}"], 2)
    room.clock.go(hours=1)
    await restarted.work()
    assert (room.board.posted, room.board.tries, await room.waiting()) == ([(poll.id, "res")], 2, [])
    assert await room.fetch("SELECT kind, message_id FROM poll_messages") == [("polls.result", 555)]


async def test_a_message_put_off_comes_back_and_is_given_up_after_ten_tries(room: Room) -> None:
    poll = await room.poll()
    await room.polls.close(GUILD, poll.id, FARID)
    room.board.troubles = [LaterError("503")] * 10
    for attempt in range(1, 11):
        assert await room.waiting() == [(poll.id, "result")]
        await room.work()
        assert room.board.tries == attempt
        room.clock.go(hours=1)
    assert await room.waiting() == []
    room.clock.go(days=1)
    await room.work()
    assert (room.board.tries, room.board.posted) == (10, [])
    assert await room.fetch("SELECT parked FROM jobs WHERE kind = 'polls.result'") == [("503",)]


async def test_p05_an_orphaned_poll_keeps_its_votes_posts_nothing_and_shows_its_result(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=5))
    await room.vote(poll, 7, 1)
    await room.polls.orphan(GUILD, poll.id, "Its message was deleted.")
    orphaned = await room.polls.get(GUILD, poll.id)
    assert (orphaned.state, orphaned.orphaned) == (State.ORPHANED, "Its message was deleted.")
    assert (await room.vote(poll, 8, 1)).ballot == Ballot((1,))
    room.clock.go(hours=6)
    while await room.work():
        pass
    assert room.board.tries == 0
    assert await room.behind() == []
    assert (await result_of(room, poll)).votes == (0, 2, 0)


async def test_p05_a_poll_orphaned_after_its_close_drops_its_message(room: Room) -> None:
    poll = await room.poll()
    await room.polls.close(GUILD, poll.id, FARID)
    await room.polls.orphan(GUILD, poll.id, "The channel is gone.")
    assert await room.waiting() == []
    await room.work()
    assert room.board.tries == 0


async def test_a_card_posted_anew_is_no_orphan(room: Room) -> None:
    poll = await room.poll()
    await room.polls.orphan(GUILD, poll.id, "Its message was deleted.")
    await room.polls.note_posted(GUILD, poll.id, CHANNEL, 77)
    assert (await room.polls.get(GUILD, poll.id)).state is State.OPEN


async def test_r09_a_card_never_becomes_another_polls_nor_moves_while_it_can_be_reached(room: Room) -> None:
    first, second = await room.poll(), await room.poll()
    assert not await room.polls.note_posted(GUILD, second.id, CHANNEL, first.message_id or 0)
    assert not await room.polls.note_posted(GUILD, second.id, CHANNEL, 77)
    assert await room.polls.note_posted(GUILD, second.id, CHANNEL, second.message_id or 0)
    await room.polls.orphan(GUILD, second.id, "Its message was deleted.")
    assert not await room.polls.note_posted(GUILD, second.id, CHANNEL, first.message_id or 0)
    for poll in (first, second):
        assert (await room.polls.get(GUILD, poll.id)).message_id == poll.message_id


async def test_r10_a_card_that_is_owed_is_handed_out_until_it_stands_and_outlives_a_restart(room: Room) -> None:
    draft = Draft(question="Which?", options=("Yes", "No"))
    poll = await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID)
    await room.polls.owe_card(GUILD, poll.id, room.clock.now())
    room.board.troubles = [LaterError("HTTP 503")]
    await room.work()
    room.clock.go(minutes=10)
    restarted = room.another()
    await restarted.worker.set_right()
    assert await room.waiting() == [(poll.id, "card")]
    assert (await room.polls.get(GUILD, poll.id)).orphaned is None
    await restarted.work()
    assert (room.board.looked, room.board.posted) == ([f"mine:{poll.id}"], [(poll.id, "car")])
    assert (await room.polls.get(GUILD, poll.id)).message_id == 555
    room.clock.go(hours=1)
    await restarted.work()
    assert (room.board.tries, await room.waiting()) == (2, [])


async def test_r10_a_card_that_cannot_be_posted_is_given_up_and_its_poll_says_so(room: Room) -> None:
    draft = Draft(question="Which?", options=("Yes", "No"))
    polls = [await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID) for _ in range(2)]
    for poll in polls:
        await room.polls.owe_card(GUILD, poll.id, room.clock.now())
    room.board.troubles = [BlockedError("Word it differently."), *[LaterError("HTTP 503")] * 10]
    for _ in range(11):
        await room.work()
        room.clock.go(hours=1)
    assert await room.waiting() == []
    shown = {(await room.polls.get(GUILD, poll.id)).orphaned for poll in polls}
    assert shown == {"Word it differently.", UNPOSTED}
    assert [(member, "Word it differently." in text) for member, text in room.board.told] == [(FARID.id, True)]


@pytest.mark.parametrize("tried", [False, True])
async def test_n14_waiting_for_a_server_uses_up_no_try_of_a_message(room: Room, tried: bool) -> None:
    poll = await room.poll()
    await room.polls.close(GUILD, poll.id, FARID)
    room.board.troubles = [AwayError(asked=tried) for _ in range(30)]
    for _ in range(30):
        await room.work()
        room.clock.go(seconds=10)
    assert (room.board.tries, await room.waiting()) == (30, [(poll.id, "result")])
    assert bool(room.board.looked) is tried
    room.board.troubles = [LaterError("HTTP 503")]
    await room.work()
    assert (room.board.tries, await room.waiting()) == (31, [(poll.id, "result")])


async def test_closed_polls_are_drawn_once_more_also_after_a_restart(room: Room) -> None:
    poll = await room.poll()
    recorded = await room.vote(poll, 7, 1)
    await room.polls.note_drawn(GUILD, poll.id, recorded.poll.version)
    assert await room.behind() == []
    closed = await room.polls.close(GUILD, poll.id, FARID)
    assert await room.behind() == [Card(KIND, GUILD, CHANNEL, poll.id)]
    await room.polls.note_drawn(GUILD, poll.id, closed.version)
    assert await room.behind() == []


@pytest.mark.parametrize(
    ("closes", "minutes"),
    [
        (timedelta(minutes=100), None),
        (timedelta(hours=1, minutes=59), None),
        (timedelta(hours=2), 108),
        (timedelta(hours=10), 540),
        (timedelta(days=10), 12960),
    ],
)
async def test_the_channel_is_reminded_once_with_a_tenth_of_the_time_left(
    room: Room, closes: timedelta, minutes: int | None
) -> None:
    poll = await room.poll(closes=closes)
    if minutes is None:
        room.clock.wall = poll.closes_at - timedelta(seconds=1)
        assert await room.another().work() == 0
        return
    room.clock.go(minutes=minutes, seconds=-1)
    assert await room.work() == 0
    room.clock.go(seconds=1)
    assert await room.work() == 1
    assert room.board.posted == [(poll.id, "rem")]
    assert await room.work() == 0


async def test_no_reminder_is_posted_when_the_time_is_over_or_it_was_posted_before(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=10))
    room.clock.go(hours=9)
    await room.work()
    assert room.board.posted == [(poll.id, "rem")]
    await room.polls.edit(GUILD, poll.id, Edit(closes_at=room.clock.now() + timedelta(hours=20)), FARID)
    room.clock.go(hours=19)
    assert await room.work() == 1
    assert room.board.tries == 1
    late = await room.poll(closes=timedelta(hours=10))
    room.clock.go(hours=11)
    while await room.work():
        pass
    assert set(room.board.posted[1:]) == {(poll.id, "res"), (late.id, "res")}


async def test_a_closing_time_that_is_moved_closes_the_poll_then_and_no_earlier(room: Room) -> None:
    poll = await room.poll(closes=timedelta(hours=1))
    await room.polls.edit(GUILD, poll.id, Edit(closes_at=room.clock.now() + timedelta(hours=5)), FARID)
    room.clock.go(hours=4)
    assert await room.work() == 0
    room.clock.go(minutes=30)
    await room.work()
    assert room.board.posted == [(poll.id, "rem")]
    room.clock.go(minutes=31)
    assert await room.work() == 1
    assert room.board.posted[1:] == [(poll.id, "res")]


async def test_a_poll_whose_card_was_never_posted_is_orphaned_at_the_next_start(room: Room) -> None:
    draft = Draft(question="Lost?", options=("Yes", "No"))
    lost = await room.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID)
    await room.worker.set_right()
    assert (await room.polls.get(GUILD, lost.id)).state is State.OPEN
    room.clock.go(minutes=6)
    await room.worker.set_right()
    assert (await room.polls.get(GUILD, lost.id)).orphaned == UNPOSTED


async def test_v06_an_anonymous_poll_has_totals_from_five_ballots_only(room: Room) -> None:
    few, enough = [await room.poll(secrecy=Secrecy.ANONYMOUS) for _ in range(2)]
    for member in range(5):
        await room.vote(enough, member, 1)
        if member:
            await room.vote(few, member, 1)
    for poll in (few, enough):
        await room.polls.close(GUILD, poll.id, FARID)
    result = await result_of(room, few)
    assert (result.ballots, result.votes, result.withheld) == (4, (), Withheld.FEW)
    assert (await result_of(room, enough)).votes == (0, 5, 0)


async def test_v06_nobody_sees_hidden_numbers_early(room: Room) -> None:
    hidden = await room.poll(visibility=Visibility.AFTER_CLOSE, by=MIRA)
    after_vote = await room.poll(visibility=Visibility.AFTER_VOTE, by=MIRA)
    live = await room.poll(visibility=Visibility.LIVE)
    for poll in (hidden, after_vote, live):
        await room.vote(poll, 7, 1)
    shown = {
        (poll.visibility, reader): (await room.polls.show(GUILD, poll.id, reader)).result is not None
        for poll in (hidden, after_vote, live)
        for reader in (None, 7, 8, MIRA.id)
    }
    assert {key for key, result in shown.items() if result} == {
        (Visibility.AFTER_VOTE, 7),
        *((Visibility.LIVE, reader) for reader in (None, 7, 8, MIRA.id)),
    }


def test_the_lease_is_longer_than_any_retry_of_one_post() -> None:
    assert timedelta(seconds=30) < LEASE <= timedelta(minutes=2)
