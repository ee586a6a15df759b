"""Before and after: who kept, moved, came and went between two polls."""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_LINKED, FEWEST_LINKED_ANONYMOUS = 5, 10
"""Members who took part in both polls, from which the shift is shown."""
FEWEST_IN_CELL = 3
"""Of an anonymous pair, smaller cells are not told."""


@dataclass(frozen=True)
class Shift:
    """How answers moved between a before and an after poll.

    `cells[a][b]` counts those who answered `a` before and `b` after; options by index, `Not sure` last, for ranked
    polls first choices. Of an anonymous pair, cells under 3 are None, `kept` and `moved` are sums of the cells shown
    and so lower bounds, and `new` and `gone` are None: with the totals of both polls known to everybody, exact ones
    would let small cells be computed. (Of exactly ten members in both, small cells can be narrowed down all the same,
    since nine would not be shown.)
    """

    anonymous: bool
    cells: tuple[tuple[int | None, ...], ...] | None
    """None where too few took part in both."""
    kept: int | None = None
    moved: int | None = None
    new: int | None = None
    gone: int | None = None

    @property
    def moves(self) -> tuple[tuple[int, int, int], ...]:
        """(before, after, members) for the cells off the diagonal that are told and not empty, largest first."""
        cells = self.cells or ()
        told = [(a, b, count) for a, row in enumerate(cells) for b, count in enumerate(row) if a != b and count]
        return tuple(sorted(told, key=lambda move: (-move[2], move[0], move[1])))

    @property
    def needed(self) -> int:
        """Members needed in both polls before anything is told."""
        return FEWEST_LINKED_ANONYMOUS if self.anonymous else FEWEST_LINKED


def shift(links: Mapping[tuple[int, int], int], size: int, before: int, after: int, *, anonymous: bool) -> Shift:
    """What to tell of a pair: `links` counts members by (answer before, answer after), each in range(size).

    `before` and `after` are the ballots of the two polls, those of one poll only included.
    """
    linked = sum(links.values())
    if linked < (FEWEST_LINKED_ANONYMOUS if anonymous else FEWEST_LINKED):
        return Shift(anonymous, None)
    exact = [[links.get((a, b), 0) for b in range(size)] for a in range(size)]
    if anonymous:
        cells = tuple(tuple(count if count >= FEWEST_IN_CELL else None for count in row) for row in exact)
        kept = sum(row[place] or 0 for place, row in enumerate(cells))
        return Shift(anonymous, cells, kept, sum(count or 0 for row in cells for count in row) - kept)
    kept = sum(exact[place][place] for place in range(size))
    return Shift(anonymous, tuple(map(tuple, exact)), kept, linked - kept, after - linked, before - linked)
