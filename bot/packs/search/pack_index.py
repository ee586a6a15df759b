"""A pack ready to be looked through: its entries by id, by kind, by name, by the words of their texts."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2s

from bot.packs.format.model import Entry, Event, Explainer, Film, Guide, Kind, Pack, Question, ReadingPath
from bot.packs.format.parts import said_in
from bot.packs.search.asking import SHOULD, WHEN, YES_OR_NO
from bot.packs.search.names import Index, names_of
from bot.packs.search.ranking import Indexed
from bot.packs.search.word_forms import stems

HIDDEN = frozenset(
    ["id", "sources", "facilitator_note", "url", "claims", "terms", "films", "see_also", "misconceptions", "nearest"]
).union(["about", "entries", "short", "again"])
"""Keys of a pack that a search of the texts passes over: ids, addresses, and what only facilitators see."""
KIND_NAME = {
    Kind.PATH: "Path",
    Kind.EXPLAINER: "Explainer",
    Kind.FILM: "Film",
    Kind.CLAIM: "Fact-check",
    Kind.TERM: "Term",
    Kind.GUIDE: "Viewing guide",
    Kind.POLL: "Poll",
    Kind.EVENT: "Event",
    Kind.QUESTION: "Question",
    Kind.STATEMENTS: "Set of statements",
}
KIND_PLURAL = {kind: f"{name}s" for kind, name in KIND_NAME.items()} | {Kind.STATEMENTS: "Sets of statements"}
SHELVED = tuple(kind for kind in KIND_NAME if kind not in (Kind.QUESTION, Kind.STATEMENTS))
"""The kinds that are browsed and found by their names; what others ask is found by its words, after all else."""
HINTS = {
    Kind.FILM: frozenset(
        ["film", "films", "movie", "movies", "video", "videos", "documentary", "made", "directed", "director", "maker"]
    ),
    Kind.TERM: frozenset(["mean", "means", "meaning", "define", "definition", "term", "word"]),
    Kind.GUIDE: frozenset(["guide", "prompts"]),
    Kind.POLL: frozenset(["poll", "vote"]),
}
"""Words of a question that ask for an entry of a kind."""
OPENINGS = {Kind.CLAIM: YES_OR_NO, Kind.EVENT: WHEN, Kind.POLL: SHOULD}
"""Words that begin an English question which entries of a kind answer; in another language they may mean others."""
WEIGHT = {Kind.GUIDE: 0.8, Kind.POLL: 0.6, Kind.EVENT: 0.65}
"""What is done with others, what asks, and a date alone, rank behind what answers by itself."""


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


def is_unverified(item: Item) -> bool:
    """Whether it is a film that no source knows; wherever films are listed, these come last and are marked."""
    return isinstance(item.entry, Film) and item.entry.status == "unverified"


UNVERIFIED = "**Title not verified.** We found no source for this film that can be checked."
"""What stands above all else that is said of such a film."""


class PackIndex:
    """A pack ready to be looked through: made once, and shared by the shelves of all servers that have the pack."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.by_id = {entry.id: Item(pack, entry) for entry in pack.entries()}
        sorted_items = sorted(self.by_id.values(), key=is_unverified)
        self.by_kind = {kind: [item for item in sorted_items if item.kind is kind] for kind in KIND_NAME}
        self.names = Counter(item.entry.name for item in self.by_id.values())
        self._indexes: dict[Kind, Index[Item]] = {}

    def prepare(self) -> None:
        """Build what searching needs, which takes half a second for 10,000 entries; else the first search does it."""
        for kind in KIND_NAME:
            self.index(kind)
        _ = self.texts, self.naming, self.by_key

    def index(self, kind: Kind) -> Index[Item]:
        """The names of the entries of a kind."""
        if kind not in self._indexes:
            self._indexes[kind] = Index((item, names_of(item.entry)) for item in self.by_kind[kind])
        return self._indexes[kind]

    @cached_property
    def texts(self) -> list[Indexed[Item]]:
        """Each entry by the words of its names and of every text in it, as they are ranked."""
        known: dict[str, str] = {}
        subject = stems(self.pack.title, known)
        openings = OPENINGS if self.pack.language.split("-")[0] == "en" else {}
        return [
            Indexed(
                item,
                tuple(dict.fromkeys(stems(name, known) for name in _known_by(item.entry))),
                stems(" ".join(texts_of(item.entry)), known),
                subject,
                HINTS.get(item.kind, frozenset()),
                WEIGHT.get(item.kind, 1.0),
                openings.get(item.kind, frozenset()),
            )
            for item in self.by_id.values()
        ]

    @cached_property
    def naming(self) -> dict[str, list[Item]]:
        """By the id of an entry, the paths, explainers, films and guides that name it."""
        naming: dict[str, list[Item]] = {}
        for item in self.by_id.values():
            for name in () if isinstance(item.entry, Event | Question) else names_in(item.entry):
                naming.setdefault(name, []).append(item)
        return naming

    @cached_property
    def by_key(self) -> dict[str, Item]:
        """The entries by their short keys."""
        return {item.key: item for item in self.by_id.values()}


def names_in(entry: Entry) -> tuple[str, ...]:
    """The ids of the entries that an entry leads to, in the order in which a reader wants them."""
    match entry:
        case Explainer():
            return (*entry.terms, *entry.films, *entry.misconceptions, *entry.see_also)
        case Film():
            return (*entry.nearest, *entry.claims, *([entry.guide] if entry.guide else []))
        case Guide():
            return (entry.film,) if entry.film else ()
        case ReadingPath():
            return entry.entries
        case Event() | Question():
            return entry.about
        case _:
            return ()


def _known_by(entry: Entry) -> Iterator[str]:
    """What people call an entry: its names, of a film its year and who made it too."""
    yield from (entry.name, *entry.other_names, entry.id)
    if isinstance(entry, Film):
        yield from [f"{entry.name} {entry.year}"] if entry.year else []
        yield from [entry.makers] if entry.makers else []


def texts_of(entry: Entry) -> list[str]:
    """Every text of an entry that members can read, in the order in which it stands; of a question no answer."""
    if isinstance(entry, Question):
        return [entry.ask]
    return [value for _, value in said_in(entry, HIDDEN) if isinstance(value, str)]
