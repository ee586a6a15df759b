"""`/watch planned` and what can be done there: turn the page, move a viewing, call it off."""

import re
from typing import Any

import discord

from bot import clock
from bot.chat.answer import answer_later, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.forms import Fields, Submitted, Text, asks, show_form
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.threads.people import acting
from bot.viewings import phrases
from bot.viewings.planning import moment_for
from bot.viewings.scheduling.cards import move_form, planned_card, sure_card, title
from bot.viewings.scheduling.changing import Changes
from bot.viewings.scheduling.rules import Scheduled
from bot.viewings.scheduling.service import Schedules, cancelling

CANCELLING = 1.5
"""Seconds that Discord may take to cancel an event before the viewing is said to be off; it goes all the same."""
PLAN = r"(?P<plan>\d{1,19})"


class PlannedPage(Control, template=r"planned:(?P<page>\d{1,4})"):
    """Shows a page of what is planned."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of what was shown."""
        await replace_card(interaction, await planned(interaction, int(self.state["page"])))


class MoveButton(Control, template=rf"planned-move:{PLAN}"):
    """Asks for another time."""

    async def act(self, interaction: StudyInteraction) -> None:
        """A form."""
        await show_form(interaction, move_form(await _to_change(interaction, self.state["plan"])))


class CallOffButton(Control, template=rf"planned-off:{PLAN}"):
    """Asks whether it is meant."""

    async def act(self, interaction: StudyInteraction) -> None:
        """In place of the list."""
        await replace_card(interaction, sure_card(await _to_change(interaction, self.state["plan"])))


class SureButton(Control, template=rf"planned-sure:{PLAN}"):
    """Calls it off."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Nothing opens any more; its event goes as soon as Discord lets it."""
        services, guild_id = interaction.client.services, guild_of(interaction)
        by, plan = await acting(interaction), int(self.state["plan"])
        scheduled = await services.get(Schedules).call_off(guild_id, plan, by, clock.now())
        await services.get(Worker).do_within(guild_id, cancelling(plan), CANCELLING)
        await replace_card(interaction, await planned(interaction, note=f"“{title(scheduled)}” is called off."))


@asks(when=Text())
async def submit_move(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """Another time: the event is moved, and the viewing with it."""
    scheduled = await _to_change(interaction, match["plan"])
    at, note = await moment_for(interaction, str(fields["when"]))

    async def move_it() -> str:
        await interaction.client.services.get(Changes).move(scheduled, at)
        moved = f"“{title(scheduled)}” opens {phrases.stamp(at, 'F')} now. Its event is moved too."
        return "\n".join(filter(None, (moved, note)))

    await answer_later(interaction, move_it, meanwhile="It is being moved.")


CONTROLS = (PlannedPage, MoveButton, CallOffButton, SureButton)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"planned-move:{PLAN}", submit_move),)


async def _to_change(interaction: StudyInteraction, plan: str) -> Scheduled:
    schedules = interaction.client.services.get(Schedules)
    return await schedules.to_change(guild_of(interaction), int(plan), await acting(interaction))


async def planned(interaction: StudyInteraction, page: int = 0, note: str | None = None) -> Card:
    """What is ahead, as who asks may change it."""
    coming = await interaction.client.services.get(Schedules).coming(guild_of(interaction))
    events = interaction.guild.scheduled_events if interaction.guild else ()
    names = {event.id: event.name for event in events}
    return planned_card(coming, names, await acting(interaction), page, note)
