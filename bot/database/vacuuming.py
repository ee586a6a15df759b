"""Freeing what was deleted of ballots and statements, so that the files of their tables hold it no longer."""

import asyncio
import itertools
import logging
import re
from typing import Any

from asyncpg.pool import PoolConnectionProxy as Connection

from bot.database.pg_pool import PATIENCE

SCRUBBED = {
    "secret_ballots": "VACUUM (FULL, VERBOSE)",
    "secret_keys": "VACUUM (FULL, VERBOSE)",
    "secret_statements": "VACUUM (FULL, VERBOSE)",
    "secret_statement_keys": "VACUUM (FULL, VERBOSE)",
    "ballots": "VACUUM (VERBOSE)",
    "statement_votes": "VACUUM (VERBOSE)",
}
"""The secret ones are written anew, so that their old files go; a large table is only cleaned."""
LEFT = re.compile(
    r"(\d+) (?:dead row versions cannot be removed yet|are dead but not yet removable|dead from \d+ pages)"
)
"""Deleted rows that had to stay, in what a server tells whose messages are English."""
NOW = "SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296)::text"
"""The first transaction number that has not ended yet, without its epoch."""
SEEING = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND (age(backend_xmin) > age($1::text::xid) OR age(backend_xid) > age($1::text::xid))"
)
PAUSE = 0.02
"""Seconds between two looks at who is still at work."""
LONGEST_PAUSE = 1.0
"""The same between two passes, each after twice as long."""

log = logging.getLogger(__name__)


async def vacuum(connection: Connection) -> None:
    """Free what is deleted, as soon as no transaction can see it any more.

    Repeated until the server says that nothing is left, for `PATIENCE` at most: a connection that is just being made, a
    prepared transaction or a replica may hold rows back, and no view shows each of them.
    """
    until = asyncio.get_running_loop().time() + PATIENCE
    await _wait_for_who_still_sees(connection, until)
    await connection.execute("SET statement_timeout = 0")
    try:
        held = await _free(connection, until)
    finally:
        await connection.execute("RESET statement_timeout")
    if held:
        log.warning(
            "deleted rows of %s are still in the server's files, as a transaction there may see them; they go with the "
            "next deletion, or at the next start",
            ", ".join(f"{table} ({rows})" for table, rows in held.items()),
        )


async def _free(connection: Connection, until: float) -> dict[str, int]:
    """Go over the tables until nothing is left; how many rows had to stay in which, where that did not come about."""
    held: dict[str, int | None] = dict.fromkeys(SCRUBBED)
    for number in itertools.count():
        left = {table: await _pass(connection, table) for table in held}
        # Where the server does not tell, a second pass is all that can be done.
        held = {table: rows for table, rows in left.items() if rows or (rows is None and number == 0)}
        if not held or asyncio.get_running_loop().time() >= until:
            break
        await asyncio.sleep(min(PAUSE * 2**number, LONGEST_PAUSE))
    return {table: rows for table, rows in held.items() if rows}


async def _pass(connection: Connection, table: str) -> int | None:
    """Free what can be freed of a table now; how many deleted rows had to stay, None where the server does not tell."""
    told: list[str] = []

    def hear(_connection: object, message: Any) -> None:
        told.append(f"{message.message} {message.detail}")

    connection.add_log_listener(hear)
    try:
        await connection.execute(f"{SCRUBBED[table]} {table}")
    finally:
        connection.remove_log_listener(hear)
    found = LEFT.findall(" ".join(told))
    return sum(map(int, found)) if found else None


async def _wait_for_who_still_sees(connection: Connection, until: float) -> None:
    """Wait until every transaction that began before now has ended, for what it may see cannot be freed."""
    mark = await connection.fetchval(NOW)
    while await connection.fetchval(SEEING, mark):
        if asyncio.get_running_loop().time() >= until:
            return
        await asyncio.sleep(PAUSE)
