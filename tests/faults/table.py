"""The table of faults in docs/faults.md: every row with the tests that carry it and what became of them."""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.faults.rows import FAMILIES, ROWS, Row

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "faults.md"
NOT_RUN = "not run yet"
_CARRIED = re.compile(rf"test_((?:[{''.join(FAMILIES).lower()}]\d\d_)+)(\w+)")

INTRODUCTION = """# What can go wrong, and the tests that hold it

Every row is a fault that is provoked for real: processes are killed, connections cut, clocks set, files damaged.
★ marks those that matter most. A test carries its rows in its name (`test_l01_…`).

`make faults` runs the tests of this table and writes it anew; `make check` compares its rows and names with the code.
Skipped are tests that need what was not there, such as a PostgreSQL server.
"""


@dataclass(frozen=True, order=True)
class Carrier:
    """A test that carries rows of the table."""

    path: str
    name: str

    @property
    def rows(self) -> tuple[str, ...]:
        """The ids of its rows."""
        return rows_of(self.name)

    @property
    def link(self) -> str:
        """The test as a sentence that leads to its file."""
        carried = _CARRIED.fullmatch(self.name)
        assert carried
        return f"[{carried[2].replace('_', ' ')}](../{self.path})"


def rows_of(name: str) -> tuple[str, ...]:
    """The rows that a test of this name carries; the part of a parametrised test's name in brackets is no matter."""
    carried = _CARRIED.match(name.split("[")[0])
    return tuple(carried[1].upper().strip("_").split("_")) if carried else ()


@cache
def carriers() -> tuple[Carrier, ...]:
    """Every test that carries rows, by file."""
    return tuple(sorted(set(_found())))


def _found() -> Iterator[Carrier]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        text = path.read_text(encoding="utf-8")
        if _CARRIED.search(text):
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and rows_of(node.name):
                    yield Carrier(path.relative_to(ROOT).as_posix(), node.name)


def table(outcomes: Mapping[Carrier, list[str]], before: str = "") -> str:
    """The whole document. Rows that nothing ran of keep the result that they have in `before`, if they are the same."""
    found = carriers()
    known = _results(before)
    lines = [INTRODUCTION]
    for letter, family in FAMILIES.items():
        lines += [f"## {family}\n", "| | what is provoked, and what holds | tests | result |", "|---|---|---|---|"]
        for row in ROWS:
            if row.id.startswith(letter):
                own = [each for each in found if row.id in each.rows]
                start = _start(row, own)
                not_run = "–" if row.comes and not own else NOT_RUN
                lines.append(f"{start} {_result(own, outcomes) or known.get(start, not_run)} |")
        lines.append("")
    return "\n".join(lines)


def starts(text: str) -> list[str]:
    """The lines of the rows of a document, without their results."""
    return list(_results(text))


def _results(text: str) -> dict[str, str]:
    parts = (line.rstrip("|").rpartition("|") for line in text.splitlines() if re.match(r"\| (★ )?[A-Z]\d\d \|", line))
    return {f"{start}|": result.strip() for start, _, result in parts}


def _start(row: Row, own: list[Carrier]) -> str:
    text = f"{row.text}<br>*{row.note}*" if row.note else row.text
    tests = "<br>".join(each.link for each in own) or (f"comes with {row.comes}" if row.comes else "–")
    return f"| {'★ ' if row.star else ''}{row.id} | {text} | {tests} |"


def _result(own: list[Carrier], outcomes: Mapping[Carrier, list[str]]) -> str:
    """How many of a row's tests came out how; empty where none ran."""
    all_of = [outcome for each in own for outcome in outcomes.get(each, [])]
    if not all_of:
        return ""
    silent = sum(1 for each in own if not outcomes.get(each))
    words = [f"{all_of.count(outcome)} {outcome}" for outcome in ("passed", "failed", "skipped") if outcome in all_of]
    return ", ".join([*words, *([f"{silent} {NOT_RUN}"] if silent else [])])
