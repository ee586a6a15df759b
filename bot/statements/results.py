"""What a round came to, complete: written as a row at its close, and all that is shown later is read from it."""

from dataclasses import dataclass

import msgspec

from bot.statements.findings import Findings, Tally, findings, tally
from bot.statements.leanings import FEWEST_MEMBERS, Votes, members_counted, two_leanings


@dataclass(frozen=True)
class Sides:
    """Two leanings: how many lean so, how many stand between, and how each side voted on each statement."""

    sizes: tuple[int, int]
    between: int
    tallies: tuple[tuple[Tally, ...], tuple[Tally, ...]]


@dataclass(frozen=True)
class Result:
    """What was voted on and what it came to; names nobody."""

    statements: tuple[str, ...]
    findings: Findings
    asked: bool
    """Whether there were members and statements enough to ask about two leanings."""
    sides: Sides | None = None


def counted(votes: Votes, count: int, number: int) -> Result:
    """Count the votes on so many statements in the round with that number; the texts are put in by whoever asks.

    Slow, and loads numpy: call it where that is no matter.
    """
    asked = len(members_counted(votes)) >= FEWEST_MEMBERS
    return Result((), findings(votes, count), asked, _sides(votes, number))


def _sides(votes: Votes, number: int) -> Sides | None:
    placed = two_leanings(votes, number)
    if placed is None:
        return None
    one, other = ([row for row, side in zip(votes, placed, strict=True) if side == which] for which in (1, -1))
    columns = [tuple(tally(row[place] for row in rows) for place in range(len(votes[0]))) for rows in (one, other)]
    between = placed.count(0)
    return Sides((len(one), len(other)), between, (columns[0], columns[1]))


def written(result: Result) -> str:
    """As it is kept."""
    return msgspec.json.encode(result).decode()


def read(body: str) -> Result:
    """What was kept."""
    return msgspec.json.decode(body, type=Result)
