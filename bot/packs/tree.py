"""What was read from YAML before it means anything: mappings, lists and texts that know where they stand."""

from collections.abc import Iterator
from typing import Any

from bot.packs.problems import Findings, Path, Place, quoted, shown


class Block(dict[str, Any]):
    """A mapping; it knows the place of each key and of each value."""

    __slots__ = ("keys_at", "start", "values_at")

    def __init__(self, start: Place) -> None:
        super().__init__()
        self.start = start
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}

    def put(self, key: str, key_at: Place, value: object, value_at: Place) -> None:
        """Add a key that is not there yet."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at


class Items(list[Any]):
    """A list; it knows the place of each item."""

    __slots__ = ("start", "values_at")

    def __init__(self, start: Place) -> None:
        super().__init__()
        self.start = start
        self.values_at: list[Place] = []

    def put(self, value: object, value_at: Place) -> None:
        """Add an item at the end."""
        self.append(value)
        self.values_at.append(value_at)


def place(tree: Block, path: Path) -> Place:
    """Where the value at a path stands, or the nearest thing around it that is there."""
    node: Any = tree
    at = tree.start
    for step in path:
        try:
            at, node = node.values_at[step], node[step]
        except (AttributeError, LookupError, TypeError):
            break
    return at


def key_place(tree: Block, path: Path) -> Place:
    """Where the key at the end of a path stands."""
    node: Any = tree
    for step in path[:-1]:
        node = node[step]
    return node.keys_at[path[-1]]


def path_at(tree: Block, at: Place) -> Path:
    """The path of the last value that begins at or before a place, in the file of that place."""
    found: tuple[Place, Path] = (Place(at.file, 0, 0), ())
    for path, _, begins in values(tree):
        if begins.file == at.file and found[0] <= begins <= at:
            found = begins, path
    return found[1]


def values(tree: object, path: Path = ()) -> Iterator[tuple[Path, Any, Place]]:
    """Every value inside a tree, with its path and place."""
    if isinstance(tree, Block):
        steps: Any = ((key, value, tree.values_at[key]) for key, value in tree.items())
    elif isinstance(tree, Items):
        steps = zip(range(len(tree)), tree, tree.values_at, strict=True)
    else:
        return
    for step, value, at in steps:
        yield (*path, step), value, at
        yield from values(value, (*path, step))


def merge(trees: list[Block], findings: Findings) -> Block:
    """One tree of the files of a pack: lists are joined and mappings merged, top-level key by top-level key."""
    if len(trees) == 1:
        return trees[0]
    merged = Block(next((tree.start for tree in trees if "format" in tree or "id" in tree), trees[0].start))
    for tree in trees:
        for key, value in tree.items():
            if key not in merged:
                merged.put(key, tree.keys_at[key], value, tree.values_at[key])
            else:
                _join(merged, key, tree, findings)
    return merged


def _join(merged: Block, key: str, tree: Block, findings: Findings) -> None:
    here, there = merged[key], tree[key]
    if isinstance(here, Items) and isinstance(there, Items):
        here.extend(there)
        here.values_at.extend(there.values_at)
    elif isinstance(here, Block) and isinstance(there, Block):
        for inner, item in there.items():
            if inner in here:
                _twice(findings, there.keys_at[inner], (key, inner), here.keys_at[inner])
            else:
                here.put(inner, there.keys_at[inner], item, there.values_at[inner])
    else:
        _twice(findings, tree.keys_at[key], (key,), merged.keys_at[key])


def _twice(findings: Findings, at: Place, path: Path, first: Place) -> None:
    name = quoted(str(path[-1]))
    findings.error(at, path, f"{name} stands already in {shown(first.file)}, line {first.line}; keep it in one file")
