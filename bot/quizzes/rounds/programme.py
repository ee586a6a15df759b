"""What a quiz keeps from start to end, whatever becomes of the packs: its items, worded and ordered as they were.

Of the pack and the entry of an item only what its cards need is kept: names, and the sources of the reason. Options
are kept in the order in which they are shown, not in the one that the pack has, where the right one often comes first:
places stand in custom ids, which whoever looks at a message with other tools can read. Only what is to be put in order
keeps its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar

import msgspec

from bot.packs.format.model import Entry, Kind, Pack, Source
from bot.quizzes.items.model import QuizItem, Way, Wording
from bot.quizzes.items.rules import Placed


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedEntry(Entry):
    """An entry of which only the id and the name are kept."""

    kind_of: ClassVar[Kind] = Kind.QUESTION

    title: str
    """Its name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedPack:
    """A pack of which only this is kept."""

    id: str
    version: str
    title: str


@dataclass(frozen=True, kw_only=True)
class KeptItem(Wording):
    """An item as it was when the quiz began."""

    entry_id: str
    name: str
    """Of the entry."""
    card: str
    """`pack/entry` of the card in which its answer can be read."""
    order: tuple[int, ...]
    """The options as they are shown, each by its place in the item."""
    sources: dict[str, Source]
    digest: int
    """Of its fact, to see whether the pack says something else by now."""


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What a quiz asks, in order."""

    pack: NamedPack
    about: str = ""
    """The name of the entry that all of it is about; empty where it is about the whole pack."""
    remark: str = ""
    """What the choice of items could not be, safe to show; empty for most."""
    items: tuple[KeptItem, ...]

    @property
    def called(self) -> str:
        """What it is about: an entry, or the whole pack."""
        return self.about or self.pack.title

    def kept(self) -> str:
        """The programme as text; `kept_programme` reads it."""
        return msgspec.json.encode(self).decode()

    def placed(self) -> tuple[Placed, ...]:
        """Its items as cards show them."""
        return tuple(_placed(self.pack, item) for item in self.items)


@lru_cache(maxsize=128)
def kept_programme(text: str) -> tuple[Programme, tuple[Placed, ...]]:
    """A programme from its text, with its items; keys that this version of the program does not know are left out."""
    programme = msgspec.json.decode(text, type=Programme)
    return programme, programme.placed()


def programme_of(pack: Pack, asked: Iterable[Placed], about: str = "", remark: str = "") -> Programme:
    """What to ask, kept as it is now."""
    named = NamedPack(id=pack.id, version=pack.version, title=pack.title)
    return Programme(pack=named, about=about, remark=remark, items=tuple(map(_kept, asked)))


def _kept(placed: Placed) -> KeptItem:
    item, order = placed.item, placed.order
    options = item.options
    if item.way is not Way.ORDER:
        options, order = tuple(options[place] for place in order), tuple(range(len(order)))
    return KeptItem(
        entry_id=item.entry.id,
        name=item.entry.name,
        card=item.card,
        kind=item.kind,
        part=item.part,
        way=item.way,
        head=item.head,
        text=item.text,
        options=options,
        order=order,
        mixed=item.mixed,
        answer=item.answer,
        reason=item.reason,
        sources={key: item.pack.sources[key] for key in item.sources if key in item.pack.sources},
        holds=item.holds,
        digest=item.digest,
        in_short=item.in_short,
    )


def _placed(pack: NamedPack, kept: KeptItem) -> Placed:
    item = QuizItem(
        pack=Pack(format=1, id=pack.id, version=pack.version, title=pack.title, sources=kept.sources),
        entry=NamedEntry(id=kept.entry_id, title=kept.name),
        kind=kept.kind,
        part=kept.part,
        way=kept.way,
        head=kept.head,
        text=kept.text,
        options=kept.options,
        mixed=kept.mixed,
        answer=kept.answer,
        reason=kept.reason,
        sources=tuple(kept.sources),
        holds=kept.holds,
        near=frozenset((kept.entry_id,)),
        fact=(),
        in_short=kept.in_short,
    )
    return Placed(item, kept.order)
