"""`/help`: what this person may do in this channel, and what the bot lacks here."""

from datetime import timedelta

import discord
from discord import app_commands
from discord.ext import commands

from bot import clock, installation
from bot.chat.answer import answer_card, replace_card
from bot.chat.cards import Card
from bot.chat.client import StudyBot, StudyInteraction
from bot.chat.controls import Control
from bot.chat.place import is_direct, server_or_none, works_outside
from bot.chat.text import listing, plain
from bot.errors import Refusal
from bot.guilds.cards import trouble_lines
from bot.guilds.people import guild_of, member_of, settings_of, troubles
from bot.help.cards import document_card, help_card
from bot.help.invitation import NEEDS, to_member, to_server
from bot.packs.mistakes.service import Mistakes

NEW_FOR = timedelta(days=7)
GROUPS = {
    "Start here": (
        "Look around, then watch one film, together or alone. Nobody sees what you look up.",
        ("library", "film", "watch"),
    ),
    "Look something up": ("In private, until you share it.", ("search", "explain", "claim", "glossary", "compare")),
    "Ask the group": (
        "Polls, also before and after a film, and for a time that suits; what each of you thinks, unsigned; or a quiz.",
        ("poll", "statements", "quiz"),
    ),
    "Your own things": (
        "What you wrote, what you keep to be asked again, and what is kept about you.",
        ("watch journal", "review", "privacy", "help"),
    ),
    "Look after this server": ("Which subjects this server has, and how groups work here.", ("pack", "settings")),
}
"""What somebody may want to do, in a sentence, and the commands for it. The first names are the ones to begin with."""
BETWEEN_US = (
    "**Here, between you and me**\nOn the shelf is what ships with me; what a server added, you find there. You "
    "watch alone, and the prompts of `/watch start` come as messages that stay. `/privacy` works for all servers "
    "at once, also for those that you have left."
)
ELSEWHERE = (
    "**Here, where I am not a member**\nOnly you see my answers, unless you share one, and nothing about this "
    "place is kept. On the shelf is what ships with me. What you watch alone and what you keep for review are the "
    "same as in our direct messages."
)
"""What is different outside of servers that the bot is in."""
MENUS = "Look something up"
"""The group that also names what stands in the menu of a message."""


async def set_up(bot: StudyBot) -> None:
    """Add the command and its control to the bot."""
    bot.add_controls(DocumentButton)
    await bot.add_cog(HelpCommands())


class HelpCommands(commands.Cog):
    """What can be done here."""

    @app_commands.command(description="What you can do here, and what I lack in this channel.")
    async def help(self, interaction: StudyInteraction) -> None:
        """The help card, for this person in this channel."""
        if server_or_none(interaction) is not None:
            card = await _in_server(interaction)
        else:
            links = [("Add me to a server", to_server(interaction.application_id))]
            here = BETWEEN_US if is_direct(interaction) else ELSEWHERE
            card = help_card(_groups(interaction, moderator=False), here=here, links=links)
        await answer_card(interaction, card)


async def _in_server(interaction: StudyInteraction) -> Card:
    permissions = interaction.app_permissions
    lacks = [(_name(need), why) for need, why in NEEDS.items() if not getattr(permissions, need)]
    guild = interaction.guild
    joined = guild.me.joined_at if guild and guild.me else None
    new = joined is not None and clock.now() - joined < NEW_FOR
    settings = await settings_of(interaction)
    moderator = member_of(interaction).is_moderator(settings)
    own = interaction.client.tree.allowed_installs
    return help_card(
        _groups(interaction, moderator=moderator),
        lacks=lacks,
        settings=trouble_lines(troubles(guild, settings)) if moderator else [],
        reports=await interaction.client.services.get(Mistakes).waiting(guild_of(interaction)) if moderator else [],
        first_steps=new and moderator,
        links=[("Have me with you", to_member(interaction.application_id))] if own and own.user else [],
    )


class DocumentButton(Control, template=r"document:(?P<name>privacy|terms):(?P<page>\d{1,2})"):
    """Shows a page of the privacy notice or the terms."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Show that page in place of the card."""
        path = installation.documents() / f"{self.state['name'].upper()}.md"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError:
            raise Refusal("This document is not installed here. Ask the people who run the bot for it.") from None
        await replace_card(interaction, document_card(self.state["name"], text, int(self.state["page"])))


def _groups(interaction: StudyInteraction, *, moderator: bool) -> list[tuple[str, str, list[str]]]:
    """What one may want to do, and the commands for it that this person may use, each to be pressed."""
    bot = interaction.client
    does: dict[str, list[str]] = {name: [] for name in GROUPS}
    for name in _allowed(interaction, moderator=moderator):
        number = bot.command_ids.get(name.split()[0])
        does[group_of(name)].append(f"</{name}:{number}>" if number else f"`/{name}`")
    inside = server_or_none(interaction) is not None
    menus = bot.tree.get_commands(type=discord.AppCommandType.message)
    shown = sorted(menu.name for menu in menus if inside or works_outside(menu))
    entries = listing([f"`{plain(name)}`" for name in shown])
    return [
        (name, f"{told} In the menu of any message, under Apps: {entries}." if name == MENUS else told, does[name])
        for name, (told, _) in GROUPS.items()
    ]


def group_of(command: str) -> str:
    """The group of a command, `watch journal` too: the longest name that fits decides; KeyError where none does."""
    fitting = {
        first: group
        for group, (_, firsts) in GROUPS.items()
        for first in firsts
        if f"{command} ".startswith(f"{first} ")
    }
    return fitting[max(fitting, key=len, default=command)]


def _allowed(interaction: StudyInteraction, *, moderator: bool) -> list[str]:
    """The names of the commands that this person may use, in the order of the groups."""
    names: list[str] = []
    inside = server_or_none(interaction) is not None
    for command in interaction.client.tree.get_commands():
        if not inside and not works_outside(command):
            continue
        wanted = getattr(command, "default_permissions", None)
        if wanted is not None and not wanted.is_subset(interaction.permissions):
            continue
        if isinstance(command, app_commands.Group):
            inner = command.walk_commands()
            shown = (each for each in inner if moderator or not each.extras.get("moderators"))
            names += [each.qualified_name for each in shown if inside or works_outside(each)]
        elif isinstance(command, app_commands.Command):
            names.append(command.qualified_name)
    firsts = [first for _, listed in GROUPS.values() for first in listed]
    return sorted(names, key=lambda name: next((at for at, first in enumerate(firsts) if name.startswith(first)), 99))


def _name(permission: str) -> str:
    return permission.replace("_", " ").title()
