"""`Plan it`: from the result of a poll about times to a planned viewing, through whatever feature plans those."""

import re
from typing import TYPE_CHECKING, Any

import discord
from discord import ui

from bot import clock
from bot.chat import limits
from bot.chat.forms import Fields, Submitted, Text, asks, show_form
from bot.chat.planner import Planner
from bot.chat.text import plain, shorten
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.polls.asking import zone_here
from bot.polls.controls import POLL, PollControl
from bot.polls.kinds import KINDS
from bot.polls.option_times import moment_of, written_option
from bot.polls.service import Polls, View

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

MOST_FILM, MOST_WHEN = 100, 40


class PlanButton(PollControl, template=rf"plan-poll:{POLL}"):
    """Opens the form that plans a viewing at the time that suits most."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """With the best time that is still ahead, where the result may be seen."""
        if why := await why_not(interaction):
            raise Refusal(why)
        polls = interaction.client.services.get(Polls)
        view = await polls.show(guild_of(interaction), self.poll_id, interaction.user.id)
        best = best_time(view)
        when = written_option(best, await zone_here(interaction)) if best else ""
        await show_form(interaction, plan_form(f"plan-form:{self.poll_id}", when))


async def why_not(interaction: "StudyInteraction") -> str | None:
    """Why this person may not plan a viewing from a poll; None where they may."""
    planner = interaction.client.services.find(Planner)
    return await planner.why_not(interaction) if planner else "Viewings are not planned by this bot."


def best_time(view: View) -> str | None:
    """The option to plan by: of those that lead, the first that is a moment and still ahead."""
    result, now = view.result, clock.now()
    if result is None or result.withheld:
        return None
    options = [result.options[place] for place in KINDS[result.kind].best(result)]
    return next((option for option in options if (at := moment_of(option)) and at > now), None)


def plan_form(custom_id: str, when: str) -> ui.Modal:
    """Which film, and when."""
    form = ui.Modal(title="Plan a viewing", custom_id=custom_id)
    film = ui.TextInput[ui.Modal](custom_id="film", max_length=MOST_FILM)
    at = ui.TextInput[ui.Modal](custom_id="when", default=when or None, max_length=MOST_WHEN)
    form.add_item(ui.Label(text="Film", description="Its title; one that no pack has works too.", component=film))
    form.add_item(ui.Label(text="When", description="Such as 2d, fri 18:00, 2026-11-30 18:00", component=at))
    return form


@asks(film=Text(), when=Text())
async def submit_plan(interaction: discord.Interaction[Any], _: "re.Match[str]", fields: Fields) -> None:
    """Plan it; what was written is given back where it is refused."""
    planner = interaction.client.services.find(Planner)
    film, when = str(fields["film"]).strip(), str(fields["when"]).strip()
    try:
        if planner is None or not film:
            raise Refusal(await why_not(interaction) or "`film` is empty. Write its title.")
        await planner.plan(interaction, film, when)
    except Refusal as refusal:
        back = f"{refusal}\nWhat you wrote: {plain(film)}, {plain(when)}"
        raise Refusal(shorten(back, limits.CONTENT)) from None


CONTROLS = (PlanButton,)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"plan-form:{POLL}", submit_plan),)
