"""What has parts of its own, in one cell: lists, options, evidence; read again it is what it was.

A part begins a line, and its further lines are set in by four spaces. Options are marked as in a list of tasks, and the
sources of a piece of evidence stand behind it in brackets.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.packs.format.model import Choice, Statement

INDENT = "    "
_MARK = re.compile(r"\[(?P<right>[xX✓]| ?)\](?: |$)")
_SOURCES = re.compile(r"\[(?P<keys>[A-Za-z0-9]*(?:, *[A-Za-z0-9]+)*)\]\Z")
_KEYS = re.compile(r"[,;\s]+")
_LISTED = re.compile(r"[;|\n]|, ")


def listed(texts: Iterable[str]) -> str:
    """Short texts of one line each."""
    return "\n".join(texts)


def options(choices: Iterable[Choice]) -> str:
    """The options of a question, with what is said of each."""
    return listed(_set_in(f"[{'x' if choice.right else ' '}] {choice.text}", choice.because) for choice in choices)


def evidence(statements: Iterable[Statement]) -> str:
    """Statements with the keys of their sources."""
    return listed(_set_in(*f"{each.text} [{', '.join(each.sources)}]".split("\n")) for each in statements)


def read_list(cell: str, *, exact: bool) -> list[str]:
    """The texts of a list; `exact`: a line each, as we write them, where others part them by other signs too."""
    parts = cell.split("\n") if exact or "\n" in cell else _LISTED.split(cell)
    return [part for each in parts if (part := each.strip())]


def read_keys(cell: str) -> list[str]:
    """The ids or keys of a cell."""
    return [key for key in _KEYS.split(cell) if key]


def read_options(cell: str) -> list[dict[str, Any]]:
    """The options of a cell as a pack has them; those of a sheet of somebody's own need no marks."""
    parts = list(_parts(cell)) if _MARK.match(cell) else [[part] for part in read_list(cell, exact="\n" in cell)]
    found: list[dict[str, Any]] = []
    for first, *more in parts:
        mark = _MARK.match(first)
        option: dict[str, Any] = {"text": first[mark.end() :] if mark else first}
        if mark and mark["right"].strip():
            option["right"] = True
        if more:
            option["because"] = "\n".join(more)
        found.append(option)
    return found


def read_evidence(cell: str) -> list[dict[str, Any]]:
    """The statements of a cell as a pack has them."""
    found: list[dict[str, Any]] = []
    for part in _parts(cell):
        text = "\n".join(part)
        cited = _SOURCES.search(text)
        statement: dict[str, Any] = {"text": text[: cited.start()].rstrip() if cited else text}
        if cited and cited["keys"]:
            statement["sources"] = read_keys(cited["keys"])
        found.append(statement)
    return found


def plain_values(values: Mapping[str, object]) -> dict[str, Any]:
    """The values that say something."""
    return {key: value for key, value in values.items() if value}


def _set_in(first: str, *more: str | None) -> str:
    return "\n".join((first, *(f"{INDENT}{line}" for line in more if line is not None)))


def _parts(cell: str) -> Iterator[Sequence[str]]:
    """The lines of each part; what is set in belongs to the part above it."""
    part: list[str] = []
    for line in cell.split("\n"):
        if part and line.startswith(INDENT):
            part.append(line[len(INDENT) :])
        elif part and not line:
            continue
        else:
            if part:
                yield part
            part = [line] if line else []
    if part:
        yield part
