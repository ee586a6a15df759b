"""Who acts in a group, and whether who leads it is still there; asked anew at every step."""

import asyncio

import discord

from bot.chat.client import StudyInteraction
from bot.chat.controls import chosen
from bot.chat.inputs import entities_of
from bot.errors import Refusal
from bot.guilds.people import person_of
from bot.guilds.rules import Person

UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013
TELLS = 1.5
"""Seconds that Discord may take to tell whether somebody is in the server."""
SILENT = "Discord cannot say right now whether the facilitator is still here. Nothing was changed; try again soon."


async def acting(interaction: StudyInteraction) -> Person:
    """Who acts, by what they may at this moment."""
    return await person_of(interaction, "facilitator_role")


async def has_left(interaction: StudyInteraction, member_id: int | None) -> bool:
    """Whether somebody is gone from the server, which only Discord can tell; raises Refusal where it does not just now.

    Who is None had their data deleted.
    """
    if member_id is None:
        return True
    assert interaction.guild is not None
    try:
        async with asyncio.timeout(TELLS):
            await interaction.guild.fetch_member(member_id)
    except (TimeoutError, discord.HTTPException) as error:
        if isinstance(error, discord.NotFound) and error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
            return True
        raise Refusal(SILENT) from error
    return False


def picked_heir(interaction: discord.Interaction, what: str) -> int:
    """The member who was picked to lead; raises Refusal for bots and for who is not here. `what`: what is led."""
    picked = chosen(interaction)[0]
    if entities_of(interaction, "users").get(picked, {}).get("bot"):
        raise Refusal(f"A bot cannot lead a {what}. Choose a member.")
    if picked not in entities_of(interaction, "members"):
        raise Refusal("They are not in this server. Choose a member.")
    return int(picked)
