"""What is kept about people: each feature says which columns, why, how long, seen by whom, and how it is deleted."""

import hmac
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.clock import moment
from bot.database.engine import Row, Tx

GUILD = "guild_id"
"""The name of every column that says which server a row belongs to."""
NOBODY = 0
"""Stands where a column must name somebody and that member had their data deleted."""
ACCOUNT = "@"
"""Stands before every column that holds a member's Discord account, where a room tells its columns."""


def tag(key: bytes, member_id: int) -> str:
    """What stands for a member where nobody is to know who it is: nothing without the key leads back."""
    return hmac.digest(key, member_id.to_bytes(8, "big"), "sha256").hex()


async def _nothing_told(_tx: Tx, _member_id: int) -> dict[str, Any]:
    return {}


async def _nothing(_tx: Tx, _member_id: int) -> None:
    """Nothing is about a member."""


@dataclass(frozen=True, kw_only=True)
class Retained:
    """One thing that is kept about members or servers: a row of the table in PRIVACY.md."""

    what: str
    why: str
    where: Mapping[str, str]
    """The columns of each table, parted by spaces, with `@` before those that hold a member's account."""
    how_long: str = "Until 30 days after the server has removed the bot"
    who: str
    """Who can see it through the bot."""
    count: Callable[[Tx, int], Awaitable[int]] | None = None
    """How many of it are a member's, where the accounts do not tell."""

    @property
    def accounts(self) -> tuple[str, ...]:
        """The columns that hold a member's account, as `table.column`."""
        told = ((table, column) for table, columns in self.where.items() for column in columns.split())
        return tuple(f"{table}.{column[1:]}" for table, column in told if column.startswith(ACCOUNT))


@dataclass(frozen=True, kw_only=True)
class Keeper:
    """What one feature keeps, with what may be asked of it. Every function works on all servers at once.

    `export` gives all of it about one member and nothing about others, by parts and as JSON can hold it. `delete`
    leaves no row that names the member. Both do nothing where nothing is about members.
    """

    name: str
    """For members, such as `Polls`."""
    kept: tuple[Retained, ...] = ()
    other: Mapping[str, str] = field(default_factory=dict[str, str])
    """The columns of each table that tell nothing about a member or a server."""
    export: Callable[[Tx, int], Awaitable[dict[str, Any]]] = _nothing_told
    delete: Callable[[Tx, int], Awaitable[None]] = _nothing
    forget_guild: Callable[[Tx, int], Awaitable[None]] | None = None
    """Leaves no row that names a server, where that is more than to delete the rows that do."""

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
                found.setdefault(table, set()).update(columns.replace(ACCOUNT, "").split())
        return found


async def count(tx: Tx, kept: Retained, member_id: int) -> int:
    """How many rows of something are a member's."""
    if kept.count:
        return await kept.count(tx, member_id)
    return sum([await _rows(tx, account, member_id) for account in kept.accounts])


async def columns_naming(tx: Tx, keeper: Keeper, member_id: int) -> list[str]:
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


async def export(tx: Tx, keeper: Keeper, member_id: int) -> dict[str, Any]:
    """What a feature keeps about a member; empty where that is nothing."""
    return {part: each for part, each in (await keeper.export(tx, member_id)).items() if each}


def told(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows of servers as members take them home, by the names of their columns: moments in words, no gaps."""
    return [_told(row) for row in rows]


async def forget_guild(tx: Tx, keeper: Keeper, guild_id: int) -> None:
    """Delete all that a feature keeps of a server, in the order in which it names its tables."""
    if keeper.forget_guild:
        await keeper.forget_guild(tx, guild_id)
        return
    for table in (table for table, columns in keeper.columns.items() if GUILD in columns):
        await tx.fetch(f"DELETE FROM {table} WHERE {GUILD} = ?1", guild_id)  # noqa: S608 - as above


async def empty(tx: Tx, keeper: Keeper) -> None:
    """Delete all that a feature keeps about members and servers, in the order in which it names its tables."""
    for table in dict.fromkeys(table for kept in keeper.kept for table in kept.where):
        await tx.fetch(f"DELETE FROM {table}")  # noqa: S608 - as above


async def _rows(tx: Tx, account: str, member_id: int) -> int:
    table, column = account.split(".")
    [row] = await tx.fetch(f"SELECT count(*) FROM {table} WHERE {column} = ?1", member_id)  # noqa: S608 - as above
    return row[0]


def _told(row: Row) -> dict[str, Any]:
    there = {name: row[name] for name in row.keys() if row[name] not in (None, "")}  # noqa: SIM118 - a Row is no dict
    return {"server": str(there.pop(GUILD))} | {
        name: moment(value).isoformat() if name.split("_")[-1] == "at" else value for name, value in there.items()
    }
