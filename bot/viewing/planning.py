"""Planning a group viewing: everything is checked before anything is made."""

from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import discord

from bot import clock
from bot.chat import times
from bot.errors import Refusal
from bot.guilds.people import guild_of, settings_of
from bot.viewing import words
from bot.viewing.people import Place, place_for_group, usable, watcher
from bot.viewing.programme import Programme
from bot.viewing.rules import Secrecy
from bot.viewing.scheduling.events import Events, check_may_announce
from bot.viewing.scheduling.rules import MOST_AHEAD
from bot.viewing.scheduling.service import Schedules

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

SOONEST = timedelta(minutes=1)
UNSURE = (
    "Discord has not said whether it made the event. I look for it in a minute and make it where there is none, so you "
    "need not plan it again. If it cannot be made, I tell you in a direct message."
)


async def plan(
    interaction: "StudyInteraction",
    programme: Programme,
    when: str,
    channel: discord.TextChannel | None,
    secrecy: Secrecy,
) -> None:
    """Keep the viewing, then make its event; the answer tells the time in everybody's own zone."""
    guild, guild_id = interaction.guild, guild_of(interaction)
    if guild is None:
        raise Refusal("I cannot see this server well enough to plan an event in it. Invite me with my permissions.")
    zone = (await settings_of(interaction)).time_zone
    at = times.moment(when, option="when", now=clock.now(), zone=ZoneInfo(zone), least=SOONEST, most=MOST_AHEAD)
    check_may_announce(guild)
    place = await _place(interaction, channel)
    schedules, events = interaction.client.services.get(Schedules), interaction.client.services.get(Events)
    by = await watcher(interaction)
    await interaction.response.defer(ephemeral=True)
    scheduled = await schedules.schedule(
        programme, guild_id=guild_id, channel_id=place.channel_id, secrecy=secrecy, at=at, by=by, now=clock.now()
    )
    link = await events.announce(guild, scheduled) or UNSURE
    read_in_utc = (
        f" Times here are read in UTC; it is {clock.now():%H:%M} now." if ":" in when and zone == "UTC" else ""
    )
    text = f"Planned for {words.stamp(scheduled.at, 'F')} in <#{place.channel_id}>: {link}\nYou lead it.{read_in_utc}"
    await interaction.edit_original_response(content=text)


async def _place(interaction: "StudyInteraction", channel: discord.TextChannel | None) -> Place:
    if channel is None:
        return await place_for_group(interaction)
    named = interaction.guild.get_channel(channel.id) if interaction.guild else None
    if named is None:
        raise Refusal("`channel`: I cannot see this channel. Choose one that I can see.")
    return usable(interaction, named)
