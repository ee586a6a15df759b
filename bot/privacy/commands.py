"""`/privacy`: what is kept about me, all of it as a file, and its deletion."""

import asyncio
import gzip
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.chat.answer import answer_card, answer_file, replace_card
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.controls import Control
from bot.chat.marks import flattened
from bot.errors import Refusal
from bot.outbox.worker import Worker
from bot.privacy.cards import kept_card, places_words, question_card, report_card, shown_card
from bot.privacy.departures import Departures
from bot.privacy.service import Privacy, servers_in

FRESH = timedelta(minutes=15)
"""How long the question may be answered."""
STALE = "This question is more than 15 minutes old, and nothing was deleted. Ask again with `/privacy delete`."
OUTSIDE = "outside of servers"
"""What stands for server 0 in the file: what is the member's alone."""
FILE = "second-look-my-data.json"


async def set_up(bot: StudyBot) -> None:
    """Add the commands, their control, and what follows servers that come and go."""
    departures = Departures(bot, bot.services.get(Privacy))
    bot.services.provide(departures)
    departures.listen()
    departures.register(bot.services.get(Worker))
    bot.add_controls(DeleteButton)
    await bot.add_cog(PrivacyCommands(bot.services.get(Privacy)))


class PrivacyCommands(commands.GroupCog, group_name="privacy", group_description="What is kept about you."):
    """Looking at one's own data, taking it home, deleting it; always privately, always of all servers."""

    def __init__(self, privacy: Privacy) -> None:
        self._privacy = privacy

    @app_commands.command(description="What is kept about you.")
    async def show(self, interaction: StudyInteraction) -> None:
        """In plain words."""
        counted = await self._privacy.count_kept(interaction.user.id)
        names = _names(interaction, await self._privacy.export(interaction.user.id))
        await answer_card(interaction, shown_card(counted, places_words(names)))

    @app_commands.command(description="All that is kept about you, as a file.")
    async def export(self, interaction: StudyInteraction) -> None:
        """JSON; packed where it would be too large for Discord."""
        kept = await self._privacy.export(interaction.user.id)
        content, name = exported(interaction.user.id, kept, _names(interaction, kept), clock.now()), FILE
        if len(content) > interaction.filesize_limit:
            content, name = await asyncio.to_thread(gzip.compress, content), f"{FILE}.gz"
        await answer_file(interaction, "All that is kept about you, in all servers.", name, content)

    @app_commands.command(description="Delete all that is kept about you; asks once more first.")
    async def delete(self, interaction: StudyInteraction) -> None:
        """The question."""
        counted = await self._privacy.count_kept(interaction.user.id)
        names = _names(interaction, await self._privacy.export(interaction.user.id))
        await answer_card(interaction, question_card(counted, places_words(names), clock.now()))


class DeleteButton(Control, template=r"privacy-delete:(?P<asked>\d{1,12}):(?P<sure>yes|no)"):
    """Answers the question whether to delete everything about who clicks."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Delete it, and show what became of it in place of the question."""
        if self.state["sure"] == "no":
            await replace_card(interaction, kept_card())
            return
        if abs(clock.now().timestamp() - int(self.state["asked"])) > FRESH.total_seconds():
            raise Refusal(STALE)
        await interaction.response.defer()
        report = await interaction.client.services.get(Privacy).delete(interaction.user.id)
        await interaction.edit_original_response(view=report_card(report))


def _names(interaction: StudyInteraction, kept: dict[str, Any]) -> dict[int, str | None]:
    """How the servers are called of which something is kept, as far as the bot is still in them."""
    known = ((server, interaction.client.get_guild(server)) for server in servers_in(kept))
    return {server: guild.name if guild else None for server, guild in known}


def exported(member_id: int, kept: dict[str, Any], names: Mapping[int, str | None], now: datetime) -> bytes:
    """The file: everything by feature. Ids are texts, since many programs round numbers of that size."""
    told: dict[str, Any] = {"account": str(member_id), "made_at": now.isoformat(timespec="seconds")}
    if names:
        told["servers"] = {str(server): names[server] if server else OUTSIDE for server in names}
    told["kept"] = flattened(kept)
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
