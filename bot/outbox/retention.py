"""What the outbox keeps: what is to be done in a server, nothing about members."""

from typing import Any

from bot.database import Tx
from bot.database.retention import Keeper, Retained
from bot.outbox import store


async def _export(_tx: Tx, _member_id: int) -> dict[str, Any]:
    return {}


async def _delete(_tx: Tx, _member_id: int) -> None:
    """Nothing is about a member."""


KEEPER = Keeper(
    name="Things to do",
    kept=(
        Retained(
            what="What I am to do by myself: close a poll, post a prompt, open a planned viewing",
            why="So that it is done at its time, once, also after a restart",
            where={"jobs": "kind guild_id key line turn due_at first_tried_at tries parked"},
            how_long="Until it is done",
            who="Nobody; moderators see why something could not be done",
        ),
    ),
    other={},
    export=_export,
    delete=_delete,
    forget_guild=store.forget_guild,
)
