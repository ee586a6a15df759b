"""Whether what was read is a whole pack, or some of the files of one."""

import re
from collections.abc import Iterable

from bot.packs.format.model import Pack
from bot.packs.format.problems import mark
from bot.packs.reading.shape import slots
from bot.packs.reading.tree import Block

PART = "this is part of a pack: give the folder or a zip of it"

_HEAD = tuple(key for key, slot in slots(Pack).items() if slot.example)
"""The keys that every pack has."""


def is_part(keys: set[str]) -> bool:
    """Whether files with these keys at the top hold entries of a pack and nothing of its head."""
    return not keys & set(_HEAD) and any(slot.part for key, slot in slots(Pack).items() if key in keys)


def headed(tree: Block) -> Block:
    """A tree under a head that has nothing to do with it, so that its entries can be judged."""
    whole = Block(tree.start)
    for key in _HEAD:
        if key not in tree:
            whole.put(key, mark(0, 1, 1), slots(Pack)[key].example, mark(0, 1, 1))
    for key, value in tree.items():
        whole.put(key, tree.keys_at[key], value, tree.values_at[key])
    return whole


def seeming_keys(texts: Iterable[str]) -> set[str]:
    """The keys at the top of files that cannot be read, as far as their lines tell."""
    known = "|".join(slots(Pack))
    return {key for text in texts for key in re.findall(rf"^({known})[ \t]*:", text, re.MULTILINE)}


def one_pack(texts: Iterable[str]) -> bool:
    """Whether files of one folder are some of one pack, rather than packs of a file each.

    What begins a pack is told before it is read, by its first keys alone.
    """
    heads = [bool(re.search(r"^(?:format|id)[ \t]*:", text, re.MULTILINE)) for text in texts]
    return len(heads) > 1 and heads.count(True) <= 1
