"""The bot on a connection that fails: it comes up, it answers, it leaves."""

import asyncio
import gc
import os
import signal
import threading
import warnings
from typing import Any

import pytest
from discord.gateway import KeepAliveHandler
from structlog.testing import capture_logs

from bot.app import make_bot
from bot.chat import connection, run
from bot.chat.client import StudyBot
from bot.chat.transport.arrivals import Arrivals
from bot.errors import SettingError
from playground.sessions import Intent
from tests.playground.conftest import Page
from tests.wire.conftest import Factory, FaultyPlayground
from tests.wire.crowd import PATIENCE, Crowd


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FIRST_PAUSE", 0.01)


async def connected(factory: Factory, playground: FaultyPlayground) -> asyncio.Task[None]:
    task = asyncio.create_task(run.keep_connected(factory, playground.token))
    async with asyncio.timeout(PATIENCE):
        await factory.ready.wait()
    return task


async def stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait({task})


@pytest.mark.parametrize("route", ["/users/@me", "/gateway/bot", "/oauth2/applications/@me"])
async def test_n01_the_first_connect_failing_is_tried_again_until_it_succeeds(
    factory: Factory, discord_on_loopback: FaultyPlayground, route: str
) -> None:
    fault = discord_on_loopback.fail(route, times=3, status=503)
    task = await connected(factory, discord_on_loopback)
    assert fault.seen == 3
    await stop(task)


async def test_the_bot_is_ready_with_the_last_server_that_it_was_told_of(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    def make(*given: Any, **options: Any) -> StudyBot:
        bot = make_bot(*given, **options)
        bot._connection.guild_ready_timeout = 10 * PATIENCE  # what discord.py would wait for after the last
        Arrivals(bot._connection)
        return bot

    factory.make = make
    await stop(await connected(factory, discord_on_loopback))


async def test_n14_the_bot_is_ready_without_a_server_that_is_down(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    discord_on_loopback.faulty.withholds = True
    await stop(await connected(factory, discord_on_loopback))


async def test_a_reset_of_the_first_connection_is_survived_too(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    discord_on_loopback.fail("/users/@me", times=3)
    await stop(await connected(factory, discord_on_loopback))


async def test_a_token_that_discord_does_not_know_is_named_and_not_tried_again(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    fault = discord_on_loopback.fail("/users/@me", times=9, status=401)
    with pytest.raises(SettingError, match="DISCORD_TOKEN cannot be used"):
        await run.keep_connected(factory, "wrong")
    assert fault.seen == 1


@pytest.mark.parametrize("arrived", [False, True])
async def test_an_answer_whose_connection_was_reset_is_sent_once_more(
    factory: Factory, discord_on_loopback: FaultyPlayground, arrived: bool
) -> None:
    task = await connected(factory, discord_on_loopback)
    async with Page(discord_on_loopback) as sam:
        fault = discord_on_loopback.fail("/callback", after=arrived)
        await sam.use("explain", topic="bees/winter")
        message = await sam.message(lambda message: message["ephemeral"])
        assert "Bees keep warm together." in str(message["components"])
        assert fault.seen == 1
        await sam.use("explain", topic="bees/what-a-hive-is")
        await sam.message(lambda message: "The short version" in str(message["components"]))
        shown = [frame for frame in sam.frames if frame["op"] == "message"]
        assert len({frame["message"]["id"] for frame in shown}) == 2
    await stop(task)


async def test_the_bot_goes_offline_and_its_task_ends_when_it_is_stopped(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    async def terminate() -> None:
        await factory.ready.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    ending = asyncio.create_task(terminate())
    async with asyncio.timeout(PATIENCE), Page(discord_on_loopback) as sam:
        await run.run_until_stopped(factory, discord_on_loopback.token)
        await ending
        await sam.event("bot", lambda frame: not frame["online"])


async def test_c07_a_stop_while_a_session_is_asked_for_anew_is_not_missed(
    factory: Factory, discord_on_loopback: FaultyPlayground, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with asyncio.timeout(PATIENCE):
        running = asyncio.create_task(run.run_until_stopped(factory, discord_on_loopback.token))
        await factory.ready.wait()
        monkeypatch.setattr(connection, "USUAL", 1.0)
        discord_on_loopback.sessions.invalidate(resumable=False)
        while discord_on_loopback.world.bot_online:  # noqa: ASYNC110 - the other side of the wire ends it
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
    async with asyncio.timeout(PATIENCE):
        os.kill(os.getpid(), signal.SIGTERM)
        await running
        await asyncio.wait([task for task in asyncio.all_tasks() if task.get_name() == "gateway"])
    _sweep()


def _sweep() -> None:
    """discord.py leaves the connection that it was opening to the end of the program, which is not the end of tests."""
    for thread in threading.enumerate():
        if isinstance(thread, KeepAliveHandler):
            thread.stop()
            thread.join()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


async def test_p07_the_bot_identifies_with_the_intents_for_servers_and_their_events_alone(
    factory: Factory, discord_on_loopback: FaultyPlayground
) -> None:
    task = await connected(factory, discord_on_loopback)
    sessions = discord_on_loopback.sessions.sessions.values()
    assert [session.intents for session in sessions] == [Intent.GUILDS | Intent.SCHEDULED_EVENTS]
    await stop(task)


async def test_what_a_handler_of_an_event_still_does_ends_before_the_bot_is_closed(club: Crowd) -> None:
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        begun.set()
        try:
            async with club.database.transaction() as tx:
                await tx.fetch("SELECT 1")
                await asyncio.sleep(60)
        finally:
            ended.set()

    club.bot.add_listener(slow, "on_ready")
    club.bot.dispatch("ready")
    await begun.wait()
    with capture_logs() as logged:
        await club.bot.close()
    assert ended.is_set()
    assert [each for each in logged if each["log_level"] == "error"] == []
