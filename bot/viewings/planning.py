"""Planning a group viewing: everything is checked before anything is made."""

from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot import clock
from bot.chat.planner import Planner
from bot.errors import Refusal
from bot.guilds.moments import moment_of, zone_note
from bot.guilds.people import guild_of
from bot.packs.params import shelf_of
from bot.viewings import phrases
from bot.viewings.params import FilmParam
from bot.viewings.people import Place, place_for_group, usable, watcher
from bot.viewings.programme import Programme, programme_of
from bot.viewings.rules import Secrecy
from bot.viewings.scheduling.events import Events, check_may_announce
from bot.viewings.scheduling.rules import MOST_AHEAD
from bot.viewings.scheduling.service import Schedules, may_not_schedule

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
    at = await moment_of(interaction, when, "when", least=SOONEST, most=MOST_AHEAD)
    check_may_announce(guild)
    place = await _place(interaction, channel)
    schedules, events = interaction.client.services.get(Schedules), interaction.client.services.get(Events)
    by = await watcher(interaction)
    # `thinking`, so that what comes from a form is answered beside the message with its button, not in its place.
    await interaction.response.defer(ephemeral=True, thinking=True)
    scheduled = await schedules.schedule(
        programme, guild_id=guild_id, channel_id=place.channel_id, secrecy=secrecy, at=at, by=by, now=clock.now()
    )
    link = await events.announce(guild, scheduled) or UNSURE
    planned = f"Planned for {phrases.stamp(scheduled.at, 'F')} in <#{place.channel_id}>: {link}\nYou lead it."
    told = (planned, place.note, await zone_note(interaction, when, "when"))
    await interaction.edit_original_response(content="\n".join(filter(None, told)))


async def plan_typed(interaction: "StudyInteraction", film: str, when: str) -> None:
    """The same for a film as it was typed, with its own guide, where groups watch here."""
    shelf = shelf_of(interaction)
    programme = programme_of(shelf, await FilmParam().transform(interaction, film), None)
    await plan(interaction, programme, when, None, Secrecy.UNNAMED)


async def why_not(interaction: "StudyInteraction") -> str | None:
    """Why this person may not plan one; None where they may."""
    by = await watcher(interaction)
    return None if by.may_facilitate else may_not_schedule(by)


PLANNER = Planner(why_not, plan_typed)


async def _place(interaction: "StudyInteraction", channel: discord.TextChannel | None) -> Place:
    if channel is None:
        return await place_for_group(interaction)
    named = interaction.guild.get_channel(channel.id) if interaction.guild else None
    if named is None:
        raise Refusal("`channel`: I cannot see this channel. Choose one that I can see.")
    return usable(interaction, named)
