"""Polls on a connection that fails, in channels that go, and under five hundred voters."""

import asyncio
import itertools
from collections import Counter
from datetime import timedelta

import pytest

from bot import clock
from bot.chat.messenger import Messenger
from bot.database import Tx
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.outbox import redraws, store, worker
from bot.polls import jobs
from bot.polls.cards import result_card
from bot.polls.rules import Poll, State
from bot.polls.terms import Secrecy, Visibility
from playground import clock as playground_clock
from playground import seed
from tests.wire.crowd import Crowd, gathered
from tests.wire.faulty import Factory

FARID = Person(seed.FARID)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards that follow quickly, for tests that are not about their pace."""
    monkeypatch.setattr(redraws, "PAUSE", 0.05)
    monkeypatch.setattr(redraws, "OLD_PAUSE", 0.05)


async def test_l01_five_hundred_voters_are_answered_and_the_card_follows_at_its_own_pace(
    club: Crowd,
) -> None:
    poll = await club.post(visibility=Visibility.LIVE)
    voters = [(member, f"o{number % 3}") for number, member in enumerate(club.members(500))]
    clicks = [
        clicked
        for start in range(0, len(voters), 50)
        for clicked in await asyncio.gather(
            *(club.click(each, poll, code) for each, code in voters[start : start + 50])
        )
    ]
    assert not any(each.failed for each in clicks)
    assert all("Recorded: *" in club.told(each) for each in clicks)
    await club.until(lambda: "500 ballots" in club.card(poll))
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (167, 167, 166)
    assert "Red — 167 (33 %)" in club.card(poll)
    times = [at for at, _, _, status in club.rest.asked("PATCH", f"/messages/{poll.message_id}") if status == 200]
    assert all(later - earlier > redraws.PAUSE * 0.95 for earlier, later in itertools.pairwise(times))
    assert not [each for each in club.rest.seen if each[3] == 429]


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("code", [0, 30046])
async def test_l02_a_card_that_discord_will_not_change_for_a_while_shows_the_end_at_last(
    club: Crowd, code: int
) -> None:
    poll = await club.post(visibility=Visibility.LIVE)
    trouble = club.trouble("PATCH", "/messages/", 429, code=code, times=3, wait=0.1)
    clicks = [await club.click(each, poll) for each in club.members(3)]
    assert not any(each.failed for each in clicks)
    await club.polls.close(poll.guild_id, poll.id, FARID)
    await club.once()
    await club.until(lambda: club.card(poll).strip().startswith("#1 · closed"))
    assert trouble.times == 0
    assert "3 ballots" in club.card(poll)


@pytest.mark.usefixtures("hasty")
async def test_n06_a_long_wait_in_one_channel_holds_up_neither_votes_nor_other_channels(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redraws, "SLOW", 1.0)
    slow = await club.post(visibility=Visibility.LIVE)
    quick = await club.post(seed.FILM_NIGHT, visibility=Visibility.LIVE)
    club.trouble("PATCH", "/messages/", 429, wait=1.5, channel=slow.channel_id)
    member, other = club.members(2)
    assert not (await club.click(member, slow)).failed
    assert not (await club.click(member, quick)).failed
    await club.until(lambda: "1 ballot " in club.card(quick))
    assert "0 ballots" in club.card(slow)
    assert not (await club.click(other, slow)).failed
    await club.until(lambda: "2 ballots" in club.card(slow))
    assert "Updating is delayed" in club.card(slow)
    await club.once()
    await club.until(lambda: "Updating is delayed" not in club.card(slow))


@pytest.mark.usefixtures("hasty")
async def test_l07_of_many_polls_in_a_channel_only_the_first_finds_out_that_the_bot_is_shut_out(club: Crowd) -> None:
    channels = [await club.channel(f"room-{number}") for number in range(10)]
    polls = [await club.post(each.id) for each in channels for _ in range(4)]
    for channel in channels:
        club.shut_out(channel)
    for poll in polls:
        await club.polls.close(poll.guild_id, poll.id, FARID)
    for _ in range(4):
        await club.once()
    refused = [each for each in club.rest.seen if each[3] in (401, 403, 404)]
    assert Counter(path.split("/")[4] for _, _, path, _ in refused) == {str(each.id): 1 for each in channels}
    shown = [await club.polls.get(each.guild_id, each.id) for each in polls]
    assert {each.orphaned for each in shown} == {"I may no longer see the channel."}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("moment", ["while it is open", "when it closes"])
@pytest.mark.parametrize("gone", ["message", "channel", "access", 50083, 160005])
async def test_p05_a_card_out_of_reach_leaves_the_votes_and_the_poll_says_so(
    club: Crowd, gone: str | int, moment: str
) -> None:
    channel = await club.channel()
    poll = await club.post(channel.id, visibility=Visibility.LIVE)
    [member] = club.members(1)
    await club.click(member, poll)
    await club.until(lambda: "1 ballot " in club.card(poll))
    if gone == "message":
        message = club.playground.world.message(channel.id, poll.message_id or 0)
        assert message
        club.playground.world.remove_message(message)
    elif gone == "channel":
        club.playground.world.remove_channel(channel)
    elif gone == "access":
        club.shut_out(channel)
    else:
        club.trouble("PATCH", "/messages/", 403, code=int(gone), times=99)
        club.trouble("POST", "/messages", 403, code=int(gone), times=99)
    if moment == "when it closes":
        await club.polls.close(poll.guild_id, poll.id, FARID)
        await club.once()
    await club.outdate(await club.polls.get(poll.guild_id, poll.id))
    await club.until(lambda: not club.redraws._tasks)
    for _ in range(3):
        await club.once()
    view = await club.polls.show(poll.guild_id, poll.id)
    assert view.poll.orphaned
    assert view.poll.state is (State.CLOSED if moment == "when it closes" else State.ORPHANED)
    assert view.result
    assert view.result.votes == (1, 0, 0)
    assert len([each for each in club.rest.seen if each[3] in (403, 404)]) <= 2


@pytest.mark.parametrize(("status", "after"), [(504, True), (503, False), (503, True)])
async def test_n05_a_result_whose_answer_is_lost_is_posted_once(
    club: Crowd, monkeypatch: pytest.MonkeyPatch, status: int, after: bool
) -> None:
    monkeypatch.setattr(worker, "FIRST_DELAY", 0.0)
    poll = await club.post()
    trouble = club.trouble("POST", "/channels/{channel_id}/messages", status, after=after)
    await club.polls.close(poll.guild_id, poll.id, FARID)
    for _ in range(3):
        await club.once()
    assert trouble.times == 0
    assert len(club.results(poll)) == 1


@pytest.mark.parametrize("away", [timedelta(seconds=70), timedelta(hours=1)])
async def test_c03_killed_between_sending_and_noting_the_result_still_comes_once(
    club: Crowd, factory: Factory, monkeypatch: pytest.MonkeyPatch, away: timedelta
) -> None:
    poll = await club.post()
    await club.polls.close(poll.guild_id, poll.id, FARID)
    async with club.database.transaction() as tx:
        await claimed(tx, poll)
    view = await club.polls.show(poll.guild_id, poll.id)
    nonce = jobs.nonce(poll.id, jobs.RESULT)
    await club.bot.services.get(Messenger).send(poll.guild_id, poll.channel_id, result_card(view), nonce)
    for each in club.playground.world.messages(poll.channel_id):
        each.nonce = each.nonce if away < timedelta(minutes=5) else None
    started = clock.now()
    for each in (clock, playground_clock):
        monkeypatch.setattr(each, "now", lambda: started + away)
    async with gathered(club.playground, factory) as again:
        for _ in range(2):
            await again.once()
        assert len(again.results(poll)) == 1
        async with again.database.read() as tx:
            assert not await store.waits(tx, jobs.RESULT, poll.guild_id, str(poll.id))


async def claimed(tx: Tx, poll: Poll) -> None:
    """As when a process has the result in hand."""
    [job] = await store.due(tx, clock.now(), 9, [jobs.RESULT], None)
    assert job.key == str(poll.id)
    assert await store.claim(tx, job, clock.now())


async def test_r03_button_timer_and_restart_together_close_once_and_tell_once(club: Crowd) -> None:
    poll = await club.post()

    async def by_hand() -> str:
        try:
            await club.polls.close(poll.guild_id, poll.id, FARID)
        except Refusal as refusal:
            return str(refusal)
        return "closed"

    told = await asyncio.gather(by_hand(), by_hand(), club.once(), by_hand(), club.once())
    assert Counter(each for each in told if isinstance(each, str)) == {"closed": 1, "This poll is closed.": 2}
    await asyncio.gather(club.once(), club.once())
    assert len(club.results(poll)) == 1


async def test_i14_a_result_that_automod_blocks_is_told_to_the_creator_and_not_tried_again(club: Crowd) -> None:
    poll = await club.post()
    trouble = club.trouble(
        "POST", "/channels/{channel_id}/messages", 400, code=200000, channel=poll.channel_id, times=9
    )
    await club.polls.close(poll.guild_id, poll.id, FARID)
    for _ in range(3):
        await club.once()
    assert trouble.times == 8
    assert club.results(poll) == []
    direct = club.playground.world.direct_channel(club.playground.world.state.members[seed.FARID])
    [told] = club.playground.world.messages(direct.id)
    assert "AutoMod of this server blocked it" in told.content
    assert not (await club.polls.get(poll.guild_id, poll.id)).orphaned


@pytest.mark.usefixtures("hasty")
async def test_v06_nothing_that_the_channel_sees_changes_with_an_anonymous_vote(club: Crowd) -> None:
    poll = await club.post(secrecy=Secrecy.ANONYMOUS, visibility=Visibility.AFTER_CLOSE)
    before = club.card(poll)
    for member in club.members(4):
        await club.click(member, poll)
    await asyncio.sleep(0.2)
    assert club.card(poll) == before
    assert club.rest.asked("PATCH", f"/messages/{poll.message_id}") == []


def test_a_result_and_a_reminder_never_share_a_nonce() -> None:
    nonces = {jobs.nonce(2**62, kind) for kind in jobs.POSTS}
    assert len(nonces) == len(jobs.POSTS)
    assert all(len(each) <= 25 for each in nonces)
