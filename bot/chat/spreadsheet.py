"""The one writer of every CSV file: tables that any spreadsheet opens as they are, and runs nothing of.

A guard is an apostrophe in front of whatever a spreadsheet could take for a formula. Where a text has apostrophes at
such a place already it gets one more, so that `unguarded` finds every text again as it was.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from bot.chat.marks import flat

Cell = str | int | float | None


class Format(StrEnum):
    """As what members take home what something came to: such a table, or JSON."""

    CSV = "csv"
    JSON = "json"


_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_BREAKS = "\n\v\f\x85\u2028\u2029"
_FORMULA = re.compile(
    rf"""\A(?='*(?:[\s"]*[{_SIGNS}]|"*[\t\n]))"""
    rf"""|(?<=[;\t{_BREAKS}])(?='*(?:[\s"]{{0,9}}[{_SIGNS}]|\Z))"""
    rf"""|(?<=[;{_BREAKS}])(?='*"{{0,9}}\t)"""
    rf"""|(?<=,)(?='*"{{0,9}}[{_SIGNS}])"""
)
"""Where a spreadsheet may take what comes for a formula: at the start of a cell, and behind everything in it at which a
program set to another separator splits, for quotation marks do not hold it together there (OWASP, "CSV injection").
A few spaces and quotation marks before the sign are no hindrance. A separator at the very end would have the
mark that closes the cell open another one."""
_AFTER_SEPARATOR = re.compile(rf"(?<=[,;\t{_BREAKS}])'")
_LOOK_AHEAD = 10
_LEADING = re.compile(rf"'*.{{0,{_LOOK_AHEAD}}}", re.DOTALL)
"""What the pattern looks at behind a separator."""
_LONG_NUMBER = re.compile(r"'*\s*[\d٠-٩０-９]{16,}\s*")
"""Spreadsheets keep fifteen digits of a number and show the rest as zeros, as in 1.2E+18."""


class Record(NamedTuple):
    """A row of a file, and the line on which it begins, from 1: a quoted cell may hold several lines."""

    line: int
    cells: list[str]


class BrokenTableError(ValueError):
    """Why a file cannot be read as rows of cells, with its line."""


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, as_is: bool = False) -> bytes:
    """The rows under their header as a CSV file: UTF-8 with a byte order mark, every cell quoted.

    Discord's marks are told in words, unless the texts are to be `as_is`.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_cell(cell, as_is=as_is) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def records(text: str, separator: str) -> Iterator[Record]:
    """The rows of a file, empty ones too; raises BrokenTableError for a quotation mark at which they cannot be told."""
    line = 1
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))  # of the whole program: it is only ever raised
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end of data" in str(error):
                why = "a quotation mark opens a cell here that nothing closes"
            else:
                why = 'a quotation mark stands inside a cell in quotation marks; write it twice (`""`)'
            raise BrokenTableError(f"line {line}: {why}") from None
        yield Record(line, cells)
        line = reader.line_num + 1


def member(member_id: int, name: str | None = None) -> str:
    """A member in a cell: the id beside the name, so that it stays a text; alone it is guarded where it is long."""
    return f"{name} ({member_id})" if name else str(member_id)


def unguarded(text: str) -> str:
    """A text of one of our files as it was before it was guarded, but for the form of its line breaks.

    From the end to the start: what stands behind a place is then as it was when that place was guarded.
    """
    pieces: list[str] = []
    end = len(text)
    for found in reversed([*_AFTER_SEPARATOR.finditer(text)]):
        at = found.start()
        pieces.append(text[at + 1 : end])
        end = at if at and _FORMULA.match(text[at - 1] + _beginning(pieces), 1) else at + 1
    rest = text[:end] + "".join(reversed(pieces))
    return rest[1:] if rest[:1] == "'" and (_FORMULA.match(rest[1:]) or _LONG_NUMBER.fullmatch(rest[1:])) else rest


def _beginning(pieces: Sequence[str]) -> str:
    """So much of the pieces, the last one first, as tells whether it may be taken for a formula."""
    start = ""
    for piece in reversed(pieces):
        found = _LEADING.match(piece)
        start += found.group() if found else ""
        if len(start.lstrip("'")) >= _LOOK_AHEAD:
            break
    return start


def _cell(cell: Cell, *, as_is: bool) -> Cell:
    if not isinstance(cell, str):
        return cell
    return _guarded((cell if as_is else flat(cell)).replace("\r\n", "\n").replace("\r", "\n"))


def _guarded(text: str) -> str:
    """The text with an apostrophe, which makes text of what follows, wherever something else could be seen in it."""
    return f"'{text}" if _LONG_NUMBER.fullmatch(text) else _FORMULA.sub("'", text)
