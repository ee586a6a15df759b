"""CSV files open in any spreadsheet as they are meant, whichever separator it expects, and run nothing."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.spreadsheet import BrokenTableError, member, records, table, unguarded

SIGNS = tuple("=+-@＝＋－＠\t\r")
CELLS = st.lists(
    st.lists(
        st.text(alphabet="=+-@＝＋－＠,;\t\r\n\" '1x社", max_size=12) | st.text(max_size=20), min_size=3, max_size=3
    ),
    min_size=1,
    max_size=4,
)


def rows(data: bytes, separator: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator))


@given(CELLS)
@example([["x;=1+1", "＝1+1", "\t=1"], [';"=1', "x;", '"\t=1'], ["a\n-1", ' ;"\t', "\r=1"]])
def test_i24_no_cell_begins_like_a_formula_whichever_separator_it_is_opened_with(cells: list[list[str]]) -> None:
    data = table(("a", "b", "c"), cells)
    for separator in (",", ";", "\t"):
        for cell in (cell for row in rows(data, separator) for cell in row):
            assert not cell.startswith(SIGNS)
            assert not cell.lstrip(' "').startswith(SIGNS[:8])


@given(CELLS)
def test_i24_what_was_written_comes_back_but_for_apostrophes_and_the_form_of_line_breaks(
    cells: list[list[str]],
) -> None:
    read = rows(table(("a", "b", "c"), cells))[1:]
    for was, now in zip(cells, read, strict=True):
        for one, other in zip(was, now, strict=True):
            assert one.replace("\r\n", "\n").replace("\r", "\n").replace("'", "") == other.replace("'", "")


@pytest.mark.parametrize(
    "text", ["社会信用", "a, b; c", "well, -5 degrees", "1 + 1 = 2", "O'Hara", "https://a.example/?a=1&b=-2", ""]
)
def test_i24_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert rows(table(("a",), [[text]])) == [["a"], [text]]


def test_i24_every_cell_is_quoted_behind_a_byte_order_mark() -> None:
    assert table(("a", "b"), [(1, None), ("x", "")]) == b'\xef\xbb\xbf"a","b"\r\n"1",""\r\n"x",""\r\n'


def test_i24_an_id_stays_a_text_with_all_its_digits() -> None:
    snowflake = 1234567890123456789
    assert member(snowflake, "Ada") == "Ada (1234567890123456789)"
    assert rows(table(("member",), [(member(snowflake),), (member(snowflake, "=Ada"),)]))[1:] == [
        ["'1234567890123456789"],
        ["'=Ada (1234567890123456789)"],
    ]


def test_i24_one_module_writes_every_csv_of_the_program() -> None:
    bot = Path(__file__).parents[2] / "bot"
    importing = [
        path.name
        for path in bot.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(name.name == "csv" for name in node.names)
    ]
    assert importing == ["spreadsheet.py"]


HOSTILE = st.text(alphabet="=+-@＝,;\t\n\x0b\" '1x社", max_size=14) | st.text(max_size=30) | st.just("'" * 40 + "=1")


@given(HOSTILE | st.integers(10**15, 10**20).map(lambda number: f" '{number}\n"))
@example("''=1")
@example(";'\n'=1'")
@example("\n =1")
@example("'1234567890123456")
@example("1234567890123456\n")
def test_i24_what_goes_out_is_found_again_equal_where_the_guard_is_taken_off(text: str) -> None:
    [[cell]] = rows(table(("a",), [(text,)], as_is=True))[1:]
    assert unguarded(cell) == text.replace("\r\n", "\n").replace("\r", "\n")


def test_i24_a_guard_of_many_apostrophes_is_taken_off_at_once() -> None:
    text = ",'" * 30_000 + "'" * 30_000 + "=1"
    [[cell]] = rows(table(("a",), [(text,)], as_is=True))[1:]
    assert unguarded(cell) == text


def test_records_know_the_line_on_which_they_begin_and_a_lost_quotation_mark_is_named_by_its_line() -> None:
    read = list(records('a;b\r\n"one\ntwo";2\n\n"x"";";3', ";"))
    assert read == [(1, ["a", "b"]), (2, ["one\ntwo", "2"]), (4, []), (5, ['x";', "3"])]
    with pytest.raises(BrokenTableError, match="line 2: a quotation mark opens a cell"):
        list(records('a,b\n"c,d\ne,f\n', ","))
    with pytest.raises(BrokenTableError, match="line 3: a quotation mark stands inside"):
        list(records('a,b\nc,d\n"e" f,g\n', ","))
