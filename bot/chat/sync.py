"""Telling Discord the commands, only when they changed."""

import hashlib
import json
from typing import Any

import structlog
from discord import AppCommandType, AppInfo, app_commands

from bot.chat import store
from bot.database import Database

log = structlog.get_logger(__name__)


Tree = app_commands.CommandTree[Any]
Offered = app_commands.Group | app_commands.Command[Any, ..., Any] | app_commands.ContextMenu


def offer_where_allowed(tree: Tree, application: AppInfo | None) -> None:
    """Offer the commands to whom the application may be installed for, as its page in the Developer Portal says.

    Discord refuses the whole list for one command that asks for more. A page that says nothing allows servers.
    """
    members = application is not None and application.user_integration_config is not None
    servers = not members or (application is not None and application.guild_integration_config is not None)
    tree.allowed_installs = app_commands.AppInstallationType(guild=servers, user=members)
    tree.allowed_contexts = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=members)
    if not members:
        log.info("commands are offered in servers and direct messages alone: the portal allows no user installs")
    if not servers:
        log.warning("commands of servers are not offered: the portal allows no guild installs")
        for command in tree.get_commands():
            if command.allowed_installs and command.allowed_installs.guild and not command.allowed_installs.user:
                tree.remove_command(command.name, type=_type_of(command))


def _type_of(command: Offered) -> AppCommandType:
    return command.type if isinstance(command, app_commands.ContextMenu) else AppCommandType.chat_input


async def sync_commands(tree: Tree, application: int, database: Database) -> dict[str, int]:
    """Send the commands to Discord where they differ from what this application last sent; their ids, by name.

    Discord limits how often commands may be written, so the digest of what was sent is kept by application id: of all
    that Discord gets, who may use them where and every translation included.
    """
    payload = [await _sent_as(command, tree) for command in tree.get_commands()]
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    if ids := await _sent(database, application, digest):
        return ids
    async with database.alone("commands"):
        if ids := await _sent(database, application, digest):
            return ids
        sent = {command.name: command.id for command in await tree.sync() if command.type is AppCommandType.chat_input}
        async with database.transaction() as tx:
            await store.keep_sent_digest(tx, application, digest)
            await store.keep_command_ids(tx, application, sent)
    log.info("commands sent to Discord", commands=len(payload))
    return sent


async def _sent_as(command: Offered, tree: Tree) -> dict[str, Any]:
    return await command.get_translated_payload(tree, tree.translator) if tree.translator else command.to_dict(tree)


async def _sent(database: Database, application: int, digest: str) -> dict[str, int] | None:
    """The ids of the commands, where these were sent last; None where others were, or ids were not kept yet."""
    async with database.read() as tx:
        if await store.sent_digest(tx, application) != digest:
            return None
        return await store.command_ids(tx, application) or None
