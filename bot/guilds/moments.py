"""Moments that members write, read in the zone of their server."""

from datetime import datetime, timedelta, tzinfo

from bot import clock
from bot.chat import times
from bot.chat.client import StudyInteraction
from bot.guilds.people import settings_of
from bot.guilds.zones.finding import zone_of


async def zone_here(interaction: StudyInteraction) -> tzinfo:
    """The zone of this server."""
    return zone_of((await settings_of(interaction)).time_zone)


async def moment_of(
    interaction: StudyInteraction, written: str, option: str, *, least: timedelta, most: timedelta
) -> datetime:
    """The moment that a member wrote for an option; raises Refusal as `times.moment` does."""
    zone = await zone_here(interaction)
    return times.moment(written, option=option, now=clock.now(), zone=zone, least=least, most=most)


async def zone_note(interaction: StudyInteraction, written: str | None, option: str) -> str | None:
    """That a time of day was read in UTC, where the server has set no zone."""
    if not written or not times.needs_zone(written) or (await settings_of(interaction)).time_zone != "UTC":
        return None
    now = f"{clock.now():%H:%M}"
    return (
        f"`{option}`: times here are read in UTC, where it is {now} now. Moderators set the zone with `/settings set`."
    )
