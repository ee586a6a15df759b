"""CSV files open in any spreadsheet as they are meant, whichever separator it expects, and run nothing."""

import ast
import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.spreadsheet import member, table

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
