"""Planning a group viewing: everything is checked before anything is made."""

from datetime import datetime, timedelta

from bot import clock
from bot.chat.answer import answer_later
from bot.chat.client import StudyInteraction
from bot.errors import Refusal
from bot.guilds.moments import moment_of, zone_note
from bot.guilds.people import guild_of
from bot.threads.people import acting
from bot.threads.places import Place
from bot.viewings import phrases
from bot.viewings.programme import Programme
from bot.viewings.rules import Secrecy
from bot.viewings.scheduling.events import Events, check_may_announce
from bot.viewings.scheduling.rules import MOST_AHEAD
from bot.viewings.scheduling.service import Schedules, may_not_schedule

SOONEST = timedelta(minutes=1)
LED = (
    "You lead it. Discord reminds everybody who presses `Interested` on the event. "
    "`/watch planned` moves it or calls it off."
)
UNSURE = (
    "Discord has not said whether it made the event. I look for it in a minute and make it where there is none, so you "
    "need not plan it again. If it cannot be made, I tell you in a direct message."
)


async def moment_for(interaction: StudyInteraction, when: str) -> tuple[datetime, str | None]:
    """The time that was typed, and that it was read in UTC, where that is worth saying; raises Refusal."""
    at = await moment_of(interaction, when, "when", least=SOONEST, most=MOST_AHEAD)
    return at, await zone_note(interaction, when, "when")


async def plan(
    interaction: StudyInteraction,
    programme: Programme,
    at: datetime,
    place: Place,
    secrecy: Secrecy,
    *,
    note: str | None = None,
    replaces: bool = False,
) -> None:
    """Keep the viewing, then make its event; the answer tells the time in everybody's own zone.

    `replaces`: in place of the card that was clicked.
    """
    guild, guild_id = interaction.guild, guild_of(interaction)
    if guild is None:
        raise Refusal("I cannot see this server well enough to plan an event in it. Invite me with my permissions.")
    check_may_announce(guild)
    schedules, events = interaction.client.services.get(Schedules), interaction.client.services.get(Events)
    by = await acting(interaction)

    async def plan_it() -> str:
        scheduled = await schedules.schedule(
            programme, guild_id=guild_id, channel_id=place.channel_id, secrecy=secrecy, at=at, by=by, now=clock.now(),
            tag_id=place.tag_id,
        )  # fmt: skip
        link = await events.announce(guild, scheduled) or UNSURE
        planned = f"Planned for {phrases.stamp(scheduled.at, 'F')} in <#{place.channel_id}>: {link}"
        return "\n".join(filter(None, (planned, LED, place.note, note)))

    await answer_later(interaction, plan_it, meanwhile="The event is being made." if replaces else "")


async def why_not(interaction: StudyInteraction) -> str | None:
    """Why this person may not plan one; None where they may."""
    by = await acting(interaction)
    return None if by.may_begin else may_not_schedule(by)
