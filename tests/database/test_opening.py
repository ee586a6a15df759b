"""Who may open a database, where it lies, and what a crash leaves."""

import asyncio
import logging
import os
import signal
import sqlite3
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import DamagedError, Database, DatabaseInUseError, open_database, sqlite
from bot.errors import SettingError
from tests.budgets import PATIENCE
from tests.engines import SQLITE, on_sqlite
from tests.warm import WARM

OPEN = """
import asyncio, sys
from bot.database import OpeningError, open_database

async def main():
    async with open_database(sys.argv[1]) as database:
        {body}

try:
    asyncio.run(main())
except OpeningError as error:
    print(f"{{type(error).__name__}}: {{error}}", flush=True)
"""
WRITE = """for number in range(1_000_000):
            async with database.transaction() as tx:
                await tx.fetch("INSERT INTO synced_commands VALUES (?1, 'x')", number)
            print(number, flush=True)"""


def child(url: str, body: str) -> subprocess.Popen[str]:
    code = OPEN.format(body=body)
    return subprocess.Popen([*WARM, "-c", code, url], stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data/x.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:////",
        "sqlite:///data/",
        "sqlite:///.",
        "sqlite:///..",
        "sqlite:////srv/.",
        "sqlite://data/x.db",
        "sqlite:///x.db?mode=ro",
        "sqlite:///:memory:",
        "sqlite:///x\0.db",
        "SQLITE:///x.db",
        "postgres://study:hunter2@localhost/study",
        "mysql://study:hunter2@localhost/study",
    ],
)
async def test_a_url_that_cannot_be_used_is_named_with_an_example_and_never_echoed(url: str) -> None:
    with pytest.raises(SettingError, match=r"^DATABASE_URL: .* such as sqlite:///data/second-look\.db$") as refused:
        async with open_database(url):
            pass
    assert "hunter2" not in str(refused.value)


async def test_a_relative_path_is_relative_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with open_database("sqlite:///data/100 % true.db"):
        assert (tmp_path / "data" / "100 % true.db").is_file()


@on_sqlite
async def test_folder_and_files_are_their_owners_alone(db: Database, tmp_path: Path) -> None:
    async with db.transaction() as tx:
        await tx.fetch("DELETE FROM looked_up")
    folder = tmp_path / "data"
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert set(modes) == {"study.db", "study.db-wal", "study.db-shm", "study.db.lock"}
    assert set(modes.values()) == {0o600}


async def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("my notes, not a database " * 100)
    before = path.read_bytes()
    with pytest.raises(DamagedError, match=r"notes\.db is damaged, or no SQLite database \(file is not a database\)"):
        async with open_database(f"sqlite:///{path}"):
            pass
    assert path.read_bytes() == before


def names_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


@pytest.mark.parametrize("path", ["a-file/x.db", "a-folder"])
async def test_a_path_where_no_file_can_be_made_is_named(tmp_path: Path, path: str) -> None:
    (tmp_path / "a-file").touch()
    (tmp_path / "a-folder").mkdir()
    with pytest.raises(SettingError, match=rf"DATABASE_URL: .*{path} cannot be opened for writing"):
        async with open_database(f"sqlite:///{tmp_path}/{path}"):
            pass
    assert names_in(tmp_path) == {"a-file", "a-folder"}


@on_sqlite
async def test_c14_a_second_opening_in_the_same_process_is_refused(db: Database, url: str) -> None:
    with pytest.raises(DatabaseInUseError, match=r"study\.db is in use by another process, which holds .*\.lock"):
        async with open_database(url):
            pass
    async with db.read() as tx:
        assert await tx.fetch("SELECT 1")


@on_sqlite
async def test_c14_a_second_process_is_refused_until_the_first_has_gone(url: str, tmp_path: Path) -> None:
    async with open_database(url):
        second = await asyncio.to_thread(lambda: child(url, "print('open')").communicate()[0])
    assert second.startswith("DatabaseInUseError: ")
    assert str(tmp_path / "data" / "study.db.lock") in second
    third = await asyncio.to_thread(lambda: child(url, "print('open')").communicate()[0])
    assert third == "open\n"


@on_sqlite
async def test_the_connections_close_when_the_inside_fails(url: str) -> None:
    async def fails() -> None:
        async with open_database(url):
            assert threading.active_count() >= 3
            raise LookupError

    with pytest.raises(LookupError):
        await fails()
    workers = [thread for thread in threading.enumerate() if "_connection_worker_thread" in thread.name]
    for thread in workers:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in workers)
    async with open_database(url):
        pass


async def test_opening_may_be_cancelled_at_any_moment(url: str) -> None:
    async def opening() -> None:
        async with open_database(url):
            pass

    for turns in range(40):
        task = asyncio.create_task(opening())
        for _ in range(turns):
            await asyncio.sleep(0 if turns % 2 else 0.0005)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with open_database(url) as db, db.read() as tx:
        assert await tx.fetch("SELECT * FROM synced_commands") == []


async def test_c01_a_killed_process_loses_nothing_that_it_acknowledged(url: str, engine: str, tmp_path: Path) -> None:
    def acknowledged(count: int) -> int:
        writer = child(url, WRITE)
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(count)]
        os.kill(writer.pid, signal.SIGKILL)
        rest, _ = writer.communicate()
        assert writer.returncode == -signal.SIGKILL
        return int([line for line in [*lines, *rest.splitlines(keepends=True)] if line.endswith("\n")][-1])

    last = await asyncio.to_thread(acknowledged, 150)
    async with open_database(url) as db, db.read() as tx:
        rows = await tx.fetch("SELECT application_id FROM synced_commands ORDER BY 1")
        assert [row[0] for row in rows][: last + 1] == list(range(last + 1))
        assert len(rows) <= last + 2
    if engine == SQLITE:
        with closing(sqlite3.connect(tmp_path / "data" / "study.db")) as plain:
            assert plain.execute("PRAGMA integrity_check").fetchone() == ("ok",)


FORGET = """async with database.transaction() as tx:
            await tx.fetch("INSERT INTO synced_commands VALUES (1, 'canary-canary-canary')")
        async with database.transaction() as tx:
            await tx.fetch("DELETE FROM synced_commands")
        print("forgotten", flush=True)
        await asyncio.sleep(60)"""


@on_sqlite
async def test_v05_what_a_killed_process_had_deleted_leaves_no_trace_once_the_file_is_opened_again(
    url: str, tmp_path: Path
) -> None:
    def traces() -> int:
        return sum(b"canary-canary-canary" in file.read_bytes() for file in (tmp_path / "data").iterdir())

    def kill_after_deleting() -> None:
        process = child(url, FORGET)
        assert process.stdout
        assert process.stdout.readline() == "forgotten\n"
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()

    await asyncio.to_thread(kill_after_deleting)
    assert traces() == 1
    async with open_database(url):
        assert traces() == 0


@pytest.mark.parametrize(
    ("version", "faulty"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True), ((3, 44, 6), False),
        ((3, 45, 0), True), ((3, 50, 6), True), ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True),
        ((3, 51, 3), False), ((3, 53, 0), False),
    ],
)  # fmt: skip
def test_the_versions_of_sqlite_with_the_fault_of_two_writers_are_known(
    version: tuple[int, int, int], faulty: bool
) -> None:
    assert sqlite.has_reset_fault(version) is faulty


@on_sqlite
async def test_the_version_of_sqlite_is_told_at_start(url: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "bot.database.sqlite"):
        async with open_database(url):
            pass
    assert f"SQLite {sqlite3.sqlite_version}" in caplog.text
    assert ("since one connection writes" in caplog.text) is sqlite.has_reset_fault()
