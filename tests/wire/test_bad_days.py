"""The bot while Discord is away, hurries it, bans it or wants it no more; and what an operator sees of that."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import discord
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot import clock
from bot.app import make_lively_bot
from bot.chat import connection, run
from bot.database import open_database
from bot.errors import SettingError
from bot.guilds.rules import Person
from bot.operations.health import Health
from bot.operations.starts import Starts, TooFewStartsError
from bot.outbox import redraws
from bot.polls.terms import Visibility
from playground import gateway, seed
from playground.sessions import Opcode
from tests import engines
from tests.wire.crowd import PATIENCE, Crowd, Trouble, WatchedPlayground, gathered
from tests.wire.faulty import Factory

FARID = Person(seed.FARID)
OUTAGE = 300.0


@pytest.fixture
async def lively(tmp_path: Path) -> AsyncIterator[Factory]:
    """Makes the bot with all that it does by itself."""
    async with open_database(await engines.migrated(tmp_path / "bot.db")) as database:
        yield Factory(database, make_lively_bot)


@pytest.fixture
async def club(watched: WatchedPlayground, lively: Factory) -> AsyncIterator[Crowd]:
    async with gathered(watched, lively) as crowd:
        yield crowd


@pytest.fixture
def health(lively: Factory, tmp_path: Path) -> Health:
    async def probe() -> None:
        async with lively.database.transaction():
            pass

    return Health(lively.vitals, probe, tmp_path)


class Ban(Trouble):
    """Cloudflare's page in place of Discord's answer."""

    def answer(self) -> web.Response:
        headers = {"Retry-After": str(self.wait)}
        return web.Response(text="<html>banned</html>", content_type="text/html", status=429, headers=headers)


@pytest.mark.parametrize("away", ["/users/@me", "/gateway/bot", "the websocket"])
async def test_n01_discord_away_for_five_minutes_at_start_is_waited_for_with_growing_pauses(
    watched: WatchedPlayground, lively: Factory, health: Health, monkeypatch: pytest.MonkeyPatch, away: str
) -> None:
    async def at_once(_: float) -> None:
        await asyncio.sleep(0)

    monkeypatch.setattr("discord.shard.asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": at_once}))
    fault = watched.fail(away, times=10_000, status=503)
    watched.faulty.refusals = 10_000 if away == "the websocket" else 0
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        assert "The gateway is not connected." in await health.causes()
        pauses.append(seconds)
        if sum(pauses) > OUTAGE:
            fault.times = watched.faulty.refusals = 0

    lively.ready.clear()
    with capture_logs() as logged:
        task = asyncio.create_task(run.keep_connected(lively, watched.token, sleep))
        async with asyncio.timeout(PATIENCE):
            await lively.ready.wait()
    usual = [min(run.FIRST_PAUSE * 2**number, run.LONGEST_PAUSE) for number in range(len(pauses))]
    spread = [pause / each for pause, each in zip(pauses, usual, strict=True)]
    assert all(0.5 <= each <= 1.5 for each in spread)
    assert len(set(spread)) > len(pauses) // 2
    assert len(pauses) < 15
    assert len([each for each in logged if each["log_level"] in ("warning", "error")]) == len(pauses)
    async with asyncio.timeout(PATIENCE):
        while await health.causes():  # noqa: ASYNC110 - loops of another task go round
            await asyncio.sleep(0.02)
    assert not task.done()
    task.cancel()
    await asyncio.wait({task})


async def test_n02_a_connection_lost_thirty_times_is_taken_up_again_by_the_same_bot(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions = club.playground.faulty
    monkeypatch.setattr("discord.shard.ExponentialBackoff", lambda: SimpleNamespace(delay=lambda: 0.0))
    poll = await club.post()

    async def lost(code: int) -> None:
        await sessions.close(code)

    async def asked_to_come_anew() -> None:
        sessions.reconnect()

    async def invalid() -> None:
        sessions.invalidate(resumable=True)

    async def cut() -> None:
        sessions.drop()

    ways: list[Callable[[], Any]] = [
        asked_to_come_anew, invalid, cut, lambda: lost(4000), lambda: lost(4009), lambda: lost(1012)
    ]  # fmt: skip
    loops = loops_of(club)
    for number in range(30):
        if number == 15:
            await club.polls.close(poll.guild_id, poll.id, FARID)
        await ways[number % len(ways)]()
        await club.until(lambda resumes=number + 1: club.bot.vitals.resumes == resumes)
    await club.until(lambda: club.results(poll))
    assert sessions.asked == [Opcode.IDENTIFY, *[Opcode.RESUME] * 30]
    assert club.bot.vitals.identifies == 1
    assert loops_of(club) == loops
    assert len(club.results(poll)) == 1


def loops_of(club: Crowd) -> list[str]:
    """What the bot does by itself, by the file it is written in; each is there once."""
    bodies = [getattr(task.get_coro(), "cr_code", None) for task in asyncio.all_tasks()]
    found = sorted(body.co_filename for body in bodies if body and body.co_name == "keep_going")
    assert len(found) == len(set(found)) >= 2
    return found


async def test_n02_a_session_that_is_gone_is_asked_for_anew_ever_more_slowly(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    sessions, vitals = club.playground.faulty, club.bot.vitals
    monkeypatch.setattr(connection, "USUAL", 0.01)
    monkeypatch.setattr(connection, "IN_A_ROW", 2)
    times = [time.monotonic()]
    for number in range(6):
        sessions.invalidate(resumable=False)
        await club.until(lambda identifies=number + 2: vitals.identifies == identifies and sessions.sessions)
        await club.until(lambda: club.playground.world.bot_online)
        times.append(time.monotonic())
    assert sessions.asked == [Opcode.IDENTIFY] * 7
    assert times[-1] - times[-2] > 0.01 * 2**3


async def test_n03_clicks_that_are_played_back_too_late_count_once_and_make_no_noise(
    club: Crowd, caplog: pytest.LogCaptureFixture
) -> None:
    poll = await club.post(visibility=Visibility.LIVE)
    club.trouble("POST", "/callback", 404, code=10062, times=50)
    members = club.members(50)
    with capture_logs() as logged:
        club.playground.faulty.drop()
        clicks = [asyncio.create_task(club.click(each, poll)) for each in members]
        await club.until(lambda: club.bot.vitals.unanswered == {"10062": 50})
        await asyncio.gather(*clicks)
    assert club.playground.faulty.asked == [Opcode.IDENTIFY, Opcode.RESUME]
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (50, 0, 0)
    assert {each["event"] for each in logged if each["log_level"] == "warning"} == {"answer came too late"}
    assert not [each for each in logged if each["log_level"] == "error"]
    assert "Traceback" not in caplog.text
    again = await club.click(members[0], poll)
    assert "Recorded: *Red*" in club.told(again)
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (50, 0, 0)


async def test_n07_while_cloudflare_bans_us_nothing_is_asked_and_afterwards_all_goes_on_by_itself(
    club: Crowd, health: Health, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redraws, "PAUSE", 0.05)
    monkeypatch.setattr(redraws, "LONGEST_PAUSE", 0.1)
    vitals, skipped = club.bot.vitals, 0.0
    vitals.monotonic = lambda: time.monotonic() + skipped
    poll = await club.post(visibility=Visibility.LIVE)
    ban = Ban("PATCH", "/messages/", 429, wait=3600.0)
    club.rest.troubles.append(ban)
    first, second = club.members(2)
    with capture_logs() as logged:
        await club.click(first, poll)
        await club.until(lambda: ban.times == 0)
        asked = len(club.rest.seen)
        late = asyncio.create_task(club.click(second, poll))
        await club.until(lambda: vitals.unanswered)
        await asyncio.sleep(0.5)
        assert len(club.rest.seen) == asked
        [cause] = await health.causes()
        assert cause.startswith("Cloudflare keeps this address out for another 3")
        skipped = 3601.0
        await club.until(lambda: "2 ballots" in club.card(poll))
        await late
    assert len([each for each in logged if each["log_level"] == "error"]) == 1
    assert not any("exc_info" in each for each in logged)
    assert vitals.invalids == 0
    assert not [each for each in await health.causes() if "Cloudflare" in each]
    assert (await club.polls.get(poll.guild_id, poll.id)).votes == (2, 0, 0)


@pytest.mark.parametrize("how", [401, 4004, 4014])
async def test_n08_a_token_that_is_taken_away_ends_every_request_at_once_and_is_named(
    watched: WatchedPlayground, lively: Factory, how: int
) -> None:
    lively.ready.clear()
    made: list[Any] = []

    def make() -> Any:
        made.append(lively())
        return made[-1]

    task = asyncio.create_task(run.keep_connected(make, watched.token))
    async with asyncio.timeout(PATIENCE):
        await lively.ready.wait()
    club = Crowd(watched, lively.database, made[-1])
    polls = [await club.post((await club.channel(f"room-{number}")).id) for number in range(5)]
    asked = len(club.rest.seen)
    if how == 401:
        for method in ("GET", "POST", "PATCH", "PUT"):
            club.trouble(method, "", 401, times=1_000)
        await club.outdate(*polls)
    else:
        await watched.sessions.close(how)
    async with asyncio.timeout(PATIENCE):
        with pytest.raises(SettingError, match=r"^DISCORD_TOKEN "):
            await task
    assert len(club.rest.seen) - asked <= (len(polls) if how == 401 else 0)
    assert watched.faulty.asked == [Opcode.IDENTIFY]


async def test_n09_a_gateway_that_no_longer_acknowledges_heartbeats_is_left_within_two_of_them(
    watched: WatchedPlayground, lively: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    interval = 0.4
    monkeypatch.setattr(connection, "LOOK", 0.05)
    monkeypatch.setattr(gateway, "HEARTBEAT", interval)
    async with gathered(watched, lively) as club:
        await club.until(lambda: lively.vitals.pulse().ready)
        await club.until(lambda: lively.vitals.pulse().ack_age < 2 * interval)
        watched.faulty.acknowledges = False
        await club.until(lambda: Opcode.RESUME in watched.faulty.asked)
        assert watched.faulty.unacknowledged <= 2
        watched.faulty.acknowledges = True
        await club.until(lambda: lively.vitals.pulse().ready)
        assert lively.vitals.identifies == 1


async def test_n09_a_gateway_that_sends_heartbeats_but_no_events_is_resumed_and_its_silence_told(
    watched: WatchedPlayground, lively: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "HEARTBEAT", 0.4)
    monkeypatch.setattr(connection, "DEAF", 0.6)
    monkeypatch.setattr(connection, "LOOK", 0.05)
    async with gathered(watched, lively) as club:
        await club.until(lambda: lively.vitals.pulse().event_age > 0.3 > lively.vitals.pulse().frame_age)
        await club.until(lambda: lively.vitals.resumes)
        assert watched.faulty.asked[:2] == [Opcode.IDENTIFY, Opcode.RESUME]
        await club.until(lambda: lively.vitals.pulse().event_age < 0.6)


async def test_c12_a_program_that_falls_over_after_each_connect_connects_fewer_than_ten_times_an_hour(
    watched: WatchedPlayground, lively: Factory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime.fromisoformat("2026-03-01T12:00:00+00:00")
    monkeypatch.setattr(clock, "now", lambda: moment)

    async def sleep(seconds: float) -> None:
        nonlocal moment
        moment += timedelta(seconds=seconds)

    watched.faulty.fatal = 4013
    connects: list[datetime] = []
    for _ in range(14):
        with pytest.raises(discord.ConnectionClosed):
            await run.run_until_stopped(lively, watched.token, Starts(tmp_path), sleep)
        connects.append(moment)
        moment += timedelta(seconds=1)
    assert watched.faulty.asked == [Opcode.IDENTIFY] * len(connects)
    for each in connects:
        assert len([other for other in connects if each <= other < each + timedelta(hours=1)]) < 10


@pytest.mark.parametrize(("left", "enough"), [(49, False), (50, True)])
async def test_c12_what_discord_still_allows_of_connections_is_not_used_up(
    watched: WatchedPlayground,
    lively: Factory,
    monkeypatch: pytest.MonkeyPatch,
    left: int,
    enough: bool,
) -> None:
    limit = {"total": 1000, "remaining": left, "reset_after": 3_600_000, "max_concurrency": 1}

    def answer() -> web.Response:
        body = {"url": watched.gateway, "shards": 1, "session_start_limit": limit}
        return web.Response(body=json.dumps(body).encode(), headers={"Content-Type": "application/json"})

    trouble = Trouble("GET", "/gateway/bot", 200, times=10)
    trouble.answer = answer
    watched.rest.troubles.append(trouble)  # type: ignore[attr-defined] - a WatchedRest
    lively.ready.clear()
    task = asyncio.create_task(run.keep_connected(lively, watched.token))
    ready = asyncio.create_task(lively.ready.wait())
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait({task, ready}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if lively.ready.is_set():
        task.cancel()
        await asyncio.wait({task})
    if enough:
        assert watched.faulty.asked == [Opcode.IDENTIFY]
    else:
        assert not lively.ready.is_set()
        with pytest.raises(TooFewStartsError, match="49 more connections until"):
            await task
        assert watched.faulty.asked == []
    assert lively.vitals.session_starts == left
