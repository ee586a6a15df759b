"""What pydantic finds, said for people: the key, what is wrong with it, what to write instead."""

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.packs.format.model import Pack, Part
from bot.packs.format.problems import MOST, Findings, KeyPath, listing, quoted, shown, suggestion
from bot.packs.reading.shape import slots, slots_at
from bot.packs.reading.slips import opening
from bot.packs.reading.tree import Block, Items, key_place, place

TOO_MANY = 10 * MOST
"""Mistakes in one entry from which they are only counted."""

Found = TypeVar("Found", bound=Part)


class Parts(dict[KeyPath, Part]):
    """The entries of a pack that keep to the model, by their paths, whatever is wrong with the others."""

    def under(self, key: str, kind: type[Found]) -> dict[int, Found]:
        """Those under a top-level key that holds a list, by position."""
        return {int(path[1]): part for path, part in self.items() if path[:1] == (key,) and isinstance(part, kind)}


def validate(tree: Block, findings: Findings) -> tuple[Pack | None, Parts]:
    """The pack that a tree holds, or None; every mistake against the model goes to the findings.

    Entries are judged one by one: so a thousand broken ones cost no more than a thousand sound ones.
    """
    sound, head = Parts(), dict[str, Any]()
    for key, value in tree.items():
        slot = slots(Pack).get(key)
        if slot and slot.part and slot.many == "list" and isinstance(value, Items):
            made = (_judge(slot.part, item, (key, at), tree, findings, sound) for at, item in enumerate(value))
            head[key] = tuple(part for part in made if part)
        elif slot and slot.part and slot.many == "map" and isinstance(value, Block):
            pairs = ((at, _judge(slot.part, item, (key, at), tree, findings, sound)) for at, item in value.items())
            head[key] = {at: part for at, part in pairs if part}
        else:
            head[key] = value
    pack = _judge(Pack, head, (), tree, findings, sound)
    return (pack if isinstance(pack, Pack) else None), sound


def _judge(kind: type[Part], node: object, path: KeyPath, tree: Block, findings: Findings, sound: Parts) -> Part | None:
    if node is None:
        return None  # an empty value was told when it was read
    try:
        sound[path] = part = _adapter(kind).validate_python(node, by_alias=True, by_name=False)
    except ValidationError as error:
        count = error.error_count()
        if findings.full:
            findings.count(count)
        elif count > TOO_MANY:
            findings.error(place(tree, path), path, f"{count:,} mistakes here, too many to list; is this a pack?")
        else:
            for fault in error.errors(include_url=False):
                _report(tree, fault, (*path, *fault["loc"]), findings)
        return None
    return part


@cache
def _adapter(kind: type[Part]) -> TypeAdapter[Part]:
    return TypeAdapter(kind)


def _report(tree: Block, fault: Any, path: KeyPath, findings: Findings) -> None:
    kind: str = fault["type"]
    if kind == "missing":
        findings.error(place(tree, path[:-1]), path, _missing(path))
    elif kind == "unexpected_keyword_argument":
        findings.error(key_place(tree, path), path, _unknown(path))
    elif fault["input"] is None or kind == "string_unicode":
        return  # an empty value was told when it was read, half a character is told where the wording is checked
    elif path[-1] == "[key]":
        findings.error(key_place(tree, path[:-1]), path[:-1], f"the key {quoted(str(path[-2]))} {_wrong(fault)}")
    else:
        findings.error(place(tree, path), path, f"{_subject(path)} {_wrong(fault)}")


def _missing(path: KeyPath) -> str:
    key = str(path[-1])
    slot = slots_at(path[:-1]).get(key)
    if slot and slot.example:
        return f"`{key}` is missing; add it, for instance `{key}: {slot.example}`"
    return f"`{key}` is missing; add it" + (f" with one of {listing(slot.words)}" if slot and slot.words else "")


def _unknown(path: KeyPath) -> str:
    key, known = str(path[-1]), slots_at(path[:-1])
    hint = suggestion(key, known) or f"; known here: {listing(known)}"
    return f"unknown key {quoted(key)}{hint}"


def _subject(path: KeyPath) -> str:
    """The key an error is about; of an item, that of its list."""
    key = next((step for step in reversed(path) if isinstance(step, str)), "pack")
    return f"item {path[-1] + 1} of `{shown(key)}`" if isinstance(path[-1], int) else f"`{shown(key)}`"


def _wrong(fault: Any) -> str:
    kind, context, found = fault["type"], fault.get("ctx", {}), fault["input"]
    if kind in ("literal_error", "enum"):
        return f"expects {context['expected'].replace(chr(39), '`')}; found {_found(found)}{_near(found, context)}"
    if kind == "too_long":
        return f"has {context['actual_length']} items and {context['max_length']} fit; take some out"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"{context['ge']} or more" if "ge" in context else f"{context['le']} or less"
        return f"expects {bound}; found {_found(found)}"
    if kind == "string_type" and isinstance(found, Block | Items) and found.flow:
        return f"expects text; found {_found(found)}; {opening('{' if isinstance(found, Block) else '[')}"
    sentence = str(context["error"]) if kind == "value_error" else f"expects {_EXPECTED.get(kind, 'something else')}"
    return f"{sentence}; found {_found(found)}" if sentence.startswith("expects") else sentence


_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "`true` or `false`",
    "date_type": "a day such as `2026-11-23`",
    "tuple_type": "a list, such as `[one, two]`",
    "dict_type": "a map of keys with their values",
    "dataclass_type": "keys with their values, such as `id: what-it-is`",
}


def _near(found: object, context: Mapping[str, str]) -> str:
    words = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
    return suggestion(found, words) if isinstance(found, str) else ""


def _found(value: object) -> str:
    if isinstance(value, Block):
        return "keys with values"
    return "a list" if isinstance(value, Items) else quoted(str(value))
