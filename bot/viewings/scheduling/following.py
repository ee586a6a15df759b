"""What Discord tells by itself of planned events: moved, called off, started; their viewings follow within seconds."""

import asyncio

import discord

from bot import clock
from bot.chat.client import StudyBot
from bot.database import NotSavedError
from bot.viewings.scheduling.rules import CANCELLED, DELETED, Moved, News, Off, Opens
from bot.viewings.scheduling.service import Schedules

AGAIN = 1.0
"""Seconds after which what could not be written down is tried again."""
OVER = (discord.EventStatus.cancelled, discord.EventStatus.completed)


class Following:
    """Takes what the gateway says of this bot's own events; what it says of the others is nobody's business.

    What happened while the bot was away comes with its servers when it is back. An event that was deleted meanwhile
    does not: of that one the look at its time tells.
    """

    def __init__(self, bot: StudyBot, schedules: Schedules) -> None:
        self._bot = bot
        self._schedules = schedules

    def listen(self) -> None:
        """Have the bot tell of what comes."""
        self._bot.add_listener(self._changed, "on_scheduled_event_update")
        self._bot.add_listener(self._deleted, "on_scheduled_event_delete")
        self._bot.add_listener(self._back, "on_guild_available")

    async def _changed(self, _before: discord.ScheduledEvent, event: discord.ScheduledEvent) -> None:
        """Called when an event is changed, moved, started or ended."""
        await self._follow(event)

    async def _deleted(self, event: discord.ScheduledEvent) -> None:
        """Called when an event is deleted."""
        await self._follow(event, deleted=True)

    async def _back(self, guild: discord.Guild) -> None:
        """Called for each server after a start and after an outage."""
        for event in guild.scheduled_events:
            await self._follow(event)

    async def _follow(self, event: discord.ScheduledEvent, *, deleted: bool = False) -> None:
        if self._bot.user is None or event.creator_id != self._bot.user.id:
            return
        while True:
            news = Off(DELETED) if deleted else news_of(event)  # of the event as it is by now
            try:
                await self._schedules.follow(event.guild_id, event.id, news, clock.now())
            except NotSavedError:
                await asyncio.sleep(AGAIN)  # Discord does not say it again
            else:
                return


def news_of(event: discord.ScheduledEvent) -> News:
    """What an event, as it is now, means for the viewing that was planned as it."""
    if event.status in OVER:
        return Off(CANCELLED)
    # One that was started by hand keeps the time that was planned.
    return Opens() if event.status is discord.EventStatus.active else Moved(event.start_time)
