"""Scheduled events on Discord's side: made, looked at when their time comes, and what they open."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import aiohttp
import discord
import structlog

from bot import clock
from bot.chat.channels import Channels
from bot.chat.marks import flat
from bot.chat.text import plain, quote, shorten
from bot.database import NotSavedError
from bot.errors import Refusal
from bot.viewing import cards, words
from bot.viewing.rules import Viewing
from bot.viewing.scheduling.rules import Fate, Scheduled
from bot.viewing.scheduling.service import Schedules
from bot.viewing.service import Viewings

T = TypeVar("T")
Deliver = Callable[[int], Awaitable[None]]
"""Posts what waits for a viewing."""

RETRY = 60.0
"""Seconds after which what Discord did not answer is asked again."""
UNKNOWN_EVENT = 10070
NOTE = 700
"""Characters of a content note in an event, whose description takes 1,000."""
DELETED = "Its event was deleted, so nothing was opened."
CANCELLED = "Its event was cancelled or is over, so nothing was opened."
NO_CHANNEL = "Its channel is gone, so nothing was opened."
NOT_ALLOWED = (
    "Nothing was scheduled, because I may not do this in this server: **Create Events**. "
    "A moderator can grant it in the server's settings."
)

log = structlog.get_logger(__name__)


class Events:
    """Everything that an event is to become is a row; Discord is asked only when it is needed."""

    def __init__(self, bot: discord.Client, schedules: Schedules, viewings: Viewings, channels: Channels) -> None:
        self._bot = bot
        self._schedules = schedules
        self._viewings = viewings
        self._channels = channels

    async def announce(self, guild: discord.Guild, scheduled: Scheduled) -> str:
        """Make the event of a viewing that is kept already; its address. Raises Refusal where Discord says no."""
        channel = guild.get_channel(scheduled.channel_id)
        try:
            event = await guild.create_scheduled_event(
                name=_name(scheduled),
                start_time=scheduled.at,
                end_time=scheduled.ends_at,
                entity_type=discord.EntityType.external,
                privacy_level=discord.PrivacyLevel.guild_only,
                location=shorten(f"#{channel.name}" if channel else "this server", 100),
                description=_description(scheduled),
            )
        except discord.HTTPException as error:
            if error.status >= 500:
                raise
            await self._schedules.discard(scheduled.guild_id, scheduled.id)
            if error.status == 403:
                raise Refusal(NOT_ALLOWED) from error
            log.warning("an event was refused", code=error.code, text=error.text)
            raise Refusal("Discord did not take the event, and nothing was scheduled. Try another time.") from error
        await self._schedules.announced(scheduled.guild_id, scheduled.id, event.id)
        return address(scheduled.guild_id, event.id)

    async def round(self, deliver: Deliver) -> None:
        """Open what is due, and tell the schedulers of what did not open."""
        for scheduled in await self._schedules.hand_out(clock.now()):
            try:
                await self._look_after(scheduled, deliver)
            except (discord.DiscordException, OSError, aiohttp.ClientError, TimeoutError) as error:
                problem = f"Discord did not answer ({type(error).__name__}), so nothing was opened."
                await self._schedules.put_off(scheduled, RETRY, problem, clock.now())
            except NotSavedError:
                raise  # no fault of this viewing: it is handed out again
            except Exception:
                log.exception("a scheduled viewing could not be opened", scheduled=scheduled.id)
                problem = "Something went wrong on my side, so nothing was opened."
                await self._schedules.put_off(scheduled, RETRY, problem, clock.now())
        for scheduled in await self._schedules.to_tell(clock.now()):
            await self._tell(scheduled)

    async def _look_after(self, scheduled: Scheduled, deliver: Deliver) -> None:
        guild = self._bot.get_guild(scheduled.guild_id)
        if guild is None:
            await self._schedules.put_off(scheduled, RETRY, "I could not see the server at that time.", clock.now())
            return
        event = await self._event(guild, scheduled)
        if scheduled.fate is Fate.DRAFT:
            if event is None:
                await self._schedules.open(guild.id, scheduled.id, clock.now())
            else:
                await self._schedules.announced(guild.id, scheduled.id, event.id)
            return
        if why := _off(guild, scheduled, event):
            await self._schedules.call_off(guild.id, scheduled.id, why, clock.now())
        elif event and event.start_time > clock.now() and event.start_time != scheduled.at:
            await self._schedules.moved(guild.id, scheduled.id, event.start_time)
        elif opened := await self._schedules.open(guild.id, scheduled.id, clock.now()):
            await deliver(opened.viewing.id)
            await self._link(opened.viewing, scheduled)

    async def _event(self, guild: discord.Guild, scheduled: Scheduled) -> discord.ScheduledEvent | None:
        """The event; of a draft, the one that was made when its answer was lost."""
        if scheduled.event_id is None:
            own = self._bot.user.id if self._bot.user else 0
            for event in await guild.fetch_scheduled_events(with_counts=False):
                same = event.name == _name(scheduled) and event.start_time == scheduled.at
                if same and event.creator_id == own:
                    return event
            return None
        try:
            return await guild.fetch_scheduled_event(scheduled.event_id, with_counts=False)
        except discord.NotFound as error:
            if error.code == UNKNOWN_EVENT:
                return None
            raise

    async def _link(self, viewing: Viewing, scheduled: Scheduled) -> None:
        """The event's link in the thread."""
        settled = (await self._viewings.get(viewing.guild_id, viewing.id, 0, clock.now())).viewing
        if settled.thread_id and scheduled.event_id:
            text = f"This viewing was planned as an event: {address(viewing.guild_id, scheduled.event_id)}"
            nonce = f"{viewing.id:x}-e"
            await self._channels.send(viewing.guild_id, settled.thread_id, cards.said_card(text), nonce)

    async def _tell(self, scheduled: Scheduled) -> None:
        if scheduled.scheduler_id is not None:
            title = plain(shorten(scheduled.programme.title, 100))
            text = f"The viewing of “{title}”, planned for {words.stamp(scheduled.at, 'f')}, did not open."
            await self._channels.whisper(scheduled.scheduler_id, f"{text} {scheduled.problem or ''}".strip())
        await self._schedules.told(scheduled)


def address(guild_id: int, event_id: int) -> str:
    """Where an event is to be seen."""
    return f"https://discord.com/events/{guild_id}/{event_id}"


def check_may_announce(guild: discord.Guild) -> None:
    """Raise Refusal unless the bot may make events: *Create Events*, or *Manage Events* in older servers."""
    granted = guild.me.guild_permissions
    if not (granted.create_events or granted.manage_events):
        raise Refusal(NOT_ALLOWED)


def _off(guild: discord.Guild, scheduled: Scheduled, event: discord.ScheduledEvent | None) -> str | None:
    """Why nothing may open any more; None where it may."""
    if event is None:
        return DELETED
    if event.status in (discord.EventStatus.cancelled, discord.EventStatus.completed):
        return CANCELLED
    return None if guild.get_channel(scheduled.channel_id) else NO_CHANNEL


def _description(scheduled: Scheduled) -> str:
    programme = scheduled.programme
    watch = f"We watch it together with the guide {quote(programme.guide.title)}."
    return "\n\n".join(filter(None, (watch, words.content_note(programme, NOTE))))


def _name(scheduled: Scheduled) -> str:
    return shorten(flat(scheduled.programme.title), 100)
