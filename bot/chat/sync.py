"""Telling Discord the commands, only when they changed."""

import hashlib
import json

import structlog
from discord import AppCommandType, app_commands

from bot.chat import store
from bot.database import Database

log = structlog.get_logger(__name__)


async def sync_commands(tree: app_commands.CommandTree, application: int, database: Database) -> dict[str, int]:
    """Send the commands to Discord where they differ from what this application last sent; their ids, by name.

    Discord limits how often commands may be written, so the digest of what was sent is kept by application id.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
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


async def _sent(database: Database, application: int, digest: str) -> dict[str, int] | None:
    """The ids of the commands, where these were sent last; None where others were, or ids were not kept yet."""
    async with database.read() as tx:
        if await store.sent_digest(tx, application) != digest:
            return None
        return await store.command_ids(tx, application) or None
