"""`Plan it`: from the result of a poll about times to a planned viewing, through whatever feature plans those."""

from discord import ui

from bot import clock
from bot.chat.client import StudyInteraction
from bot.chat.forms import form_of
from bot.chat.planner import Planner
from bot.polls.kinds import KINDS
from bot.polls.option_times import moment_of
from bot.polls.views import View

MOST_FILM, MOST_WHEN = 100, 40


async def why_not(interaction: StudyInteraction) -> str | None:
    """Why this person may not plan a viewing from a poll; None where they may."""
    planner = interaction.client.services.find(Planner)
    return await planner.why_not(interaction) if planner else "Viewings are not planned by this bot."


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
