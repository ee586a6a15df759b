"""`backup` and `restore`, as an operator meets them: what they print, and how they leave."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.database import open_database
from tests.test_cli import run

DATABASE = "sqlite:///data/study.db"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a database in it."""
    monkeypatch.chdir(tmp_path)
    asyncio.run(write("first"))
    return tmp_path


async def write(digest: str) -> None:
    async with open_database(DATABASE) as db, db.transaction() as tx:
        await tx.fetch("INSERT INTO synced_commands VALUES (?1, ?2)", len(digest), digest)


def digests(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as plain:
        return [row[0] for row in plain.execute("SELECT digest FROM synced_commands ORDER BY 1")]


def test_a_backup_is_told_with_its_size_and_how_to_put_it_back_and_the_told_command_works(folder: Path) -> None:
    made = run("backup", cwd=folder, DATABASE_URL=DATABASE)
    assert made.returncode == 0, made.stderr
    told = re.match(r"Written and checked: (data/backups/study-\d{8}T\d{6}Z\.db) \([\d,]+ bytes\)\n", made.stdout)
    assert told
    assert digests(folder / told[1]) == ["first"]
    asyncio.run(write("second"))
    command = made.stdout.strip().rsplit("python run_bot.py ", 1)[1].split()
    restored = run(*command, cwd=folder, DATABASE_URL=DATABASE)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.startswith(f"Restored: data/study.db from {told[1]}, checked.\n")
    [replaced] = re.findall(r"is kept for two weeks: (\S+)", restored.stdout)
    assert "Next: start the bot." in restored.stdout
    assert digests(folder / "data" / "study.db") == ["first"]
    assert digests(folder / replaced) == ["first", "second"]


def test_a_backup_goes_where_it_is_told_to_go(folder: Path) -> None:
    made = run("backup", "--to", "stick", cwd=folder, DATABASE_URL=DATABASE, BACKUP_DIR="elsewhere")
    assert made.stdout.startswith("Written and checked: stick/study-")
    assert not (folder / "elsewhere").exists()
    assert run("backup", cwd=folder, DATABASE_URL=DATABASE, BACKUP_DIR="elsewhere").returncode == 0
    assert len(list((folder / "elsewhere").iterdir())) == 1


def test_a_backup_into_a_folder_that_cannot_be_is_one_line_and_1(folder: Path) -> None:
    (folder / "file").touch()
    impossible = run("backup", "--to", "file/in-it", cwd=folder, DATABASE_URL=DATABASE)
    assert (impossible.returncode, impossible.stderr.count("\n")) == (1, 1)
    assert impossible.stderr.startswith("The database could not be copied: ")


def test_c14_restore_beside_a_running_bot_is_refused_with_75_and_backup_is_not(folder: Path) -> None:
    async def beside() -> tuple[int, str, int]:
        async with open_database(DATABASE):
            made = await asyncio.to_thread(run, "backup", cwd=folder, DATABASE_URL=DATABASE)
            [copy] = (folder / "data" / "backups").iterdir()
            refused = await asyncio.to_thread(run, "restore", str(copy), cwd=folder, DATABASE_URL=DATABASE)
            return made.returncode, refused.stderr, refused.returncode

    made, told, left = asyncio.run(beside())
    assert (made, left) == (0, 75)
    assert told.startswith("Nothing was changed: data/study.db is in use by another process")
    assert told.count("\n") == 1


def test_c11_a_damaged_backup_is_refused_and_the_database_stays(folder: Path) -> None:
    made = run("backup", "--to", ".", cwd=folder, DATABASE_URL=DATABASE)
    assert made.returncode == 0
    [copy] = folder.glob("study-*.db")
    copy.write_bytes(copy.read_bytes()[:9_000])
    refused = run("restore", copy.name, cwd=folder, DATABASE_URL=DATABASE)
    assert refused.returncode == 1
    assert copy.name in refused.stderr
    assert "is damaged" in refused.stderr
    assert digests(folder / "data" / "study.db") == ["first"]


def test_restoring_a_file_that_is_not_there_is_bad_usage(folder: Path) -> None:
    refused = run("restore", "nowhere.db", cwd=folder, DATABASE_URL=DATABASE)
    assert refused.returncode == 2
    assert "nowhere.db" in refused.stderr


@pytest.mark.parametrize("arguments", [("backup",), ("restore", "data/study.db")])
def test_a_database_server_is_left_to_its_own_tools(folder: Path, arguments: tuple[str, ...]) -> None:
    refused = run(*arguments, cwd=folder, DATABASE_URL="postgresql://study:hunter2@localhost/study")
    assert refused.returncode == 78
    assert "pg_dump" in refused.stderr
    assert "hunter2" not in refused.stderr
