"""Packs for other tools: whatever stands in their texts comes out as text."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from markdown_it.token import Token

from bot.chat.spreadsheet import unguarded
from bot.interchange.command_line import write_out
from bot.interchange.document import document
from bot.interchange.table import table_of
from bot.packs.format.model import Pack
from bot.packs.reading.reader import read_pack
from bot.quizzes.items.exports import anki_text
from bot.quizzes.items.finding import items_to_learn_of
from tests.interchange.packs import packs
from tests.packs.sample import SHIPPED
from tests.quizzes.packs import shipped
from tests.test_cli import run

ROOT = Path(__file__).parents[2]
BEES = SHIPPED / "bees"
OUR_OWN = {"heading", "paragraph", "bullet_list", "ordered_list", "list_item", "inline"}
INLINE = {"text", "text_special", "strong_open", "strong_close", "softbreak", "hardbreak", "link_open", "link_close"}


def tokens(pack: Pack) -> list[Token]:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse("".join(document(pack)))


def words(found: list[Token]) -> str:
    inner = [child for token in found for child in token.children or ()]
    return "".join("".join(child.content.split()) if "text" in child.type else "" for child in inner)


@given(packs())
def test_i27_no_text_of_a_pack_is_markup_of_its_document(pack: Pack) -> None:
    found = tokens(pack)
    assert {token.type.removesuffix("_open").removesuffix("_close") for token in found} <= OUR_OWN
    assert {child.type for token in found for child in token.children or ()} <= INLINE
    entries = len(pack.entries())
    kinds = sum(map(bool, (pack.glossary, pack.claims, pack.questions)))
    assert [token.tag for token in found if token.type == "heading_open"].count("h3") == entries
    assert [token.tag for token in found if token.type == "heading_open"].count("h2") == kinds + 1


@given(packs())
def test_i27_every_text_of_a_pack_stands_in_its_document_letter_for_letter(pack: Pack) -> None:
    told = words(tokens(pack))
    for term in pack.glossary:
        for text in filter(None, (term.term, term.native, term.definition, *term.aliases)):
            assert "".join(text.split()) in told
    for claim in pack.claims:
        for text in filter(None, (claim.claim, claim.note, *(each.text for each in claim.against))):
            assert "".join(text.split()) in told
    for question in pack.questions:
        for choice in question.options:
            assert "".join(choice.text.split()) in told


def test_i27_addresses_come_out_whole_and_lead_there() -> None:
    for pack in shipped():
        links = {str(child.attrs["href"]) for token in tokens(pack) for child in token.children or () if child.attrs}
        assert {source.url for source in pack.sources.values() if source.url} <= links


@given(packs())
def test_i24_a_table_of_a_pack_is_guarded_and_holds_every_text(pack: Pack) -> None:
    header, *rows = csv.reader(io.StringIO(table_of(pack).decode("utf-8-sig"), newline=""))
    assert header[:2] == ["kind", "id"]
    assert len(rows) == len(pack.sources) + len(pack.entries())
    cells = [cell for row in rows for cell in row]
    assert not any(cell.lstrip(' "').startswith(tuple("=+-@＝")) for cell in cells)
    told = [unguarded(cell) for cell in cells]
    assert all(term.term in told for term in pack.glossary)


def test_each_format_goes_to_stdout_and_what_is_said_to_stderr(tmp_path: Path) -> None:
    pack = read_pack(BEES).pack
    assert pack
    items = items_to_learn_of(pack)
    made = {form: run("export", str(BEES), "--as", form, cwd=tmp_path) for form in ("anki", "csv", "markdown")}
    assert {form: ran.returncode for form, ran in made.items()} == dict.fromkeys(made, 0)
    assert made["anki"].stdout == anki_text(items).decode()
    assert made["csv"].stdout.encode().decode("utf-8-sig") == table_of(pack).decode("utf-8-sig").replace("\r\n", "\n")
    assert made["markdown"].stdout == "".join(document(pack))
    assert f"{len(items)} card" in made["anki"].stderr
    assert "`--as markdown` has" in made["csv"].stderr


def test_a_file_is_written_once_and_none_that_is_there_is_touched(tmp_path: Path) -> None:
    out = tmp_path / "bees.csv"
    first = run("export", str(BEES), "--as", "csv", "--out", str(out), cwd=tmp_path)
    assert (first.returncode, first.stdout) == (0, "")
    assert first.stderr.startswith(f"Written: {out}. ")
    before = out.read_bytes()
    again = run("export", str(BEES), "--as", "csv", "--out", str(out), cwd=tmp_path)
    assert again.returncode == 2
    assert "is there already" in again.stderr
    assert out.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_what_does_not_fit_is_said_and_no_half_of_a_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, str(ROOT / "run_bot.py"), "export", str(BEES), "--as", "markdown"]
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (ran.returncode, ran.stderr) == (1, "Standard output could not be written: No space left on device.\n")
    out, opened = tmp_path / "bees.md", Path.open

    def on_a_full_disk(path: Path, mode: str) -> Any:
        opened(path, mode).close()
        return opened(Path("/dev/full"), "wb")

    monkeypatch.setattr(Path, "open", on_a_full_disk)
    with pytest.raises(SystemExit):
        write_out(b"x" * 100_000, out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("export", "nowhere", "--as", "csv"), 2, "nowhere: no such file or folder"),
        (("export", str(BEES), "--as", "word"), 2, "word"),
        (("export", str(BEES)), 2, "--as"),
        (("export", str(BEES), "--as", "csv", "--out", "no/such/place.csv"), 1, "could not be written"),
        (("export", "broken.yaml", "--as", "csv"), 1, "broken.yaml:1:1:"),
    ],
)
def test_what_cannot_be_exported_is_said_in_a_line_or_two(
    tmp_path: Path, arguments: tuple[str, ...], code: int, told: str
) -> None:
    (tmp_path / "broken.yaml").write_text("id: x\n", encoding="utf-8")
    ran: subprocess.CompletedProcess[str] = run(*arguments, cwd=tmp_path)
    assert ran.returncode == code
    assert told in ran.stderr
    assert ran.stdout == ""
    assert "Traceback" not in ran.stderr
