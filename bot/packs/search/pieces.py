"""Which names hold a run of two or three letters.

A pack has some ten thousand such runs. As a dict of texts and lists they would take ten times the memory, so they lie
end to end in one text, sorted and found by halving, and the rows of names end to end beside it.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence

_WIDE = 3
_SMALL = 2**16
"""Rows below this are written in two bytes."""


class Pieces:
    """The rows in which each piece of names stands; it is never changed."""

    def __init__(self, names: Sequence[str]) -> None:
        holding: defaultdict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(names):
            for piece in pieces(name, 2) | pieces(name, 3):
                holding[_filled(piece)].append(row)
        ordered = sorted(holding)
        self._text = "".join(ordered)
        self._ends = array("I", [0])
        rows = array("H" if len(names) <= _SMALL else "I")
        for piece in ordered:
            rows.extend(holding[piece])
            self._ends.append(len(rows))
        self._rows = memoryview(rows)

    def rows(self, piece: str) -> Sequence[int]:
        """The rows of names that hold it, in order."""
        sought = _filled(piece)
        at = bisect_left(range(len(self._ends) - 1), sought, key=self._piece)
        return self._rows[self._ends[at] : self._ends[at + 1]] if self._piece(at) == sought else ()

    def _piece(self, at: int) -> str:
        return self._text[at * _WIDE : (at + 1) * _WIDE]


def pieces(text: str, size: int) -> set[str]:
    """Every run of so many letters in a text."""
    return {text[i : i + size] for i in range(len(text) - size + 1)}


def _filled(piece: str) -> str:
    return piece.ljust(_WIDE, "\0")  # which stands in no folded name
