"""What the settings of servers keep: nothing about members."""

from typing import Any

from bot.database import Tx
from bot.database.retention import Keeper, Retained
from bot.guilds import store


async def _export(_tx: Tx, _member_id: int) -> dict[str, Any]:
    return {}


async def _delete(_tx: Tx, _member_id: int) -> None:
    """Nothing is about a member."""


KEEPER = Keeper(
    name="Settings",
    kept=(
        Retained(
            what="What a server has set: channels, roles, its time zone, when results are seen",
            why="So that the settings keep working",
            where={
                "guild_settings": "guild_id discussion_channel facilitator_role moderator_role poll_creators time_zone "
                "default_results moderators_channel"
            },
            how_long="Until 30 days after the server has removed the bot",
            who="Everyone in the server",
        ),
    ),
    other={},
    export=_export,
    delete=_delete,
    forget_guild=store.forget,
)
