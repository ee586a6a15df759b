"""Ids: that each stands for one thing, cannot be mistaken for another, and leads somewhere."""

import re
from collections.abc import Iterator
from unicodedata import normalize

from bot.packs.format.model import Entry, Pack
from bot.packs.format.problems import Findings, KeyPath, Mark, quoted, suggestion
from bot.packs.reading.shape import parts, slots
from bot.packs.reading.tree import Block, Items, nodes, place

ENTRIES: dict[str, type[Entry]] = {
    key: slot.part for key, slot in slots(Pack).items() if slot.part and issubclass(slot.part, Entry)
}
"""The top-level keys under which entries stand, and what stands there."""

_NOUNS = {key: part.kind_of.value for key, part in ENTRIES.items()} | {
    "statements": "set of statements",
    "sources": "source",
    "frameworks": "framework",
}

_ALIKE = str.maketrans(
    "авекмнорстухіјѕԁӏһԛԝгαβγεικνορτυχηωօսհ01",
    "abekmhopctyxijsdlhqwrabyeikvoptuxnwouhol",
)
"""Small letters of other scripts, and digits, that look like Latin letters: the part of Unicode TR39's table that
readers of one language could be deceived by."""


def skeleton(text: str) -> str:
    """What a text looks like at a glance: two with the same skeleton can be mistaken for each other."""
    folded = normalize("NFKC", text).casefold()
    joined = re.sub(r"(?<!\d)[\W_]+|[\W_]+(?!\d)", "", folded)
    return joined.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def entries(tree: Block) -> Iterator[tuple[str, type[Entry], Block, KeyPath]]:
    """Every entry of a tree: its top-level key, its class, itself and its path."""
    for key, part in ENTRIES.items():
        for node, path in nodes(tree, key):
            yield key, part, node, path


def named(tree: Block) -> Iterator[tuple[str, tuple[str, ...], KeyPath, Block]]:
    """Every id that something names: the id, under which keys it is declared, where it is named, and what names it."""
    for part, node, path in parts(Pack, tree):
        for key, slot in slots(part).items():
            value = node.get(key) if slot.refers else None
            if isinstance(value, str):
                yield value, slot.refers, (*path, key), node
            for position, name in enumerate(value if isinstance(value, Items) else ()):
                if isinstance(name, str):
                    yield name, slot.refers, (*path, key, position), node


def check_ids(tree: Block, findings: Findings) -> None:
    """Two entries with one id, or with ids that look alike, are errors; titles that look alike are warnings."""
    ids: dict[str, tuple[str, str, Mark]] = {}
    for key, _, node, path in entries(tree):
        if not isinstance(name := node.get("id"), str):
            continue
        at = node.values_at["id"]
        other, noun, other_at = ids.setdefault(skeleton(name), (name, _a(key), at))
        if other_at != at:
            told = f"is already that of {noun}" if other == name else f"looks like {quoted(other)}"
            where = _where(other_at, at, findings)
            findings.error(at, (*path, "id"), f"the id {quoted(name)} {told} in {where}; change one")
    titles: dict[tuple[str, str], tuple[KeyPath, Mark]] = {}
    for key, part, node, path in entries(tree):
        for title, inner in _titles(part, node):
            at, alike = node.values_at[inner], skeleton(title)
            first, first_at = titles.setdefault((key, alike), (path, at))
            if alike and first != path:
                findings.warn(
                    at, (*path, inner), f"looks like the name of {_a(key)} in {_where(first_at, at, findings)}"
                )


def _a(key: str) -> str:
    noun = _NOUNS[key]
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _titles(part: type[Entry], node: Block) -> Iterator[tuple[str, str]]:
    if isinstance(node.get(part.named_by), str):
        yield node[part.named_by], part.named_by
    if isinstance(node.get("aliases"), Items):
        yield from ((alias, "aliases") for alias in node["aliases"] if isinstance(alias, str))


def _where(first: Mark, second: Mark, findings: Findings) -> str:
    there, here = findings.place(first), findings.place(second)
    return f"line {there.line}" if there.file == here.file else f"{there.file}, line {there.line}"


def check_references(tree: Block, findings: Findings) -> None:
    """An id that leads nowhere, or to something of another kind, is an error."""
    declared = {key: {node["id"] for node, _ in nodes(tree, key) if isinstance(node.get("id"), str)} for key in ENTRIES}
    for key in ("sources", "frameworks"):
        declared[key] = set(tree[key]) if isinstance(tree.get(key), Block) else set()
    for name, targets, path, node in named(tree):
        if not any(name in declared[target] for target in targets):
            message = "" if findings.full else _unresolved(name, path, targets, declared)
            findings.error(place(tree, path), path, message)
        elif name == node.get("id"):
            findings.warn(place(tree, path), path, f"{quoted(name)} leads to itself; take it out")


def _unresolved(name: str, path: KeyPath, targets: tuple[str, ...], declared: dict[str, set[str]]) -> str:
    noun = _NOUNS[targets[0]] if len(targets) == 1 else "entry"
    other = next((k for k, ids in declared.items() if name in ids and k not in ("sources", "frameworks")), None)
    if other:
        *others, last = (_NOUNS[target] for target in targets[1:]) if targets[1:] else ("",)
        taken = ", ".join([_a(targets[0]), *others]) + (f" or {last}" if last else "")
        key = next(step for step in reversed(path) if isinstance(step, str))
        return f"{quoted(name)} is the id of {_a(other)}; `{key}` takes the id of {taken}"
    known = [word for target in targets for word in sorted(declared[target])]
    word = "key" if targets == ("sources",) else "id"
    hint = suggestion(name, known) or f"; add it under `{targets[0]}` or take it out here"
    return f"no {noun} has the {word} {quoted(name)}{hint}"
