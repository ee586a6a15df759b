"""The one writer of every CSV file: tables that any spreadsheet opens as they are, and runs nothing of."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from bot.chat.marks import flat

Cell = str | int | float | None

_SIGNS = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_BREAKS = "\n\v\f\x85\u2028\u2029"
_FORMULA = re.compile(
    rf'\A(?=[\s"]*[{_SIGNS}]|"*[\t\n])'
    rf'|(?<=[;\t{_BREAKS}])(?=[\s"]{{0,9}}[{_SIGNS}]|\Z)'
    rf'|(?<=[;{_BREAKS}])(?="{{0,9}}\t)'
    rf'|(?<=,)(?="{{0,9}}[{_SIGNS}])'
)
"""Where a spreadsheet may take what comes for a formula: at the start of a cell, and behind everything in it at which a
program set to another separator splits, for quotation marks do not hold it together there (OWASP, "CSV injection").
A few spaces and quotation marks before the sign are no hindrance. A separator at the very end would have the
mark that closes the cell open another one."""
_LONG_NUMBER = re.compile(r"\s*[\d٠-٩０-９]{16,}\s*")
"""Spreadsheets keep fifteen digits of a number and show the rest as zeros, as in 1.2E+18."""


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The rows under their header as a CSV file: UTF-8 with a byte order mark, every cell quoted."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def member(member_id: int, name: str | None = None) -> str:
    """A member in a cell: the id beside the name, so that it stays a text; alone it is guarded where it is long."""
    return f"{name} ({member_id})" if name else str(member_id)


def _guarded(cell: Cell) -> Cell:
    """A text with an apostrophe, which makes text of what follows, wherever something else could be seen in it."""
    if not isinstance(cell, str):
        return cell
    cell = flat(cell)
    if _LONG_NUMBER.fullmatch(cell):
        return f"'{cell}"
    return _FORMULA.sub("'", cell.replace("\r\n", "\n").replace("\r", "\n"))
