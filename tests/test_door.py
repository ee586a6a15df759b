"""The door of the program, called with a Python that does not have its libraries."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The program where nothing was set up."""
    shutil.copy(ROOT / "run_bot.py", tmp_path)
    (tmp_path / "bot").symlink_to(ROOT / "bot")
    return tmp_path


def call(folder: Path) -> subprocess.CompletedProcess[str]:
    bare = [sys.executable, "-S", "-E", str(folder / "run_bot.py"), "check", "--help"]
    return subprocess.run(bare, capture_output=True, text=True, cwd=folder, check=False)


def test_another_python_hands_over_to_the_one_that_was_set_up(folder: Path) -> None:
    own = folder / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    own.chmod(0o755)
    called = call(folder)
    assert called.returncode == 0, called.stderr
    assert "--strict" in called.stdout


def test_where_nothing_was_set_up_it_says_how_instead_of_showing_an_error_of_the_program(folder: Path) -> None:
    called = call(folder)
    assert called.returncode == 1
    assert "Run `make run` once" in called.stderr
    assert "Traceback" not in called.stderr
