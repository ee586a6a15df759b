"""`Report a mistake` on every card, its form, and `Dismiss` for moderators."""

import re
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.answer import answer_text, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.forms import Fields, Pick, Text, asks, show_form, text_of
from bot.chat.place import server_or_none
from bot.chat.text import shorten
from bot.errors import Refusal, or_refuse
from bot.guilds.people import guild_of, settings_of
from bot.packs import showing
from bot.packs.citing import address
from bot.packs.holdings.rules import said
from bot.packs.mistakes.notices import Notices
from bot.packs.mistakes.rules import KEPT, MAX_TEXT
from bot.packs.mistakes.service import Mistakes
from bot.packs.params import shelf_of
from bot.packs.permissions import moderator
from bot.packs.shelf.shelves import Item, Shelves

VALUE = r"[a-z0-9-]{1,32}/[a-z0-9-]{1,48}"
KEY = r"[0-9a-f]{12}"
FORM = rf"mistake-form:(?P<value>{VALUE})?"
GONE = "This is no longer on the shelf, so nobody sees what is wrong with it. `/library` shows what is there now."
DISMISS = "dismiss reports"


class MistakeButton(Control, template=rf"mistake:(?:(?P<value>{VALUE})|(?P<first>{KEY}):(?P<second>{KEY}))"):
    """Opens the form for what is wrong on a card of one entry, or of two."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Open it for the entries that are still on the shelf."""
        if server_or_none(interaction) is None:
            raise Refusal(nobody_reads(interaction.client.services.get(Shelves).authors_at))
        shelf = shelf_of(interaction)
        if self.state["value"]:
            items = [shelf.find(self.state["value"])]
        else:
            items = [shelf.by_key(self.state[side]) for side in ("first", "second")]
        await show_form(interaction, mistake_form([item for item in items if item]))


class DismissButton(Control, template=r"dismiss-mistake:(?P<mistake>\d{1,19})"):
    """Dismisses a report."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Forget it, and show those that are left."""
        by = await moderator(interaction, DISMISS)
        mistakes = interaction.client.services.get(Mistakes)
        mistake = await mistakes.dismiss(guild_of(interaction), int(self.state["mistake"]), by)
        await replace_card(interaction, await showing.info(interaction, mistake.pack_id))


def nobody_reads(authors_at: str | None) -> str:
    """Where to go with a mistake outside of servers; `authors_at`: where those are reached who wrote what ships."""
    told = "Reports go to the moderators of a server that I am a member of, and here are none."
    return f"{told} Those who wrote this are reached at {address(authors_at)}." if authors_at else told


def mistake_form(items: list[Item]) -> ui.Modal:
    """Asks what is wrong; of several entries also which one is meant. Raises Refusal for none."""
    if not items:
        raise Refusal(GONE)
    form = ui.Modal(title="Report a mistake", custom_id=f"mistake-form:{items[0].value if len(items) == 1 else ''}")
    if len(items) > 1:
        options = [
            discord.SelectOption(label=shorten(item.entry.name, limits.SELECT_LABEL), value=item.value)
            for item in items
        ]
        form.add_item(ui.Label(text="Where", component=ui.Select(custom_id="entry", options=options)))
    text: ui.TextInput[ui.Modal] = ui.TextInput(
        custom_id="text",
        style=discord.TextStyle.paragraph,
        max_length=MAX_TEXT,
        placeholder="What it says, what is right",
    )
    description = "Moderators of this server read it, without your name. Say where one can check it."
    form.add_item(ui.Label(text="What is wrong", description=description, component=text))
    return form


@asks(text=Text(), entry=Pick())
async def form_submitted(interaction: discord.Interaction[Any], state: re.Match[str], fields: Fields) -> None:
    """Keep a report, and say what happens to it; what was written comes back where it cannot be kept."""
    text = text_of(fields, "text")
    found = shelf_of(interaction).find(state["value"] or text_of(fields, "entry"))
    item = or_refuse(found, f"{GONE}\nYou wrote: {said(text, MAX_TEXT)}")
    guild_id, services = guild_of(interaction), interaction.client.services
    tell = (await settings_of(interaction)).moderators_channel is not None
    await services.get(Mistakes).report(guild_id, item, text, interaction.user.id, tell=tell)
    await answer_text(
        interaction,
        f"Thank you. The moderators of this server now see your report on **{said(item.entry.name, 80)}** "
        f"(version {item.pack.version}) in `/pack info`, without your name. They correct the pack or dismiss the "
        f"report; after {KEPT.days} days it is deleted.",
    )
    if tell:
        await services.get(Notices).tell(guild_id)
