"""Keeping the bot connected, and letting it leave in good order."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import aiohttp
import discord
import structlog

from bot import clock
from bot.chat.barrier import REFUSED_TOKEN
from bot.chat.client import StudyBot
from bot.database import NotSavedError
from bot.errors import SettingError
from bot.operations.starts import Starts
from bot.stopping import hear

log = structlog.get_logger(__name__)

Sleep = Callable[[float], Awaitable[None]]

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LAST_WORDS = 6.0
"""Seconds that closing may take; whoever stops the program waits eight."""

REFUSED_INTENT = "DISCORD_TOKEN belongs to an application that may not hear of guilds or scheduled events."


async def run_until_stopped(
    make_bot: Callable[[], StudyBot],
    token: str,
    starts: Starts | None = None,
    sleep: Sleep = asyncio.sleep,
    stopping: Callable[[], None] = lambda: None,
) -> None:
    """Stay connected until SIGTERM, SIGINT or SIGHUP, then call `stopping` and close everything.

    Raises SettingError where Discord refuses the token; what else ends the bot for good is raised as it is, and counts
    in `starts` as a bad end.
    """
    stop = asyncio.Event()
    hear(stop.set)
    connected = asyncio.create_task(_start(make_bot, token, starts, sleep), name="discord")
    stopped = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({connected, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not connected.done():
            log.info("stopping")
            stopping()
            connected.cancel()
            await asyncio.wait({connected})
        if starts and (connected.cancelled() or isinstance(connected.exception(), SettingError)):
            starts.end()
    if not connected.cancelled():
        connected.result()


async def _start(make_bot: Callable[[], StudyBot], token: str, starts: Starts | None, sleep: Sleep) -> None:
    if starts:
        if (wait := starts.wait(clock.now()).total_seconds()) > 0:
            log.warning("the last starts ended badly, waiting before the next", seconds=round(wait))
            await sleep(wait)
        starts.begin(clock.now())
    await keep_connected(make_bot, token, sleep)


async def keep_connected(make_bot: Callable[[], StudyBot], token: str, sleep: Sleep = asyncio.sleep) -> None:
    """Log in and stay, trying again with growing pauses while Discord cannot be reached.

    discord.py itself reconnects a session that was up; what it does not survive is the first connect failing. Each try
    has a bot of its own, closed in every case.
    """
    pause = FIRST_PAUSE
    while True:
        bot = make_bot()
        try:
            reason = await _connect(bot, token)
        finally:
            await _leave(bot)
        if bot.refused:
            raise SettingError(bot.refused)
        wait = max(pause * random.uniform(0.5, 1.5), bot.vitals.paused_for())  # noqa: S311 - spreads, guards nothing
        log.warning("cannot reach Discord, trying again", reason=reason, seconds=round(wait, 1))
        await sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _connect(bot: StudyBot, token: str) -> str:
    """Stay connected; why that ended, where another try may help. Raises what ends the bot for good."""
    try:
        await bot.start(token)
    except discord.LoginFailure:
        raise SettingError(REFUSED_TOKEN) from None
    except discord.PrivilegedIntentsRequired:
        raise SettingError(REFUSED_INTENT) from None
    except discord.ConnectionClosed as error:
        if error.code == 4004:
            raise SettingError(REFUSED_TOKEN) from None
        raise
    except discord.HTTPException as error:
        if error.status < 500 and error.status != 429:
            raise
        return f"HTTP {error.status}"
    except (discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError, NotSavedError) as error:
        return str(error) if isinstance(error, ConnectionError) and error.args else type(error).__name__
    return "the connection ended"


async def _leave(bot: StudyBot) -> None:
    try:
        async with asyncio.timeout(LAST_WORDS):
            await bot.close()
    except TimeoutError:
        log.warning("closing took too long, leaving anyway")
