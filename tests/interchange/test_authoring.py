"""What docs/authoring.md promises: two hundred terms of a spreadsheet become a sound pack by the steps told there."""

import csv
import io
import re
from pathlib import Path

from bot.cli import app
from tests.quizzes.packs import WORDS
from tests.test_cli import ROOT, run

TOPICS = ("Editing", "Sound", "Camera", "Staging", "Voices", "Footage", "Law", "Ethics", "Money", "Audience")
SOURCES = ("Film glossary", "A handbook of editing", "Notes of the course", "Wikipedia")
KINDS = ("scholar", "media", "article", "article")


def sheet() -> bytes:
    """Made as people make them: semicolons, Windows-1252, accents, an empty row, one twice, a column for oneself."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["Topic", "Term", "Meaning (short)", "Source", "Link", "Slide"])
    for number in range(200):
        term = f"{WORDS[number % 25].capitalize()} {WORDS[(number // 25) * 3 + 1]} façade"
        meaning = f"What a maker calls a {term.lower()};\r\nit is number {number} – of many."
        at = number % 4
        link = f"https://en.wikipedia.org/wiki/{term.replace(' ', '_')}" if at == 3 and number < 20 else ""
        source = "" if number in (50, 51, 52) else SOURCES[at] if at < 3 or link else SOURCES[0]
        writer.writerow(
            [TOPICS[number // 20], term, meaning, source, link, f"slide {number}" if number % 7 == 0 else ""]
        )
        if number in (90, 120):
            writer.writerow([""] * 6)
    writer.writerow([TOPICS[0], f"{WORDS[0].capitalize()} {WORDS[1]} façade", "Another meaning.", SOURCES[0], "", ""])
    return text.getvalue().encode("cp1252")


def test_two_hundred_terms_become_a_sound_pack_by_the_steps_that_are_told(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_bytes(sheet())
    folder = tmp_path / "film-words"
    ran = run("import", "words.csv", "--to", "film-words", cwd=tmp_path)
    assert ran.returncode == 0
    assert "201 terms" in ran.stdout
    assert "Windows-1252" in ran.stdout
    assert re.search(r"Lines 2 and \d+ have the same term", ran.stdout)
    assert "Entries that name no source: 3." in ran.stdout

    checked = run("check", "film-words", cwd=tmp_path)
    assert checked.returncode == 1
    assert checked.stdout.count("`kind` is missing") == checked.stdout.count("sources.yaml:") == 8
    assert checked.stdout.count("no source has the key `MISSING`") == 3

    # Step 4, as it is told: the kinds of the sources, the sources of three terms, one of two terms, the head.
    edit(folder / "sources.yaml", r"    # kind: .*\n", "    kind: article\n")
    edit(folder / "glossary.yaml", r"sources: \[MISSING\]", "sources: [S1]")
    edit(folder / "glossary.yaml", r"  - id: \S+-2\n(?:    .*\n)+", "")
    edit(folder / "explainers.yaml", r", [a-z-]+-2(?=[,\]])", "")
    edit(folder / "pack.yaml", "# summary: .*", "summary: Words for looking at films.")
    strict = run("check", "--strict", "film-words", cwd=tmp_path)
    assert (strict.returncode, strict.stdout) == (0, "")


def edit(file: Path, found: str, by: str) -> None:
    text, count = re.subn(found, by, file.read_text(encoding="utf-8"))
    assert count, (file, found)
    file.write_text(text, encoding="utf-8")


def test_the_page_names_the_commands_as_they_are() -> None:
    page = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")
    commands = {each.name or getattr(each.callback, "__name__", "") for each in app.registered_commands}
    named = re.findall(r"^python run_bot\.py (\S+)", page, re.MULTILINE)
    assert {"import", "export", "check"} <= set(named) <= commands
