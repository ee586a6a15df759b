"""`Check this claim`: what the shelf has on a message, then the sheet, shared only by who filled it in."""

import asyncio
import re
from typing import Any

import discord
from discord import ui

from bot import clock
from bot.chat.answer import answer_card, may_share
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.forms import Fields, Submitted, Text, asks, form_of, show_form, text_of
from bot.chat.inputs import OUT_OF_DATE
from bot.chat.mark_names import with_names
from bot.chat.messages import said_in
from bot.chat.place import NO_SERVER, home_of
from bot.errors import Refusal
from bot.packs.format.model import Kind
from bot.packs.params import shelf_of
from bot.packs.search.ranking import Ranked
from bot.packs.search.word_forms import fold
from bot.viewings.answering.forms import paragraph
from bot.viewings.checking.cards import MOVES, check_card, fitting_card
from bot.viewings.checking.rules import Place, Sheet
from bot.viewings.checking.service import SourceChecks

LOOKED_AT = 8_000
"""Characters of a message that are looked at."""
NOWHERE = Place(NO_SERVER, 0, 0)
"""In place of where the message is, outside of the bot's servers: nothing of such a place is kept."""
MOST = 5
"""Claims that are shown."""


async def check_message(interaction: StudyInteraction, message: discord.Message) -> None:
    """The claims that fit a message, with the way to the sheet, for whoever asked alone."""
    place = Place(home_of(interaction), message.channel.id, message.id)
    text, shelf = with_names(interaction, said_in(message)), shelf_of(interaction)
    found = await asyncio.to_thread(shelf.about, text[:LOOKED_AT], Kind.CLAIM, limit=MOST) if fold(text) else Ranked()
    await answer_card(interaction, fitting_card(shelf, text, found.things, place))


class FillInButton(Control, template=r"check-fill:(?P<channel>\d{1,19}):(?P<message>\d{1,19})"):
    """Opens the sheet."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The four questions, in a form."""
        questions = (
            ui.Label[ui.Modal](text=label, description=asked, component=paragraph(name, required=False))
            for name, (label, asked) in MOVES.items()
        )
        custom_id = f"check-form:{self.state['channel']}:{self.state['message']}"
        await show_form(interaction, form_of("Check this claim", custom_id, *questions))


class ShareCheckButton(Control, template=r"check-share:(?P<check>\d{1,19})"):
    """Posts the sheet for everyone."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Where the member may speak; says why not elsewhere."""
        checks = interaction.client.services.get(SourceChecks)
        check = await checks.get(home_of(interaction), int(self.state["check"]), interaction.user.id, clock.now())
        if await may_share(interaction):
            await answer_card(interaction, check_card(check, public=True), public=True)


@asks(**{name: Text(required=False) for name in MOVES})
async def submit_check(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The sheet: kept, and shown to whoever filled it in."""
    if int(match["channel"]) != interaction.channel_id:
        raise Refusal(OUT_OF_DATE)  # the form was opened on a message of this channel
    checks, guild_id = interaction.client.services.get(SourceChecks), home_of(interaction)
    place = Place(guild_id, int(match["channel"]), int(match["message"])) if guild_id else NOWHERE
    sheet = Sheet(**{name: text_of(fields, name) or None for name in MOVES})
    check = await checks.keep(sheet, place, interaction.user.id, clock.now())
    await answer_card(interaction, check_card(check))


CONTROLS = (FillInButton, ShareCheckButton)
FORMS: tuple[tuple[str, Submitted], ...] = ((r"check-form:(?P<channel>\d{1,20}):(?P<message>\d{1,20})", submit_check),)
