"""`Check this claim`: the sheet on a message, answered in a form, shared only by the member who filled it in."""

import re
from typing import TYPE_CHECKING, Any

import discord

from bot import clock
from bot.chat.answer import answer_card, answer_text, why_may_not_speak
from bot.chat.controls import Control
from bot.chat.forms import Fields, Submitted, Text, asks, show_form
from bot.chat.inputs import OUT_OF_DATE
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.viewings.answering.forms import text_of
from bot.viewings.checking.cards import MOVES, check_card, check_form
from bot.viewings.checking.rules import Sheet
from bot.viewings.checking.service import SourceChecks

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


async def check_message(interaction: "StudyInteraction", message: discord.Message) -> None:
    """The four questions about a message, in a form."""
    guild_of(interaction)
    await show_form(interaction, check_form(message.channel.id, message.id))


class ShareCheckButton(Control, template=r"check-share:(?P<check>\d{1,19})"):
    """Posts the sheet for everyone."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Where the member may speak; says why not elsewhere."""
        checks = interaction.client.services.get(SourceChecks)
        check = await checks.get(guild_of(interaction), int(self.state["check"]), interaction.user.id, clock.now())
        if reason := why_may_not_speak(interaction):
            await answer_text(interaction, reason)
        else:
            await answer_card(interaction, check_card(check, public=True), public=True)


@asks(**{name: Text(required=False) for name in MOVES})
async def submit_check(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The sheet: kept, and shown to whoever filled it in."""
    if int(match["channel"]) != interaction.channel_id:
        raise Refusal(OUT_OF_DATE)  # the form was opened on a message of this channel
    checks = interaction.client.services.get(SourceChecks)
    check = await checks.keep(
        Sheet(**{name: text_of(fields, name) for name in ("stop", "investigate", "find", "trace")}),
        guild_id=guild_of(interaction),
        channel_id=int(match["channel"]),
        message_id=int(match["message"]),
        member_id=interaction.user.id,
        now=clock.now(),
    )
    await answer_card(interaction, check_card(check))


CONTROLS = (ShareCheckButton,)
FORMS: tuple[tuple[str, Submitted], ...] = ((r"check-form:(?P<channel>\d{1,20}):(?P<message>\d{1,20})", submit_check),)
