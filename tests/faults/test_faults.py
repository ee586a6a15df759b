"""Every row of the table of faults has its tests, every test its row, and the document says so."""

from tests.faults.rows import FAMILIES, ROWS, Row
from tests.faults.table import NOT_RUN, Carrier, carriers, rows_of, table

ONE = Carrier("tests/polls/test_redraws.py", "test_r05_a_slow_change_is_followed_by_one_that_shows_the_newest_state")


def test_every_row_is_there_once_and_in_order() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == 120
    assert sum(row.star for row in ROWS) == 35
    for letter in FAMILIES:
        numbers = [int(each[1:]) for each in ids if each[0] == letter]
        assert numbers == sorted(set(numbers))


def test_every_test_that_carries_a_row_carries_one_that_there_is() -> None:
    known = {row.id for row in ROWS}
    assert [each for each in carriers() if not set(each.rows) <= known] == []


def test_every_row_has_a_test_or_says_why_not() -> None:
    carried = {row for each in carriers() for row in each.rows}
    assert [row.id for row in ROWS if row.id not in carried and not (row.note or row.comes)] == []


def test_a_row_that_comes_with_something_has_no_tests_yet_and_says_so_in_their_place() -> None:
    carried = {row for each in carriers() for row in each.rows}
    later = [row for row in ROWS if row.comes]
    assert [row.id for row in later if row.id in carried] == []
    for row in later:
        line = next(each for each in table({}).splitlines() if each.startswith(f"| {row.id} |"))
        assert line.endswith(f"| comes with {row.comes} | – |")


def test_names_carry_one_row_or_several() -> None:
    assert rows_of("test_i01_i02_bombs_and_odd_files") == ("I01", "I02")
    assert rows_of("test_n10_a_bad_download[I08-x]") == ("N10",)
    assert rows_of("test_a1_nothing") == ()
    assert Carrier("tests/x.py", "test_i10_i09_a_name").link == "[a name](../tests/x.py)"


def test_what_ran_is_counted_and_what_did_not_keeps_its_result() -> None:
    assert ONE in carriers()
    first = _line(table({ONE: ["passed", "passed", "failed"]}))
    assert "2 passed, 1 failed" in first
    assert _line(table({}, table({ONE: ["passed", "passed", "failed"]}))) == first
    changed = table({ONE: ["passed"]}).replace("a slow change", "a quick change")
    assert _line(table({}, changed)).endswith(f"| {NOT_RUN} |")


def _line(text: str) -> str:
    (row,) = (row for row in ROWS if row.id == ONE.rows[0])
    assert isinstance(row, Row)
    return next(line for line in text.splitlines() if f" {row.id} |" in line)
