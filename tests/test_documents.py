"""What the documents say is so."""

import re
from pathlib import Path

import discord

from bot.app import FEATURES
from bot.help.commands import NEEDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_p07_the_invitation_asks_for_exactly_what_is_needed_and_says_why() -> None:
    found = re.search(r"scope=bot\+applications\.commands&permissions=(\d+)", README)
    assert found
    assert discord.Permissions(int(found[1])) == discord.Permissions(**dict.fromkeys(NEEDS, True))
    for need, why in NEEDS.items():
        assert f"| {need.replace('_', ' ').title()} | {why} |" in README


def test_every_file_and_picture_that_the_documents_name_is_there() -> None:
    for document in ROOT.glob("*.md"):
        for path in re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{document.name}: {path}"
    for path in re.findall(r"`(tests/[\w/.]+)`", README):
        assert (ROOT / path).exists(), path


def test_the_architecture_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    rooms = {path.name for path in (ROOT / "bot").iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert [room for room in rooms if f"{room}/" not in text] == []
    assert set(FEATURES) <= rooms


def test_the_licence_of_the_project_stands_beside_it() -> None:
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
