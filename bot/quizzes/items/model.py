"""What can be asked: a question with its options, its answer, the reason and the sources of that.

An item is made of an entry each time it is needed and is never kept. What is kept of it is its id, which stays the
same through all versions of a pack, and the digest of its fact, which tells whether what was learned is still so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2s
from typing import NamedTuple

from bot.packs.format.model import Entry, Pack, Question, Source


class Way(StrEnum):
    """How an item is answered."""

    ONE = "one"
    SEVERAL = "several"
    ORDER = "order"
    """By putting the options in order; they stand in the right one."""
    RECALL = "recall"
    """From memory: there is nothing to choose from."""


class Option(NamedTuple):
    """Something to choose."""

    text: str
    right: bool = False
    because: str | None = None
    """Why it is right, or what whoever chooses it mistakes; texts of a pack, not escaped."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Wording:
    """How something is asked and answered. Its texts are those of the pack, not escaped."""

    kind: str
    """Its name in the table of kinds."""
    part: str = ""
    """Which of several that the entry has of this kind."""
    way: Way
    head: str = ""
    """What is asked, in our own words; empty where the text asks."""
    text: str
    """What the pack asks, or what is asked about."""
    options: tuple[Option, ...] = ()
    mixed: bool = True
    """Whether the options have no order of their own."""
    answer: str
    """The right answer in one line."""
    reason: str
    """Why it is that."""
    holds: bool | None = None
    """Of a question of yes or no: whether it holds."""
    in_short: str
    """The fact in a few words, to say later what it was."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class QuizItem(Wording):
    """One thing to ask."""

    pack: Pack
    entry: Entry
    """Where its answer can be read, or the question itself."""
    sources: tuple[str, ...]
    """The keys of the pack's sources for the reason; at least one."""
    near: frozenset[str]
    """Ids of the entries whose facts it tells or asks for, its own among them."""
    fact: tuple[str, ...]
    """What is learned by it, and nothing else: its digest changes when this does."""

    @property
    def id(self) -> str:
        """`pack/entry/kind`, with `-part` where the entry has several; the same in every version of the pack."""
        return f"{self.pack.id}/{self.entry.id}/{self.kind}{self.part and f'-{self.part}'}"

    @property
    def value(self) -> str:
        """What names the entry in commands and custom ids."""
        return f"{self.pack.id}/{self.entry.id}"

    @property
    def card(self) -> str:
        """Names the entry in which its answer can be read: of a question the first that it is about."""
        about = self.entry.about[:1] if isinstance(self.entry, Question) else ()
        return f"{self.pack.id}/{about[0] if about else self.entry.id}"

    @property
    def digest(self) -> int:
        """The fact as a number of 63 bits."""
        return int.from_bytes(blake2s("\0".join(self.fact).encode(), digest_size=8).digest()) >> 1

    @property
    def right(self) -> tuple[int, ...]:
        """The right options, counted from 0 in the order in which the item has them; of an order all of them."""
        if self.way is Way.ORDER:
            return tuple(range(len(self.options)))
        return tuple(place for place, option in enumerate(self.options) if option.right)

    def is_right(self, chosen: Sequence[int]) -> bool:
        """Whether these options, counted as the item has them, are the answer; in this order where it asks for one."""
        return tuple(chosen if self.way is Way.ORDER else sorted(chosen)) == self.right


def named(source: Source) -> str:
    """What a source is called: by whom, its title, its date."""
    who = source.publisher or source.author
    dated = f"{source.title} ({source.date})" if source.date else source.title
    return f"{who}: {dated}" if who else dated
