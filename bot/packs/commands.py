"""`/pack`: what is on the shelf of this server, and how it gets there."""

from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.chat.answer import answer_card, answer_file
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.downloads import Attached
from bot.chat.forms import show_form
from bot.chat.messenger import Messenger
from bot.chat.place import for_servers
from bot.guilds.people import guild_of
from bot.guilds.service import Guilds
from bot.outbox.recurring import repeat
from bot.outbox.worker import Worker
from bot.packs import cards, showing, uploading
from bot.packs.controls import CONTROLS
from bot.packs.format.template import starter_text
from bot.packs.holdings.rules import KEPT_REMOVED, PackStatus, Quota, said
from bot.packs.holdings.service import Holdings
from bot.packs.mistakes import controls as mistake_controls
from bot.packs.mistakes.notices import Notices
from bot.packs.mistakes.service import Mistakes
from bot.packs.params import PackParam, VersionParam
from bot.packs.permissions import moderator
from bot.packs.shelf.shelves import Shelves

MODERATORS = {"moderators": True}
"""Marks commands that only moderators may use, for `/help`; who may is checked when they run."""
SWEEP_EVERY = timedelta(hours=1)

APack = app_commands.Transform[PackStatus, PackParam()]
Off = app_commands.Transform[PackStatus, PackParam(lambda each: each.there and each.off)]
On = app_commands.Transform[PackStatus, PackParam(lambda each: each.there and not each.off)]
Own = app_commands.Transform[PackStatus, PackParam(lambda each: each.own)]
Brought = app_commands.Transform[PackStatus, PackParam(lambda each: each.own or each.removed)]
Earlier = app_commands.Transform[str, VersionParam()]


async def set_up(bot: StudyBot) -> None:
    """Add the packs of servers to the bot: their shelves first, then services, controls, forms and commands."""
    services = bot.services
    holdings = Holdings(bot.database, services.get(Shelves), services.get(Quota), now=clock.present)
    await holdings.load()
    mistakes = Mistakes(bot.database, clock.present)
    notices = Notices(mistakes, services.get(Guilds), services.get(Messenger))
    services.provide(holdings, mistakes, notices)

    async def sweep() -> None:
        """Forget what is kept for a time only, and tell moderators what they are owed."""
        await holdings.sweep()
        await mistakes.sweep()
        await notices.tell_all()

    repeat(services.get(Worker), "packs.sweep", sweep, SWEEP_EVERY)
    bot.at_forgetting(holdings.forget)
    bot.add_controls(*CONTROLS)
    bot.forms.add(uploading.FORM, uploading.form_submitted)
    bot.forms.add(mistake_controls.FORM, mistake_controls.form_submitted)
    await bot.add_cog(PackCommands(holdings))


@for_servers
class PackCommands(commands.GroupCog, group_name="pack", group_description="The content packs of this server."):
    """Looking at packs, bringing them, switching them, going back."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings

    @app_commands.command(name="list", description="The packs of this server.")
    async def list_packs(self, interaction: StudyInteraction) -> None:
        """All of them, with where each comes from."""
        await answer_card(interaction, await showing.shelf(interaction))

    @app_commands.command(description="A commented file to start a pack of your own from.")
    async def template(self, interaction: StudyInteraction) -> None:
        """The starter pack as one file."""
        text = "A pack to begin with. Change the words, then bring it with `/pack upload`."
        await answer_file(interaction, text, "my-subject.yaml", starter_text().encode())

    @app_commands.command(description="What a pack holds; for moderators also what members reported.")
    @app_commands.describe(pack="The pack")
    async def info(self, interaction: StudyInteraction, pack: APack) -> None:
        """One pack."""
        await answer_card(interaction, await showing.info(interaction, pack.id))

    @app_commands.command(description="Check a pack, see what it changes, and put it on the shelf.", extras=MODERATORS)
    @app_commands.describe(file="A .yaml or .zip file, up to 1 MiB; a form asks for it if left out")
    async def upload(self, interaction: StudyInteraction, file: discord.Attachment | None = None) -> None:
        """Nothing is live before the moderator says yes."""
        if file is None:
            await moderator(interaction, uploading.UPLOAD)
            await show_form(interaction, uploading.upload_form())
        else:
            await uploading.take(interaction, Attached(file.filename, file.size, file.url))

    @app_commands.command(description="Show a pack again that was switched off.", extras=MODERATORS)
    @app_commands.describe(pack="The pack")
    async def enable(self, interaction: StudyInteraction, pack: Off) -> None:
        """Switch it on."""
        await self._switch(interaction, pack, "Members see it again.", on=True)

    @app_commands.command(description="Hide a pack from this server; nothing of it is lost.", extras=MODERATORS)
    @app_commands.describe(pack="The pack")
    async def disable(self, interaction: StudyInteraction, pack: On) -> None:
        """Switch it off."""
        text = f"Members of this server no longer see it. `/pack enable pack: {pack.id}` shows it again."
        await self._switch(interaction, pack, text, on=False)

    async def _switch(self, interaction: StudyInteraction, pack: PackStatus, text: str, *, on: bool) -> None:
        by = await moderator(interaction, "switch packs on and off")
        await self._holdings.switch(guild_of(interaction), pack.id, by, on=on)
        title = f"{said(pack.title)} is switched {'on' if on else 'off'}"
        await answer_card(interaction, cards.done_card(title, f"`{pack.id}`", text))

    @app_commands.command(
        description="Take a pack of this server from the shelf; it can be brought back for 30 days.", extras=MODERATORS
    )
    @app_commands.describe(pack="The pack")
    async def remove(self, interaction: StudyInteraction, pack: Own) -> None:
        """Remove it; a shipped one with its id comes back."""
        by = await moderator(interaction, "remove packs")
        status = await self._holdings.remove(guild_of(interaction), pack.id, by)
        shipped = "The pack with this id that ships is on the shelf again. " if status.ships else ""
        text = (
            f"{shipped}Its versions are kept for {KEPT_REMOVED.days} days: "
            f"`/pack rollback pack: {pack.id} version: {pack.version}` brings it back."
        )
        await answer_card(interaction, cards.done_card(f"{said(pack.title)} is removed", f"`{pack.id}`", text))

    @app_commands.command(description="Put an earlier version of a pack on the shelf.", extras=MODERATORS)
    @app_commands.describe(pack="The pack", version="The version to go back to")
    async def rollback(self, interaction: StudyInteraction, pack: Brought, version: Earlier) -> None:
        """Back to an earlier version, or bring a removed pack back."""
        by = await moderator(interaction, "go back to earlier versions")
        await interaction.response.defer(ephemeral=True, thinking=True)
        back = await self._holdings.roll_back(guild_of(interaction), pack.id, version, by)
        text = "Members see this version from now on. Viewings and polls that run already stay as they began."
        card = cards.done_card(f"{said(back.title)} is at version {back.version}", f"`{back.pack_id}`", text)
        await interaction.followup.send(view=card, ephemeral=True)

    @app_commands.command(description="The file of a pack, byte for byte as it was uploaded.", extras=MODERATORS)
    @app_commands.describe(pack="The pack")
    async def export(self, interaction: StudyInteraction, pack: Brought) -> None:
        """The author's exact bytes."""
        await moderator(interaction, "download the files of packs")
        version, file = await self._holdings.records.file(guild_of(interaction), pack.id)
        text = f"{said(version.title)} {version.version} as it was uploaded.\n-# sha256 `{version.sha256}`"
        await answer_file(interaction, text, file.name, file.content)

    @app_commands.command(description="What was done to a pack in this server, and by whom.", extras=MODERATORS)
    @app_commands.describe(pack="The pack")
    async def history(self, interaction: StudyInteraction, pack: APack) -> None:
        """The audit list, newest first."""
        await answer_card(interaction, await showing.history(interaction, pack.id))
