"""What every engine offers: whole transactions, and inside them SQL that SQLite and PostgreSQL share."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.errors import Refusal

SqlValue = int | float | str | bytes | None

NOT_SAVED = (
    "This was not saved: the disk of the computer I run on is full or fails. Nothing was changed. Try again later."
)


class OpeningError(Exception):
    """The database cannot be served: one line for the operator, saying why and what to do."""


class DatabaseInUseError(OpeningError):
    """Another process has the file."""


class SchemaTooNewError(OpeningError):
    """The file was written by a newer version of the program."""


class DamagedError(OpeningError):
    """The file is damaged: nothing more may be written to it."""


class NotSavedError(Refusal):
    """Nothing was changed, since the disk is full or failing; once it is not, all goes on by itself."""

    def __init__(self) -> None:
        super().__init__(NOT_SAVED)


class Row(Protocol):
    """One row of a result, by column name or position."""

    def __getitem__(self, key: int | str, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> list[str]: ...


class Tx(Protocol):
    """A running transaction; useless after its `async with` has ended.

    Parameters are written ?1, ?2, … and may repeat. Times are integers, UTC milliseconds; ids are 64-bit integers.
    """

    async def fetch(self, sql: str, *params: SqlValue) -> list[Row]:
        """Run one statement, reading or writing; its rows, if it yields any."""
        ...

    async def one(self, sql: str, *params: SqlValue) -> Row | None:
        """Run one statement; its first row, or None."""
        ...

    async def many(self, sql: str, rows: Iterable[Sequence[SqlValue]]) -> None:
        """Run one writing statement once for each row of parameters."""
        ...


class Database(Protocol):
    """A database in which a use case is one transaction.

    A transaction is committed when its `async with` ends, rolled back when an exception leaves it, cancellation
    included. Writers follow one another. Neither kind may be opened inside the other by one task: RuntimeError. A disk
    that is full or fails is a NotSavedError.
    """

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """Read and write; what was written is durable once the `async with` has ended without an exception."""
        ...

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """Read one unchanging state of the database, without waiting for writers."""
        ...

    async def scrub(self) -> None:
        """Leave no trace of deleted rows in the database's files; slow, so only where a promise needs it."""
        ...
