"""Many at once: hot polls in many servers under Discord's limit for all, and somebody who types fast."""

import asyncio
import json
import time
from collections import Counter, deque

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.chat.messenger import Messenger
from bot.chat.pacer import RATE, SAVED
from bot.guilds.rules import Person
from bot.outbox import redraws
from bot.polls.cards import poll_card
from bot.polls.drafts import Draft
from bot.polls.rules import Poll
from bot.polls.terms import Visibility
from playground import requests, seed
from tests.wire.crowd import Crowd, Trouble

FARID = Person(seed.FARID)
SERVERS = 20
IN_ALL = 50
"""Requests a second that Discord takes of a bot, answers to interactions aside."""
LONGEST_CHOICES = 25


class LimitForAll(Trouble):
    """Refuses what comes beyond fifty requests within a second."""

    def __init__(self) -> None:
        super().__init__("", "", 429)
        self.taken: deque[float] = deque()
        self.refused = 0

    def fits(self, request: web.Request, path: str) -> bool:  # noqa: ARG002 - every request counts
        if path.startswith(("/interactions/", "/webhooks/")):
            return False
        now = time.monotonic()
        while self.taken and self.taken[0] < now - 1.0:
            self.taken.popleft()
        if len(self.taken) < IN_ALL:
            self.taken.append(now)
            return False
        self.refused += 1
        return True

    def answer(self) -> web.Response:
        body = {"message": "You are being rate limited.", "retry_after": 0.5, "global": True}
        headers = {"Content-Type": "application/json", "Via": "1.1 google", "X-RateLimit-Global": "true"}
        return web.Response(body=json.dumps(body).encode(), status=429, headers=headers)


async def hot(club: Crowd, server: int) -> Poll:
    """A poll of that server, with its card in a channel of its own."""
    channel = await club.channel(f"room-{server}")
    draft = Draft(question="Which?", options=("Red", "Green"), visibility=Visibility.LIVE)
    poll = await club.polls.create(draft, guild_id=server, channel_id=channel.id, by=FARID)
    card = poll_card(await club.polls.show(server, poll.id))
    sent = await club.bot.services.get(Messenger).send(server, channel.id, card, f"{poll.id}-card")
    await club.polls.note_posted(server, poll.id, channel.id, sent)
    return await club.polls.get(server, poll.id)


async def test_l03_twenty_hot_polls_in_twenty_servers_share_the_limit_fairly_and_hold_up_no_answer(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redraws, "PAUSE", 0.2)
    polls = [await hot(club, 1_000 + number) for number in range(SERVERS)]
    mine = await club.post()
    members = club.members(40)
    limit = LimitForAll()
    club.rest.troubles.append(limit)

    async def heated() -> None:
        while True:
            await club.outdate(*polls)
            await asyncio.sleep(0.02)

    began = time.monotonic()
    heating = asyncio.create_task(heated())
    clicks = []
    for member in members:
        clicks.append(await club.click(member, mine))
        await asyncio.sleep(0.05)
    heating.cancel()
    seconds = time.monotonic() - began
    assert not any(each.failed for each in clicks)
    assert limit.refused == 0
    drawn = Counter(
        poll.guild_id for poll in polls for each in club.rest.asked("PATCH", f"/messages/{poll.message_id}") if each
    )
    assert len(drawn) == SERVERS
    assert max(drawn.values()) - min(drawn.values()) <= 2
    assert sum(drawn.values()) > SERVERS
    assert sum(drawn.values()) <= seconds * RATE + SAVED + SERVERS


async def test_a_limit_for_all_that_is_passed_slows_down_everything_that_is_asked_but_answers(club: Crowd) -> None:
    poll = await club.post(visibility=Visibility.LIVE)
    [member] = club.members(1)
    assert club.bot.pacer.rate == RATE
    limit = LimitForAll()
    limit.taken.extend([time.monotonic()] * IN_ALL)
    club.rest.troubles.append(limit)
    clicked = await club.click(member, poll)
    assert "Recorded: *Red*" in club.told(clicked)
    await club.until(lambda: limit.refused)
    await club.until(lambda: "1 ballot " in club.card(poll))
    assert club.bot.pacer.rate < RATE / 2 + 5


async def test_l06_somebody_who_types_fast_gets_choices_and_what_comes_too_late_is_counted_without_a_trace(
    club: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    command = next(each for each in club.playground.world.commands(None) if each["name"] == "explain")
    keys = [("winter colony bees"[: length % 18 + 1]) for length in range(30)]

    def asked(text: str) -> requests.Complete:
        return requests.Complete(
            op="autocomplete", n=0, channel=seed.GENERAL, command=int(command["id"]), name="explain",
            options={"topic": text}, focused="topic",
        )  # fmt: skip

    errands = club.playground.desk.errands
    in_time = []
    for key in keys:
        began = time.thread_time()  # what other processes take of the machine is not the bot's
        answer = await errands.complete(seed.SAM, asked(key))
        assert time.thread_time() - began < 0.1 * 5
        in_time.append(answer["choices"])
    assert all(len(each) <= LONGEST_CHOICES for each in in_time)
    assert any(in_time)
    club.trouble("POST", "/callback", 404, code=10062, times=len(keys))
    with capture_logs() as logged:
        late = [asyncio.create_task(errands.complete(seed.SAM, asked(key))) for key in keys]
        await club.until(lambda: club.bot.vitals.unanswered == {"10062": len(keys)})
        for each in late:
            each.cancel()
        await asyncio.gather(*late, return_exceptions=True)
    assert club.bot.vitals.interactions["autocomplete", "answered"] == len(keys)
    assert club.bot.vitals.interactions["autocomplete", "unanswered"] == len(keys)
    assert logged == []
    assert "Traceback" not in caplog.text
    assert not caplog.records
