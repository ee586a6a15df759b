"""What the settings of servers keep: nothing about members."""

from bot.database.retention import Keeper, Retained

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
            who="Everyone in the server",
        ),
    ),
)
