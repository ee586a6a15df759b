"""What the seam to Discord keeps: nothing about anybody."""

from typing import Any

from bot.database import Tx
from bot.database.retention import Keeper


async def _export(_tx: Tx, _member_id: int) -> dict[str, Any]:
    return {}


async def _nothing(_tx: Tx, _id: int) -> None:
    """Nothing is about a member or a server."""


KEEPER = Keeper(
    name="Commands",
    kept=(),
    other={
        "synced_commands": "application_id digest",
        "command_ids": "application_id name id",
        "interactions_written": "id delivery",
    },
    export=_export,
    delete=_nothing,
    forget_guild=_nothing,
)
