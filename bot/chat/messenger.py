"""The one place that sends, changes and finds messages in channels, and that stops asking where Discord said no."""

import asyncio
import time
from collections.abc import Awaitable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

import aiohttp
import discord
import structlog

from bot.chat.cards import Card
from bot.chat.outages import is_away
from bot.chat.pacer import on_behalf_of, within

T = TypeVar("T")

PATIENCE = 10.0
"""Seconds that a message may take, and wait for those before it in its channel, before it is put off."""
CLOSED_FOR = 600.0
"""Seconds in which nothing is asked of a channel that the bot was turned away from."""
NONCE_LASTS = timedelta(minutes=2)
"""For so long Discord surely takes a second message with the same nonce for the first ("the past few minutes")."""
LOOKED_BACK = 100
"""Messages among which the bot looks for its own."""

ARCHIVED = 50083
TURNED_AWAY = {
    10003: "the channel is gone.",
    10004: "the server is gone.",
    50001: "I may no longer see the channel.",
    50013: "I may no longer write in the channel.",
    ARCHIVED: "the thread is archived.",
    160005: "the thread is locked.",
}
"""Codes that hold for a whole channel."""
TAGS = {
    40066: "the forum demands a tag, and all of its tags are kept for moderators.",
    40067: "the forum demands a tag, and there is none that I may use.",
    10087: "the tag of the post was deleted.",
}
"""Codes by which a forum refuses a post because of its tag."""
KEPT_OPEN = 10_080
"""Minutes without a message after which Discord archives a thread: a week, the longest there is."""
OF_THE_THREAD = {10003, 10004, ARCHIVED, 160005}
"""Codes that, where one member is to be added to a thread, are about the thread and not about that member."""
NOT_ADDED = {
    10007: "you are not found in this server",
    10013: "your account is not found",
    30033: "the thread is full: it takes 1,000 members",
}
GONE = {10008: "the card was deleted."}
BLOCKED = {
    200000: "AutoMod of this server blocked it. Word it differently, or ask a moderator.",
    240000: "Discord blocked a link in it as harmful. Leave the link out.",
}
log = structlog.get_logger(__name__)


class LostError(Exception):
    """The message or its channel cannot be reached any more; says why in words."""

    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.code = code
        """Discord's code for it; 0 where it gave none."""


class BlockedError(Exception):
    """Discord will not have this text; says why in words."""


class LaterError(Exception):
    """Not now, but perhaps later."""


class AwayError(LaterError):
    """The server is out of reach: whatever is due there waits until it is back, and no try of it counts."""

    def __init__(self, *, asked: bool = False) -> None:
        super().__init__("the server is out of reach")
        self.asked = asked
        """Whether Discord was asked all the same, and so may have done it."""


def delivery_error(error: Exception) -> Exception:
    """What an error of Discord's or of the connection means for a message."""
    if isinstance(error, discord.HTTPException):
        if why := TURNED_AWAY.get(error.code) or GONE.get(error.code):
            return LostError(why, error.code)
        if error.code in BLOCKED:
            return BlockedError(BLOCKED[error.code])
        if error.status in (403, 404):
            return LostError("Discord does not let me in there.", error.code)
        if error.status == 429 or error.status >= 500:
            return LaterError(f"HTTP {error.status}")
        log.error("Discord refuses a message", status=error.status, code=error.code, text=error.text)
        return BlockedError("Discord did not accept it.")
    if isinstance(error, discord.RateLimited | OSError | aiohttp.ClientError):
        return LaterError(type(error).__name__)
    return error


class Messenger:
    """Messages by channel; of all that go to one that turns the bot away only the first finds out."""

    def __init__(self, bot: discord.Client) -> None:
        self._bot = bot
        self._shut: dict[int, tuple[float, str, int]] = {}

    def channel(self, guild_id: int, channel_id: int) -> discord.PartialMessageable:
        """A channel or thread by its id, whether or not it is known."""
        return self._bot.get_partial_messageable(channel_id, guild_id=guild_id)

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **more: Any) -> int:
        """Post a card, once however often this nonce is tried; its id. Raises as `ask` does, and TimeoutError."""
        channel = self.channel(guild_id, channel_id)
        return (await self.in_time(guild_id, channel_id, channel.send(view=card, nonce=nonce, **more))).id

    async def change(self, guild_id: int, channel_id: int, message_id: int, card: Card, **more: Any) -> None:
        """Show another card in place of one, in a thread that is opened first where it was archived.

        Raises as `ask` does.
        """
        message = self.channel(guild_id, channel_id).get_partial_message(message_id)
        try:
            await self.ask(guild_id, channel_id, message.edit(view=card, **more))
        except LostError as lost:
            if lost.code != ARCHIVED or more:  # files are spent with the first try
                raise
            await self.reopen(guild_id, channel_id)
            await self.ask(guild_id, channel_id, message.edit(view=card))

    async def find(
        self, guild_id: int, channel_id: int, custom_id: str, since: datetime, but: int | None = None
    ) -> int | None:
        """The id of the bot's own message with that control, `but` aside, if one was sent since then."""

        async def look() -> int | None:
            async for message in self.channel(guild_id, channel_id).history(limit=LOOKED_BACK, after=since):
                own = self._bot.user is not None and message.author.id == self._bot.user.id
                if own and message.id != but and holds(message, custom_id):
                    return message.id
            return None

        return await self.ask(guild_id, channel_id, look())

    def forum(self, channel_id: int) -> discord.ForumChannel | None:
        """A forum by its id; None for channels of other kinds, and for those that are not known."""
        channel = self._bot.get_channel(channel_id)
        return channel if isinstance(channel, discord.ForumChannel) else None

    async def begin_post(
        self, forum: discord.ForumChannel, name: str, tag_id: int | None, **first: Any
    ) -> tuple[int, int]:
        """A post in a forum; its id and that of its first message. Made anew at each call. Raises as `send` does."""
        tags: list[Any] = [] if tag_id is None else [discord.Object(tag_id)]

        async def begin() -> tuple[int, int]:
            try:
                made = await forum.create_thread(
                    name=name, auto_archive_duration=KEPT_OPEN, applied_tags=tags or discord.utils.MISSING, **first
                )
            except discord.HTTPException as error:
                if why := TAGS.get(error.code):
                    raise LostError(why, error.code) from error
                raise
            return made.thread.id, made.message.id

        return await self.in_time(forum.guild.id, forum.id, begin())

    async def find_post(self, forum: discord.ForumChannel, custom_id: str, since: datetime) -> discord.Message | None:
        """The first message of the bot's own post with that control, if one was opened since then."""

        async def look() -> discord.Message | None:
            for thread in await forum.guild.active_threads():
                own = self._bot.user is not None and thread.owner_id == self._bot.user.id
                if own and thread.parent_id == forum.id and discord.utils.snowflake_time(thread.id) >= since:
                    message = await self.channel(forum.guild.id, thread.id).fetch_message(thread.id)
                    if holds(message, custom_id):
                        return message
            return None

        return await self.in_time(forum.guild.id, forum.id, look())

    async def direct(self, member_id: int, card: Card, nonce: str) -> int:
        """Post a card as a direct message; raises as `send` does, LostError where the member takes none."""

        async def send() -> int:
            return (await (await self._bot.fetch_user(member_id)).send(view=card, nonce=nonce)).id

        async with within(PATIENCE):
            return await self.ask(None, member_id, send())

    async def send_dm(self, member_id: int, text: str, nonce: str) -> None:
        """Tell somebody in a direct message, if they take any; once for each nonce."""
        try:
            async with within(PATIENCE):
                await (await self._bot.fetch_user(member_id)).send(text, nonce=nonce)
        except discord.HTTPException as error:
            log.info("a direct message was not taken", code=error.code)
        except TimeoutError:
            log.info("a direct message was not taken", reason="no answer")

    def unblock(self, channel_id: int) -> None:
        """Ask a channel again that turned the bot away: somebody says that it no longer does."""
        self._shut.pop(channel_id, None)

    async def reopen(self, guild_id: int, thread_id: int) -> None:
        """Open a thread that was archived, which anybody may who can write in it; raises as `ask` does."""
        self.unblock(thread_id)
        await self.ask(guild_id, thread_id, self._bot.http.edit_channel(thread_id, archived=False))

    async def add_to_thread(self, guild_id: int, thread_id: int, member_id: int) -> str | None:
        """Have a member in a thread, which is opened first where it was archived; why Discord refuses this member.

        None where they are in it. Raises as `send` does for what is about the thread.
        """
        try:
            return await self.in_time(guild_id, thread_id, self._added(thread_id, member_id))
        except LostError as lost:
            if lost.code != ARCHIVED:
                raise
        await self.reopen(guild_id, thread_id)
        return await self.in_time(guild_id, thread_id, self._added(thread_id, member_id))

    async def _added(self, thread_id: int, member_id: int) -> str | None:
        try:
            await self._bot.http.add_user_to_thread(thread_id, member_id)
        except discord.HTTPException as error:
            if error.code in OF_THE_THREAD or error.status == 429 or error.status >= 500:
                raise
            log.info("a member was not added to a thread", status=error.status, code=error.code)
            return NOT_ADDED.get(error.code, "I may not add you there, or you may not see its channel")
        return None

    async def in_time(self, guild_id: int, channel_id: int, request: "Awaitable[T]") -> T:
        """The same as `ask`, but TimeoutError where Discord is silent for long."""
        try:
            async with within(PATIENCE):
                return await self.ask(guild_id, channel_id, request)
        except TimeoutError:
            if self._away(guild_id):
                raise AwayError(asked=True) from None
            raise

    async def ask(self, guild_id: int | None, channel_id: int, request: "Awaitable[T]") -> T:
        """Do something in a channel, unless it lately said no; raises LostError, BlockedError, LaterError.

        While its server (None: of a direct channel) is out of reach nothing is asked, and what was answered is no news:
        AwayError.
        """
        until, why, code = self._shut.get(channel_id, (0.0, "", 0))
        refusal = AwayError() if self._away(guild_id) else LostError(why, code) if time.monotonic() < until else None
        if refusal:
            if asyncio.iscoroutine(request):
                request.close()
            raise refusal
        self._shut.pop(channel_id, None)
        try:
            with on_behalf_of(guild_id or 0):
                return await request
        except (discord.DiscordException, OSError, aiohttp.ClientError) as error:
            if self._away(guild_id):
                raise AwayError(asked=True) from error
            meant = delivery_error(error)
            if isinstance(error, discord.HTTPException) and error.code in TURNED_AWAY:
                self._shut[channel_id] = time.monotonic() + CLOSED_FOR, str(meant), error.code
            raise meant from error

    def _away(self, guild_id: int | None) -> bool:
        return guild_id is not None and is_away(self._bot, guild_id)


def mentioning(members: Iterable[int]) -> discord.AllowedMentions:
    """Mentions of these members alone are to tell anybody."""
    told = [discord.Object(member_id) for member_id in members]
    return discord.AllowedMentions(everyone=False, roles=False, replied_user=False, users=told)


def holds(message: discord.Message, custom_id: str) -> bool:
    """Whether a message has a control with that custom id."""
    return any(getattr(part, "custom_id", None) == custom_id for part in _parts(message.components))


def _parts(components: Any) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _parts(getattr(component, "children", ()))
