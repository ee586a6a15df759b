"""What is taken home for Anki: its own importer takes it, takes a later export over it, and loses no schedule.

The importer runs where Anki is installed: `make anki` does that, in an environment of its own, and runs these tests.
"""

import csv
import io
import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.packs.format.model import Claim, Pack, Verdict
from bot.quizzes.items.exports import ANKI_HEAD, HEADER, anki_text, table
from bot.quizzes.items.finding import items_to_learn_of
from tests.budgets import budget
from tests.quizzes.packs import CONTENT, made_up, shipped
from tests.test_cli import run

ROOT = Path(__file__).parents[2]
ANKI = Path(os.environ.get("ANKI_PYTHON", ROOT / ".venv-anki" / "bin" / "python"))


def notes(content: bytes) -> list[list[str]]:
    lines = content.decode().split("\n")
    assert tuple(lines[: len(ANKI_HEAD)]) == ANKI_HEAD
    assert lines[-1] == ""
    return [line.split("\t") for line in lines[len(ANKI_HEAD) : -1]]


def corrected(pack: Pack) -> Pack:
    """The pack with another verdict on its first claim, and one claim less."""
    first, *others = pack.claims
    return replace(pack, claims=(replace(first, verdict=Verdict.TRUE, note="A & B < C."), *others[:-1]))


def test_a_note_is_a_line_with_the_id_of_its_item_both_sides_and_its_pack() -> None:
    for pack in [*shipped(), *(made_up(seed) for seed in range(budget(30, 500)))]:
        items = items_to_learn_of(pack)
        made = notes(anki_text(items))
        assert [note[0] for note in made] == [item.id for item in items]
        assert all(len(note) == 4 for note in made)
        assert all(note[1] and note[2] and note[3] == pack.id for note in made)


def test_the_same_items_give_the_same_file() -> None:
    items = items_to_learn_of(shipped()[0])
    assert anki_text(items) == anki_text(items_to_learn_of(shipped()[0]))


def test_texts_of_a_pack_are_no_markup_and_no_further_fields() -> None:
    claim = Claim(id="c", claim='<b>"A"\tB</b> & C', verdict=Verdict.TRUE, note="D\nE", sources=("A1",))
    pack = replace(made_up(0), claims=(claim,), explainers=(), questions=(), glossary=())
    [note] = notes(anki_text(items_to_learn_of(pack)))
    assert "&lt;b&gt;&quot;A&quot; B&lt;/b&gt; &amp; C" in note[1]
    assert "D<br>E" in note[2]


def test_a_table_holds_the_question_the_answer_and_where_it_comes_from() -> None:
    items = items_to_learn_of(shipped()[0])
    rows = list(csv.reader(io.StringIO(table((item, "2026-11-30") for item in items).decode("utf-8-sig"))))
    assert rows[0] == [*HEADER]
    assert rows[0][-1] == "due"
    assert len(rows) == len(items) + 1
    assert all(row[3] and row[4] and row[5] and row[6] for row in rows[1:])


@pytest.fixture
def anki() -> Path:
    if not ANKI.exists():
        pytest.skip("needs Anki: `make anki`, or ANKI_PYTHON as an interpreter that has it")
    return ANKI


def test_ankis_own_importer_takes_it_and_a_later_one_over_it_and_keeps_every_schedule(
    anki: Path, tmp_path: Path
) -> None:
    pack = shipped()[1]
    later = corrected(pack)
    files = [tmp_path / "first.txt", tmp_path / "second.txt"]
    by_command = run("export", str(CONTENT / pack.id), "--as", "anki", "--out", str(files[0]), cwd=tmp_path)
    assert by_command.returncode == 0
    files[1].write_bytes(anki_text(items_to_learn_of(later)))
    ran = subprocess.run(
        [anki, Path(__file__).with_name("anki_import.py"), tmp_path, *files],
        capture_output=True,
        check=False,
        text=True,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    first, again, second = told["first"], told["again"], told["second"]
    assert set(first["notes"]) == {item.id for item in items_to_learn_of(pack)}
    assert (first["new"], again["new"], second["new"]) == (len(first["notes"]), 0, 0)
    assert again["notes"].keys() == second["notes"].keys() == first["notes"].keys()  # nothing twice, nothing lost
    reviewed = {guid for guid, note in again["notes"].items() if note["cards"] != first["notes"][guid]["cards"]}
    assert len(reviewed) == 5
    for guid, note in second["notes"].items():
        assert note["cards"] == again["notes"][guid]["cards"]
        assert note["tags"] == [pack.id]
    changed = {guid for guid, note in second["notes"].items() if note["fields"] != first["notes"][guid]["fields"]}
    assert changed == {f"{pack.id}/{pack.claims[0].id}/verdict"}
    assert "A &amp; B &lt; C." in second["notes"][changed.pop()]["fields"][1]
