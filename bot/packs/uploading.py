"""The way of an upload: who, how large, fetched, read apart, then its problems or what it would change."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

import discord
from discord import ui

from bot.chat import limits
from bot.chat.client import StudyInteraction
from bot.chat.downloads import Attached, attached, download
from bot.chat.forms import Fields, Files, asks, form_of
from bot.chat.inputs import entities_of
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.packs import cards
from bot.packs.holdings.rules import MIB, File, said
from bot.packs.holdings.service import Holdings
from bot.packs.permissions import moderator
from bot.packs.reading.files import MAX_UPLOAD

ENDINGS = (".yaml", ".yml", ".zip")
FORM = "upload-form"
UPLOAD = "put packs on the shelf"
"""What only moderators may, as the refusal says it."""


def upload_form() -> ui.Modal:
    """Asks for the file."""
    field = ui.FileUpload(custom_id="file", required=True, min_values=1, max_values=1)
    description = "A .yaml file, or a .zip of a pack's folder, up to 1 MiB. Nobody sees it before you say yes."
    return form_of("Upload a content pack", FORM, ui.Label(text="The pack", description=description, component=field))


@asks(file=Files())
async def form_submitted(interaction: discord.Interaction[Any], _: Any, fields: Fields) -> None:
    """Take the file that was put into the form."""
    ids, files = fields.get("file"), entities_of(interaction, "attachments")
    given = [files[each] for each in ids if each in files] if isinstance(ids, list) else []
    if not given:
        raise Refusal("`file`: no file was attached. Attach one such as `my-subject.yaml`.")
    await take(interaction, attached(given[0]))


async def take(interaction: StudyInteraction, given: Attached) -> None:
    """Check and read an upload, and answer with its problems or with what it would change."""
    by = await moderator(interaction, UPLOAD)
    name = PurePath(given.name).name
    _check(name, given.size)
    await interaction.response.defer(ephemeral=True, thinking=True)
    holdings, guild_id = interaction.client.services.get(Holdings), guild_of(interaction)
    file = File(name, await download(given))
    read = await holdings.read(guild_id, file)
    if read.pack is None:
        text = "\n".join(read.problems)
        await _answer(interaction, cards.problems_card(name, read), cards.PROBLEMS_FILE, text)
        return
    offer = await holdings.offer(guild_id, by, file, read)
    await _answer(interaction, cards.offer_card(offer, read), cards.DETAILS_FILE, cards.details(offer, read))


async def _answer(interaction: discord.Interaction, card: cards.Card, name: str, text: str) -> None:
    file = discord.File(BytesIO(text.encode()), filename=name)
    await interaction.followup.send(view=card, file=file, ephemeral=True)


def _check(name: str, size: int) -> None:
    """Raise Refusal, before anything is fetched, for what cannot be a pack."""
    called = said(name, limits.BUTTON_LABEL)
    if not name.lower().endswith(ENDINGS):
        raise Refusal(
            f"`file`: “{called}” is no pack. Give a `.yaml`, `.yml` or `.zip` file, such as `my-subject.yaml`; "
            "`/pack template` gives you one to start from."
        )
    if size > MAX_UPLOAD:
        raise Refusal(
            f"`file`: “{called}” has {size / MIB:.1f} MiB, and {MAX_UPLOAD // MIB} MiB fits. Put its files into a zip "
            "such as `my-subject.zip`, or split the pack."
        )
