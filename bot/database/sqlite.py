"""SQLite behind the engine's protocol: one writer, one reader, one process for each file."""

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import aiosqlite

from bot.database import copying, file_identity, idempotency, integrity, leftover_files, migrations
from bot.database.deadline import in_time, saving
from bot.database.engine import (
    Changed,
    DamagedError,
    Database,
    DatabaseInUseError,
    HeldError,
    LostError,
    NotSavedError,
    OncePerTask,
    TakenAwayError,
    Tx,
)
from bot.database.file_lock import followed, identity, own
from bot.database.sqlite_lane import LOOK, PATIENCE, Lane
from bot.errors import SettingError
from bot.installation import command

AT_START = 60.0
"""Seconds to wait for another program that holds the file when it is opened."""

log = logging.getLogger(__name__)

WATCH = 2.0
"""Seconds between two looks whether the file is still where it was; each commit looks too."""
LINGER = 6.0
"""Seconds in which members and `readyz` are still told that it is not, before the program ends."""


class SqliteDatabase(Database):
    """An open file; `open_sqlite` makes one."""

    keeps_copies = False

    def __init__(self, writer: aiosqlite.Connection, reader: aiosqlite.Connection, path: Path, descriptor: int) -> None:
        self.damage: DamagedError | None = None
        self.lost: TakenAwayError | None = None
        self.unsaved: str | None = None
        """Why the last transaction could not be saved, where that was the fault of the disk or of another program."""
        self.when_over: Callable[[], None] | None = None
        """Called once when the file cannot be served any more: damaged, or no longer there."""
        self._path = path
        self._descriptor = descriptor
        self._identity = identity(os.fstat(descriptor))
        self._writer = writer
        self._writing = Lane(writer, "BEGIN IMMEDIATE", self.expect_there)
        self._reading = Lane(reader, "BEGIN")
        self._once_per_task = OncePerTask()

    @asynccontextmanager
    async def transaction(self, guild_id: int | None = None) -> AsyncIterator[Tx]:
        with self._once_per_task(), saving(), self._judged(writing=True):
            async with in_time() as limit, self._writing.transaction(limit) as tx:
                before = self._writer.total_changes
                await idempotency.claim(tx, guild_id)
                yield tx
                has_written = self._writer.total_changes != before
            if has_written:  # one that had nothing to write proves nothing: it ends well on a full disk too
                self._note_saved()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        with self._once_per_task(), self._judged():
            async with in_time() as limit, self._reading.transaction(limit) as tx:
                yield tx

    def follow(self, topic: str, changed: Changed) -> None:
        """Nobody else has the file."""

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[None]:  # noqa: ARG002 - nobody else has the file
        yield

    async def scrub(self) -> None:
        """Move the write-ahead log into the file and empty it; `secure_delete` has overwritten the rows there."""
        with self._once_per_task(), self._judged(writing=True):
            async with self._writing.turn, self._reading.turn:
                try:
                    await self._writer.execute_fetchall(_patient(PATIENCE))  # for a copy that is being made
                    await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                finally:
                    await self._writer.execute_fetchall(_patient(LOOK))

    @contextmanager
    def patient(self, seconds: float) -> Iterator[None]:
        """Wait so long for another program that holds the file, each time."""
        self._writing.patience = seconds
        try:
            yield
        finally:
            self._writing.patience = PATIENCE

    def expect_there(self) -> None:
        """Raise LostError where the file is no longer the one at its path; the program ends soon after that is found.

        Costs some microseconds. What is committed after it in another place is still in the file that was opened.
        """
        if self.lost is None and not self._is_there():
            self.lost = TakenAwayError(
                f"{self._path} was moved, deleted or replaced while it was in use{self._whereabouts()}. Nothing was "
                f"saved since. Put it back, or a backup ({command()} restore FILE), before the next start."
            )
            log.critical("%s", self.lost)
            asyncio.get_running_loop().call_later(LINGER, self._over)
        if self.lost:
            raise LostError

    async def watch(self) -> None:
        """Look after the file until cancelled, also while nobody writes."""
        while not self.lost:
            await asyncio.sleep(WATCH)
            with suppress(LostError):
                self.expect_there()

    async def fold(self) -> None:
        """Make the file whole wherever it is now, and leave in its place a note that it was lost, but no log."""
        with suppress(sqlite3.Error):
            await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        file_identity.note_taken_away(self._path)

    def _is_there(self) -> bool:
        try:
            return identity(self._path.stat()) == self._identity
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            return True  # that it cannot be looked at does not say that it is gone

    def _whereabouts(self) -> str:
        """Where the file is now, if the system tells and it has a name at all."""
        try:
            place = Path(f"/proc/self/fd/{self._descriptor}").readlink()
        except OSError:
            return ""
        return f"; it is now {place}" if place.exists() and place != self._path.absolute() else ""

    def _over(self) -> None:
        if self.when_over:
            self.when_over()

    @contextmanager
    def _judged(self, *, writing: bool = False) -> Iterator[None]:
        """Tell a storage that cannot be used now, and damage, from other errors; serve a damaged file no more."""
        if self.damage:
            raise self.damage
        if writing and self.lost:
            raise LostError
        try:
            yield
        except sqlite3.DatabaseError as error:
            if integrity.is_damage(error):
                raise self._damaged(error) from error
            held = integrity.is_held(error)
            if not held and not (writing and integrity.is_trouble_of_the_disk(error)):
                raise
            if not self.unsaved:
                why = "another program holds it" if held else error
                log.error("nothing can be saved in %s: %s", self._path, why)
            self.unsaved = str(error)
            raise (HeldError if held else NotSavedError) from error

    def _note_saved(self) -> None:
        if self.unsaved:
            log.info("saving in %s works again", self._path)
            self.unsaved = None

    def _damaged(self, error: sqlite3.Error) -> DamagedError:
        self.damage = integrity.damage_error(self._path, error)
        log.critical("%s", self.damage)
        self._over()
        return self.damage


def has_reset_fault(version: tuple[int, int, int] = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite may damage a file that two connections write, or fold the log of (3.7.0 to 3.51.2).

    https://www.sqlite.org/wal.html#walresetbug. The bot has one such connection, and no second process may have one,
    so it stays out of the fault's conditions.
    """
    mended = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return version >= (3, 7, 0) and not mended


@asynccontextmanager
async def open_sqlite(
    path: Path, folder: Path = migrations.FOLDER, *, make: bool = True
) -> AsyncIterator[SqliteDatabase]:
    """Own the file at `path` (made if missing, readable by its owner only) and bring its schema up to date.

    A damaged file is left alone: DamagedError; so is one of another program, and without `make` a missing one:
    SettingError. Damage that shows only later, and a file that is taken away, end the body with an OpeningError.
    """
    file_identity.expect_ours(path, make=make)
    path = followed(path)
    file_identity.expect_not_taken_away(path)
    async with AsyncExitStack() as stack:
        descriptor = stack.enter_context(own(path, make=True))
        file_identity.forget_taken_away(path)
        leftover_files.beside(path)
        await asyncio.to_thread(integrity.check, path)
        address = path.absolute().as_uri()
        try:
            writer = await _writer(stack, address)
            reader = await _connected(stack, f"{address}?mode=ro")
            for connection in (writer, reader):
                await connection.execute_fetchall(_patient(LOOK))
        except sqlite3.DatabaseError as error:
            if integrity.is_held(error):
                raise _held(path) from error
            raise SettingError(f"DATABASE_URL: {path} cannot be opened as an SQLite database: {error}") from error
        note = "; its fault with two writers cannot show, since one connection writes" if has_reset_fault() else ""
        log.info("SQLite %s%s", sqlite3.sqlite_version, note)
        if os.fstat(descriptor).st_nlink > 1:
            log.warning("%s has further names (hard links): always open it under the same one", path)
        database = SqliteDatabase(writer, reader, path, descriptor)
        try:
            with database.patient(AT_START):
                await migrations.migrate(database, str(path), folder, lambda number: _kept_aside(path, number))
        except HeldError as error:
            raise _held(path) from error
        await database.scrub()  # a process that was killed may have left what it had deleted
        async with _looked_after(database):
            yield database


def _held(path: Path) -> DatabaseInUseError:
    return DatabaseInUseError(f"{path} is in use by another program, which does not let go of it; stop that first")


def _patient(seconds: float) -> str:
    return f"PRAGMA busy_timeout = {round(1_000 * seconds)}"


@asynccontextmanager
async def _looked_after(database: SqliteDatabase) -> AsyncIterator[None]:
    """End the body once the file cannot be served any more, which any task may find: what it serves may be wrong."""
    owner, watching = asyncio.current_task(), asyncio.create_task(database.watch())

    def end() -> None:
        if owner and owner is not asyncio.current_task():
            owner.cancel()

    database.when_over = end
    try:
        yield
    except asyncio.CancelledError:
        reason = database.damage or database.lost
        if owner is None or reason is None:
            raise
        owner.uncancel()
        raise reason from None
    finally:
        database.when_over = None
        watching.cancel()
        if database.lost:
            await database.fold()


async def _kept_aside(path: Path, number: int) -> None:
    """Copy the file beside itself, before migration `number` changes it."""
    await asyncio.to_thread(copying.copy, path, path.with_name(f"{path.stem}.before-{number:04}{path.suffix}"))


async def _connected(stack: AsyncExitStack, address: str) -> aiosqlite.Connection:
    connection = await stack.enter_async_context(aiosqlite.connect(address, uri=True, isolation_level=None))
    connection.row_factory = sqlite3.Row
    # To connect reads nothing: only the first statement finds out that a file is none, or damaged at its head.
    await connection.execute_fetchall("SELECT count(*) FROM sqlite_master")
    return connection


async def _writer(stack: AsyncExitStack, address: str) -> aiosqlite.Connection:
    connection = await _connected(stack, address)
    for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON", "foreign_keys = ON"):
        await connection.execute_fetchall(f"PRAGMA {setting}")
    return connection
