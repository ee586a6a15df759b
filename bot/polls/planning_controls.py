"""The controls of `Plan it`."""

import re
from typing import Any

import discord

from bot.chat.client import StudyInteraction
from bot.chat.forms import Fields, Submitted, Text, asks, show_form
from bot.chat.planner import Planner
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.polls.controls import POLL, PollControl
from bot.polls.option_times import written_option
from bot.polls.permissions import zone_here
from bot.polls.planning import best_time, plan_form, why_not
from bot.polls.service import Polls


class PlanButton(PollControl, template=rf"plan-poll:{POLL}"):
    """Opens the form that plans a viewing at the time that suits most."""

    async def act(self, interaction: StudyInteraction) -> None:
        """With the best time that is still ahead, where the result may be seen."""
        if why := await why_not(interaction):
            raise Refusal(why)
        polls = interaction.client.services.get(Polls)
        view = await polls.show(guild_of(interaction), self.poll_id, interaction.user.id)
        best = best_time(view)
        when = written_option(best, await zone_here(interaction)) if best else ""
        await show_form(interaction, plan_form(f"plan-form:{self.poll_id}", when))


@asks(film=Text(), when=Text())
async def submit_plan(interaction: discord.Interaction[Any], _: re.Match[str], fields: Fields) -> None:
    """Plan it."""
    planner = interaction.client.services.find(Planner)
    film, when = str(fields["film"]).strip(), str(fields["when"]).strip()
    if planner is None or not film:
        raise Refusal(await why_not(interaction) or "`film` is empty. Write its title.")
    await planner.plan(interaction, film, when)


CONTROLS = (PlanButton,)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"plan-form:{POLL}", submit_plan),)
