"""Keeping the bot connected, and letting it leave in good order."""

import asyncio
import random
import signal
from collections.abc import Callable

import aiohttp
import discord
import structlog

from bot.chat.client import StudyBot
from bot.errors import SettingError

log = structlog.get_logger(__name__)

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
LAST_WORDS = 6.0
"""Seconds that closing may take; whoever stops the program waits eight."""

REFUSED_TOKEN = "DISCORD_TOKEN cannot be used: Discord does not know it. Copy it anew from the developer portal."  # noqa: S105 - a sentence
FATAL_CLOSES = {
    4004: REFUSED_TOKEN,
    4014: "DISCORD_TOKEN belongs to an application that may not use the guilds intent.",
}


async def run_until_stopped(make_bot: Callable[[], StudyBot], token: str) -> None:
    """Stay connected until SIGTERM or SIGINT, then close everything.

    Raises SettingError where Discord refuses the token; what else ends the bot for good is raised as it is.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    connected = asyncio.create_task(keep_connected(make_bot, token), name="discord")
    stopped = asyncio.create_task(stop.wait(), name="stop")
    try:
        await asyncio.wait({connected, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        if not connected.done():
            log.info("stopping")
            connected.cancel()
            await asyncio.wait({connected})
    if not connected.cancelled():
        connected.result()


async def keep_connected(make_bot: Callable[[], StudyBot], token: str) -> None:
    """Log in and stay, trying again with growing pauses while Discord cannot be reached.

    discord.py itself reconnects a session that was up; what it does not survive is the first connect failing. Each try
    has a bot of its own, closed in every case.
    """
    pause = FIRST_PAUSE
    while True:
        bot = make_bot()
        try:
            await bot.start(token)
            return
        except discord.LoginFailure:
            raise SettingError(REFUSED_TOKEN) from None
        except discord.ConnectionClosed as error:
            if error.code in FATAL_CLOSES:
                raise SettingError(FATAL_CLOSES[error.code]) from None
            raise
        except discord.HTTPException as error:
            if error.status < 500 and error.status != 429:
                raise
            reason = f"HTTP {error.status}"
        except (discord.GatewayNotFound, aiohttp.ClientError, OSError, TimeoutError) as error:
            reason = type(error).__name__
        finally:
            await _leave(bot)
        wait = pause * random.uniform(0.5, 1.5)  # noqa: S311 - spreads reconnects, guards nothing
        log.warning("cannot reach Discord, trying again", reason=reason, seconds=round(wait, 1))
        await asyncio.sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _leave(bot: StudyBot) -> None:
    try:
        async with asyncio.timeout(LAST_WORDS):
            await bot.close()
    except TimeoutError:
        log.warning("closing took too long, leaving anyway")
