"""Which keys each part of a pack takes, and what stands under them, as the model declares it."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

from bot.packs.format.fields import Refers
from bot.packs.format.model import Pack, Part
from bot.packs.format.problems import KeyPath
from bot.packs.reading.tree import Block, Items


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands under a key: one value, a list or a map; of which part, or referring to which ids."""

    many: Literal["one", "list", "map"]
    part: type[Part] | None
    refers: tuple[str, ...]
    words: tuple[str, ...]
    """Those that it takes, where it takes only some."""
    example: str | None
    """What to write there, where a part cannot be without it."""


@cache
def slots(part: type[Part]) -> dict[str, Slot]:
    """The keys of a part as they are written in a pack file."""
    types = get_type_hints(part, include_extras=True)
    return {
        field.metadata.get("alias", field.name): _slot(types[field.name], *field.metadata.get("examples", ()))
        for field in fields(part)
    }


def _slot(annotation: Any, example: object = None) -> Slot:
    words: tuple[str, ...] = ()
    many: Literal["one", "list", "map"] = "one"
    refers: tuple[str, ...] = ()
    while not isinstance(annotation, type) or get_origin(annotation):
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Literal:
            words = arguments
            break
        if origin is Annotated:
            refers = next((mark.to for mark in arguments[1:] if isinstance(mark, Refers)), refers)
        elif origin in (tuple, dict):
            many = "list" if origin is tuple else "map"
        annotation = arguments[1] if origin is dict else arguments[0]
    part = annotation if isinstance(annotation, type) and issubclass(annotation, Part) else None
    return Slot(many, part, refers, words, None if example is None else str(example))


def slots_at(path: KeyPath) -> dict[str, Slot]:
    """The keys of the part that stands at a path; none where there is no part."""
    known, steps = slots(Pack), iter(path)
    for step in steps:
        slot = known.get(str(step))
        if slot is None or (slot.many != "one" and next(steps, None) is None):
            return {}
        known = slots(slot.part) if slot.part else {}
    return known


def parts(part: type[Part], node: object, path: KeyPath = ()) -> Iterator[tuple[type[Part], Block, KeyPath]]:
    """Every mapping of a tree that stands where the format has a part, from the outside inwards."""
    if not isinstance(node, Block):
        return
    yield part, node, path
    for key, slot in slots(part).items():
        if slot.part and key in node:
            for step, inner in _inner(slot, node[key]):
                yield from parts(slot.part, inner, (*path, key, *step))


def _inner(slot: Slot, value: object) -> Iterator[tuple[KeyPath, object]]:
    if slot.many == "list" and isinstance(value, Items):
        yield from (((position,), item) for position, item in enumerate(value))
    elif slot.many == "map" and isinstance(value, Block):
        yield from (((key,), item) for key, item in value.items())
    elif slot.many == "one":
        yield (), value
