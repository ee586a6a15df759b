"""What is left where a process that copies or restores is killed, and who takes it away."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.database import file_lock, leftover_files, open_database
from bot.database.backups import Backups
from bot.database.restoring import restore
from tests.budgets import budget
from tests.engines import on_sqlite

pytestmark = [on_sqlite, pytest.mark.usefixtures("engine")]

NOW = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
CANARY = "canary-canary-canary"
SPARED = budget(3, 1)
"""Every third step is tried by default, every step with the full budget."""

KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.database import backups, copying, leftover_files

database, folder = Path(sys.argv[1]), Path(sys.argv[2])
FILES = {copying.__file__, leftover_files.__file__, backups.__file__}

def killed_at(step):
    steps = 0
    def watch(frame, event, _):
        nonlocal steps
        if frame.f_code.co_filename in FILES and event in ("call", "return", "c_call", "c_return"):
            steps += 1
            if steps == step:
                os.kill(os.getpid(), signal.SIGKILL)
    return watch

spared = int(sys.argv[4])
step = 1 - spared
while True:
    step += spared
    if not (child := os.fork()):
        sys.setprofile(killed_at(step))
        backups.Backups(database, folder).make(datetime(2026, 11, 23, 18, tzinfo=UTC))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status):
        assert os.WEXITSTATUS(status) == 0
        break
    for whole in folder.glob("*.db"):
        whole.unlink()
    left = [*folder.glob("*")]
    held = [path.name for path in left if sys.argv[3].encode() in path.read_bytes()]
    print(step, len(left), len(held), flush=True)
"""


@pytest.fixture
async def secretive(url: str, path: Path) -> Path:
    """A database with a key in it, and so much else that it does not fit into one page."""
    async with open_database(url) as db, db.transaction() as tx:
        await tx.fetch("CREATE TABLE secret_canary (words TEXT NOT NULL)")
        await tx.many("INSERT INTO secret_canary VALUES (?1)", [(CANARY,)] * 500)
        await tx.many("INSERT INTO synced_commands VALUES (?1, ?2)", [(each, "x" * 400) for each in range(500)])
    return path


def test_c15_killed_at_any_step_a_copy_leaves_no_key_and_the_next_copy_leaves_nothing(secretive: Path) -> None:
    folder = secretive.parent / "backups"
    done = subprocess.run(
        [sys.executable, "-c", KILLED, secretive, folder, CANARY, str(SPARED)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    kills = [tuple(map(int, line.split())) for line in done.stdout.splitlines()]
    assert len(kills) > 60 // SPARED
    assert {held for _, _, held in kills} == {0}
    assert max(left for _, left, _ in kills) == 1  # what the kill before had left is gone
    assert sum(left for _, left, _ in kills) > 20 // SPARED
    assert [path.name for path in folder.iterdir()] == ["study-20261123T180000Z.db"]
    with closing(sqlite3.connect(next(folder.iterdir()))) as copied:
        assert copied.execute("SELECT count(*) FROM secret_canary").fetchone() == (0,)
        assert copied.execute("SELECT count(*) FROM synced_commands").fetchone() == (500,)


def leftovers(folder: Path, name: str) -> list[Path]:
    """What an earlier version leaves that was killed."""
    folder.mkdir(exist_ok=True)
    left = [folder / f"{name}.part{end}" for end in ("", "-journal", "-wal", "-shm")]
    for path in left:
        path.write_text(CANARY)
    return left


async def test_c15_the_next_start_takes_away_what_was_left_beside_the_database(secretive: Path, url: str) -> None:
    left = leftovers(secretive.parent, "study.before-0007.db")
    draft = secretive.parent / ".restore-study.db-abc"
    draft.mkdir()
    (draft / "draft.db-journal").write_text(CANARY)
    neighbour = secretive.parent / ".restore-other.db-abc"
    neighbour.mkdir()
    orphan = secretive.parent / "study.before-0008.db.part-journal"
    orphan.write_text(CANARY)
    async with open_database(url):
        pass
    assert not any(path.exists() for path in (*left, draft, orphan))
    assert neighbour.exists()


def test_c15_the_next_look_of_the_bot_and_the_next_copy_take_away_what_was_left_in_the_folder(
    secretive: Path,
) -> None:
    backups = Backups(secretive, secretive.parent / "backups")
    left = leftovers(backups.folder, "study-20261122T180000Z.db")
    backups.tend(0, NOW)
    assert not any(path.exists() for path in left)
    left = leftovers(backups.folder, "study-20261122T180000Z.db")
    made = backups.make(NOW)
    assert [*backups.folder.iterdir()] == [made]


def test_c15_a_restore_takes_away_the_draft_of_one_that_was_killed(secretive: Path, tmp_path: Path) -> None:
    backup = Backups(secretive, tmp_path / "backups").make(NOW)
    draft = secretive.parent / ".restore-study.db-abc"
    draft.mkdir()
    (draft / "draft.db").write_text(CANARY)
    restore(backup, secretive, NOW)
    assert not draft.exists()


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Path]:
    """A copy that somebody is writing."""
    target = tmp_path / "study-20261123T170000Z.db"
    with leftover_files.make_draft(target) as draft:
        draft.with_name(f"{draft.name}-journal").touch()
        yield draft


@pytest.mark.skipif(not file_lock.CAN_TELL, reason="needs Linux")
def test_c15_a_copy_at_which_somebody_is_stays_and_so_does_its_log(at_work: Path) -> None:
    assert leftover_files.sweep(at_work.parent, "study-") == []
    assert at_work.exists()
    assert at_work.with_name(f"{at_work.name}-journal").exists()


def test_where_nothing_tells_who_is_at_it_a_copy_is_left_behind_after_a_day(
    at_work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leftover_files, "CAN_TELL", False)
    assert leftover_files.sweep(at_work.parent, "study-") == []
    os.utime(at_work, (NOW.timestamp(), at_work.stat().st_mtime - leftover_files.LONGEST))
    assert leftover_files.sweep(at_work.parent, "study-") == [at_work]
    assert not at_work.exists()


async def test_a_copy_is_the_database_in_all_but_its_secrets(secretive: Path, tmp_path: Path) -> None:
    made = Backups(secretive, tmp_path / "backups").make(NOW)

    def content(path: Path) -> dict[str, object]:
        with closing(sqlite3.connect(path)) as plain:
            parts = plain.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
            tables = [name for kind, name, *_ in parts if kind == "table" and not name.startswith("secret_")]
            rows = {name: sorted(map(repr, plain.execute(f"SELECT * FROM {name}"))) for name in tables}
            return {"parts": parts, "rows": rows}

    assert content(made) == content(secretive)
