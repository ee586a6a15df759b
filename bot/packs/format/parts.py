"""What every part of a pack is built on: statements with their sources, entries with an id, ids that lead elsewhere."""

from collections.abc import Container
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Literal

from msgspec import to_builtins

from bot.packs.format.fields import Id, Line, Link, Prose, Refers, SourceKey, Text, Title

Sources = tuple[Annotated[SourceKey, Refers(("sources",))], ...]
AnyId = Annotated[Id, Refers(("explainers", "films", "claims", "glossary", "guides", "polls", "timeline", "paths"))]
FilmId = Annotated[Id, Refers(("films",))]
ClaimId = Annotated[Id, Refers(("claims",))]
TermId = Annotated[Id, Refers(("glossary",))]
GuideId = Annotated[Id, Refers(("guides",))]
FrameworkId = Annotated[Id, Refers(("frameworks",))]


class Kind(StrEnum):
    """The kinds of entry that members can look up, follow or run."""

    EXPLAINER = "explainer"
    FILM = "film"
    CLAIM = "claim"
    GUIDE = "guide"
    POLL = "poll"
    TERM = "term"
    PATH = "path"
    EVENT = "event"
    QUESTION = "question"
    STATEMENTS = "statements"


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of a pack: frozen, and with no keys that the format does not know.

    Parts are plain values: pydantic judges them where packs are read, and the bot itself does without it. The
    `metadata` of a field are arguments of pydantic's own `Field`.
    """

    __pydantic_config__: ClassVar[dict[str, Any]] = {"extra": "forbid", "use_attribute_docstrings": True}


def said_in(part: Part, without: Container[str] = ()) -> list[tuple[str, Any]]:
    """Every text and number of a part as it stands there, each with its key; nothing under the keys `without`."""
    found: list[tuple[str, Any]] = []

    def gather(key: str, value: object) -> None:
        if isinstance(value, dict):
            for inner_key, inner in value.items():
                if inner_key not in without:
                    gather(inner_key, inner)
        elif isinstance(value, tuple):
            for inner in value:
                gather(key, inner)
        elif value is not None:
            found.append((key, value))

    gather("", to_builtins(part))
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Source(Part):
    """Where a statement comes from."""

    title: Line = field(metadata={"examples": ["How films are made"]})
    """Its own title."""
    author: Line | None = None
    """Who wrote or made it."""
    publisher: Line | None = None
    """Who published it, when that is somebody else."""
    date: Annotated[str, Prose(40)] | None = None
    """When it was published, as precisely as known: 2019, 2018-05 or 2018-05-09."""
    url: Link | None = None
    """Where it can be read or seen. Leave it out rather than link to a repost."""
    kind: Literal["official", "scholar", "media", "company", "film", "framework", "article"]
    """Who speaks: a state body, a scholar, a newspaper or broadcaster, a company, a film, a published way of
    questioning media, or an article."""
    seen: Literal["original", "copy"] = "original"
    """`copy` when only a copy could be read; the card then prints “read in a copy”."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement(Part):
    """A sentence or two that could be disputed."""

    text: Text = field(metadata={"examples": ["The film was shown in 40 countries."]})
    """What is stated, in plain words."""
    sources: Sources = ()
    """The keys of the sources that support it; at least one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section(Statement):
    """A part of an explainer under its own heading."""

    heading: Title = field(metadata={"examples": ["Where it comes from"]})
    """The heading, which is also the name in the list of sections."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry(Part):
    """Something with an id that a member can find."""

    kind_of: ClassVar[Kind]
    named_by: ClassVar[str] = "title"

    id: Id = field(metadata={"examples": ["what-it-is"]})
    """Its id, unique in the pack among entries of every kind."""

    @property
    def name(self) -> str:
        """What members know the entry by, at most 300 characters."""
        return getattr(self, self.named_by)

    @property
    def other_names(self) -> tuple[str, ...]:
        """Further names under which the entry is found."""
        return getattr(self, "aliases", ())


@dataclass(frozen=True, kw_only=True, slots=True)
class Titled(Entry):
    """An entry known by its title, and by further names."""

    title: Title = field(metadata={"examples": ["How films are made"]})
    """What members know it by."""
    aliases: tuple[Title, ...] = ()
    """Further names under which it is found."""
