"""Signals of a terminal, or of whoever started the program: it leaves in good order, or at once where it just began."""

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.budgets import PATIENCE, budget
from tests.packs.sample import SHIPPED
from tests.test_cli import ROOT, SECRET, environment, run, until

pytestmark = pytest.mark.slow

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.fixture(autouse=True)
def _as_from_a_terminal() -> Iterator[None]:
    """Programs hear of its end, also where whoever runs the tests was started to outlive it."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@contextmanager
def begun(tmp_path: Path, *arguments: str, by: tuple[str, ...] = ()) -> Iterator[subprocess.Popen[str]]:
    """The program in a folder of the test, as soon as it knows of signals; killed at the end where it still runs."""
    with subprocess.Popen(
        [*by, sys.executable, str(ROOT / "run_bot.py"), *arguments],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=environment(CONTENT_DIR=str(SHIPPED), PLAYGROUND_PORT="0", DISCORD_TOKEN=SECRET),
    ) as process:  # fmt: skip
        try:
            until(lambda: _caught(process.pid) & 1 << signal.SIGTERM - 1 != 0)
            yield process
        finally:
            process.kill()


def _caught(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt:"))


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("arguments", [("discord",), ("playground", "--no-browser", "--data", "here")])
@pytest.mark.parametrize("moment", budget([0.0, 0.25, 0.75], [0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5]))
def test_o05_a_signal_in_the_first_second_ends_the_program_without_a_trace_and_is_no_bad_start(
    tmp_path: Path, arguments: tuple[str, ...], moment: float
) -> None:
    for number in SIGNALS:
        with begun(tmp_path, *arguments) as program:
            time.sleep(moment)
            program.send_signal(number)
            _, errors = program.communicate(timeout=PATIENCE)
        assert program.returncode in {0, 128 + number}, errors
        assert "Traceback" not in errors
        assert "never awaited" not in errors
        assert not (tmp_path / "data" / "starts.json").exists()
        assert not (tmp_path / "here" / "open.html").exists()


def test_o05_the_end_of_the_terminal_stops_the_running_program_in_good_order(tmp_path: Path) -> None:
    with begun(tmp_path, "playground", "--no-browser", "--data", "here") as program:
        assert program.stdout is not None
        assert program.stdout.readline().startswith("Playground: ")
        program.send_signal(signal.SIGHUP)
        _, errors = program.communicate(timeout=PATIENCE)
    assert program.returncode == 0, errors
    assert "stopping" in errors
    assert not (tmp_path / "here" / "second-look.db-wal").exists()


def test_o05_it_does_so_too_where_nothing_can_be_written_to_that_terminal_any_more(tmp_path: Path) -> None:
    pid, terminal = pty.fork()
    if not pid:
        os.chdir(tmp_path)
        arguments = [sys.executable, str(ROOT / "run_bot.py"), "playground", "--no-browser", "--data", "here"]
        os.execve(sys.executable, arguments, environment(CONTENT_DIR=str(SHIPPED), PLAYGROUND_PORT="0"))
    try:
        told = b""
        while b"Playground: http" not in told:
            assert select.select([terminal], [], [], PATIENCE)[0]
            told += os.read(terminal, 10_000)
        os.close(terminal)
        until(lambda: os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None, PATIENCE)
    finally:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert not (tmp_path / "here" / "second-look.db-wal").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
def test_o05_who_was_started_to_outlive_the_terminal_does(tmp_path: Path) -> None:
    with begun(tmp_path, "playground", "--no-browser", "--data", "here", by=("nohup",)) as program:
        assert program.stdout is not None
        program.send_signal(signal.SIGHUP)
        assert program.stdout.readline().startswith("Playground: ")
        program.send_signal(signal.SIGHUP)
        time.sleep(0.5)
        assert program.poll() is None
        program.terminate()
        _, errors = program.communicate(timeout=PATIENCE)
        assert program.returncode == 0, errors


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")
@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGHUP])
def test_o05_a_command_that_is_stopped_takes_away_what_is_half_done(tmp_path: Path, number: signal.Signals) -> None:
    stopped = subprocess.run(
        [sys.executable, "-c", HALF_DONE, str(int(number))],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (stopped.returncode, stopped.stderr) == (128 + number, "")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == []
    assert run("backup", "--to", "backups", cwd=tmp_path, DATABASE_URL="sqlite:///study.db").returncode == 0


HALF_DONE = """
import asyncio, os, signal, sys
from bot import __main__ as door
from bot.database import copying, open_database

async def made():
    async with open_database("sqlite:///study.db"):
        pass

asyncio.run(made())
number = int(sys.argv[1])
copying._check = lambda _: os.kill(os.getpid(), number)
os.environ["DATABASE_URL"] = "sqlite:///study.db"
sys.argv[1:] = ["backup", "--to", "backups"]
door.main()
"""
