"""A result as files: a table and JSON, of which neither names anybody."""

import json
from collections.abc import Iterator
from typing import Any

from bot.chat.marks import flat
from bot.chat.spreadsheet import Cell, Format, table
from bot.statements.findings import FEWEST_COUNTED, FEWEST_TOLD, Findings, band
from bot.statements.phrases import HEADINGS
from bot.statements.results import Result
from bot.statements.rules import Round

COLUMNS = "statement", "voters", "agree", "disagree", "pass", "both agree", "pairs", "named under"


def exported(round_: Round, result: Result, form: Format) -> tuple[str, bytes]:
    """The name and the content of a file; counts from ten voters on, bands from five, below that neither."""
    name = f"statements-{round_.number}.{form}"
    rows = list(_rows(result))
    if form is Format.CSV:
        return name, table(COLUMNS, rows)
    told: dict[str, Any] = {
        "round": round_.number,
        "question": flat(round_.question),
        "voters": result.findings.voters,
        "two_leanings": result.sides is not None,
        "statements": [dict(zip((each.replace(" ", "_") for each in COLUMNS), row, strict=True)) for row in rows],
    }
    return name, json.dumps(told, ensure_ascii=False, indent=2).encode()


def _rows(result: Result) -> Iterator[list[Cell]]:
    found = result.findings
    for place, text in enumerate(result.statements):
        tally, bridge = found.tallies[place], found.bridge[place]
        votes: list[Cell] = [None] * 6
        if tally.voters >= FEWEST_COUNTED:
            votes = [tally.voters, tally.agree, tally.disagree, tally.passed, bridge.both, bridge.pairs]
        elif tally.voters >= FEWEST_TOLD:
            parts = tally.agree, tally.disagree, tally.passed
            votes = [tally.voters, *(band(part, tally.voters) for part in parts), None, None]
        yield [flat(text), *votes, _named(found, place)]


def _named(found: Findings, place: int) -> str:
    groups = (found.common, found.dividing, found.bridging, found.unsure)
    return ", ".join(heading for heading, places in zip(HEADINGS, groups, strict=True) if place in places)
