"""The controls of pack cards: put an upload on the shelf or not, turn pages, report a mistake, dismiss one."""

import discord

from bot.chat.answer import answer_card, change, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.guilds.people import guild_of
from bot.packs import cards, showing
from bot.packs.format.fields import MAX_PACK_ID
from bot.packs.holdings.rules import NotNewer, said
from bot.packs.holdings.service import Holdings
from bot.packs.mistakes.controls import DismissButton, MistakeButton
from bot.packs.permissions import moderator
from bot.packs.uploading import UPLOAD

VERSION = r"(?P<version>\d{1,19})"
PACK = rf"(?P<pack>[a-z0-9-]{{1,{MAX_PACK_ID}}})"
PAGE = r"(?P<page>\d{1,4})"


class ShelveButton(Control, template=rf"shelve:{VERSION}:(?P<surely>surely)?"):
    """Puts an upload on the shelf, for the moderator who uploaded it."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Put it there, or ask once more where it is not newer."""
        by = await moderator(interaction, UPLOAD)
        holdings, version_id = interaction.client.services.get(Holdings), int(self.state["version"])
        await interaction.response.defer()
        try:
            version = await holdings.put(guild_of(interaction), version_id, by, surely=bool(self.state["surely"]))
        except NotNewer as why:
            await _turn(interaction, cards.sure_card(why.version, str(why)))
            return
        text = (
            "Members find it from now on; `/library` shows the shelf. Viewings and polls that run already stay as they "
            "began."
        )
        back = f"-# sha256 `{version.sha256}` · `/pack history pack: {version.pack_id}` shows every change"
        title = f"{said(version.title)} {version.version} is on the shelf"
        await _turn(interaction, cards.done_card(title, f"`{version.pack_id}`", f"{text}\n{back}"))


class NotNowButton(Control, template=rf"not-now:{VERSION}"):
    """Forgets an upload."""

    async def act(self, interaction: StudyInteraction) -> None:
        """For the moderator who uploaded it."""
        by = await moderator(interaction, UPLOAD)
        await interaction.client.services.get(Holdings).discard(guild_of(interaction), int(self.state["version"]), by)
        card = cards.done_card("Not put on the shelf", "Nothing was changed", "The file was deleted.")
        if not await change(interaction, view=card, attachments=[]):
            await answer_card(interaction, card)


class ListButton(Control, template=rf"pack-list:{PAGE}"):
    """Turns a page of the packs."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page."""
        await replace_card(interaction, await showing.shelf(interaction, int(self.state["page"])))


class InfoButton(Control, template=rf"pack-info:{PACK}:{PAGE}"):
    """Turns a page of the reports on a pack."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page."""
        await replace_card(interaction, await showing.info(interaction, self.state["pack"], int(self.state["page"])))


class HistoryButton(Control, template=rf"pack-history:{PACK}:{PAGE}"):
    """Turns a page of the audit list."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page."""
        await replace_card(interaction, await showing.history(interaction, self.state["pack"], int(self.state["page"])))


CONTROLS = (ShelveButton, NotNowButton, ListButton, InfoButton, HistoryButton, MistakeButton, DismissButton)


async def _turn(interaction: discord.Interaction, card: cards.Card) -> None:
    """Show a card in place of the upload's, whose file goes with it."""
    await interaction.edit_original_response(view=card, attachments=[])
