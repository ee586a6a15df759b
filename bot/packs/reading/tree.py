"""What was read from YAML before it means anything: mappings, lists and texts that know where they stand."""

from collections.abc import Iterator
from typing import Any

from bot.packs.format.problems import Findings, KeyPath, Mark, quoted


class Block(dict[str, Any]):
    """A mapping; it knows the place of each key and of each value."""

    __slots__ = ("flow", "keys_at", "start", "values_at")

    def __init__(self, start: Mark, *, flow: bool = False) -> None:
        super().__init__()
        self.start = start
        self.flow = flow
        """Whether it is written in brackets."""
        self.keys_at: dict[str, Mark] = {}
        self.values_at: dict[str, Mark] = {}

    def put(self, key: str, key_at: Mark, value: object, value_at: Mark) -> None:
        """Add a key that is not there yet."""
        self[key] = value
        self.keys_at[key] = key_at
        self.values_at[key] = value_at


class Items(list[Any]):
    """A list; it knows the place of each item."""

    __slots__ = ("flow", "start", "values_at")

    def __init__(self, start: Mark, *, flow: bool = False) -> None:
        super().__init__()
        self.start = start
        self.flow = flow
        self.values_at: list[Mark] = []


def place(tree: Block, path: KeyPath) -> Mark:
    """Where the value at a path stands, or the nearest thing around it that is there."""
    node: Any = tree
    at = tree.start
    for step in path:
        try:
            at, node = node.values_at[step], node[step]
        except (AttributeError, LookupError, TypeError):
            break
    return at


def key_place(tree: Block, path: KeyPath) -> Mark:
    """Where the key at the end of a path stands."""
    node: Any = tree
    for step in path[:-1]:
        node = node[step]
    return node.keys_at[path[-1]]


def nodes(tree: Block, key: str) -> Iterator[tuple[Block, KeyPath]]:
    """The mappings in the list under a key, with their paths."""
    items = tree.get(key)
    for position, node in enumerate(items if isinstance(items, Items) else ()):
        if isinstance(node, Block):
            yield node, (key, position)


def values(tree: object, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Any, Mark]]:
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


def _twice(findings: Findings, at: Mark, path: KeyPath, first: Mark) -> None:
    name, there = quoted(str(path[-1])), findings.place(first)
    findings.error(at, path, f"{name} stands already in {there.file}, line {there.line}; keep it in one file")
