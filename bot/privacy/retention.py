"""What is kept so that deletions are carried out."""

from typing import Any

from bot.database import Tx
from bot.database.retention import Keeper, Retained
from bot.privacy import store


async def _export(tx: Tx, member_id: int) -> dict[str, Any]:
    return {"deletions that will be tried again": await store.features_left(tx, member_id)}


async def _keep(_tx: Tx, _guild_id: int) -> None:
    """What is still to be deleted is forgotten by whoever has seen all of it deleted."""


KEEPER = Keeper(
    name="Deletions",
    kept=(
        Retained(
            what="That a deletion you asked for is not finished",
            why="So that it is tried again until it works",
            where={"unfinished_deletions": "member_id keeper due_at tries"},
            how_long="Until it has worked",
            who="Nobody",
        ),
        Retained(
            what="That somebody had their data deleted: a code that only who knows your account can tell is yours",
            why="So that the deletion is done again when an older backup is restored",
            where={"tombstones": "salt tag deleted_at pending"},
            how_long="30 days",
            who="Nobody",
        ),
        Retained(
            what="That a server has removed the bot",
            why="So that what is kept of it is deleted",
            where={"departures": "guild_id gone_at due_at"},
            how_long="30 days, or until the server invites the bot again",
            who="Nobody",
        ),
    ),
    other={"schema_version": "version name", "revisions": "topic number"},
    export=_export,
    forget_guild=_keep,
)
