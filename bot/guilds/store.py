"""Settings as rows, one a server."""

from dataclasses import asdict

from bot.database import Tx
from bot.guilds.rules import GuildSettings


async def settings(tx: Tx, guild_id: int) -> GuildSettings:
    """What a server has set."""
    row = await tx.one(
        "SELECT discussion_channel, facilitator_role, moderator_role, poll_creators, time_zone, default_results "
        "FROM guild_settings WHERE guild_id = ?1",
        guild_id,
    )
    return GuildSettings(*row) if row else GuildSettings()


async def keep(tx: Tx, guild_id: int, changed: GuildSettings) -> None:
    """Write all of a server's settings."""
    await tx.fetch(
        "INSERT INTO guild_settings (guild_id, discussion_channel, facilitator_role, moderator_role, poll_creators, "
        "time_zone, default_results) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (guild_id) DO UPDATE SET "
        "discussion_channel = excluded.discussion_channel, facilitator_role = excluded.facilitator_role, "
        "moderator_role = excluded.moderator_role, poll_creators = excluded.poll_creators, "
        "time_zone = excluded.time_zone, default_results = excluded.default_results",
        guild_id,
        *asdict(changed).values(),
    )


async def forget(tx: Tx, guild_id: int) -> None:
    """Delete a server's settings."""
    await tx.fetch("DELETE FROM guild_settings WHERE guild_id = ?1", guild_id)
