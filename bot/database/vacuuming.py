"""Freeing what was deleted of ballots, so that the files of their tables hold it no longer."""

import asyncio
import logging

from asyncpg.pool import PoolConnectionProxy as Connection

from bot.database.reaching import PATIENCE

SCRUBBED = ("VACUUM (FULL) secret_ballots", "VACUUM (FULL) secret_keys", "VACUUM ballots")
"""The first two are written anew, so that their old files go; a large table is only cleaned."""
NOW = "SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296)::text"
"""The first transaction number that has not ended yet, without its epoch."""
SEEING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND (age(backend_xmin) > age($1::text::xid) OR age(backend_xid) > age($1::text::xid))"
)
PASSES = 2
"""A connection that is just being made may see for a moment what was deleted, and no view shows it."""
PAUSE = 0.02
"""Seconds between two looks at who is still at work."""

log = logging.getLogger(__name__)


async def vacuum(connection: Connection) -> None:
    """Free what is deleted, as soon as no transaction can see it any more."""
    await _wait_for_who_still_sees(connection)
    await connection.execute("SET statement_timeout = 0")
    try:
        for _ in range(PASSES):
            for statement in SCRUBBED:
                await connection.execute(statement)
            await asyncio.sleep(PAUSE)
    finally:
        await connection.execute("RESET statement_timeout")


async def _wait_for_who_still_sees(connection: Connection) -> None:
    """Wait until every transaction that began before now has ended, for what it may see cannot be freed."""
    mark = await connection.fetchval(NOW)
    for _ in range(int(PATIENCE / PAUSE)):
        if not await connection.fetchval(SEEING, mark):
            return
        await asyncio.sleep(PAUSE)
    log.warning("a transaction on the database has run very long: what was deleted is freed later")
