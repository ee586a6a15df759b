"""`Plan it`: from the result of a poll about times to a planned viewing, through whatever feature plans those."""

import re
from typing import Any

import discord
from discord import ui

from bot import clock
from bot.chat.client import StudyInteraction
from bot.chat.forms import Fields, Submitted, Text, asks, form_of, show_form
from bot.chat.seams import Planner
from bot.errors import Refusal
from bot.guilds import moments
from bot.guilds.people import guild_of
from bot.polls.controls import POLL, PollControl
from bot.polls.kinds import KINDS
from bot.polls.option_times import moment_of, written_option
from bot.polls.permissions import why_not_plan
from bot.polls.service import Polls
from bot.polls.views import View

MOST_FILM, MOST_WHEN = 100, 40


class PlanButton(PollControl, template=rf"plan-poll:{POLL}"):
    """Opens the form that plans a viewing at the time that suits most."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With the best time that is still ahead, where the result may be seen."""
        if why := await why_not_plan(interaction):
            raise Refusal(why)
        polls = interaction.client.services.get(Polls)
        view = await polls.show(guild_of(interaction), self.poll_id, interaction.user.id)
        best = best_time(view)
        when = written_option(best, await moments.zone_here(interaction)) if best else ""
        await show_form(interaction, plan_form(f"plan-form:{self.poll_id}", when))


def best_time(view: View) -> str | None:
    """The option to plan by: the best that is a moment, still ahead, and suits anybody at all."""
    result, now = view.result, clock.now()
    if result is None or result.withheld:
        return None
    options = [result.options[place] for place in KINDS[result.kind].order(result) if result.votes[place]]
    return next((option for option in options if (at := moment_of(option)) and at > now), None)


def plan_form(custom_id: str, when: str) -> ui.Modal:
    """Which film, and when."""
    film = ui.TextInput[ui.Modal](custom_id="film", max_length=MOST_FILM)
    at = ui.TextInput[ui.Modal](custom_id="when", default=when or None, max_length=MOST_WHEN)
    return form_of(
        "Plan a viewing",
        custom_id,
        ui.Label(text="Film", description="Pick its title, or type any other.", component=film),
        ui.Label(text="When", description="Such as 2d, fri 18:00, 2026-11-30 18:00", component=at),
    )


@asks(film=Text(), when=Text())
async def submit_plan(interaction: discord.Interaction[Any], _: re.Match[str], fields: Fields) -> None:
    """Plan it."""
    planner = interaction.client.services.find(Planner)
    film, when = str(fields["film"]).strip(), str(fields["when"]).strip()
    if planner is None or not film:
        raise Refusal(await why_not_plan(interaction) or "`film` is empty. Write its title.")
    await planner.plan(interaction, film, when)


CONTROLS = (PlanButton,)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"plan-form:{POLL}", submit_plan),)
