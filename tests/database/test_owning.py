"""Whose a database file is: under every name that leads to it, and also once it is no longer where it was."""

import asyncio
import fcntl
import os
import sqlite3
import struct
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import Database, DatabaseInUseError, LostError, TakenAwayError, file_lock, open_database, sqlite
from bot.errors import SettingError
from tests.budgets import PATIENCE
from tests.database.test_opening import child, names_in
from tests.engines import on_sqlite
from tests.test_cli import run
from tests.warm import WARM

pytestmark = [on_sqlite, pytest.mark.usefixtures("engine")]


def linked(path: Path) -> Path:
    other = path.parent.parent / "other" / "by-link.db"
    other.parent.mkdir()
    other.symlink_to(path)
    return other


def twice_linked(path: Path) -> Path:
    other = linked(path)
    again = other.with_name("again.db")
    again.symlink_to(other.name)
    return again


def in_a_linked_folder(path: Path) -> Path:
    other = path.parent.parent / "other"
    other.symlink_to(path.parent)
    return other / path.name


def hard_linked(path: Path) -> Path:
    other = path.parent.parent / "other" / "by-name.db"
    other.parent.mkdir()
    other.hardlink_to(path)
    return other


NAMES = pytest.mark.parametrize("name", [linked, twice_linked, in_a_linked_folder, hard_linked])


WANTS_ALL = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], timeout=0)
other.execute("PRAGMA locking_mode = EXCLUSIVE")
print(other.execute("PRAGMA journal_mode = DELETE").fetchone()[0])
"""


@NAMES
async def test_r08_a_second_process_is_refused_under_another_name_until_the_first_has_gone(
    url: str, path: Path, name: Callable[[Path], Path]
) -> None:
    def second() -> str:
        return child(f"sqlite:///{other}", "print('open')").communicate()[0]

    async with open_database(url):
        other = name(path)
        before = sorted(file.name for file in other.parent.iterdir())
        told = await asyncio.to_thread(second)
        assert told.startswith("DatabaseInUseError: ")
        assert "is in use by another process" in told
        assert {file.name for file in other.parent.iterdir()} - {*before} <= {f"{other.name}.lock"}
    assert await asyncio.to_thread(second) == "open\n"


@pytest.mark.parametrize(
    ("name", "first_by_this_name"), [(twice_linked, True), (hard_linked, True), (hard_linked, False)]
)
async def test_r08_commands_beside_a_running_bot_are_refused_with_75_under_another_name(
    url: str, path: Path, tmp_path: Path, name: Callable[[Path], Path], first_by_this_name: bool
) -> None:
    async with open_database(url):
        pass
    copied = await asyncio.to_thread(run, "backup", "--to", ".", cwd=tmp_path, DATABASE_URL=url)
    copy = copied.stdout.split()[3]
    other = f"sqlite:///{name(path)}"
    held, asked = (other, url) if first_by_this_name else (url, other)
    empty = f"sqlite:///{tmp_path}/empty.db"
    async with open_database(held):
        for arguments in (
            ("purge", "--user", "7", "--yes"),
            ("purge", "--all", "--yes"),
            ("restore", copy),
            ("move-data", asked, empty),
        ):
            refused = await asyncio.to_thread(run, *arguments, cwd=tmp_path, DATABASE_URL=asked)
            assert (refused.returncode, refused.stderr.count("\n")) == (75, 1), refused.stderr
            assert refused.stderr.startswith("Nothing was ")
            assert "is in use by another process" in refused.stderr
    assert not (tmp_path / "empty.db").exists()


async def test_r08_a_backup_under_a_hard_link_would_lack_what_was_written_last_and_is_refused(
    url: str, path: Path, tmp_path: Path
) -> None:
    async with open_database(url):
        other = hard_linked(path)
        refused = await asyncio.to_thread(run, "backup", cwd=tmp_path, DATABASE_URL=f"sqlite:///{other}")
        assert refused.returncode == 75
        assert refused.stderr.endswith("under another of its names: name that one.\n")
        assert [file.name for file in other.parent.iterdir()] == [other.name]
        made = await asyncio.to_thread(run, "backup", cwd=tmp_path, DATABASE_URL=url)
        assert made.returncode == 0, made.stderr


async def test_r08_who_is_refused_in_the_same_process_costs_sqlite_none_of_its_locks(url: str, path: Path) -> None:
    def unlocked() -> bool:
        """Whether another process could take the whole file from SQLite."""
        done = subprocess.run([*WARM, "-c", WANTS_ALL, path], capture_output=True, text=True, check=False)
        return done.stdout.strip() == "delete"

    async with open_database(url):
        for name in (linked, hard_linked):
            with pytest.raises(DatabaseInUseError):
                async with open_database(f"sqlite:///{name(path)}"):
                    pass
            other = path.parent.parent / "other"
            other.rename(other.with_name(name.__name__))
        assert not await asyncio.to_thread(unlocked)
    assert await asyncio.to_thread(unlocked)


async def test_what_is_written_through_a_link_is_in_the_file_that_it_leads_to(path: Path, url: str) -> None:
    other = path.parent.parent / "other.db"
    other.symlink_to(path)
    path.parent.mkdir()
    async with open_database(f"sqlite:///{other}") as db, db.transaction() as tx:
        await tx.fetch("INSERT INTO synced_commands VALUES (1, 'through')")
    assert other.is_symlink()
    assert {file.name for file in path.parent.iterdir()} == {"study.db", "study.db.lock"}
    async with open_database(url) as db, db.read() as tx:
        assert [row[0] for row in await tx.fetch("SELECT digest FROM synced_commands")] == ["through"]


def test_a_disk_without_such_locks_leaves_the_lock_beside_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object) -> bytes:
        raise OSError(22, "Invalid argument")

    monkeypatch.setattr(fcntl, "fcntl", unknown)
    with file_lock.own(path, make=True), pytest.raises(DatabaseInUseError), file_lock.own(path, make=True):
        pass


@pytest.mark.skipif(not file_lock.CAN_TELL, reason="needs Linux")
def test_the_lock_lies_where_sqlite_locks_nothing_and_is_laid_out_as_the_system_does(path: Path) -> None:
    with file_lock.own(path, make=True), path.open("rb+") as other:
        everything = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        kind, _, start, length, holder = struct.unpack("hhqqi4x", fcntl.fcntl(other, 36, everything))
        assert (kind, start, length, holder) == (fcntl.F_WRLCK, 1 << 62, 1, -1)


# Taken away


def renamed(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def replaced(path: Path) -> None:
    new = path.with_name("new.db")
    with closing(sqlite3.connect(new)) as made:
        made.execute("CREATE TABLE notes (words)")
    new.replace(path)


AWAY = pytest.mark.parametrize("away", [renamed, Path.unlink, replaced])


@AWAY
async def test_c17_no_transaction_is_told_saved_once_the_file_is_gone_and_the_body_ends_soon(
    url: str, path: Path, away: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:

    async def write(db: Database, number: int, then: Callable[[], None] = lambda: None) -> None:
        async with db.transaction() as tx:
            await tx.fetch("INSERT INTO synced_commands VALUES (?1, 'kept')", number)
            then()

    async def serve() -> None:
        async with open_database(url) as db:
            await write(db, 1)
            with pytest.raises(LostError, match="This was not saved"):
                await write(db, 2, lambda: away(path))
            with pytest.raises(LostError):
                await write(db, 3, lambda: pytest.fail("a transaction began"))
            async with db.read() as tx:
                assert len(await tx.fetch("SELECT * FROM synced_commands")) == 1
            await asyncio.sleep(PATIENCE)

    monkeypatch.setattr(sqlite, "LINGER", 0.2)
    with pytest.raises(TakenAwayError, match=r"study\.db was moved, deleted or replaced while it was in use"):
        await serve()
    if away is renamed:
        with closing(sqlite3.connect(path.with_name("elsewhere.db"))) as plain:
            assert plain.execute("SELECT digest FROM synced_commands").fetchall() == [("kept",)]
    if away is replaced:
        with closing(sqlite3.connect(path)) as plain:
            assert plain.execute("SELECT name FROM sqlite_master").fetchall() == [("notes",)]
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_c17_the_next_start_begins_no_empty_file_until_it_is_told_to(
    url: str, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve(until_lost: bool = True) -> None:
        async with open_database(url):
            if until_lost:
                renamed(path)
                await asyncio.sleep(PATIENCE)

    monkeypatch.setattr(sqlite, "LINGER", 0.05)
    monkeypatch.setattr(sqlite, "WATCH", 0.05)
    with pytest.raises(TakenAwayError):
        await serve()
    for _ in range(2):
        with pytest.raises(
            SettingError, match=r"was taken away while it was in use\. .* delete .*study\.db\.taken-away\.$"
        ):
            await serve()
    assert names_in(path.parent) >= {"elsewhere.db", "study.db.taken-away"}
    assert "study.db" not in names_in(path.parent)
    path.with_name("elsewhere.db").rename(path)
    await serve(until_lost=False)
    assert "study.db.taken-away" not in names_in(path.parent)


@AWAY
async def test_c17_it_is_noticed_while_nobody_writes(
    url: str, path: Path, away: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def serve() -> None:
        async with open_database(url):
            away(path)
            await asyncio.sleep(PATIENCE)

    assert sqlite.WATCH + sqlite.LINGER < 10
    monkeypatch.setattr(sqlite, "LINGER", 0.05)
    monkeypatch.setattr(sqlite, "WATCH", 0.05)
    with pytest.raises(TakenAwayError):
        await serve()


async def test_c17_a_file_that_cannot_be_looked_at_is_not_taken_for_gone(
    db: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_: Path) -> os.stat_result:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", denied)
        async with db.transaction() as tx:
            await tx.fetch("INSERT INTO synced_commands VALUES (1, 'kept')")


# Another program's


def another_programs(path: Path, *statements: str) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made:
        for statement in statements:
            made.execute(statement)
        made.commit()
    return path.read_bytes()


def bytes_of(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.parametrize(
    ("statements", "why"),
    [
        (("CREATE TABLE notes (words)",), "it has no schema_version, but notes"),
        (("PRAGMA journal_mode = WAL", "CREATE TABLE notes (words)"), "it has no schema_version, but notes"),
        (("PRAGMA application_id = 252006675",), "its application_id is 252006675"),
        (("CREATE TABLE schema_version (version)",), "it has no schema_version, but schema_version"),
        (
            ("CREATE TABLE schema_version (version, name)", "INSERT INTO schema_version VALUES (1, 'initial')"),
            "its schema begins with initial",
        ),
    ],
)
async def test_i25_a_file_of_another_program_is_named_and_left_as_it_was(
    url: str, path: Path, statements: tuple[str, ...], why: str
) -> None:
    before = another_programs(path, *statements)
    with pytest.raises(SettingError) as refused:
        async with open_database(url):
            pass
    assert str(refused.value) == (
        f"DATABASE_URL: {path} is a database of another program ({why}). It was left as it is: name another file."
    )
    assert bytes_of(path) == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


async def test_i25_without_leave_to_make_one_nothing_is_made(url: str, path: Path) -> None:
    with pytest.raises(SettingError, match=r"^DATABASE_URL: there is no database at .*study\.db\.$"):
        async with open_database(url, make=False):
            pass
    assert not path.parent.exists()


@pytest.mark.parametrize("kind", ["pipe", "device"])
async def test_i25_what_is_no_file_is_named_without_waiting_for_it(tmp_path: Path, kind: str) -> None:
    path = Path("/dev/null")
    if kind == "pipe":
        os.mkfifo(path := tmp_path / "pipe")
    with pytest.raises(SettingError, match="cannot be opened for writing: it is no file"):
        async with asyncio.timeout(PATIENCE), open_database(f"sqlite:///{path}"):
            pass
