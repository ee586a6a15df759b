"""What is kept about people: each feature says which columns, why, how long, seen by whom, and how it is deleted."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.database.engine import Tx

GUILD = "guild_id"
"""The name of every column that says which server a row belongs to."""
NOBODY = 0
"""Stands where a column must name somebody and that member had their data deleted."""


@dataclass(frozen=True, kw_only=True)
class Retained:
    """One thing that is kept about members or servers: a row of the table in PRIVACY.md."""

    what: str
    why: str
    where: Mapping[str, str]
    """The columns of each table, parted by spaces."""
    how_long: str
    who: str
    """Who can see it through the bot."""
    accounts: tuple[str, ...] = ()
    """The columns that hold a member's Discord account, as `table.column`."""
    count: Callable[[Tx, int], Awaitable[int]] | None = None
    """How many of it are a member's, where the accounts do not tell."""


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What one feature keeps, with what may be asked of it. Every function works on all servers at once.

    `export` gives all of it about one member and nothing about others, as JSON can hold it; empty where there is
    nothing. `delete` leaves no row that names the member; `forget_guild` none that names the server.
    """

    name: str
    """For members, such as `Polls`."""
    kept: tuple[Retained, ...]
    other: Mapping[str, str]
    """The columns of each table that tell nothing about a member or a server."""
    export: Callable[[Tx, int], Awaitable[dict[str, Any]]]
    delete: Callable[[Tx, int], Awaitable[None]]
    forget_guild: Callable[[Tx, int], Awaitable[None]]

    @property
    def about_members(self) -> bool:
        """Whether anything of it is about single members."""
        return any(kept.accounts or kept.count for kept in self.kept)

    @property
    def accounts(self) -> tuple[str, ...]:
        """Every column of the feature that holds a member's account, as `table.column`."""
        return tuple(dict.fromkeys(account for kept in self.kept for account in kept.accounts))

    @property
    def columns(self) -> dict[str, set[str]]:
        """Every column that the feature says it keeps, by table."""
        found: dict[str, set[str]] = {}
        for where in (*(kept.where for kept in self.kept), self.other):
            for table, columns in where.items():
                found.setdefault(table, set()).update(columns.split())
        return found


async def count(tx: Tx, kept: Retained, member_id: int) -> int:
    """How many rows of something are a member's."""
    if kept.count:
        return await kept.count(tx, member_id)
    return sum([await _rows(tx, account, member_id) for account in kept.accounts])


async def named(tx: Tx, keeper: Keeper, member_id: int) -> list[str]:
    """The columns, as `table.column`, in which a feature still holds this account."""
    return [account for account in keeper.accounts if await _rows(tx, account, member_id)]


async def members(tx: Tx, keepers: Iterable[Keeper]) -> set[int]:
    """Every account that any feature holds."""
    found: set[int] = set()
    for account in (account for keeper in keepers for account in keeper.accounts):
        table, column = account.split(".")
        rows = await tx.fetch(f"SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608 - names of the schema
        found.update(row[0] for row in rows)
    return found - {NOBODY}


async def guilds(tx: Tx, keepers: Iterable[Keeper]) -> set[int]:
    """Every server of which any feature holds something."""
    found: set[int] = set()
    for table in (table for keeper in keepers for table, columns in keeper.columns.items() if GUILD in columns):
        found.update(row[0] for row in await tx.fetch(f"SELECT DISTINCT {GUILD} FROM {table}"))  # noqa: S608 - as above
    return found - {NOBODY}


async def empty(tx: Tx, keeper: Keeper) -> None:
    """Delete all that a feature keeps about members and servers, in the order in which it names its tables."""
    for table in dict.fromkeys(table for kept in keeper.kept for table in kept.where):
        await tx.fetch(f"DELETE FROM {table}")  # noqa: S608 - as above


async def _rows(tx: Tx, account: str, member_id: int) -> int:
    table, column = account.split(".")
    [row] = await tx.fetch(f"SELECT count(*) FROM {table} WHERE {column} = ?1", member_id)  # noqa: S608 - as above
    return row[0]
