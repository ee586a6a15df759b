"""`Take the report`, and sheets handed over as files; all of it in private."""

from io import BytesIO
from typing import TYPE_CHECKING

import discord

from bot.charts import studio
from bot.charts.picture import PictureError
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.evenings import Evenings
from bot.chat.place import home_of
from bot.errors import Refusal, or_refuse
from bot.guilds.people import names_of

if TYPE_CHECKING:
    from bot.chat.paper import Sheet

NONE_HERE = "There is no report here."
NOT_NOW = "The file could not be made just now. Nothing is lost; press once more in a minute."
REPORT = (
    "The report of this viewing: all that was revealed, on one page. Open it in a browser to read it, to print it "
    "or to save it as a PDF. Only you get it."
)


class ReportButton(Control, template=r"report:(?P<evening>\d{1,19})"):
    """Gives the report of an evening to whoever took part."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As a file, privately."""
        evenings = interaction.client.services.get(Evenings)
        sheet = await evenings.report(home_of(interaction), int(self.state["evening"]), interaction.user.id)
        await give(interaction, (or_refuse(sheet, NONE_HERE),), REPORT)


CONTROLS = (ReportButton,)


async def give(interaction: StudyInteraction, sheets: "tuple[Sheet, ...]", text: str) -> None:
    """Answer privately with the sheets as files, and a text beside them."""
    from bot.handouts.naming import members_in
    from bot.handouts.page import page

    await interaction.response.defer(ephemeral=True, thinking=True)
    named = {member_id for sheet in sheets for member_id in members_in(sheet)}
    names = await names_of(interaction, named) if named else {}
    try:
        pages = [(f"{sheet.name}.html", await studio.draw(page, sheet, names)) for sheet in sheets]
    except PictureError:
        raise Refusal(NOT_NOW) from None
    files = [discord.File(BytesIO(made), filename=name) for name, made in pages]
    await interaction.edit_original_response(content=text, attachments=files)
