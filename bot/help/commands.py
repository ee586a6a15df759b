"""`/help`: what this person may do in this channel, and what the bot lacks here."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock
from bot.chat.answer import answer_card, replace_card
from bot.chat.controls import Control
from bot.errors import Refusal
from bot.guilds.cards import trouble_lines
from bot.guilds.people import person, settings_of, troubles
from bot.help.cards import document_card, help_card

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

DOCUMENTS = Path(__file__).parents[2]
NEW_FOR = timedelta(days=7)
NEEDS = {
    "view_channel": "to find its own messages in this channel again",
    "send_messages": "to post what was not asked for at that moment, such as a result",
    "create_public_threads": "to open the thread in which a group watches",
    "send_messages_in_threads": "to ask a group its prompts there, at their minute, and to add who joins",
    "create_events": "to plan a group viewing as an event of the server",
    "attach_files": "to post the picture of a poll's result",
    "read_message_history": "to see after a crash whether a result was posted already, so that it comes once",
}
"""What the bot needs in a channel, and what for; answers to commands need no permission."""


async def set_up(bot: "StudyBot") -> None:
    """Add the command and its control to the bot."""
    bot.add_controls(DocumentButton)
    await bot.add_cog(HelpCommands())


class HelpCommands(commands.Cog):
    """What can be done here."""

    @app_commands.command(description="What you can do here, and what I lack in this channel.")
    async def help(self, interaction: "StudyInteraction") -> None:
        """The help card, for this person in this channel."""
        permissions = interaction.app_permissions
        lacks = [(_name(need), why) for need, why in NEEDS.items() if not getattr(permissions, need)]
        guild = interaction.guild
        joined = guild.me.joined_at if guild and guild.me else None
        new = joined is not None and clock.now() - joined < NEW_FOR
        settings = await settings_of(interaction)
        moderator = person(interaction).is_moderator(settings)
        wrong = trouble_lines(troubles(guild, settings)) if moderator else []
        menus = sorted(menu.name for menu in interaction.client.tree.get_commands(type=discord.AppCommandType.message))
        card = help_card(
            list(_allowed(interaction, moderator=moderator)), menus, lacks, wrong, first_steps=new and moderator
        )
        await answer_card(interaction, card)


class DocumentButton(Control, template=r"document:(?P<name>privacy|terms):(?P<page>\d{1,2})"):
    """Shows a page of the privacy notice or the terms."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Show that page in place of the card."""
        path = DOCUMENTS / f"{self.state['name'].upper()}.md"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            raise Refusal("This document is not installed here. Ask the people who run the bot for it.") from None
        await replace_card(interaction, document_card(self.state["name"], text, int(self.state["page"])))


def _allowed(interaction: "StudyInteraction", *, moderator: bool) -> Any:
    """The commands that this person may use, with sub-commands as one line each."""
    for command in sorted(interaction.client.tree.get_commands(), key=lambda command: command.name):
        wanted = getattr(command, "default_permissions", None)
        if wanted is not None and not wanted.is_subset(interaction.permissions):
            continue
        if isinstance(command, app_commands.Group):
            for inner in command.walk_commands():
                if moderator or not inner.extras.get("moderators"):
                    yield inner.qualified_name, inner.description
        elif isinstance(command, app_commands.Command):
            yield command.qualified_name, command.description


def _name(permission: str) -> str:
    return permission.replace("_", " ").title()
