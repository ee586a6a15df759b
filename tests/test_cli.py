"""The command line, as a person meets it: what it prints, and how it leaves."""

import asyncio
import fcntl
import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from itertools import cycle, product
from pathlib import Path

import pytest

from bot.database import open_database
from bot.settings import EXPECTED
from tests.budgets import PATIENCE
from tests.packs.sample import SHIPPED
from tests.polls.room import Clock, Room
from tests.warm import WARM

ROOT = Path(__file__).parents[1]
SETTINGS = tuple(EXPECTED)
SECRET = "not-a-real-token-but-long-enough"


def environment(**settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return kept | {"PYTHONPATH": str(ROOT), "CI": "true", **settings}


def run(*arguments: str, cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WARM, str(ROOT / "run_bot.py"), *arguments],
        cwd=cwd, env=environment(**settings), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_version_is_that_of_the_project(tmp_path: Path) -> None:
    result = run("--version", cwd=tmp_path)
    assert re.fullmatch(r"Second Look \d+\.\d+\.\d+\n", result.stdout)
    assert result.returncode == 0


def test_help_names_every_command(tmp_path: Path) -> None:
    text = run("--help", cwd=tmp_path).stdout
    for command in ("discord", "playground", "check", "new", "schema", "backup", "restore", "handout"):
        assert command in text


FILMS = str(ROOT / "content" / "social-credit-on-film")


def test_a_handout_is_one_page_of_html_on_standard_output(tmp_path: Path) -> None:
    members = run("handout", FILMS, "leave-no-dark-corner", cwd=tmp_path)
    leader = run("handout", FILMS, "leave-no-dark-corner", "--facilitator", "--minutes", "45", cwd=tmp_path)
    assert members.returncode == leader.returncode == 0
    assert members.stderr == leader.stderr == ""
    assert members.stdout.startswith("<!DOCTYPE html>")
    assert members.stdout.endswith("</html>\n")
    assert "Plan in minutes" in leader.stdout
    assert "Plan in minutes" not in members.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("no-such-pack", "x"), 2, "no-such-pack: no such file or folder.\n"),
        ((FILMS, "leave-no-dark"), 2, "The nearest: leave-no-dark-corner (Leave No Dark Corner)"),
        ((FILMS, "bananas"), 2, "It has 32 that a handout is made of, such as what-it-is"),
        (
            (FILMS, "minor-infractions"),
            2,
            "is a fact-check, and handouts are made of explainers, films and viewing guides",
        ),
        ((FILMS, "what-it-is", "--minutes", "3"), 2, "greater than or equal to 15"),
    ],
)
def test_a_handout_that_cannot_be_made_is_refused_with_what_is_there(
    tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    result = run("handout", *arguments, cwd=tmp_path)
    assert result.returncode == code
    assert result.stdout == ""
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_film_that_no_guide_fits_has_no_handout_and_it_is_said_why(tmp_path: Path) -> None:
    film = "films: [{id: reel, title: Reel, status: verified, summary: A reel., sources: [A]}]\n"
    sources = "sources: {A: {title: On reels, kind: article}}\n"
    (tmp_path / "reels.yaml").write_text(f"format: 1\nid: reels\nversion: 1.0.0\ntitle: Reels\n{sources}{film}")
    result = run("handout", "reels.yaml", "reel", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stderr.startswith("There is no handout of 'reel'. No guide here fits it")


def test_a_handout_of_a_pack_that_is_not_sound_tells_its_problems(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("format: 1\nid: bad\nversion: one\ntitle: Bad\n", encoding="utf-8")
    result = run("handout", "bad.yaml", "x", cwd=tmp_path)
    assert result.returncode == 1
    assert "bad.yaml:3:" in result.stderr
    assert "bad.yaml is not sound" in result.stderr


def test_o03_discord_without_a_token_says_what_to_do_and_leaves_with_78(tmp_path: Path) -> None:
    result = run("discord", cwd=tmp_path)
    assert result.returncode == 78
    assert result.stderr.startswith("DISCORD_TOKEN is not set: put the bot token")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", f'"{SECRET}"'),
        ("DISCORD_TOKEN", f"{SECRET} "),
        ("PLAYGROUND_PORT", "eighty"),
        ("LOG_LEVEL", "LOUD"),
        ("DATABASE_URL", "mysql://x"),
    ],
)
def test_o03_a_malformed_setting_is_one_line_that_names_it_and_leaves_with_78(
    tmp_path: Path, name: str, value: str
) -> None:
    settings = {"CONTENT_DIR": str(SHIPPED), "DISCORD_TOKEN": SECRET, name: value}
    result = run("discord", cwd=tmp_path, **settings)
    assert result.returncode == 78
    assert name in result.stderr
    assert result.stderr.count("\n") == 1
    assert SECRET not in result.stderr + result.stdout


def test_a_missing_content_folder_is_one_line_and_78(tmp_path: Path) -> None:
    result = run("playground", "--no-browser", "--port", "0", cwd=tmp_path, CONTENT_DIR="nowhere")
    assert result.returncode == 78
    assert result.stderr == (
        "CONTENT_DIR cannot be read (No such file or directory): expected the folder that holds the content packs.\n"
    )


def until(holds: Callable[[], bool], patience: float = PATIENCE) -> None:
    """Wait for something that another process does."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < patience
        time.sleep(0.02)


def start(tmp_path: Path, *arguments: str, content: Path = SHIPPED) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*WARM, str(ROOT / "run_bot.py"), *arguments],
        cwd=tmp_path, env=environment(CONTENT_DIR=str(content), PLAYGROUND_PORT="0"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("arguments", [(), ("playground", "--no-browser", "--port", "0", "--data", "here")])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_playground_says_where_it_is_and_leaves_cleanly(
    tmp_path: Path, arguments: tuple[str, ...], ending: signal.Signals
) -> None:
    with start(tmp_path, *arguments) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        assert re.fullmatch(r"Playground: http://127\.0\.0\.1:\d+/\?key=[\w-]{32}\n", line)
        program.send_signal(ending)
        _, errors = program.communicate(timeout=PATIENCE)
        assert program.returncode == 0, errors
    assert "Traceback" not in errors
    if not arguments:
        assert errors.startswith("No DISCORD_TOKEN is set: opening the playground")
        assert (tmp_path / "data" / "playground").is_dir()
    else:
        assert (tmp_path / "here" / "second-look.db").is_file()


BROWSER = """#!{python}
import os, stat, sys
[address] = sys.argv[1:]
path = address.removeprefix("file://")
with open({told!r}, "w") as told:
    told.write(address + "\\n" + oct(stat.S_IMODE(os.stat(path).st_mode)) + "\\n" + open(path).read())
"""


def test_v10_the_browser_is_told_a_private_file_that_leads_to_the_page_and_that_is_new_each_time(
    tmp_path: Path,
) -> None:
    browser, told = tmp_path / "browser", tmp_path / "told"
    browser.write_text(BROWSER.format(python=sys.executable, told=str(told)), encoding="utf-8")
    browser.chmod(0o700)
    mine = environment(CONTENT_DIR=str(SHIPPED), BROWSER=str(browser), DISPLAY=":0")
    del mine["CI"]
    keys = set()
    for _ in range(2):
        told.unlink(missing_ok=True)
        with subprocess.Popen(
            [*WARM, str(ROOT / "run_bot.py"), "playground", "--port", "0", "--data", "here"],
            cwd=tmp_path, env=mine, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as program:  # fmt: skip
            assert program.stdout
            address = program.stdout.readline().removeprefix("Playground: ").strip()
            until(lambda: told.exists() and "</a>" in told.read_text(encoding="utf-8"))
            program.terminate()
            _, errors = program.communicate(timeout=PATIENCE)
        assert program.returncode == 0, errors
        file, mode, page = told.read_text(encoding="utf-8").split("\n", 2)
        key = address.partition("key=")[2]
        assert file == (tmp_path / "here" / "open.html").as_uri()
        assert key not in file
        assert mode == "0o600"
        assert f'content="0;url={address}"' in page
        assert not (tmp_path / "here" / "open.html").exists()
        keys.add(key)
    assert len(keys) == 2


def test_a_second_program_on_the_same_data_is_told_so_and_leaves_with_75(tmp_path: Path) -> None:
    arguments = ("playground", "--no-browser", "--port", "0", "--data", "here")
    with start(tmp_path, *arguments) as program:
        assert program.stdout is not None
        assert program.stdout.readline()
        second = run(*arguments, cwd=tmp_path, CONTENT_DIR=str(SHIPPED))
        program.terminate()
        program.communicate(timeout=PATIENCE)
    assert second.returncode == 75
    assert "second-look.db" in second.stderr


def test_a_broken_pack_does_not_keep_the_others_from_being_served(tmp_path: Path) -> None:
    content = tmp_path / "content"
    (content / "broken").mkdir(parents=True)
    (content / "broken" / "pack.yaml").write_text("format: 1\nid: broken\nnaem: x\n", encoding="utf-8")
    with start(tmp_path, "playground", "--no-browser", content=content) as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("Playground: ")
        program.terminate()
        _, errors = program.communicate(timeout=PATIENCE)
    assert "pack left out" in errors
    assert "naem" in errors


CANARY = 801_000_000_000_004_711


def with_votes(path: Path) -> None:
    """A database in which the canary and somebody else have voted."""

    async def vote() -> None:
        async with open_database(f"sqlite:///{path}") as db:
            room = Room(db, Clock())
            poll = await room.poll()
            await room.vote_at_once(poll, {CANARY: 0, 7: 1})

    asyncio.run(vote())


def voters(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as opened:
        return [member for (member,) in opened.execute("SELECT member_id FROM ballots ORDER BY 1")]


def purge(tmp_path: Path, *arguments: str, answer: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*WARM, str(ROOT / "run_bot.py"), "purge", *arguments],
        cwd=tmp_path, env=environment(DATABASE_URL=f"sqlite:///{tmp_path}/study.db"), input=answer,
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_purge_deletes_a_member_and_says_so_feature_by_feature(tmp_path: Path) -> None:
    with_votes(path := tmp_path / "study.db")
    kept = purge(tmp_path, "--user", str(CANARY), answer="n\n")
    assert kept.returncode == 1
    assert kept.stderr.endswith("Nothing was deleted.\n")
    assert f"Delete all that is kept about the member {CANARY}? This cannot be undone." in kept.stderr
    assert voters(path) == [7, CANARY]
    done = purge(tmp_path, "--user", str(CANARY), "--yes")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "Polls: deleted",
        "Statements: deleted",
        "Viewings: deleted",
        "Quizzes: deleted",
        "Review: deleted",
        "Packs: deleted",
        "Backups are files of their own and keep what they hold until they are deleted.",
        "When one of them is restored, this deletion is done again.",
    ]
    assert voters(path) == [7]
    assert CANARY.to_bytes(8, "big") not in b"".join(file.read_bytes() for file in tmp_path.glob("study.db*"))
    assert "Nothing was kept about this member." in purge(tmp_path, "--user", str(CANARY), "--yes").stdout


@pytest.mark.parametrize("what", [("--guild", "100"), ("--all",)])
def test_purge_deletes_a_server_or_everything(tmp_path: Path, what: tuple[str, ...]) -> None:
    with_votes(path := tmp_path / "study.db")
    done = purge(tmp_path, *what, answer="y\n")
    assert done.returncode == 0, done.stderr
    assert voters(path) == []
    assert "Settings: deleted" in done.stdout


COMMANDS = (
    ("purge", "--all", "--yes"),
    ("purge", "--user", "7"),
    ("backup",),
    ("move-data", "sqlite:///{}", "sqlite:///new.db"),
)
NOT_OURS = ("gone.db", "notes.db", "letter.txt", "gone/too/x.db", "empty.db", "folder", ".", "folder/..", "pipe")


@pytest.mark.parametrize(
    ("command", "name"),
    [*product(COMMANDS, NOT_OURS[:3]), *zip(cycle((COMMANDS[0], COMMANDS[3])), NOT_OURS[3:], strict=False)],
)
def test_i25_a_command_on_what_is_no_database_of_ours_is_one_line_and_78_and_makes_nothing(
    tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "empty.db").touch()
    (tmp_path / "letter.txt").write_text("Dear club, this is no database.")
    os.mkfifo(tmp_path / "pipe")
    with closing(sqlite3.connect(tmp_path / "notes.db")) as notes:
        notes.execute("CREATE TABLE notes (words)")
    before = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    told = run(*(each.format(name) for each in command), cwd=tmp_path, DATABASE_URL=f"sqlite:///{name}")
    assert (told.returncode, told.stdout.strip(), told.stderr.count("\n")) == (78, "", 1), told.stdout + told.stderr
    assert {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == before


@pytest.mark.parametrize("command", [("discord",), ("restore", "backup.db")])
@pytest.mark.parametrize("name", ["folder", ".", "notes.db"])
def test_i25_neither_the_bot_nor_a_restore_touches_what_is_no_database_of_ours(
    tmp_path: Path, command: tuple[str, ...], name: str
) -> None:
    with_votes(tmp_path / "backup.db")
    (tmp_path / "folder").mkdir()
    with closing(sqlite3.connect(tmp_path / "notes.db")) as notes:
        notes.execute("CREATE TABLE notes (words)")
    before = {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")}
    settings = {"CONTENT_DIR": str(SHIPPED), "DISCORD_TOKEN": SECRET, "DATABASE_URL": f"sqlite:///{name}"}
    told = run(*command, cwd=tmp_path, **settings)
    assert told.returncode == 78
    assert "DATABASE_URL" in told.stderr
    assert told.stderr.count("\n") == 1, told.stderr
    assert {path: path.lstat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_i25_a_file_of_another_program_is_no_backup(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "notes.db")) as notes:
        notes.execute("CREATE TABLE notes (words)")
    told = run("restore", "notes.db", cwd=tmp_path, DATABASE_URL="sqlite:///study.db")
    assert (told.returncode, told.stderr.count("\n")) == (2, 1)
    assert told.stderr.startswith("notes.db is no backup of Second Look (it has no schema_version, but notes).")
    assert {path.name for path in tmp_path.iterdir()} == {"notes.db"}


def test_i25_data_are_not_moved_onto_themselves_nor_into_a_file_of_another_program(tmp_path: Path) -> None:
    with_votes(path := tmp_path / "study.db")
    (tmp_path / "same.db").hardlink_to(path)
    told = run("move-data", "sqlite:///study.db", "sqlite:///same.db", cwd=tmp_path)
    assert (told.returncode, told.stderr) == (1, "Nothing was copied: FROM and TO are the same database.\n")
    (tmp_path / "same.db").unlink()
    with closing(sqlite3.connect(tmp_path / "notes.db")) as notes:
        notes.execute("CREATE TABLE notes (words)")
    told = run("move-data", "sqlite:///study.db", "sqlite:///notes.db", cwd=tmp_path)
    assert (told.returncode, told.stderr.count("\n")) == (78, 1)
    assert "is a database of another program" in told.stderr


@pytest.mark.parametrize("number", ["0", "-7", "9223372036854775808", "12345678901234567890123"])
@pytest.mark.parametrize("option", ["--user", "--guild"])
def test_i25_a_number_that_is_no_id_is_one_line_and_2(tmp_path: Path, option: str, number: str) -> None:
    with_votes(tmp_path / "study.db")
    told = purge(tmp_path, option, number, "--yes")
    assert told.returncode == 2
    assert told.stderr == f"{option}: {number} is no Discord id. An id has at most 19 digits; copy it in Discord.\n"
    assert voters(tmp_path / "study.db") == [7, CANARY]


@pytest.mark.parametrize("arguments", [(), ("--all", "--user", "7"), ("--user", "Sam"), ("--guild", "0")])
def test_purge_wants_to_know_exactly_what(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    assert purge(tmp_path, *arguments, "--yes").returncode == 2
    assert not (tmp_path / "study.db").exists()


def test_purge_refuses_while_a_bot_holds_the_database(tmp_path: Path) -> None:
    with_votes(path := tmp_path / "study.db")
    with (tmp_path / "study.db.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = purge(tmp_path, "--user", str(CANARY), "--yes")
    assert refused.returncode == 75
    assert refused.stderr.startswith("Nothing was deleted: ")
    assert "is in use by another process" in refused.stderr
    assert voters(path) == [7, CANARY]
