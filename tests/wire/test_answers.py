"""Answers to interactions on a connection that fails: in time or not at all, and never a vote twice."""

import asyncio
import time

import pytest
from structlog.testing import capture_logs

from bot.chat import exchange
from playground import seed
from tests.playground.conftest import Page
from tests.wire.crowd import Crowd


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("times", [1, 3, 5])
async def test_n04_a_vote_whose_answer_fails_counts_once_and_the_member_is_answered_in_time(
    club: Crowd, times: int, after: bool
) -> None:
    poll = await club.post()
    trouble = club.trouble("POST", "/callback", 500, after=after, times=times)
    [member] = club.members(1)
    with capture_logs() as logged:
        clicked = await club.click(member, poll, "o1")
        await club.until(lambda: trouble.times == 0 or after)
    assert not clicked.failed  # the playground takes an answer for three seconds, as Discord does
    assert "Recorded: *Green*" in club.told(clicked)
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (0, 1, 0)
    assert not [each for each in logged if each["log_level"] in ("warning", "error")]


async def test_n04_an_answer_that_discord_never_takes_is_given_up_within_its_time_and_in_one_line(
    club: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    poll = await club.post()
    trouble = club.trouble("POST", "/callback", 500, times=99)
    [member] = club.members(1)
    began = time.monotonic()
    with capture_logs() as logged:
        clicked = await club.click(member, poll, "o1")
        await club.until(lambda: [each for each in logged if each["event"] == "could not answer"])
    assert time.monotonic() - began > exchange.BUDGET - 1.0
    assert clicked.failed
    tried = 99 - trouble.times
    assert 2 <= tried <= 9
    await club.until(lambda: club.bot.vitals.unanswered == {"HTTP 500": 1})
    assert 99 - trouble.times == tried
    assert [each for each in logged if each["log_level"] in ("warning", "error")] == [
        {"event": "could not answer", "log_level": "warning", "reason": "HTTP 500", "interaction": clicked.id}
    ]
    assert "Traceback" not in caplog.text
    trouble.times = 0
    again = await club.click(member, poll, "o1")
    assert "Recorded: *Green*" in club.told(again)
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (0, 1, 0)


@pytest.mark.parametrize(("wait", "answered"), [(0.3, True), (9.0, False)])
async def test_n06_an_answer_that_discord_limits_waits_as_long_as_it_is_told_while_there_is_time(
    club: Crowd, wait: float, answered: bool
) -> None:
    poll = await club.post()
    trouble = club.trouble("POST", "/callback", 429, wait=wait)
    [member] = club.members(1)
    began = time.monotonic()
    with capture_logs() as logged:
        clicked = await club.click(member, poll, "o1")
    assert trouble.times == 0
    assert ("Recorded: *Green*" in club.told(clicked)) is answered
    assert not answered or time.monotonic() - began >= wait
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (0, 1, 0)
    told = [each["event"] for each in logged if each["log_level"] in ("warning", "error")]
    assert told == ([] if answered else ["could not answer"])


@pytest.mark.parametrize("code", [10062, 40060])
async def test_n04_an_interaction_that_is_gone_or_answered_already_is_counted_and_not_asked_again(
    club: Crowd, code: int
) -> None:
    poll = await club.post()
    trouble = club.trouble("POST", "/callback", 404 if code == 10062 else 400, code=code, times=99)
    [member] = club.members(1)
    with capture_logs() as logged:
        await club.click(member, poll, "o1")
        await club.until(lambda: club.bot.vitals.unanswered == {str(code): 1})
    assert trouble.times == 98
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (0, 1, 0)
    assert [each["event"] for each in logged if each["log_level"] in ("warning", "error")] == ["answer came too late"]


async def test_c07_who_asked_before_a_stop_is_still_answered_and_who_asks_after_it_is_not(club: Crowd) -> None:
    poll = await club.post()
    *members, late = club.members(5)
    with capture_logs() as logged:
        async with club.database.transaction():
            clicks = [asyncio.create_task(club.click(each, poll, "o1")) for each in members]
            await club.until(lambda: len(club.bot._answering) == len(members))
            stopping = asyncio.create_task(club.bot.close())
            await asyncio.sleep(0.1)
            refused = asyncio.create_task(club.click(late, poll, "o1"))
            await asyncio.sleep(0.1)
            assert not stopping.done()
        assert all("Recorded: *Green*" in club.told(each) for each in await asyncio.gather(*clicks))
        await stopping
    assert (await refused).failed
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (0, 4, 0)
    assert not [each for each in logged if each["log_level"] == "error"]


async def clicked_and_gone(club: Crowd, member: int, message: int | None, custom_id: str) -> str:
    """What a member is told who clicks on a message that is removed before the bot has answered."""
    await club.until(lambda: not club.bot._answering)
    with capture_logs() as logged:
        async with club.database.transaction():
            clicked = asyncio.create_task(club.use(member, message, custom_id))
            await club.until(lambda: club.bot._answering)
            found = club.playground.world.find_message(message or 0)
            assert found
            club.playground.world.remove_message(found)
        told = club.told(await clicked)
    assert not [each for each in logged if each["log_level"] == "error"]
    return told


async def test_what_was_done_is_told_also_where_the_private_message_is_dismissed_meanwhile(club: Crowd) -> None:
    poll = await club.post(kind="ranked")
    [member] = club.members(1)
    paper = (await club.use(member, poll.message_id, f"slip:{poll.id}")).original
    await club.use(member, paper, f"rank:{poll.id}:1:1")
    assert "Recorded: *Green*" in await clicked_and_gone(club, member, paper, f"vote:{poll.id}:1:r1")
    question = await club.command(seed.FARID, "poll close", poll="1")
    assert await clicked_and_gone(club, seed.FARID, question, f"close:{poll.id}:yes") == "Closed #1."


async def test_n04_a_poll_whose_card_was_taken_at_the_second_try_is_posted_once(club: Crowd) -> None:
    club.trouble("POST", "/callback", 500, after=True)
    async with Page(club.playground) as sam:
        await sam.use("poll quick", question="Which film next?", options="Red|Green")
        await sam.message(lambda message: "Which film next?" in str(message["components"]))
        await club.until(lambda: club.rest.asked("GET", "@original"))
        [card] = club.playground.world.messages(seed.GENERAL)
        async with club.database.read() as tx:
            [row] = await tx.fetch("SELECT id FROM polls")
        poll = await club.polls.get(seed.GUILD, row["id"])
        while poll.message_id is None:
            poll = await club.polls.get(seed.GUILD, row["id"])
        assert poll.message_id == card.id
