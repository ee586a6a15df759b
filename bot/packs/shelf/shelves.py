"""The shelf: the packs a server sees, and every entry on them found by value, by name or by a few letters."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from weakref import WeakValueDictionary

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.text import listing, plain, quote, shorten
from bot.errors import Refusal
from bot.packs.format.model import Kind, Pack
from bot.packs.lasting import MANY, lasting
from bot.packs.search.names import CERTAIN, Search, same
from bot.packs.search.pack_index import KIND_NAME, SHELVED, Item, PackIndex, is_unverified, names_in
from bot.packs.search.pack_index import KIND_PLURAL as KIND_PLURAL
from bot.packs.search.pack_index import UNVERIFIED as UNVERIFIED
from bot.packs.search.pack_index import contents as contents
from bot.packs.search.ranking import Ranked, Ranking
from bot.packs.search.word_forms import asked, fold, seen

NOUN = {kind: name.lower() for kind, name in KIND_NAME.items()} | {
    Kind.EXPLAINER: "topic",
    Kind.CLAIM: "claim",
    Kind.GUIDE: "guide",
}

SEARCH = "search:"
"""Begins the custom id of a button that searches; the words follow."""


def search_offer(typed: str) -> tuple[str, str] | None:
    """The label and the custom id of a button that searches for what was typed; whoever looks things up answers it.

    None where it has nothing to search for but small words.
    """
    if not asked(typed):
        return None
    label = shorten(typed, limits.BUTTON_LABEL - len("Search for “”"))
    return f"Search for “{label}”", f"{SEARCH}{shorten(typed, limits.CUSTOM_ID - len(SEARCH))}"


CARD = "card:"
"""Begins the custom id of a button that shows an entry beside what is read; whoever looks things up answers it."""


_COMPARED, _BEGINS = 50, 10
"""Letters by which it is decided which names are worth comparing whole."""


def shown(name: str) -> str:
    """A name as a choice shows it."""
    return shorten(name, limits.CHOICE_NAME)


def mark_of(item: Item) -> str:
    """What stands behind the name of a film that is not verified; empty behind all others."""
    return " (not verified)" if is_unverified(item) else ""


def _ended(name: str, end: str, limit: int) -> str:
    """A name with what has to stand behind it, of which nothing is cut off."""
    return shorten(name, limit - len(end)) + end


class Shelf:
    """The packs one server sees, in order; frozen, so that a reader sees the old shelf or the new, never both."""

    def __init__(
        self, packs: Iterable[Pack], index: Callable[[Pack], PackIndex] = PackIndex, *, written: str | None = None
    ) -> None:
        self.packs = {pack.id: pack for pack in packs}
        self._written = written
        """The id of a pack that is being written; who writes it sees all of it."""
        self._indexes = {pack_id: index(pack) for pack_id, pack in self.packs.items()}

    def prepare(self) -> None:
        """Build what searching needs and no other shelf has built yet; slow, so call it in a thread."""
        for index in self._indexes.values():
            index.prepare()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every entry, pack by pack."""
        return tuple(item for index in self._indexes.values() for item in index.by_id.values())

    def of_kind(self, kind: Kind, pack_id: str | None = None) -> list[Item]:
        """The entries of a kind, of all packs or of one."""
        indexes = (index for index in self._indexes.values() if pack_id in (None, index.pack.id))
        return [item for index in indexes for item in index.by_kind[kind]]

    def browsed(self, pack: Pack) -> Iterable[Kind]:
        """The kinds that are browsed of a pack: of one that is being written also those that others only ask."""
        return KIND_NAME if pack.id == self._written else SHELVED

    def find(self, value: str) -> Item | None:
        """The entry with this value (`pack/entry`)."""
        pack_id, _, entry_id = value.partition("/")
        index = self._indexes.get(pack_id)
        return index.by_id.get(entry_id) if index else None

    def entries(self, pack: Pack, ids: Iterable[str]) -> list[Item]:
        """The entries of a pack with these ids, as far as there are such."""
        return [item for entry_id in ids if (item := self.find(f"{pack.id}/{entry_id}"))]

    def linked(self, item: Item) -> list[Item]:
        """The entries that an entry names, then those of its pack that name it, each once."""
        naming = self._indexes[item.pack.id].naming.get(item.entry.id, ())
        return list(dict.fromkeys([*self.entries(item.pack, names_in(item.entry)), *naming]))

    def by_key(self, key: str) -> Item | None:
        """The entry with this short key."""
        found = (index.by_key.get(key) for index in self._indexes.values())
        return next(filter(None, found), None)

    def label(self, item: Item, limit: int = 100, *, marked: bool = True) -> str:
        """What members read in a list: the title, with the pack where two are alike; an unverified film is `marked`."""
        name = item.entry.name
        alike = sum(index.names[name] for index in self._indexes.values()) > 1
        return _ended(flat(f"{name} — {item.pack.title}" if alike else name), mark_of(item) if marked else "", limit)

    def names_in_sentence(self, items: list[Item]) -> str:
        """Entries named within a sentence; a name that is a sentence itself goes without its full stop."""
        return listing([f"**{plain(self.label(item).removesuffix('.'))}**" for item in items])

    def offered(self, item: Item) -> str:
        """The name of a choice: the label, with the value where another entry of the kind has that label too."""
        label, begins = self.label(item, limits.CHOICE_NAME), item.entry.name[:_COMPARED]
        others = (
            each for each in self.of_kind(item.kind) if each is not item and each.entry.name[:_COMPARED] == begins
        )
        end = f" · {item.value}" if any(self.label(each, limits.CHOICE_NAME) == label for each in others) else ""
        return _ended(label.removesuffix(mark_of(item)), end + mark_of(item), limits.CHOICE_NAME)

    def search(self, typed: str, *kinds: Kind, limit: int = 25) -> list[Item]:
        """The entries that what was typed may mean, best first; where no kind is named, of all on shelves."""
        return self._search(kinds).search(typed, limit)

    def search_all(self, typed: str, limit: int = 25) -> Ranked[Item]:
        """The entries that hold words of what was typed, or words near them, best first, those of quizzes last."""
        ranked = self._ranking(SHELVED).ranked(typed, limit)
        rest = self._ranking(KIND_NAME.keys() - SHELVED).ranked(typed, limit - len(ranked.things))
        if ranked.things or rest.things:
            return Ranked([*ranked.things, *rest.things], {**rest.patterns, **ranked.patterns})
        search = self._search(())
        return Ranked(search.search(typed, limit, CERTAIN) if asked(typed) else search.named(typed)[:limit])

    def about(self, text: str, *kinds: Kind, limit: int = 10) -> Ranked[Item]:
        """The entries that a longer text speaks of, those first whose name stands in it."""
        return self._ranking(kinds or SHELVED).by_names().told_of(text, limit)

    def choose(self, typed: str, kind: Kind) -> Item:
        """The one entry meant: by its value, the name that it is offered by, a title or another name.

        A client may send what it shows in place of the value that belongs to it. Raises Refusal that offers the nearest
        three where there is none, or the ones meant where there are several.
        """
        if (item := self.find(typed.strip())) and item.kind is kind:
            return item
        if item := self._shown_as(typed, kind):
            return item
        search = self._search((kind,))
        named = search.named(typed)
        if len(named) == 1:
            return named[0]
        noun = NOUN[kind]
        if named:
            choices = [f"`{item.value}`" for item in named[:3]]
            raise Refusal(f"More than one {noun} is called {quote(typed)}: {listing(choices)}. Type one of these.")
        legible = seen(typed)
        if not fold(legible):
            raise Refusal(f"What you typed has no letters to look up. Type the name of a {noun}, or try `/library`.")
        near = self._ranking((kind,)).by_names().ranked(typed, 3).things
        if not near and asked(typed):
            near = search.search(typed, 3, CERTAIN)
        none = f"There is no {noun} called {quote(shorten(legible, 100))} here"
        if not self.of_kind(kind):
            raise Refusal(f"{none}, because no pack here holds any. Try `/library`.")
        if near:
            raise Refusal(f"{none}. The nearest: {self.names_in_sentence(near)}.")
        raise Refusal(f"{none}, and none with a name like it. Try `/library`.", offer=search_offer(legible))

    def _ranking(self, kinds: Iterable[Kind]) -> Ranking[Item]:
        wanted = set(kinds)
        indexed = [each for v in self._indexes.values() for each in v.texts if each.thing.kind in wanted]
        names = (name for v in self._indexes.values() for kind in wanted for name in v.index(kind).names)
        return Ranking(indexed, list(names))

    def _shown_as(self, typed: str, kind: Kind) -> Item | None:
        """The one entry of a kind that is, or lately was, offered by this name; letter for letter, else in any case."""
        wanted = same(typed)
        found = [item for item in self.of_kind(kind) if wanted.startswith(same(flat(item.entry.name))[:_BEGINS])]
        names = {item: (self.offered(item), flat(f"{item.entry.name} — {item.pack.title}")) for item in found}
        for way in (str.strip, same):
            meant = [item for item, known in names.items() if way(typed) in {way(known[0]), way(shown(known[1]))}]
            if len(meant) == 1:
                return meant[0]
        return None

    def _search(self, kinds: Iterable[Kind]) -> Search[Item]:
        wanted = set(kinds) or SHELVED
        return Search([v.index(kind) for v in self._indexes.values() for kind in KIND_NAME if kind in wanted])


@dataclass(frozen=True)
class ServerPack:
    """What a server has besides what ships: packs of its own, in order, and the ids of those it switched off."""

    own: tuple[Pack, ...] = ()
    off: frozenset[str] = frozenset()

    def with_pack(self, pack: Pack) -> "ServerPack":
        """The same with a pack, in the place of the one with its id or as the last."""
        mine = {each.id: each for each in self.own} | {pack.id: pack}
        return replace(self, own=tuple(mine.values()))

    def without_pack(self, pack_id: str) -> "ServerPack":
        """The same without that pack of its own."""
        return replace(self, own=tuple(pack for pack in self.own if pack.id != pack_id))

    def switched(self, pack_id: str, *, on: bool) -> "ServerPack":
        """The same with that pack on or off."""
        return replace(self, off=self.off - {pack_id} if on else self.off | {pack_id})


class Shelves:
    """The shelf of each server: what ships, what the server brought, without what it switched off.

    A server's own pack with the id of a shipped one stands in its place.
    """

    def __init__(self, shipped: Iterable[Pack], problems: Iterable[str] = ()) -> None:
        self._indexes: WeakValueDictionary[int, PackIndex] = WeakValueDictionary()
        self._everywhere = Shelf(shipped, self._index)
        self._written: str | None = None
        self._holdings: dict[int, tuple[ServerPack, Shelf]] = {}
        self.problems = tuple(problems)
        """What is wrong with shipped packs that could not be put on the shelf, a line each, for moderators."""
        self.authors_at: str | None = None
        """The address where those are reached who wrote the packs that ship."""

    @property
    def shipped(self) -> dict[str, Pack]:
        """The packs that ship, by id."""
        return self._everywhere.packs

    def of(self, guild_id: int | None) -> Shelf:
        """The shelf of a server."""
        own = self._holdings.get(guild_id) if guild_id is not None else None
        return own[1] if own else self._everywhere

    def holding(self, guild_id: int) -> ServerPack:
        """What a server has besides what ships."""
        own = self._holdings.get(guild_id)
        return own[0] if own else ServerPack()

    def pack(self, guild_id: int, pack_id: str) -> Pack | None:
        """The pack that a server has under this id, switched off or not: its own, else the shipped one."""
        own = (pack for pack in self.holding(guild_id).own if pack.id == pack_id)
        return next(own, self.shipped.get(pack_id))

    def built(self, holding: ServerPack) -> Shelf:
        """The shelf of a server with this holding, ready for searching; slow, so call it in a thread."""
        if holding == ServerPack():
            return self._everywhere
        packs = self.shipped | {pack.id: pack for pack in holding.own}
        with lasting(big=sum(len(pack.entries()) for pack in holding.own) > MANY):
            seen = (pack for pack in packs.values() if pack.id not in holding.off)
            shelf = Shelf(seen, self._index, written=self._written)
            shelf.prepare()
        return shelf

    @property
    def differing(self) -> tuple[int, ...]:
        """The servers whose shelf is not simply what ships."""
        return tuple(self._holdings)

    def swap(self, guild_id: int, holding: ServerPack, shelf: Shelf) -> None:
        """Let a server see this shelf, which was built from this holding, from now on."""
        if holding == ServerPack():
            self._holdings.pop(guild_id, None)
        else:
            self._holdings[guild_id] = (holding, shelf)

    def ship(self, pack: Pack, instead_of: str | None = None) -> None:
        """Let a pack ship that is being written, in place of one with its id or another, and build every shelf anew.

        Slow, so call it in a thread.
        """
        self._written = pack.id
        packs = {pack_id: each for pack_id, each in self.shipped.items() if pack_id != instead_of}
        everywhere = Shelf((packs | {pack.id: pack}).values(), self._index, written=pack.id)
        everywhere.prepare()
        self._everywhere = everywhere
        self._holdings = {
            guild_id: (holding, self.built(holding)) for guild_id, (holding, _) in tuple(self._holdings.items())
        }

    def _index(self, pack: Pack) -> PackIndex:
        """The index of this very pack, which shelves share; it holds the pack, so the address stays that pack's."""
        known = self._indexes.get(id(pack))
        if known is None:
            self._indexes[id(pack)] = known = PackIndex(pack)
        return known
