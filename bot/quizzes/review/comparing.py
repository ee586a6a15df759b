"""A pack as a number: whether anything in it that could be learned is other than it was.

A member's items carry the number of the pack with which they were last compared, so that a review looks at single
facts only after a pack has changed, and in every process and after every restart alike.
"""

from hashlib import blake2s
from weakref import ref

from msgspec import json

from bot.packs.format.model import Pack


class PackDigests:
    """The numbers of packs that are in memory, each worked out once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[ref[Pack], int]] = {}

    def of(self, pack: Pack) -> int:
        """63 bits of a hash of its questions, claims, terms and explainers."""
        known = self._known.get(id(pack))
        if known and known[0]() is pack:
            return known[1]
        told = json.encode((pack.questions, pack.claims, pack.glossary, pack.explainers))
        digest = int.from_bytes(blake2s(told, digest_size=8).digest()) >> 1
        at = id(pack)
        self._known[at] = ref(pack, lambda _: self._known.pop(at, None)), digest
        return digest
