"""What every engine offers: whole transactions, and inside them SQL that SQLite and PostgreSQL share."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from bot.errors import Refusal

Connection = TypeVar("Connection")
SqlValue = int | float | str | bytes | None

ROW_BY_ROW = -1
"""In place of a server, for a transaction that locks the rows it depends on (`Tx.for_update`), or depends on none."""
Changed = Callable[[int | None], Awaitable[None]]
"""Takes the server whose rows another process changed, or None where those of any may have."""
UNSURE = "My database does not answer at the moment. What you did may not be saved: check, and try again in a minute."
MINUTE = 60.0


class OpeningError(Exception):
    """The database cannot be served: one line for the operator, saying why and what to do."""


class DatabaseInUseError(OpeningError):
    """Another process has the file."""


class SchemaTooNewError(OpeningError):
    """The file was written by a newer version of the program."""


class DamagedError(OpeningError):
    """The file is damaged: nothing more may be written to it."""


class TakenAwayError(OpeningError):
    """The file was moved, deleted or replaced while it was open: nothing is where a restart would look for it."""


class NotSavedError(Refusal):
    """Nothing was changed, since the storage cannot be written just now; once it can, all goes on by itself."""

    words = (
        "This was not saved: the disk of the computer I run on is full or fails. Nothing was changed. Try again later."
    )

    def __init__(self) -> None:
        super().__init__(self.words)


class SlowError(NotSavedError):
    """The transaction was given up before it was committed: whoever waits for it must be answered."""

    words = "Nothing was saved, since my storage does not answer in time; try again in a minute."


class HeldError(NotSavedError):
    """Another program has the file for itself."""

    words = "Nothing was saved, since another program holds my storage; try again in a minute."


class ReadOnlyError(NotSavedError):
    """The server takes nothing new, as one does that stands by for another."""

    words = "Nothing was saved, since my storage takes nothing new at the moment; try again in a minute."


class UnreachableError(NotSavedError):
    """A server does not answer; where that shows at the commit, it is not known whether it took place."""

    words = "Nothing was saved, since my database does not answer at the moment; try again in a minute."

    def __init__(self, *, committing: bool = False) -> None:
        if committing:
            self.words = UNSURE
        super().__init__()


class LostError(NotSavedError):
    """The same of a file that is no longer where it was; the program ends soon."""

    words = (
        "This was not saved: the file that I keep everything in was moved, deleted or replaced. Nothing was changed. "
        "Whoever runs the bot has to put it back; then try again."
    )


@dataclass(frozen=True, slots=True)
class Shards:
    """Which of Discord's shards a process connects as; a server's events come on one of them."""

    count: int
    own: tuple[int, ...]


class Row(Protocol):
    """One row of a result, by column name or position."""

    def __getitem__(self, key: int | str, /) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def keys(self) -> Iterable[str]: ...


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

    def for_update(self, table: str, *, skip_locked: bool = False) -> str:
        """What to put behind a SELECT whose rows of `table` (its name there) nobody else may change until the end.

        With `skip_locked`, rows that somebody else has are left out. Empty where there is one writer, or none: on
        SQLite, and while reading.
        """
        ...

    def ours(self, guild_id: str) -> str:
        """A condition on a column with servers: those that this process looks after, since it gets their events.

        All, where no others share the database; also those of a process that died, of which one survivor is in charge.
        """
        ...

    async def tell(self, topic: str, guild_id: int) -> None:
        """Have other processes told, once this is committed, that what they remember of a server is out of date."""
        ...

    async def columns(self) -> list[tuple[str, str, int]]:
        """(table, column, place in the primary key, from 1, or 0) of the schema, tables in the order they were made."""
        ...

    async def load(self, table: str, columns: Sequence[str], pages: AsyncIterator[Sequence[Row]]) -> None:
        """Fill an empty table, page by page; its rows may refer to one another in any order."""
        ...


class Database(Protocol):
    """A database in which a use case is one transaction.

    A transaction is committed when its `async with` ends, rolled back when an exception leaves it, cancellation
    included. Neither kind may be opened inside the other by one task: RuntimeError. A disk that is full or fails is a
    NotSavedError, and so are its kinds: a file that another program has (HeldError), a server that does not answer
    (UnreachableError) or takes nothing new (ReadOnlyError), and an end to the patience of whoever waits (SlowError).
    An interaction for which another delivery of it has written already is a DoneAlreadyError (`idempotency.py`).
    """

    keeps_copies: bool
    """Whether what is deleted may live on where this program cannot reach it: in logs and copies of a server."""

    def transaction(self, guild_id: int | None = None) -> AbstractAsyncContextManager[Tx]:
        """Read and write; what was written is durable once the `async with` has ended without an exception.

        Writers of one server follow one another, so what one of them looked up stays so until its end; without a
        server a writer is alone. With `ROW_BY_ROW` others write at the same time. On SQLite every writer is alone.
        """
        ...

    def read(self) -> AbstractAsyncContextManager[Tx]:
        """Read one unchanging state of the database, without waiting for writers."""
        ...

    def follow(self, topic: str, changed: Changed) -> None:
        """Call `changed`, a method, after others told a topic (`Tx.tell`), for as long as its object lives.

        Called too for what this process told itself; never where no other process can share the database.
        """
        ...

    def alone(self, work: str) -> AbstractAsyncContextManager[None]:
        """Be the only process, of all that share the database, that is at this work; waits for its turn."""
        ...

    async def scrub(self) -> None:
        """Leave no trace of deleted rows in the tables' files; slow, so only where a promise needs it."""
        ...


class Running(Tx, Generic[Connection]):
    """A transaction on a connection; refuses to run any statement once it is over."""

    def __init__(self, connection: Connection) -> None:
        self._connection: Connection | None = connection

    async def one(self, sql: str, *params: SqlValue) -> Row | None:
        rows = await self.fetch(sql, *params)
        return rows[0] if rows else None

    def _running(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("this transaction is over; do its work inside its `async with`")
        return self._connection

    def end(self) -> None:
        self._connection = None


class OncePerTask:
    """Refuses a transaction inside another of the same task, which would wait for itself."""

    def __init__(self) -> None:
        self._busy: set[asyncio.Task[object] | None] = set()

    @contextmanager
    def __call__(self) -> Iterator[None]:
        """Be the one transaction of the current task."""
        task = asyncio.current_task()
        if task in self._busy:
            raise RuntimeError("this task is inside a transaction already; pass its `tx` on instead of opening another")
        self._busy.add(task)
        try:
            yield
        finally:
            self._busy.discard(task)


class Sparing:
    """Tells the log of a trouble that lasts once a minute, not each time that it is met."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._said: dict[str, float] = {}

    def __call__(self, line: str, *values: object, level: int = logging.WARNING) -> None:
        """`line` with its values, where the same line was not told within the last minute."""
        now = time.monotonic()
        if now >= self._said.get(line, 0.0):
            self._said[line] = now + MINUTE
            self._log.log(level, line, *values)


def storable(value: SqlValue) -> SqlValue:
    """The value as every engine can hold it: PostgreSQL takes no NUL in a text."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) and "\0" in value else value


def values(rows: Iterable[tuple[SqlValue, ...]], *types: str) -> tuple[str, list[SqlValue]]:
    """A `WITH k (a, b, …)` of rows, to join with, update or insert from, and its parameters.

    SQLite would scan whole tables for `(a, b) IN (VALUES …)`, PostgreSQL learns the types from the casts. Filled up to
    a power of two by repeating the last row, so that few statements differ: take DISTINCT rows where that matters.
    """
    listed = list(rows)
    listed += listed[-1:] * ((1 << (len(listed) - 1).bit_length()) - len(listed))
    width = len(types)
    first = ", ".join(f"CAST(?{n} AS {kind})" for n, kind in enumerate(types, 1))
    starts = range(width + 1, width * len(listed) + 1, width)
    others = [", ".join(f"?{n}" for n in range(start, start + width)) for start in starts]
    names = ", ".join("abcdefgh"[:width])
    return (
        f"WITH k ({names}) AS (VALUES {', '.join(f'({row})' for row in (first, *others))}) ",
        [value for row in listed for value in row],
    )
