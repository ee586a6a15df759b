"""Settings as rows, one a server."""

from dataclasses import asdict, fields

from bot.database import Tx
from bot.guilds.rules import GuildSettings

_COLUMNS = [field.name for field in fields(GuildSettings)]
_LISTED = ", ".join(_COLUMNS)
_SELECT = f"SELECT {_LISTED}"
_PLACES = ", ".join(f"?{place}" for place in range(2, len(_COLUMNS) + 2))
_TAKEN_OVER = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS)


async def settings(tx: Tx, guild_id: int) -> GuildSettings:
    """What a server has set."""
    row = await tx.one(f"{_SELECT} FROM guild_settings WHERE guild_id = ?1", guild_id)
    return GuildSettings(*row) if row else GuildSettings()


async def next_number(tx: Tx, table: str, guild_id: int) -> int:
    """The next number of a server, now taken; `table` has the last one of each server."""
    [row] = await tx.fetch(
        f"INSERT INTO {table} (guild_id, last) VALUES (?1, 1) "  # noqa: S608 - a feature's table
        f"ON CONFLICT (guild_id) DO UPDATE SET last = {table}.last + 1 RETURNING last",
        guild_id,
    )
    return row["last"]


async def keep(tx: Tx, guild_id: int, changed: GuildSettings) -> None:
    """Write all of a server's settings."""
    await tx.fetch(
        f"INSERT INTO guild_settings (guild_id, {_LISTED}) VALUES (?1, {_PLACES}) "  # noqa: S608 - columns, constants above
        f"ON CONFLICT (guild_id) DO UPDATE SET {_TAKEN_OVER}",
        guild_id,
        *asdict(changed).values(),
    )
