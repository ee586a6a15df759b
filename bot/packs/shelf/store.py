"""What is kept about the shelf: which entries a server looked up last."""

from bot.database import Tx


async def latest(tx: Tx, guild_id: int, limit: int) -> list[tuple[str, int]]:
    """The entries (`pack/entry`) last looked up in a server and when, in UTC milliseconds, newest first."""
    rows = await tx.fetch(
        "SELECT entry, at FROM looked_up WHERE guild_id = ?1 ORDER BY at DESC, entry LIMIT ?2", guild_id, limit
    )
    return [(row["entry"], row["at"]) for row in rows]


async def keep(tx: Tx, uses: list[tuple[int, str, int]], limit: int) -> None:
    """Write look-ups (guild, entry, at) and forget all but the newest `limit` of those guilds."""
    await tx.many(
        "INSERT INTO looked_up (guild_id, entry, at) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (guild_id, entry) DO UPDATE SET at = excluded.at",
        uses,
    )
    await tx.many(
        "DELETE FROM looked_up WHERE guild_id = ?1 AND entry NOT IN "
        "(SELECT entry FROM looked_up WHERE guild_id = ?1 ORDER BY at DESC, entry LIMIT ?2)",
        [(guild_id, limit) for guild_id in {use[0] for use in uses}],
    )
