"""Telling Discord the commands, only when they changed."""

import hashlib
import json

import structlog
from discord import app_commands

from bot.chat import store
from bot.database import Database

log = structlog.get_logger(__name__)


async def sync_commands(tree: app_commands.CommandTree, application: int, database: Database) -> bool:
    """Send the commands to Discord where they differ from what this application last sent; True when sent.

    Discord limits how often commands may be written, so the digest of what was sent is kept by application id.
    """
    payload = [command.to_dict(tree) for command in tree.get_commands()]
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    if await _sent(database, application) == digest:
        return False
    async with database.alone("commands"):
        if await _sent(database, application) == digest:
            return False
        await tree.sync()
        async with database.transaction() as tx:
            await store.keep_sent_digest(tx, application, digest)
    log.info("commands sent to Discord", commands=len(payload))
    return True


async def _sent(database: Database, application: int) -> str | None:
    async with database.read() as tx:
        return await store.sent_digest(tx, application)
