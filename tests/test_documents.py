"""What the documents say is so."""

import re
from dataclasses import fields
from pathlib import Path

import discord
import pytest

from bot import cli, launch
from bot.app import FEATURES
from bot.help.invitation import NEEDS
from bot.operations.metrics import Metrics
from bot.operations.vitals import Backlog, Vitals
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
TESTS = ROOT / "tests"
OURS = ("- The rest of a backup", "- **The token leaked?**", "- A known hole")
"""What is left to people: no test can hold it."""
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_p07_the_invitation_asks_for_exactly_what_is_needed_and_says_why() -> None:
    found = re.search(r"scope=bot\+applications\.commands&permissions=(\d+)", README)
    assert found
    assert discord.Permissions(int(found[1])) == discord.Permissions(**dict.fromkeys(NEEDS, True))
    for need, why in NEEDS.items():
        assert f"| {need.replace('_', ' ').title()} | {why} |" in README


def test_every_file_and_picture_that_the_documents_name_is_there() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for path in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / path).exists(), f"{document.name}: {path}"
    for path in re.findall(r"`(tests/[\w/.]+)`", text("docs/promises.md")):
        assert (ROOT / path).exists(), path


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def names_of_tests() -> set[str]:
    """The names of all tests."""
    texts = [each.read_text(encoding="utf-8") for each in TESTS.rglob("test_*.py")]
    found = [re.findall(r"^(?:async )?def (test_\w+)", each, re.MULTILINE) for each in texts]
    return {name for names in found for name in names}


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "PRIVACY.md", "TERMS.md", "docs/operating.md"])
def test_every_test_that_a_document_names_is_there(name: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", text(name)))
    assert named - names_of_tests() == set()
    assert named or name != "SECURITY.md"


def test_every_promise_of_security_names_what_proves_it() -> None:
    promises = text("SECURITY.md").split("## Who might do what", 1)[1].split("## When something did", 1)[0]
    lines = [line for line in promises.splitlines() if line.startswith("- ")]
    assert len(lines) > 20
    unproved = [line for line in lines if not re.search(r"`test_\w+`\.$", line)]
    assert [line for line in unproved if not line.startswith(OURS)] == []


def test_every_heading_that_a_document_leads_to_is_there() -> None:
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        for path, anchor in re.findall(r"\]\((?!https?:)([^)#]*)#([\w-]+)\)", document.read_text(encoding="utf-8")):
            goal = (document.parent / path).resolve() if path else document
            headings = re.findall(r"^#+ (.+)$", goal.read_text(encoding="utf-8"), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", each).lower().replace(" ", "-") for each in headings}, anchor


def test_the_operators_guide_has_every_setting_with_its_default() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (\S+) \|", text("docs/operating.md"), re.MULTILINE)
    assert [name for name, _ in rows] == [*dict(rows)]
    assert {name.lower() for name, _ in rows} == {field.name for field in fields(Settings)}
    defaults = {field.name: field.default for field in fields(Settings)}
    for name, default in rows:
        value = defaults[name.lower()]
        assert default == ("–" if value is None else f"`{value}`"), name


def test_the_operators_guide_has_every_way_in_which_the_program_leaves() -> None:
    codes = {value for name, value in vars(launch).items() if name.isupper() and isinstance(value, int)}
    told = re.findall(r"^\| (\d+) \| ", text("docs/operating.md"), re.MULTILINE)
    assert {int(code) for code in told} == codes | {0, 1}


def test_the_operators_guide_has_every_metric(tmp_path: Path) -> None:
    vitals = Vitals(backup_age=lambda: 1.0, session_starts=1)
    vitals.tick("polls")
    shown, _ = Metrics(vitals, tmp_path).exposition(Backlog({}, {}))
    names = set(re.findall(r"^# TYPE second_look_(\w+) ", shown.decode(), re.MULTILINE))
    told = text("docs/operating.md").split("| name, after `second_look_`", 1)[1].split("\n## ", 1)[0]
    assert names == {name for line in told.splitlines() for name in re.findall(r"`(\w+)`", line.split(" | ")[0])}


def test_every_command_that_a_document_tells_to_run_is_there() -> None:
    commands = {
        command.name or command.callback.__name__ for command in cli.app.registered_commands if command.callback
    }
    for document in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")):
        told = re.findall(r"run_bot\.py ([a-z][\w-]*)", document.read_text(encoding="utf-8"))
        assert set(told) <= commands, document.name


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert [room for room in rooms if f"{room}/" not in text] == []
    assert set(FEATURES) <= rooms


def test_the_licence_of_the_project_stands_beside_it() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
