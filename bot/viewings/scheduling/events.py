"""Scheduled events on Discord's side: made, looked at when their time comes, and what they open."""

import asyncio
from weakref import WeakValueDictionary

import aiohttp
import discord
import structlog

from bot import clock
from bot.chat.messenger import PATIENCE, Messenger
from bot.chat.outages import is_away, is_own
from bot.chat.text import plain, quote, shorten
from bot.database import NotSavedError
from bot.errors import Refusal
from bot.viewings import phrases
from bot.viewings.scheduling.following import OVER, news_of
from bot.viewings.scheduling.rules import (
    DELETED,
    Announced,
    Failed,
    Fate,
    Moved,
    Off,
    Opens,
    Scheduled,
    Verdict,
    Waits,
    address,
    event_name,
)
from bot.viewings.scheduling.service import RETRY, Schedules

AWAY_FOR = 10.0
"""Seconds after which it is looked again whether a server is back."""
MAKING, LOOKING = 3.5, 1.5
"""Seconds that Discord may take to make an event, and to say which there are, while somebody waits to be told."""
UNKNOWN_EVENT = 10070
NOTE = 700
"""Characters of a content note in an event, whose description takes 1,000."""
REMINDED = "Press `Interested`, and Discord reminds you when it begins."
NO_CHANNEL = "Its channel is gone, so nothing was opened."

log = structlog.get_logger(__name__)


class Events:
    """Everything that an event is to become is a row; Discord is asked only when it is needed."""

    def __init__(self, bot: discord.Client, schedules: Schedules, channels: Messenger) -> None:
        self._bot = bot
        self._schedules = schedules
        self._channels = channels
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        """By plan, so that its scheduler and the outbox do not both make its event."""

    async def announce(self, guild: discord.Guild, scheduled: Scheduled) -> str | None:
        """Make the event of a viewing that is kept already; its address. Raises Refusal where Discord says no.

        None where Discord does not say whether it was made; `look` then looks for it, and makes it where it was not.
        """
        try:
            event_id = await self._announced(guild, scheduled)
        except discord.HTTPException as error:
            await self._schedules.discard(scheduled.guild_id, scheduled.id)
            raise _refusal(error) from error
        return None if event_id is None else address(scheduled.guild_id, event_id)

    async def look(self, scheduled: Scheduled) -> Verdict:
        """Look at the event of a viewing whose time has come, or make that of a draft; what came of it."""
        try:
            return await self._look(scheduled)
        except NotSavedError:
            raise  # no fault of this viewing: it stays due
        except Exception as error:
            if self._is_away(scheduled) or is_trouble(error):
                log.warning("a scheduled viewing waits for Discord", error=type(error).__name__)
                return Waits(RETRY)
            log.exception("a scheduled viewing could not be opened", scheduled=scheduled.id)
            problem = "Something went wrong on my side, so nothing was opened."
            if isinstance(error, discord.DiscordException):
                problem = f"Discord does not let me see its event ({type(error).__name__}), so nothing was opened."
            return Failed(problem)

    async def _look(self, scheduled: Scheduled) -> Verdict:
        guild = self._bot.get_guild(scheduled.guild_id)
        if self._is_away(scheduled):
            return Waits(AWAY_FOR)
        if guild is None:
            return Failed("I could not see the server at that time.")
        if scheduled.fate is Fate.DRAFT and clock.now() < scheduled.at:
            return await self._make_up(guild, scheduled)
        async with asyncio.timeout(PATIENCE):
            event = await self._event(guild, scheduled)
        if self._is_away(scheduled):  # what was said meanwhile is no news
            return Waits(AWAY_FOR)
        if scheduled.fate is Fate.DRAFT:
            found = event is not None and await self._schedules.note_event(scheduled, event.id)
            return Announced() if found else Opens()
        if event is None:
            return Off(DELETED)
        news = news_of(event)
        if isinstance(news, Moved) and (news.at == scheduled.at or news.at <= clock.now()):
            news = Opens()  # Discord has not started it yet
        return news if isinstance(news, Moved | Off) or guild.get_channel(scheduled.channel_id) else Off(NO_CHANNEL)

    async def _make_up(self, guild: discord.Guild, scheduled: Scheduled) -> Verdict:
        """Make the event that its scheduler was promised."""
        try:
            made = await self._announced(guild, scheduled)
        except discord.HTTPException as error:
            return Off(str(_refusal(error)))
        return Waits(RETRY) if made is None else Announced()

    async def _announced(self, guild: discord.Guild, scheduled: Scheduled) -> int | None:
        """The event of a plan, made once however often this is called; None where Discord does not say.

        Raises discord.HTTPException where it says no.
        """
        async with self._turns.setdefault(scheduled.id, asyncio.Lock()):
            try:
                event = await self._made(guild, scheduled)
                if await self._schedules.note_event(scheduled, event.id):
                    return event.id
                log.warning("an event was made for a plan that has another, or is another plan's", event=event.id)
            except Exception as error:
                if not (self._is_away(scheduled) or is_trouble(error)):
                    raise
                log.warning("an event may have been made, or not", error=type(error).__name__)
                return scheduled.event_id
            return None

    async def _made(self, guild: discord.Guild, scheduled: Scheduled) -> discord.ScheduledEvent:
        """Its event: made now, or found where an earlier try made it and the answer was lost."""
        if scheduled.tried:
            async with asyncio.timeout(LOOKING):
                event = await self._event(guild, scheduled)
            if event and event.status not in OVER:
                return event
        try:
            async with asyncio.timeout(MAKING):
                return await guild.create_scheduled_event(
                    name=event_name(scheduled.programme),
                    start_time=scheduled.at,
                    end_time=scheduled.ends_at,
                    entity_type=discord.EntityType.external,
                    privacy_level=discord.PrivacyLevel.guild_only,
                    location=_location(guild, scheduled),
                    description=_description(scheduled),
                )
        except Exception as error:
            if not is_trouble(error):
                raise
            async with asyncio.timeout(LOOKING):
                event = await self._found(guild, scheduled)
            if event is None:
                raise
            return event

    async def _event(self, guild: discord.Guild, scheduled: Scheduled) -> discord.ScheduledEvent | None:
        """The event; of a draft, the one that was made when its answer was lost."""
        if scheduled.event_id is None:
            return await self._found(guild, scheduled)
        try:
            return await guild.fetch_scheduled_event(scheduled.event_id, with_counts=False)
        except discord.NotFound as error:
            if error.code == UNKNOWN_EVENT:
                return None
            raise

    async def _found(self, guild: discord.Guild, scheduled: Scheduled) -> discord.ScheduledEvent | None:
        """An event that is just as the one of this plan would be, made by this bot, and no other plan's."""
        own, held = self._bot.user.id if self._bot.user else 0, await self._schedules.held_events(scheduled)
        wanted = (own, event_name(scheduled.programme), scheduled.at, _location(guild, scheduled))
        for event in await guild.fetch_scheduled_events(with_counts=False):
            made = (event.creator_id, event.name, event.start_time, event.location)
            if made == wanted and event.id not in held and event.id != scheduled.event_id:
                return event
        return None

    def _is_away(self, scheduled: Scheduled) -> bool:
        """Whether its server is out of reach, for now or for this process."""
        guild_id = scheduled.guild_id
        unseen = self._bot.get_guild(guild_id) is None and not is_own(self._bot, guild_id)
        return unseen or is_away(self._bot, guild_id)

    async def tell(self, scheduled: Scheduled) -> None:
        """Tell its scheduler, if they take direct messages, why nothing opened."""
        if scheduled.scheduler_id is not None:
            title = plain(shorten(scheduled.programme.title, 100))
            when = phrases.stamp(scheduled.at, "f")
            text = f"The viewing of “{title}”, planned for {when}, did not open."
            if scheduled.event_id is None:
                text = f"The viewing of “{title}” for {when} is not planned."
            elif clock.now() < scheduled.at:
                text = f"The viewing of “{title}” for {when} is called off."
            told = f"{text} {scheduled.problem or ''}".strip()
            await self._channels.send_dm(scheduled.scheduler_id, told, scheduled.nonce)


def check_may_announce(guild: discord.Guild) -> None:
    """Raise Refusal unless the bot may make events: *Create Events*, or *Manage Events* in older servers."""
    granted = guild.me.guild_permissions
    if not (granted.create_events or granted.manage_events):
        raise Refusal(not_allowed("scheduled"))


def not_allowed(done: str) -> str:
    """What is told where the bot lacks that permission; `done`: what was not done for want of it."""
    return (
        f"Nothing was {done}, because I may not do this in this server: **Create Events**. "
        "A moderator can grant it in the server's settings."
    )


def _refusal(error: discord.HTTPException) -> Refusal:
    """Why Discord made no event, in words."""
    if error.status == 403:
        return Refusal(not_allowed("scheduled"))
    log.warning("an event was refused", code=error.code, text=error.text)
    return Refusal("Discord did not accept the event, and nothing was scheduled. Try another time.")


def is_trouble(error: Exception) -> bool:
    """Whether Discord gave no answer, so that what was asked may have been done or not."""
    if isinstance(error, discord.HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, discord.RateLimited | OSError | aiohttp.ClientError)


def _location(guild: discord.Guild, scheduled: Scheduled) -> str:
    channel = guild.get_channel(scheduled.channel_id)
    return shorten(f"#{channel.name}" if channel else "this server", 100)


def _description(scheduled: Scheduled) -> str:
    programme = scheduled.programme
    watch = f"We watch it together with the guide {quote(programme.guide.title)}."
    return "\n\n".join(
        filter(None, (phrases.unknown_film(programme), watch, phrases.content_note(programme, NOTE), REMINDED))
    )
