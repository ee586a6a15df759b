"""What the seam to Discord keeps: nothing about anybody."""

from bot.database.retention import Keeper

KEEPER = Keeper(
    name="Commands",
    other={
        "synced_commands": "application_id digest",
        "command_ids": "application_id name id",
        "interactions_written": "id delivery",
    },
)
