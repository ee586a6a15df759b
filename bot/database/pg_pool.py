"""Reaching a PostgreSQL: its address, a pool of connections, and what it means when one is lost."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from asyncpg.pool import PoolConnectionProxy as Connection

from bot.database.engine import NotSavedError, ReadOnlyError, Sparing, UnreachableError
from bot.errors import SettingError

CONNECTIONS = 2, 5
"""The fewest and the most that a process keeps open for its transactions."""
PATIENCE = 10
"""Seconds to wait for a connection, new or returned."""
LEAVING = 3
"""The same for connections that are in use when the program leaves."""
LIMITS = {
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "application_name": "second-look",
}
"""What a process that hangs may keep from the others, and for how long."""
NO_LIMITS = {
    "application_name": "second-look",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""For connections that wait, for notices or their turn; that a whole machine is gone shows within half a minute."""
EXPECTED = "DATABASE_URL: expected an address such as postgresql://user:password@host:5432/name"


_LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,
)
_OF_A_DEAD_CONNECTION = (
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError
)  # fmt: skip


def place_of(url: str) -> str:
    """The server and the database that a url names, without who may enter; raises SettingError where it names none."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise SettingError(EXPECTED) from None
    if not parts.path.strip("/"):
        raise SettingError(EXPECTED)
    return f"{parts.path.strip('/')} on {parts.hostname or 'this machine'}:{port}"


@asynccontextmanager
async def pool_of(url: str, place: str) -> AsyncIterator[asyncpg.Pool]:
    pool = await _made(url, place)
    try:
        yield pool
    finally:
        try:
            async with asyncio.timeout(LEAVING):
                await pool.close()
        except TimeoutError:
            pool.terminate()


async def _made(url: str, place: str) -> asyncpg.Pool:
    fewest, most = CONNECTIONS
    settings = settings_for(url, LIMITS)
    try:
        return await asyncpg.create_pool(
            url, min_size=fewest, max_size=most, timeout=PATIENCE, reset=_as_it_is, server_settings=settings
        )
    except (asyncpg.ClientConfigurationError, ValueError):
        raise SettingError(EXPECTED) from None  # what asyncpg says of it may quote the password
    except asyncpg.PostgresError as error:
        raise SettingError(f"DATABASE_URL: {place} cannot be used: {error.args[0]}") from None
    except (OSError, TimeoutError, asyncpg.InterfaceError) as error:
        raise SettingError(f"DATABASE_URL: {place} cannot be reached: {_reason(error)}") from None


def settings_for(url: str, settings: dict[str, str]) -> dict[str, str]:
    """These settings, but for those that the url makes itself."""
    return {name: value for name, value in settings.items() if f"{name}=" not in url}


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else str(error)) or type(error).__name__


async def check(pool: asyncpg.Pool, place: str) -> None:
    encoding: Any = await pool.fetchval("SHOW server_encoding")
    if encoding != "UTF8":
        raise SettingError(f"DATABASE_URL: {place} keeps texts as {encoding}; make a database with the encoding UTF8")
    if await pool.fetchval("SHOW transaction_read_only") == "on":
        raise SettingError(
            f"DATABASE_URL: {place} takes nothing new: it stands by for another server, or is set to be read only; "
            "name the one that can be written"
        )


async def _as_it_is(_: object) -> None:
    """Give a connection back without asking the server to reset it: transactions leave nothing behind."""


@contextmanager
def said_plainly(
    connection: Connection, say: Sparing, *, writes: bool = True, committing: bool = False
) -> Iterator[None]:
    """Raise UnreachableError for everything that a lost connection, or a server in trouble, looks like.

    And ReadOnlyError where the server takes nothing new; the connection is given up then.
    """
    try:
        yield
    except asyncpg.DiskFullError as error:
        say("nothing can be saved: the disk of the database is full", level=logging.ERROR)
        raise NotSavedError from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        if not writes:
            raise
        say("nothing can be saved: the database takes nothing new; is it a server that stands by for another?")
        connection.terminate()
        raise ReadOnlyError from error
    except _LOST as error:
        say("the database is in trouble: %s", type(error).__name__)
        raise UnreachableError(committing=committing) from error
    except _OF_A_DEAD_CONNECTION as error:
        if not is_dead(connection):
            raise
        say("the database was lost: %s", type(error).__name__)
        raise UnreachableError(committing=committing) from error


def is_dead(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:
        return True  # the pool took it back when it ended
