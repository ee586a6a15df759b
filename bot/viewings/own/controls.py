"""The controls of what a facilitator adds: a prompt of their own, and the evening kept as a guide."""

import asyncio
import re
from io import BytesIO
from typing import Any

import discord

from bot import clock
from bot.chat.answer import replace_card
from bot.chat.client import StudyInteraction
from bot.chat.forms import Fields, Pick, Submitted, Text, asks, show_form
from bot.chat.place import home_of
from bot.outbox.worker import Worker
from bot.packs.format.model import Pack
from bot.packs.params import shelf_of
from bot.threads.people import acting
from bot.viewings.controls import VIEWING, ViewingControl
from bot.viewings.own.forms import own_form, own_prompt
from bot.viewings.own.kept_evening import KeptEvening
from bot.viewings.own.rules import KINDS, check_may_add
from bot.viewings.own.service import OwnPrompts
from bot.viewings.showing import own_card

HEAD = "An evening kept as a guide. Change what you like; `/pack upload` then checks it and puts it on the shelf."


class AskOwnButton(ViewingControl, template=rf"own-ask:{VIEWING}"):
    """Asks a prompt of one's own."""

    async def act(self, interaction: StudyInteraction) -> None:
        """The form, for those who lead."""
        viewing = (await self.load_status(interaction)).viewing
        check_may_add(viewing, await acting(interaction))
        await show_form(interaction, own_form(viewing))


class KeepGuideButton(ViewingControl, template=rf"own-keep:{VIEWING}"):
    """Gives whoever leads the evening as a pack."""

    async def act(self, interaction: StudyInteraction) -> None:
        """A file, privately."""
        own, by = interaction.client.services.get(OwnPrompts), await acting(interaction)
        kept = await own.keep(home_of(interaction), self.viewing_id, by, shelf_of(interaction))
        await interaction.response.defer(ephemeral=True, thinking=True)
        file = discord.File(BytesIO(await asyncio.to_thread(_written, kept.pack)), filename=f"{kept.pack.id}.yaml")
        await interaction.edit_original_response(content=kept_words(kept), attachments=[file])


CONTROLS = (AskOwnButton, KeepGuideButton)


def _written(pack: Pack) -> bytes:
    from bot.packs.format.yaml_text import yaml_text  # what writes YAML is loaded with the first evening that is kept

    return yaml_text(pack, HEAD).encode()


def kept_words(kept: KeptEvening) -> str:
    """What is in the file, and what to do with it."""
    prompts = "1 prompt" if kept.prompts == 1 else f"{kept.prompts} prompts"
    moments = "1 kept moment" if kept.moments == 1 else f"{kept.moments} kept moments"
    more = f" {kept.left_out} more moments did not fit; they stand in the summary." if kept.left_out else ""
    return (
        f"This evening as a guide: {prompts} and {moments}.{more} "
        "A moderator puts it on the shelf with `/pack upload`; then it is a guide of `/watch start`, with the film of "
        "that pack."
    )


@asks(ask=Text(), kind=Pick(list(KINDS)), options=Text(required=False))
async def submit_own(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """A prompt of one's own, asked at once."""
    services = interaction.client.services
    own = services.get(OwnPrompts)
    status = await own.ask(
        home_of(interaction), int(match["viewing"]), await acting(interaction), own_prompt(fields), clock.now()
    )
    asked = status.viewing.cues[-1]
    if not status.viewing.solo:
        services.get(Worker).wake()
    await replace_card(interaction, await own_card(interaction, status, f"Asked: prompt {asked.number}."))


FORMS: tuple[tuple[str, Submitted], ...] = ((rf"own-form:{VIEWING}", submit_own),)
