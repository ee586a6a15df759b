"""Results as files to take home."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from enum import StrEnum

from bot.chat.marks import flattened
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NOT_SURE
from bot.polls.voting.store import Voice

TOTALS = ("poll", "option", "votes")
VOTERS = "voters"
BALLOTS = ("member", "choice", "reason")

Row = Sequence[str | int | None]


class Format(StrEnum):
    """What a poll can be exported as."""

    CSV = "csv"
    JSON = "json"


def export(
    poll: Poll, result: Result, voices: Iterable[Voice], form: Format, role: str | None = None
) -> dict[str, bytes]:
    """The files by name: totals, and for a poll that names its voters the ballots.

    JSON also names the `role` that alone could vote.
    """
    rows: list[Row] = [(poll.number, label, votes) for label, votes in zip(poll.options, result.votes, strict=False)]
    if poll.not_sure and result.votes:
        rows.append((poll.number, NOT_SURE, result.unsure))
    alone = (f"@{role or 'role'}",) if poll.voters and form is Format.JSON else ()
    header = (*TOTALS, VOTERS) if alone else TOTALS
    files = {f"poll-{poll.number}.{form}": _file(header, [(*row, *alone) for row in rows], form)}
    ballots = [(str(voice.member_id), poll.describe(voice.ballot), voice.ballot.reason) for voice in voices]
    if ballots:
        files[f"poll-{poll.number}-ballots.{form}"] = _file(BALLOTS, ballots, form)
    return files


def _file(header: Sequence[str], rows: Iterable[Row], form: Format) -> bytes:
    if form is Format.JSON:
        listed = [dict(zip(header, flattened(tuple(row)), strict=True)) for row in rows]
        return json.dumps(listed, ensure_ascii=False, indent=2).encode()
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([_cell(value) for value in flattened(tuple(row))] for row in rows)
    return text.getvalue().encode()


def _cell(value: str | int | None) -> str | int | None:
    """Spreadsheets run what begins like a formula (OWASP, "CSV injection"); an apostrophe makes it text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
