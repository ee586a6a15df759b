"""Where an interaction stands: in a server with the bot, in direct messages with it, or elsewhere; and what goes there.

Whoever has installed the bot for themselves takes it along to servers and private channels that it is no member of.
There only the interaction is answered, privately unless the member shares, nothing is asked of Discord about that
place, nothing is kept of it, and what Discord says that the bot may do there (`app_permissions`) is not relied on.
"""

from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.errors import or_refuse

NO_SERVER = 0
"""In place of a server's id, for what belongs to none, such as what a member does outside of the bot's servers."""
NOT_HERE = (
    "This works in a server that I am a member of, and not here. `/help` tells what works here, and has the link that "
    "adds me to a server."
)

IN_SERVERS = "in servers"
"""Marks, in the extras of a subcommand, that it is for servers alone, though its command is offered everywhere."""

T = TypeVar("T")
AnyCommand = app_commands.Command[Any, ..., Any] | app_commands.Group | app_commands.ContextMenu


def for_servers(command: T) -> T:
    """Have a command, a group or a menu offered in servers alone, to whom a server has added the bot."""
    in_servers = app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
    return app_commands.allowed_installs(guilds=True, users=False)(in_servers(command))


def works_outside(command: AnyCommand) -> bool:
    """Whether a command, a group or a menu is offered outside of servers too, and its subcommand works there."""
    if command.extras.get(IN_SERVERS):
        return False
    root = command if isinstance(command, app_commands.ContextMenu) else command.root_parent or command
    return root.allowed_contexts is None or root.allowed_contexts.dm_channel


def is_direct(interaction: discord.Interaction[Any]) -> bool:
    """Whether this is a member's direct messages with the bot, where only they see what stands there.

    Those are the ones that Discord calls so: where it says nothing, others may be reading.
    """
    return interaction.guild_id is None and interaction.context.dm_channel


def server_or_none(interaction: discord.Interaction[Any]) -> int | None:
    """The server with the bot in which this happens; None outside of those.

    The bot's own list decides: a server may have its commands without having the bot.
    """
    guild_id = interaction.guild_id
    return None if guild_id is None or interaction.client.get_guild(guild_id) is None else guild_id


def server_of(interaction: discord.Interaction[Any]) -> int:
    """The same; raises Refusal outside of them, with what helps."""
    return or_refuse(server_or_none(interaction), NOT_HERE)


def home_of(interaction: discord.Interaction[Any]) -> int:
    """Under which server a member's own things are kept that are done here; NO_SERVER where they are theirs alone."""
    return server_or_none(interaction) or NO_SERVER
