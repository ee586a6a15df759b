"""Results as files to take home."""

import json
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from bot.chat.marks import flattened
from bot.chat.spreadsheet import Cell, Format, member, table
from bot.polls.ballots import describe
from bot.polls.kinds import KINDS
from bot.polls.results import Result
from bot.polls.rules import Poll
from bot.polls.terms import NOT_SURE
from bot.polls.views import Voice

TOTALS = ("poll", "option", "votes")
VOTERS = "voters"
BALLOTS = ("member", "choice", "reason")

Row = Sequence[Cell]
Names = Callable[[set[int]], Awaitable[Mapping[int, str]]]
"""How members are called, as far as that is known."""


def export(
    poll: Poll, result: Result, voices: Iterable[Voice], form: Format, names: Mapping[int, str], role: str | None
) -> dict[str, bytes]:
    """The files by name: totals, and for a poll that names its voters the ballots; the same names in each format.

    `names`: of its voters, as far as they are known. JSON also names the `role` that alone could vote.
    """
    more = KINDS[poll.kind].columns(result)
    told = zip(poll.options, result.votes, *more.values(), strict=False)
    rows: list[Row] = [(poll.number, *cells) for cells in told]
    if poll.not_sure and result.votes:
        rows.append((poll.number, NOT_SURE, result.unsure, *(None for _ in more)))
    alone = (f"@{role or 'role'}",) if poll.voters and form is Format.JSON else ()
    header = (*TOTALS, *more, *((VOTERS,) if alone else ()))
    files = {f"poll-{poll.number}.{form}": _file(header, [(*row, *alone) for row in rows], form)}
    ballots = [(member(who, names.get(who)), describe(poll, ballot), ballot.reason) for who, ballot in voices]
    if ballots:
        files[f"poll-{poll.number}-ballots.{form}"] = _file(BALLOTS, ballots, form)
    return files


def _file(header: Sequence[str], rows: Iterable[Row], form: Format) -> bytes:
    if form is Format.JSON:
        listed = [dict(zip(header, flattened(tuple(row)), strict=True)) for row in rows]
        return json.dumps(listed, ensure_ascii=False, indent=2).encode()
    return table(header, (flattened(tuple(row)) for row in rows))
