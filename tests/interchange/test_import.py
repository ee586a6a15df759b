"""Spreadsheets as people make them become drafts: nothing in them is lost, and what is missing is named by its line."""

import csv
import io
import re
import shlex
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from msgspec import convert

from bot.chat.spreadsheet import BrokenTableError
from bot.interchange.columns import column_of
from bot.interchange.decoding import NoTextError, decoded
from bot.interchange.draft_files import draft_files
from bot.interchange.drafts import CLAIMS, QUESTIONS, TERMS, Draft, Drafts, drafts_of
from bot.interchange.importing import NotImportedError, import_sheet
from bot.interchange.sheet import sheet_of
from bot.interchange.sources import MISSING
from bot.interchange.table import table_of
from bot.packs.format.model import Claim, Pack, Question, Source, Term
from bot.packs.reading.reader import read_pack, read_texts
from tests.interchange.packs import packs
from tests.quizzes.packs import CONTENT, shipped
from tests.test_cli import run

ROOT = Path(__file__).parents[2]


def made(text: str) -> Drafts:
    return drafts_of(sheet_of(text))


def values(drafts: Drafts, key: str = TERMS) -> list[dict[str, Any]]:
    return [draft.values for draft in drafts.under(key)]


def taken(draft: Draft, kind: type[Any]) -> Any:
    named = {"supporting" if key == "for" else key: value for key, value in draft.values.items() if value}
    return convert(named, kind)


def as_words(value: Any) -> Any:
    """A value as YAML has it that resolves nothing."""
    if isinstance(value, dict):
        return {key: as_words(each) for key, each in value.items() if each}
    return [as_words(each) for each in value] if isinstance(value, list) else "true" if value is True else value


@given(packs())
def test_i24_what_goes_out_as_csv_comes_in_again_equal(pack: Pack) -> None:
    drafts = made(decoded(table_of(pack)).text)
    assert tuple(taken(draft, Term) for draft in drafts.under(TERMS)) == pack.glossary
    assert tuple(taken(draft, Claim) for draft in drafts.under(CLAIMS)) == pack.claims
    assert tuple(taken(draft, Question) for draft in drafts.under(QUESTIONS)) == pack.questions
    assert {key: convert(each, Source) for key, each in drafts.sources.by_key.items()} == pack.sources


@given(packs())
def test_i24_the_files_of_a_draft_hold_every_text_as_it_came_in(pack: Pack) -> None:
    drafts = made(decoded(table_of(pack)).text)
    files = dict(draft_files(drafts, "a-draft"))
    for key in (TERMS, CLAIMS, QUESTIONS):
        entries = drafts.under(key)
        read = yaml.load(files[f"{key}.yaml"], yaml.BaseLoader)[key] if entries else []
        assert read == [as_words(draft.values) for draft in entries]


@pytest.mark.parametrize("pack", shipped(), ids=lambda pack: pack.id)
def test_a_pack_that_ships_is_the_same_after_its_way_through_a_spreadsheet(pack: Pack, tmp_path: Path) -> None:
    file, folder, whole = tmp_path / "sheet.csv", tmp_path / "draft", tmp_path / pack.id
    file.write_bytes(table_of(pack))
    import_sheet(file, folder)
    shutil.copytree(CONTENT / pack.id, whole)
    for name in ("glossary", "claims", "questions"):
        shutil.copyfile(folder / f"{name}.yaml", whole / f"{name}.yaml")
    assert read_pack(whole).pack == pack


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Term", "term"),
        (" WORD: ", "term"),
        ("Definition (in our own words)", "definition"),
        ("Meaning", "definition"),
        ("source_url", "url"),
        ("Quelle", "sources"),
        ("Option B", "option 2"),
        ("choice 3", "option 3"),
        ("Wrong answer 2", "wrong 2"),
        ("Correct Answer", "right"),
        ("Back side", "back"),
        ("Teacher's mood", ""),
        ("", ""),
    ],
)
def test_columns_are_known_by_their_usual_names(heading: str, column: str) -> None:
    assert column_of(heading) == column


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_any_separator_encoding_and_line_ending_gives_the_same_rows(separator: str, codec: str, ending: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=separator, lineterminator=ending)
    writer.writerows(
        [["Source", "Term", "Meaning"], ["A book", "Café", f"One, two;{ending}three"], [], ["", "社会", "b"]]
    )
    drafts = made(decoded(text.getvalue().encode(codec)).text)
    assert [(each["term"], each["definition"]) for each in values(drafts)] == [
        ("Café", "One, two;\nthree"),
        ("社会", "b"),
    ]
    assert [draft.line for draft in drafts.entries] == [2, 5]
    assert [each["sources"] for each in values(drafts)] == [["S1"], [MISSING]]


def test_what_is_not_utf_8_is_read_as_windows_1252_and_that_is_said() -> None:
    read = decoded("term;definition\nÜberblendung;Ein Bild für ein anderes – langsam\n".encode("cp1252"))
    assert "Überblendung;Ein Bild für ein anderes – langsam" in read.text
    assert "Windows-1252" in read.assumed
    assert "line 2 reads “Überblendung;Ein Bi" in read.assumed


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"PK\x03\x04...", "a workbook"),
        (b"\xd0\xcf\x11\xe0...", "an old Excel workbook"),
        (b"term,definition\na\0b,c\n", "no text"),
        (b"term\n\x81\x8d\n", "line 2 is in no encoding"),
        (b"\xff\xfea", "marked as UTF-16"),
        (b"x" * (20 << 20 | 1), "split it"),
        (b"\xef\xbb\xbf<HTML><table><tr><td>term</td></tr></table></HTML>", "a page or a document"),
        (b"\n<?xml version='1.0'?><Workbook/>", "a page or a document"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes, told: str) -> None:
    with pytest.raises(NoTextError, match=told):
        decoded(data)


@pytest.mark.parametrize("codec", ["utf-32", "utf-32-le", "utf-32-be"])
def test_utf_32_is_read_as_such_and_not_as_utf_16_with_zeros_between(codec: str) -> None:
    text = "term,definition\nÜberblendung,One shot fades into another\n"
    mark = "" if codec == "utf-32" else "\ufeff"
    assert decoded(f"{mark}{text}".encode(codec)).text == text


@pytest.mark.parametrize(
    "above", ["#guid column:" + "9" * 5_000 + "\n#html:false\n", '#separator:"\n', 'sep="\n', "sep=\r\n"]
)
def test_nothing_that_a_file_says_of_itself_keeps_it_from_being_read_or_refused(above: str) -> None:
    assert "Cut" in [draft.values["term"] for draft in made(f"{above}term\tdefinition\nCut\tOne shot ends\n").entries]


def test_a_sheet_with_extra_columns_keeps_them_as_comments() -> None:
    drafts = made("Term,Definition,Slide,Source\nCut,One shot ends,slide 3,A book\n,,,\nPan,It turns,,\n")
    assert drafts.entries[0].remarks == ["Slide: slide 3"]
    text = dict(draft_files(drafts, "x"))["glossary.yaml"]
    assert "    # Slide: slide 3\n" in text
    assert text.count(MISSING) == 2  # in its place, and in the comment below it


def test_formulas_come_in_as_text_and_guards_of_others_stay() -> None:
    drafts = made('term,definition\n=1+1,"=HYPERLINK(""x"")"\n\'-ism,\'=2\n@me,-5\n')
    assert [(each["term"], each["definition"]) for each in values(drafts)] == [
        ("=1+1", '=HYPERLINK("x")'), ("'-ism", "'=2"), ("@me", "-5"),
    ]  # fmt: skip


def test_duplicate_terms_are_named_by_both_lines_and_one_that_says_the_same_stands_once() -> None:
    drafts = made("term,definition\nCut,a\nPan,b\nCUT,other\nPan,b\n")
    assert drafts.notes == [
        "Lines 2 and 4 have the same term, “CUT”: both stand in the draft; keep one.",
        "Lines 3 and 5 have the same term, “Pan”, and say the same: it stands in the draft once.",
    ]
    assert [each["id"] for each in values(drafts)] == ["cut", "pan", "cut-2"]


def test_long_texts_and_errors_of_a_spreadsheet_are_named_by_their_line() -> None:
    drafts = made(f'term,definition\n"a\nb",x\n{"y" * 101},{"z" * 8_001}\nq,#REF!\n')
    assert drafts.notes == [
        "Line 4: the term has 101 characters, and 100 fit; shorten it in the draft.",
        "Line 4: the definition has 8,001 characters, and 8,000 fit; shorten it in the draft.",
        "Line 5 holds an error of the spreadsheet, #REF!: correct it there and import again.",
    ]


def test_names_in_any_script_get_ids_that_do_not_look_alike() -> None:
    drafts = made("term\n社会信用\nÉtude\nEtude!\n0-o\no-0\nبيت\n")
    ids = [each["id"] for each in values(drafts)]
    assert ids[:3] == ["line-2", "etude", "etude-2"]
    assert len({re.sub("[-0o]", "", name) for name in ids}) == len(ids) or len(set(ids)) == len(ids)


def test_a_quiz_sheet_becomes_questions_with_the_right_option_marked() -> None:
    head = "Question,Option A,Option B,Option C,Correct,Explanation,Source\n"
    drafts = made(
        head + "Who cut it?,The editor,The director,Nobody,A,The credits say so,Credits\nWhy?,x,y,,y and x,,\n"
    )
    first, second = values(drafts, QUESTIONS)
    assert first["kind"] == "one"
    assert [option.get("right", False) for option in first["options"]] == [True, False, False]
    assert first["because"] == "The credits say so"
    assert (second["kind"], "because" in second) == ("several", False)


def test_an_answer_that_is_no_option_is_kept_as_a_comment() -> None:
    drafts = made("question,options,answer\nWho?,One; Two,Three\n")
    [draft] = drafts.entries
    assert [option["text"] for option in draft.values["options"]] == ["One", "Two"]
    assert draft.remarks == ["the answer that the sheet names: Three"]


def test_wrong_answers_stand_beside_the_right_one() -> None:
    [question] = values(made("question,correct answer,wrong 1,wrong 2\nWho?,Ada,Bo,Cy\n"), QUESTIONS)
    assert question["options"] == [{"text": "Ada", "right": True}, {"text": "Bo"}, {"text": "Cy"}]


def test_claims_take_verdicts_by_their_names_and_keep_those_that_are_none() -> None:
    drafts = made('Claim,Verdict,Note,Evidence against,Source\nA,Mostly true,n,"It is so [S1]",B\nC,mixed,,,\n')
    first, second = values(drafts, CLAIMS)
    assert (first["verdict"], second["verdict"]) == ("mostly_true", "mixed")
    assert first["against"] == [{"text": "It is so", "sources": ["S1"]}]


def test_a_term_with_a_question_in_its_row_makes_both_and_the_question_is_about_the_term() -> None:
    drafts = made("term,definition,question,answer\nCut,One shot ends,What ends?,A shot\n")
    assert [draft.key for draft in drafts.entries] == [TERMS, QUESTIONS]
    assert values(drafts, QUESTIONS)[0]["about"] == ["cut"]


def test_ankis_export_comes_in_with_its_tags_and_without_its_html() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        'a1\tBasic\tFilm\tJump &amp; cut\t"<b>A cut</b> that<br>jumps.&nbsp;See <i>Breathless</i>"\tediting cuts\n'
        "a2\tBasic\tFilm\tWho made it?\tAgnès Varda\t\n"
    )
    drafts = made(text)
    [term], [question] = values(drafts), values(drafts, QUESTIONS)
    assert (term["term"], term["definition"]) == ("Jump & cut", "A cut that\njumps. See Breathless")
    assert drafts.entries[0].topic == "editing cuts"
    assert (question["ask"], question["answer"], question["kind"]) == ("Who made it?", "Agnès Varda", "recall")
    assert [draft.line for draft in drafts.entries] == [7, 8]


def test_without_headings_the_first_row_is_a_card_and_that_is_said() -> None:
    sheet = sheet_of("Cut;One shot ends\nPan;It turns\n")
    assert [row.line for row in sheet.rows] == [1, 2]
    assert sheet.remarks[0].startswith("Line 1 names no column that is known here")


def test_sources_are_told_apart_by_their_addresses_and_named_once() -> None:
    drafts = made(
        "term,source,url\na,Wikipedia,https://en.wikipedia.org/wiki/Jump_cut\nb,A book,\nc,A BOOK,\n"
        "d,Wikipedia,https://en.wikipedia.org/wiki/Long_take\ne,\"Her (https://x.example/Her_(film)); A book\",\n"
    )  # fmt: skip
    assert [each["sources"] for each in values(drafts)] == [["S1"], ["S2"], ["S2"], ["S3"], ["S4", "S2"]]
    assert drafts.sources.by_key["S3"]["title"] == "Wikipedia: Long take"
    assert drafts.sources.by_key["S4"] == {"title": "Her", "url": "https://x.example/Her_(film)"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing stands in it"),
        ("\n \n;;\n", "nothing stands in it"),
        ("term,definition\n", "headings and no row"),
        ('term,definition\n"a,b\n', "line 2: a quotation mark opens"),
    ],
)
def test_a_sheet_of_which_nothing_can_be_made_makes_no_folder(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(NotImportedError, match=told):
        import_sheet(file, tmp_path / "draft")
    assert not (tmp_path / "draft").exists()


def test_check_names_what_is_missing_in_a_draft_by_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("term,definition\nCut,One shot ends\n,nameless\n", encoding="utf-8")
    ran = run("import", str(file), "--to", "my-words", cwd=tmp_path)
    assert ran.returncode == 0
    assert ran.stdout.startswith("Written: my-words with 2 terms, 0 sources.\n")
    assert "Entries that name no source: 2." in ran.stdout
    assert "check my-words`" in ran.stdout
    checked = run("check", "my-words", cwd=tmp_path)
    assert checked.returncode == 1
    lines = (tmp_path / "my-words" / "glossary.yaml").read_text(encoding="utf-8").splitlines()
    for place in re.findall(r"glossary\.yaml:(\d+):\d+: no source has the key `MISSING`", checked.stdout):
        assert MISSING in lines[int(place) - 1]
    assert checked.stdout.count("no source has the key") == 2
    assert "`term` is missing" in checked.stdout


def test_a_draft_that_is_broken_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, written, write = tmp_path / "words.csv", list[str](), Path.write_text
    file.write_text("term\nCut\n", encoding="utf-8")

    def stopped_at_the_second(path: Path, *told: Any, **more: Any) -> int:
        if written:
            raise KeyboardInterrupt
        written.append(path.name)
        return write(path, *told, **more)

    monkeypatch.setattr(Path, "write_text", stopped_at_the_second)
    with pytest.raises(KeyboardInterrupt):
        import_sheet(file, tmp_path / "words")
    assert written
    assert not (tmp_path / "words").exists()


def test_a_folder_in_place_of_a_file_and_one_that_cannot_be_made_are_told_as_what_they_are(tmp_path: Path) -> None:
    file = tmp_path / "words.csv"
    file.write_text("term\nCut\n", encoding="utf-8")
    told = run("import", str(tmp_path), "--to", "draft", cwd=tmp_path)
    assert "is a folder: name the file in it" in told.stderr
    assert told.returncode == 2
    told = run("import", str(file), "--to", str(file / "draft"), cwd=tmp_path)
    assert f"could not be made: File exists ({file})" in told.stderr.replace("Not a directory", "File exists")
    assert told.returncode == 1


def test_the_command_that_comes_next_can_be_typed_as_it_stands(tmp_path: Path) -> None:
    (tmp_path / "words.csv").write_text("term\nCut\n", encoding="utf-8")
    told = run("import", "words.csv", "--to", "my words/of film's", cwd=tmp_path)
    named = told.stdout.partition("check ")[2].partition("`")[0]
    assert shlex.split(named) == ["my words/of film's"]


def test_what_has_no_end_is_not_read_to_it(tmp_path: Path) -> None:
    with pytest.raises(NotImportedError, match="split it"):
        import_sheet(Path("/dev/zero"), tmp_path / "words")


def test_a_folder_that_is_there_is_never_written_to(tmp_path: Path) -> None:
    file, folder = tmp_path / "words.csv", tmp_path / "mine"
    file.write_text("term\nCut\n", encoding="utf-8")
    folder.mkdir()
    ran = run("import", str(file), "--to", str(folder), cwd=tmp_path)
    assert ran.returncode == 1
    assert "is there already, and nothing in it was changed" in ran.stderr
    assert list(folder.iterdir()) == []
    assert run("import", "nowhere.csv", "--to", "x", cwd=tmp_path).returncode == 2


def test_ten_thousand_rows_come_in_and_all_are_within_reach(tmp_path: Path) -> None:
    file, folder = tmp_path / "many.csv", tmp_path / "many"
    rows = "".join(f"Word {number},What word {number} means,A book,media\n" for number in range(10_000))
    file.write_text("term,definition,source,kind of source\n" + rows, encoding="utf-8")
    import_sheet(file, folder)
    reading = read_pack(folder, strict=True)
    assert reading.lines == ()
    assert reading.pack
    assert len(reading.pack.glossary) == 10_000


HEADINGS = st.lists(
    st.sampled_from(
        ["Term", "Meaning", "Question", "Answer", "Option A", "Option B", "Correct", "Why", "Claim", "Verdict", "Wrong",
         "Front", "Back", "Source", "Link", "Author", "Tags", "Synonyms", "Pinyin", "Against", "x", "", "kind"]
    ),
    min_size=1, max_size=8, unique=True,
)  # fmt: skip
CELLS = st.text(alphabet="abc?=;,|\n\t[x] https://a.bc/\u200bé社#", max_size=24)


@given(HEADINGS, st.lists(st.lists(CELLS, min_size=8, max_size=8), min_size=1, max_size=5))
def test_no_word_of_any_sheet_is_lost_and_its_draft_can_be_checked(headings: list[str], rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([headings, *(row[: len(headings)] for row in rows)])
    try:
        drafts = made(text.getvalue())
    except BrokenTableError:
        return
    files = dict(draft_files(drafts, "a-draft"))
    entries = [(draft.values, draft.remarks) for draft in drafts.entries]
    held = letters(repr((entries, drafts.sources.by_key, drafts.notes)))
    dropped = any("it stands in the draft once" in note for note in drafts.notes)
    for row in rows:
        for heading, cell in zip(headings, row, strict=False):
            for word in re.findall(r"[abcé社]{3,}", cell):
                assert dropped or letters(word) in held, (heading, cell)
    reading = read_texts(files)
    for problem in reading.problems:
        lines = files[problem.file].splitlines()
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


def letters(text: str) -> str:
    return "".join(letter for letter in text if letter in "abcé社")


@given(st.binary(max_size=300) | st.text(alphabet='a,;"\n\t#:\0=é', max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    with suppress(NoTextError, BrokenTableError):
        dict(draft_files(drafts_of(sheet_of(decoded(data).text)), "a-draft"))
