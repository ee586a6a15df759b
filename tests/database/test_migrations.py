"""A schema changes whole or not at all, and never without a copy of what was there."""

import asyncio
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import migrations, sqlite
from bot.database.engine import SchemaTooNewError
from tests.budgets import budget
from tests.warm import WARM

FIRST = "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT); -- a remark; with a semicolon\n"
SECOND = "CREATE TABLE secret_keys (key TEXT);\nINSERT INTO secret_keys VALUES ('a key; 4711');\n"
THIRD = "CREATE TABLE more (id INTEGER);\nINSERT INTO notes VALUES (2, 'from the third');\n"
BROKEN = "CREATE TABLE half (id INTEGER);\nINSERT INTO notes VALUES (3, 'x');\nINSERT INTO nowhere VALUES (1);\n"


MIGRATE = """
import asyncio, pathlib, sys
from bot.database import sqlite

async def main():
    async with sqlite.open_sqlite(*map(pathlib.Path, sys.argv[1:])):
        pass

asyncio.run(main())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of migrations that stands in for the shipped one."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_first.sql").write_text(FIRST)
    return folder


def tables(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as plain:
        names = [name for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: plain.execute(f"SELECT * FROM {name}").fetchall() for name in names}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "study.db"


def kill_once_copied(path: Path, folder: Path) -> None:
    """Migrate in a process of its own and kill that shortly after the copy was made."""
    process = subprocess.Popen([*WARM, "-c", MIGRATE, path, folder])
    while not list(path.parent.glob("*.before-*.db")):
        time.sleep(0.01)
    time.sleep(0.1)
    os.kill(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


async def migrated(path: Path, folder: Path) -> None:
    async with sqlite.open_sqlite(path, folder):
        pass


def test_the_shipped_files_are_numbered_without_gaps() -> None:
    assert [migration.number for migration in migrations.shipped_migrations()] == list(
        range(1, len(list(migrations.FOLDER.glob("*.sql"))) + 1)
    )


async def test_of_open_polls_made_before_it_was_kept_only_those_to_be_drawn_anew_are_behind(
    path: Path, folder: Path
) -> None:
    (folder / "0001_first.sql").unlink()
    for each in migrations.shipped_migrations()[:8]:
        shutil.copy(each.path, folder)
    await migrated(path, folder)
    drawn = {1: "NULL, 5, 0", 2: "NULL, 5, -5", 3: "7, 5, 5", 4: "7, 5, 4"}
    with closing(sqlite3.connect(path)) as plain, plain:
        for poll, values in drawn.items():
            plain.execute(
                "INSERT INTO polls (id, guild_id, number, channel_id, message_id, creator_id, kind, question, "
                "not_sure, reason, confidence, secrecy, visibility, created_at, closes_at, closed_at, version, drawn) "
                f"VALUES ({poll}, 1, {poll}, 1, 1, 1, 'single', '?', 0, 'off', 0, 'unnamed', 'live', 1, 2, {values})"
            )
    await migrated(path, migrations.FOLDER)
    with closing(sqlite3.connect(path)) as plain:
        assert plain.execute("SELECT id FROM polls WHERE drawn < version").fetchall() == [(2,), (4,)]


async def test_opening_twice_changes_nothing_and_copies_nothing(path: Path) -> None:
    await migrated(path, migrations.FOLDER)
    before = tables(path)
    await migrated(path, migrations.FOLDER)
    assert tables(path) == before
    assert sorted(file.name for file in path.parent.iterdir()) == ["study.db", "study.db.lock"]


async def test_new_files_are_applied_to_what_is_there_after_a_copy_without_secrets(folder: Path, path: Path) -> None:
    (folder / "0002_second.sql").write_text(SECOND)
    await migrated(path, folder)
    (folder / "0003_third.sql").write_text(THIRD)
    await migrated(path, folder)
    assert tables(path) == {
        "more": [],
        "notes": [(2, "from the third")],
        "schema_version": [(1, "0001_first"), (2, "0002_second"), (3, "0003_third")],
        "secret_keys": [("a key; 4711",)],
    }
    copy = path.with_name("study.before-0003.db")
    assert tables(copy) == {
        "notes": [],
        "schema_version": [(1, "0001_first"), (2, "0002_second")],
        "secret_keys": [],
    }
    assert b"4711" not in copy.read_bytes()
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not list(path.parent.glob("*.part"))


async def test_c13_a_failing_file_takes_back_the_ones_before_it_too(folder: Path, path: Path) -> None:
    await migrated(path, folder)
    before = tables(path)
    (folder / "0002_second.sql").write_text(SECOND)
    (folder / "0003_broken.sql").write_text(BROKEN)
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        await migrated(path, folder)
    assert tables(path) == before
    (folder / "0003_broken.sql").write_text(THIRD)
    await migrated(path, folder)
    assert "more" in tables(path)


async def test_c13_a_schema_newer_than_the_code_is_refused_and_left_alone(folder: Path, path: Path) -> None:
    (folder / "0002_second.sql").write_text(SECOND)
    await migrated(path, folder)
    before = tables(path)
    (folder / "0002_second.sql").unlink()
    with pytest.raises(SchemaTooNewError, match=r"study\.db was written by a newer .* \(schema 2; this one knows 1\)"):
        await migrated(path, folder)
    assert tables(path) == before


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("0003_gap.sql", THIRD, "without gaps"),
        ("0001_twice.sql", THIRD, "without gaps"),
        ("0002_open.sql", "CREATE TABLE t (id INTEGER)", "without its semicolon"),
    ],
)
async def test_files_that_cannot_be_meant_are_refused(
    folder: Path, path: Path, name: str, text: str, complaint: str
) -> None:
    (folder / name).write_text(text)
    with pytest.raises(ValueError, match=complaint):
        await migrated(path, folder)


async def test_c13_a_process_killed_inside_a_migration_leaves_the_schema_of_before(folder: Path, path: Path) -> None:
    await migrated(path, folder)
    before = tables(path)
    (folder / "0002_second.sql").write_text(SECOND)
    (folder / "0003_endless.sql").write_text(
        "CREATE TABLE half (id INTEGER);\n"
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO half SELECT i FROM n;\n"
    )
    await asyncio.to_thread(kill_once_copied, path, folder)
    (folder / "0003_endless.sql").unlink()
    (folder / "0002_second.sql").unlink()
    assert tables(path) == before
    (folder / "0002_second.sql").write_text(SECOND)
    await migrated(path, folder)
    assert tables(path)["schema_version"] == [(1, "0001_first"), (2, "0002_second")]


KILLED = """
import asyncio, os, pathlib, sys
from bot.database import migrations, sqlite

number, last = int(sys.argv[2]), int(sys.argv[3])
statements = migrations._statements

def until_killed(script):
    for place, statement in enumerate(statements(script), 1):
        yield statement
        if script.startswith(wanted) and place == last:
            os.kill(os.getpid(), 9)

wanted = migrations.shipped_migrations()[number - 1].path.read_text("utf-8")
migrations._statements = until_killed

async def main():
    async with sqlite.open_sqlite(pathlib.Path(sys.argv[1])):
        pass

asyncio.run(main())
"""


@pytest.mark.parametrize("number", [each.number for each in migrations.shipped_migrations()], ids="number {}".format)
def test_c13_killed_inside_any_shipped_migration_the_schema_is_that_of_before_and_the_next_start_completes_it(
    tmp_path: Path, number: int
) -> None:
    text = migrations.shipped_migrations()[number - 1].path.read_text("utf-8")
    statements = len(list(migrations._statements(text)))
    every = budget({1, statements}, set(range(1, statements + 1)))
    earlier, path = _folder(tmp_path, number - 1), tmp_path / "data" / "study.db"
    asyncio.run(migrated(path, earlier))
    before = tables(path)
    for last in every:
        process = subprocess.run([*WARM, "-c", KILLED, path, str(number), str(last)], check=False)
        assert process.returncode == -signal.SIGKILL
        assert tables(path) == before
        copies = [copy.name for copy in path.parent.glob("*.before-*.db")]
        assert copies == ([f"study.before-{number:04}.db"] if number > 1 else [])
    asyncio.run(migrated(path, migrations.FOLDER))
    assert len(tables(path)["schema_version"]) == len(migrations.shipped_migrations())


def _folder(tmp_path: Path, count: int) -> Path:
    """The first shipped migrations, as an earlier version of the program had them."""
    folder = tmp_path / "earlier"
    folder.mkdir()
    for migration in migrations.shipped_migrations()[:count]:
        shutil.copy(migration.path, folder)
    return folder
