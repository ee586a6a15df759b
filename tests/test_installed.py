"""The program as a package: it carries what ships, runs from any folder, and names the command that was typed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.budgets import PATIENCE

ROOT = Path(__file__).parents[1]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as an installer does, its command in `bin`; what it needs is that of these tests."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    made = ["wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*pip, *made], check=True, timeout=120)
    [wheel] = folder.glob("second_look-*.whl")
    subprocess.run(
        [*pip, "install", "--no-deps", "--target", str(folder / "site"), str(wheel)], check=True, timeout=120
    )
    return folder / "site"


def run(site: Path, folder: Path, *arguments: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """What `second-look` says, started in a folder that has nothing to do with the project."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "PYTHONPYCACHEPREFIX"}}
    given = kept | {"PYTHONPATH": str(site), "HOME": str(folder), "XDG_DATA_HOME": str(folder / "share")} | settings
    command = [sys.executable, str(site / "bin" / "second-look"), *arguments]
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=60, check=False)


def test_it_says_its_version_and_the_packs_that_it_carries_are_sound(site: Path, tmp_path: Path) -> None:
    version = re.search(r'^version = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    assert run(site, tmp_path, "--version").stdout == f"Second Look {version[1]}\n"
    checked = run(site, tmp_path, "check", "--strict", str(site / "bot" / "content"))
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "2 packs, no problems\n")


def test_a_folder_named_content_where_it_is_started_is_nothing_to_it(site: Path, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    program = "from bot.settings import load_settings as s; print(s().content); print(s().database_url)"
    told = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")},
        capture_output=True,
        text=True,
        check=True,
    )
    packs, database = told.stdout.splitlines()
    assert packs == str(site / "bot" / "content")
    assert database == f"sqlite:///{tmp_path}/share/second-look/second-look.db"


def test_it_carries_what_help_leads_to(site: Path) -> None:
    for name in ("PRIVACY.md", "TERMS.md"):
        assert (site / "bot" / name).read_bytes() == (ROOT / name).read_bytes()


def test_its_sentences_name_the_command_that_was_typed(site: Path, tmp_path: Path) -> None:
    assert "second-look playground" in run(site, tmp_path, "discord").stderr
    assert "`second-look check" in run(site, tmp_path, "new", "my-subject").stdout
    from_checkout = subprocess.run(
        [sys.executable, str(ROOT / "run_bot.py"), "discord"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "python run_bot.py playground" in from_checkout.stderr


def test_the_playground_opens_from_any_folder_with_its_data_where_the_platform_keeps_them(
    site: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-u", str(site / "bin" / "second-look"), "playground", "--no-browser", "--port", "0"]
    settings = {"PYTHONPATH": str(site), "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "share")}
    with subprocess.Popen(
        command, cwd=tmp_path, env=settings, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline().startswith("Playground: http://127.0.0.1:")
        process.terminate()
        assert process.wait(timeout=PATIENCE) == 0
    assert list((tmp_path / "share" / "second-look" / "playground").iterdir())
    assert [path.name for path in tmp_path.iterdir()] == ["share"]
