"""The shelf: the packs a server sees, and every entry on them found by value, by name or by a few letters."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2s

from bot.chat.text import listing, plain, shorten
from bot.errors import Refusal
from bot.packs.model import Entry, Explainer, Film, Guide, Kind, Pack
from bot.packs.search import Index, fold, index_entries

HIDDEN = {"sources", "facilitator_note", "url", "claims", "terms", "films", "see_also", "misconceptions", "nearest"}
"""Keys of a pack that a search of the texts passes over: ids, addresses, and what only facilitators see."""
KIND_NAME = {
    Kind.EXPLAINER: "Explainer",
    Kind.FILM: "Film",
    Kind.CLAIM: "Fact-check",
    Kind.TERM: "Term",
    Kind.GUIDE: "Viewing guide",
    Kind.POLL: "Poll",
}
KIND_PLURAL = {
    Kind.EXPLAINER: "Explainers",
    Kind.FILM: "Films",
    Kind.CLAIM: "Fact-checks",
    Kind.TERM: "Terms",
    Kind.GUIDE: "Viewing guides",
    Kind.POLL: "Polls",
}
NOUN = {
    Kind.EXPLAINER: "topic",
    Kind.FILM: "film",
    Kind.CLAIM: "claim",
    Kind.GUIDE: "guide",
    Kind.POLL: "poll",
    Kind.TERM: "term",
}


def contents(pack: Pack) -> str:
    """What a pack holds, such as `2 explainers, 1 film`."""
    counts = {kind: sum(entry.kind_of is kind for entry in pack.entries()) for kind in KIND_NAME}
    return ", ".join(
        f"{count} {(KIND_NAME if count == 1 else KIND_PLURAL)[kind].lower()}" for kind, count in counts.items() if count
    )


@dataclass(frozen=True, eq=False)
class Item:
    """An entry where it stands: with its pack."""

    pack: Pack
    entry: Entry

    @property
    def value(self) -> str:
        """What names the entry in commands and custom ids: `pack/entry`, at most 81 characters."""
        return f"{self.pack.id}/{self.entry.id}"

    @cached_property
    def key(self) -> str:
        """A short name for custom ids that must hold two entries: twelve hexadecimal digits."""
        return blake2s(self.value.encode(), digest_size=6).hexdigest()

    @property
    def kind(self) -> Kind:
        """The kind of the entry."""
        return self.entry.kind_of


class Shelf:
    """The packs one server sees, in order; frozen, so that a reader sees the old shelf or the new, never both."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self.packs = {pack.id: pack for pack in packs}
        self._by_value: dict[str, Item] = {}
        for pack in self.packs.values():
            for entry in pack.entries():
                item = Item(pack, entry)
                self._by_value[item.value] = item
        self._by_kind = {kind: [i for i in self._by_value.values() if i.kind is kind] for kind in Kind}
        self._titles: dict[str, int] = {}
        for item in self._by_value.values():
            self._titles[item.entry.name] = self._titles.get(item.entry.name, 0) + 1
        self._indexes: dict[frozenset[Kind], Index[Item]] = {}

    def prepare(self) -> None:
        """Build what searching needs, which takes half a second for 10,000 entries; else the first search does it."""
        for kind in Kind:
            self._index((kind,))
        self._index(())
        _ = self._texts, self._naming, self._by_key

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every entry, pack by pack."""
        return tuple(self._by_value.values())

    def of_kind(self, kind: Kind, pack_id: str | None = None) -> list[Item]:
        """The entries of a kind, of all packs or of one."""
        return [item for item in self._by_kind[kind] if pack_id in (None, item.pack.id)]

    def find(self, value: str) -> Item | None:
        """The entry with this value (`pack/entry`)."""
        return self._by_value.get(value)

    def linked(self, item: Item) -> list[Item]:
        """The entries that an entry names, then those of its pack that name it, each once."""
        named = (self.find(f"{item.pack.id}/{name}") for name in _names(item.entry))
        return list(dict.fromkeys([*filter(None, named), *self._naming.get(item.value, ())]))

    @cached_property
    def _naming(self) -> dict[str, list[Item]]:
        """By the value of an entry, the explainers, films and guides that name it."""
        naming: dict[str, list[Item]] = {}
        for item in self.items:
            for name in _names(item.entry):
                naming.setdefault(f"{item.pack.id}/{name}", []).append(item)
        return naming

    def keyed(self, key: str) -> Item | None:
        """The entry with this short key."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Item]:
        return {item.key: item for item in self.items}

    def label(self, item: Item, limit: int = 100) -> str:
        """What members read in a list: the title, with the pack where two are alike."""
        alike = self._titles[item.entry.name] > 1
        return shorten(f"{item.entry.name} — {item.pack.title}" if alike else item.entry.name, limit)

    def search(self, typed: str, *kinds: Kind, limit: int = 25) -> list[Item]:
        """The entries that what was typed may mean, best first; of all kinds where none is named."""
        return self._index(kinds).search(typed, limit)

    def search_all(self, typed: str, limit: int = 25) -> list[Item]:
        """The entries that what was typed may mean, then those whose texts hold all of its words."""
        found = dict.fromkeys(self.search(typed, limit=limit))
        words = fold(typed).split()
        for item, text in self._texts:
            if len(found) >= limit:
                break
            if words and all(word in text for word in words):
                found.setdefault(item)
        return list(found)[:limit]

    @cached_property
    def _texts(self) -> list[tuple[Item, str]]:
        return [(item, fold(" ".join(_words(item.entry.model_dump(exclude={"id"}))))) for item in self.items]

    def choose(self, typed: str, kind: Kind) -> Item:
        """The one entry meant: by its value, a title or another name.

        Raises Refusal that offers the nearest three where there is none, or the ones meant where there are several.
        """
        if (item := self.find(typed.strip())) and item.kind is kind:
            return item
        named = self._index((kind,)).named(typed)
        if len(named) == 1:
            return named[0]
        noun = NOUN[kind]
        if named:
            choices = [f"`{item.value}`" for item in named[:3]]
            raise Refusal(f"More than one {noun} is called “{plain(typed)}”: {listing(choices)}. Type one of these.")
        near = [f"**{plain(self.label(item))}**" for item in self._index((kind,)).nearest(typed, 3)]
        quoted = plain(shorten(typed, 100))
        if not near:
            raise Refusal(f"There is no {noun} called “{quoted}”, because no pack here holds any. Try `/library`.")
        raise Refusal(f"There is no {noun} called “{quoted}” here. The nearest: {listing(near)}.")

    def _index(self, kinds: Iterable[Kind]) -> Index[Item]:
        wanted = frozenset(kinds) or frozenset(Kind)
        if wanted not in self._indexes:
            self._indexes[wanted] = index_entries((i for i in self.items if i.kind in wanted), lambda item: item.entry)
        return self._indexes[wanted]


def _names(entry: Entry) -> tuple[str, ...]:
    """The ids of the entries that an entry leads to, in the order in which a reader wants them."""
    match entry:
        case Explainer():
            return (*entry.terms, *entry.films, *entry.misconceptions, *entry.see_also)
        case Film():
            return (*entry.nearest, *entry.claims, *([entry.guide] if entry.guide else []))
        case Guide():
            return (entry.film,) if entry.film else ()
        case _:
            return ()


def _words(value: object) -> Iterator[str]:
    """Every text of an entry that members can read, whatever it is nested in."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in HIDDEN:
                yield from _words(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _words(inner)


@dataclass(frozen=True)
class Holding:
    """What a server has besides what ships: packs of its own, in order, and the ids of those it switched off."""

    own: tuple[Pack, ...] = ()
    off: frozenset[str] = frozenset()

    def with_pack(self, pack: Pack) -> "Holding":
        """The same with a pack, in the place of the one with its id or as the last."""
        mine = {each.id: each for each in self.own} | {pack.id: pack}
        return replace(self, own=tuple(mine.values()))

    def without_pack(self, pack_id: str) -> "Holding":
        """The same without that pack of its own."""
        return replace(self, own=tuple(pack for pack in self.own if pack.id != pack_id))

    def switched(self, pack_id: str, *, on: bool) -> "Holding":
        """The same with that pack on or off."""
        return replace(self, off=self.off - {pack_id} if on else self.off | {pack_id})


class Shelves:
    """The shelf of each server: what ships, what the server brought, without what it switched off.

    A server's own pack with the id of a shipped one stands in its place.
    """

    def __init__(self, shipped: Iterable[Pack], problems: Iterable[str] = ()) -> None:
        self._everywhere = Shelf(shipped)
        self._holdings: dict[int, tuple[Holding, Shelf]] = {}
        self.problems = tuple(problems)
        """What is wrong with shipped packs that could not be put on the shelf, a line each, for moderators."""

    @property
    def shipped(self) -> dict[str, Pack]:
        """The packs that ship, by id."""
        return self._everywhere.packs

    def of(self, guild_id: int | None) -> Shelf:
        """The shelf of a server."""
        own = self._holdings.get(guild_id) if guild_id is not None else None
        return own[1] if own else self._everywhere

    def holding(self, guild_id: int) -> Holding:
        """What a server has besides what ships."""
        own = self._holdings.get(guild_id)
        return own[0] if own else Holding()

    def pack(self, guild_id: int, pack_id: str) -> Pack | None:
        """The pack that a server has under this id, switched off or not: its own, else the shipped one."""
        own = (pack for pack in self.holding(guild_id).own if pack.id == pack_id)
        return next(own, self.shipped.get(pack_id))

    def built(self, holding: Holding) -> Shelf:
        """The shelf of a server with this holding, ready for searching; slow, so call it in a thread."""
        if holding == Holding():
            return self._everywhere
        packs = self.shipped | {pack.id: pack for pack in holding.own}
        shelf = Shelf(pack for pack in packs.values() if pack.id not in holding.off)
        shelf.prepare()
        return shelf

    def swap(self, guild_id: int, holding: Holding, shelf: Shelf) -> None:
        """Let a server see this shelf, which was built from this holding, from now on."""
        if holding == Holding():
            self._holdings.pop(guild_id, None)
        else:
            self._holdings[guild_id] = (holding, shelf)

    def ship(self, pack: Pack, instead_of: str | None = None) -> None:
        """Let a pack ship, in place of one with its id or another, and build every shelf anew; slow: use a thread."""
        packs = {pack_id: each for pack_id, each in self.shipped.items() if pack_id != instead_of}
        everywhere = Shelf((packs | {pack.id: pack}).values())
        everywhere.prepare()
        self._everywhere = everywhere
        self._holdings = {
            guild_id: (holding, self.built(holding)) for guild_id, (holding, _) in tuple(self._holdings.items())
        }
