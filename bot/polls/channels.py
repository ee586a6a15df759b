"""The one place that sends, changes and finds messages of polls, and that stops asking where Discord said no."""

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any

import aiohttp
import discord
import structlog

from bot.chat.cards import Card
from bot.polls.cards import Picture
from bot.polls.rules import Poll

PATIENCE = 10.0
"""Seconds that a message may wait for its turn before it is put off."""
CLOSED_FOR = 600.0
"""Seconds in which nothing is asked of a channel that the bot was turned away from."""
LOOKED_BACK = 100
"""Messages among which the bot looks for its own."""

TURNED_AWAY = {
    10003: "the channel is gone.",
    10004: "the server is gone.",
    50001: "I may no longer see the channel.",
    50013: "I may no longer write in the channel.",
    50083: "the thread is archived.",
    160005: "the thread is locked.",
}
"""Codes that hold for a whole channel."""
GONE = {10008: "the card was deleted."}
BLOCKED = {
    200000: "AutoMod of this server blocked it. Word it differently, or ask a moderator.",
    240000: "Discord blocked a link in it as harmful. Leave the link out.",
}

log = structlog.get_logger(__name__)


class LostError(Exception):
    """The message cannot be reached any more; says why in words."""


class BlockedError(Exception):
    """Discord will not have this text; says why in words."""


class LaterError(Exception):
    """Not now, but perhaps later."""


def read(error: Exception) -> Exception:
    """What an error of Discord's or of the connection means for a message."""
    if isinstance(error, discord.HTTPException):
        if why := TURNED_AWAY.get(error.code) or GONE.get(error.code):
            return LostError(why)
        if error.code in BLOCKED:
            return BlockedError(BLOCKED[error.code])
        if error.status in (403, 404):
            return LostError("Discord turns me away there.")
        if error.status == 429 or error.status >= 500:
            return LaterError(f"HTTP {error.status}")
        log.error("Discord refuses a message of a poll", status=error.status, code=error.code, text=error.text)
        return BlockedError("Discord does not take it.")
    if isinstance(error, discord.RateLimited | OSError | aiohttp.ClientError):
        return LaterError(type(error).__name__)
    return error


class Channels:
    """Messages of polls by channel; of several polls in a channel that turns the bot away only the first finds out."""

    def __init__(self, bot: discord.Client, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._bot = bot
        self._monotonic = monotonic
        self._shut: dict[int, tuple[float, str]] = {}

    async def change(self, poll: Poll, card: Card) -> None:
        """Show another card in place of the poll's; raises LostError, BlockedError or LaterError."""
        assert poll.message_id is not None
        message = self._channel(poll).get_partial_message(poll.message_id)
        await self._asked(poll.channel_id, message.edit(view=card))

    async def hang(self, poll: Poll, message_id: int, card: Card, picture: Picture) -> None:
        """Show a message again, now with its picture; raises as `change` does."""
        message = self._channel(poll).get_partial_message(message_id)
        await self._asked(poll.channel_id, message.edit(view=card, attachments=[file_of(picture)]))

    async def send(self, poll: Poll, card: Card, nonce: str) -> int:
        """Post beside the poll, once however often this nonce is tried; the message's id. Raises as `change` does."""
        async with asyncio.timeout(PATIENCE):
            sent = await self._asked(poll.channel_id, self._channel(poll).send(view=card, nonce=nonce))
        return sent.id

    async def find(self, poll: Poll, custom_id: str, since: datetime) -> int | None:
        """The id of the bot's own message with that control, the poll's card aside, if one was sent since then."""

        async def look() -> int | None:
            async for message in self._channel(poll).history(limit=LOOKED_BACK, after=since):
                own = self._bot.user is not None and message.author.id == self._bot.user.id
                if own and message.id != poll.message_id and _holds(message, custom_id):
                    return message.id
            return None

        return await self._asked(poll.channel_id, look())

    async def whisper(self, member_id: int, text: str) -> None:
        """Tell somebody in a direct message, if they take any."""
        try:
            await (await self._bot.fetch_user(member_id)).send(text)
        except discord.HTTPException as error:
            log.info("a direct message was not taken", code=error.code)

    def _channel(self, poll: Poll) -> discord.PartialMessageable:
        return self._bot.get_partial_messageable(poll.channel_id, guild_id=poll.guild_id)

    async def _asked(self, channel_id: int, request: Any) -> Any:
        until, why = self._shut.get(channel_id, (0.0, ""))
        if self._monotonic() < until:
            request.close()
            raise LostError(why)
        self._shut.pop(channel_id, None)
        try:
            return await request
        except (discord.DiscordException, OSError, aiohttp.ClientError) as error:
            meant = read(error)
            if isinstance(error, discord.HTTPException) and error.code in TURNED_AWAY:
                self._shut[channel_id] = self._monotonic() + CLOSED_FOR, str(meant)
            raise meant from error


def file_of(picture: Picture) -> discord.File:
    """A picture as an attachment, with its text."""
    return discord.File(BytesIO(picture.png), filename=picture.name, description=picture.alt[:1024])


def _holds(message: discord.Message, custom_id: str) -> bool:
    return any(getattr(part, "custom_id", None) == custom_id for part in _parts(message.components))


def _parts(components: Any) -> Any:
    for component in components:
        yield component
        yield from _parts(getattr(component, "children", ()))
