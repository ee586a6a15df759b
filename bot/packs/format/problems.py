"""What is wrong with a pack, and where: problems in the form in which everybody reads them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

MOST = 100
"""How many problems are listed; the rest are counted."""

KeyPath = tuple[str | int, ...]
"""Where in a pack: keys and positions, such as `("films", 2, "claims", 0)`."""


Severity = Literal["error", "warning"]


class Place(NamedTuple):
    """A place in a file; line and column count characters from 1."""

    file: str
    line: int = 1
    column: int = 1


Mark = int
"""A place in one of the files of a reading as one number, since trees keep very many: file, line and column, 24 bits
for each of the latter two. Marks of a file are in the order of its text."""


def mark(file: int, line: int, column: int) -> Mark:
    """The mark of a line and column, counted from 1, in the file with this number."""
    return (file << 24 | line) << 24 | column


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend (error) or worth a look (warning), at a path such as `films[2].claims[0]`."""

    file: str
    line: int
    column: int
    path: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"


class Findings:
    """Gathers problems: of each severity the first hundred found are kept, the rest counted."""

    def __init__(self) -> None:
        self.files: list[str] = []
        """The names of the files that marks speak of."""
        self._kept: dict[str, list[Problem]] = {"error": [], "warning": []}
        self._left_out = {"error": 0, "warning": 0}

    def error(self, at: Place | Mark, path: KeyPath, message: str) -> None:
        """Note something that keeps the pack from being read."""
        self._add(at, path, message, "error")

    def warn(self, at: Place | Mark, path: KeyPath, message: str) -> None:
        """Note something worth a look that is no fault."""
        self._add(at, path, message, "warning")

    def _add(self, at: Place | Mark, path: KeyPath, message: str, severity: Severity) -> None:
        kept = self._kept[severity]
        if len(kept) < MOST:
            kept.append(Problem(*self.place(at), spelled(path), message, severity))
        else:
            self._left_out[severity] += 1

    def place(self, at: Place | Mark) -> Place:
        """The place that a mark stands for."""
        if isinstance(at, Place):
            return at
        return Place(self.files[at >> 48], at >> 24 & 0xFFFFFF, at & 0xFFFFFF)

    @property
    def full(self) -> bool:
        """Whether further errors are only counted, so that phrasing them would be for nothing."""
        return len(self._kept["error"]) >= MOST

    def count(self, more: int) -> None:
        """Count errors that are not phrased because the list is full."""
        self._left_out["error"] += more

    def listed(self, severity: Severity) -> tuple[Problem, ...]:
        """The problems kept, by place, none twice."""
        return tuple(sorted(dict.fromkeys(self._kept[severity]), key=lambda p: (p.file, p.line, p.column)))

    def more(self, severity: Severity) -> int:
        """How many were found beyond those listed."""
        return self._left_out[severity]


def spelled(path: KeyPath) -> str:
    """A path as it is written for people: `films[2].claims[0]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{shown(step)}" if text else shown(step)
    return text


def shown(text: str, most: int = 60) -> str:
    """Text from a pack made fit for one line of a message: shortened, nothing invisible, no backticks of its own."""
    cut = text if len(text) <= most else text[: most - 1] + "…"
    if cut.isprintable() and "`" not in cut:
        return cut
    return "".join(_visible(character) for character in cut)


def quoted(text: str) -> str:
    """Text from a pack in backticks."""
    return f"`{shown(text)}`"


def _visible(character: str) -> str:
    if character == "`":
        return "'"
    return character if character.isprintable() else f"\\u{{{ord(character):04X}}}"


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean ...?` with the known word most like this one, or nothing where none is like it."""
    from bot.packs.likeness import alike

    near = alike(word[:100], list(known))
    return f"; did you mean {quoted(near)}?" if near else ""


def listing(words: Iterable[str]) -> str:
    """Words in backticks: `a`, `b` or `c`."""
    *first, last = (f"`{word}`" for word in words)
    return f"{', '.join(first)} or {last}" if first else last


def place_of(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of a position in a text whose lines may end in any way."""
    line = text.count("\n", 0, offset) + text.count("\r", 0, offset) - text.count("\r\n", 0, offset) + 1
    return line, offset - max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset))
