"""Planned events changed from here: moved to another time, cancelled when their viewing is called off."""

import asyncio
from dataclasses import replace
from datetime import datetime

import discord

from bot import clock
from bot.chat.messenger import LostError, Messenger
from bot.errors import Refusal
from bot.viewings.scheduling.events import MAKING, UNKNOWN_EVENT, is_trouble, not_allowed
from bot.viewings.scheduling.rules import DELETED, Off, Scheduled, check_when
from bot.viewings.scheduling.service import Schedules

UNSURE = (
    "Discord has not said whether it moved the event. The viewing follows its event: look at `/watch planned` in a "
    "minute, and move it once more if it still shows the old time."
)
TAKEN_BACK = "Discord did not accept that time, and nothing was moved. Try another."
CALLED_OFF = "Its event is gone in Discord, so the viewing is called off. `/watch schedule` plans it again."


class Changes:
    """The event leads: a viewing is moved once Discord has moved its event, whoever asked for that."""

    def __init__(self, bot: discord.Client, schedules: Schedules, channels: Messenger) -> None:
        self._bot = bot
        self._schedules = schedules
        self._channels = channels

    async def move(self, scheduled: Scheduled, at: datetime) -> None:
        """Move event and viewing to another time; raises Refusal, in the words of what happened."""
        check_when(at, clock.now())
        assert scheduled.event_id is not None
        times = {"scheduled_start_time": at, "scheduled_end_time": replace(scheduled, at=at).ends_at}
        written = {name: time.isoformat() for name, time in times.items()}
        try:
            async with asyncio.timeout(MAKING):
                await self._bot.http.edit_scheduled_event(scheduled.guild_id, scheduled.event_id, **written)
        except discord.NotFound as error:
            if error.code != UNKNOWN_EVENT:
                raise Refusal(UNSURE) from error
            await self._schedules.follow(scheduled.guild_id, scheduled.event_id, Off(DELETED), clock.now())
            raise Refusal(CALLED_OFF) from error
        except Exception as error:
            if is_trouble(error):
                raise Refusal(UNSURE) from error
            if isinstance(error, discord.HTTPException):
                raise Refusal(not_allowed("moved") if error.status == 403 else TAKEN_BACK) from error
            raise
        await self._schedules.note_time(scheduled.guild_id, scheduled.id, at)

    async def cancel(self, scheduled: Scheduled) -> None:
        """Cancel the event of a viewing that was called off, end one that has begun; as often as it is asked.

        Raises as `Messenger.in_time` does.
        """
        assert scheduled.event_id is not None
        await self._channels.in_time(scheduled.guild_id, scheduled.event_id, self._cancelled(scheduled))

    async def _cancelled(self, scheduled: Scheduled) -> None:
        guild = self._bot.get_guild(scheduled.guild_id)
        if guild is None:
            raise LostError("the server is gone.")
        event = await guild.fetch_scheduled_event(scheduled.event_id or 0, with_counts=False)
        if event.status is discord.EventStatus.scheduled:
            await event.cancel()
        elif event.status is discord.EventStatus.active:
            await event.end()
