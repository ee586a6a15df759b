"""What a content pack is: format 1 as frozen values."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_TEXT = 8_000
MAX_TITLE = 100
MAX_OPTION = 80
MAX_PACK_ID = 32
MAX_ENTRY_ID = 48

_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"


def _seconds(text: str) -> str:
    seconds(text)
    return text


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+\.[^\s/?#@]+([/?#]\S*)?", text):
        raise ValueError("expected a web address that starts with https:// or http://")
    return text


def seconds(text: str) -> int:
    """Read `12:30` or `1:02:30` as seconds; raises ValueError for anything else."""
    if not re.fullmatch(r"(\d{1,2}:)?\d{1,3}:[0-5]\d", text, re.ASCII):
        raise ValueError("expected minutes:seconds such as 12:30, or hours:minutes:seconds such as 1:02:30")
    total = 0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total


def _moment(text: str) -> str:
    if text.endswith("%"):
        if not re.fullmatch(r"(100|\d{1,2})%", text, re.ASCII):
            raise ValueError("expected a share of the runtime from 0% to 100%, such as 25%")
    else:
        seconds(text)
    return text


PackId = Annotated[str, StringConstraints(pattern=_ID, max_length=MAX_PACK_ID)]
Id = Annotated[str, StringConstraints(pattern=_ID, max_length=MAX_ENTRY_ID)]
SourceKey = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,12}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TEXT)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Title = Annotated[str, StringConstraints(min_length=1, max_length=MAX_TITLE)]
Option = Annotated[str, StringConstraints(min_length=1, max_length=MAX_OPTION)]
Link = Annotated[str, StringConstraints(max_length=500), AfterValidator(_link)]
Runtime = Annotated[str, AfterValidator(_seconds)]
Moment = Annotated[str, AfterValidator(_moment)]
Semver = Annotated[
    str, StringConstraints(pattern=r"^(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})(-[0-9A-Za-z.-]{1,32})?$")
]


class Kind(StrEnum):
    """The kinds of entry that members can look up or run."""

    EXPLAINER = "explainer"
    FILM = "film"
    CLAIM = "claim"
    GUIDE = "guide"
    POLL = "poll"
    TERM = "term"


class Part(BaseModel):
    """A piece of a pack: frozen, and with no keys that the format does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Part):
    """Where a statement comes from; `seen: copy` means that only a copy could be read."""

    title: Line
    author: Line | None = None
    publisher: Line | None = None
    date: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    url: Link | None = None
    kind: Literal["official", "scholar", "media", "company", "film", "framework", "article"]
    seen: Literal["original", "copy"] = "original"


class Statement(Part):
    """A sentence or two that could be disputed, with the keys of its sources."""

    text: Text
    sources: tuple[SourceKey, ...] = ()


class Section(Statement):
    """A part of an explainer under its own heading."""

    heading: Title


class Entry(Part):
    """Something with an id that a member can find."""

    kind_of: ClassVar[Kind]
    id: Id

    @property
    def name(self) -> str:
        """What members know the entry by, at most 300 characters."""
        raise NotImplementedError

    @property
    def other_names(self) -> tuple[str, ...]:
        """Further names under which the entry is found."""
        return ()


class Explainer(Entry):
    """A subject explained: a lead, sections, key points."""

    kind_of = Kind.EXPLAINER
    title: Title
    aliases: tuple[Title, ...] = ()
    lead: Text | None = None
    sections: tuple[Section, ...] = ()
    key_points: tuple[Statement, ...] = ()
    misconceptions: tuple[Id, ...] = ()
    terms: tuple[Id, ...] = ()
    films: tuple[Id, ...] = ()
    see_also: tuple[Id, ...] = ()

    @property
    def name(self) -> str:
        return self.title

    @property
    def other_names(self) -> tuple[str, ...]:
        return self.aliases


class WatchLink(Part):
    """Where a film can be seen."""

    label: Title
    url: Link


class Theme(Part):
    """One thread that runs through a film."""

    name: Title
    text: Text


class Film(Entry):
    """A film summed up; `unverified` when no source that can be checked knows it."""

    kind_of = Kind.FILM
    title: Title
    aliases: tuple[Title, ...] = ()
    status: Literal["verified", "unverified"]
    year: Annotated[int, Field(ge=1878, le=2100)] | None = None
    makers: Line | None = None
    runtime: Runtime | None = None
    about: bool = False
    kind: Line | None = None
    languages: tuple[Title, ...] = ()
    watch: Annotated[tuple[WatchLink, ...], Field(max_length=5)] = ()
    summary: Text
    themes: tuple[Theme, ...] = ()
    perspective: Text | None = None
    critics: tuple[Statement, ...] = ()
    claims: tuple[Id, ...] = ()
    nearest: tuple[Id, ...] = ()
    content_note: Text | None = None
    guide: Id | None = None
    sources: tuple[SourceKey, ...] = ()

    @property
    def name(self) -> str:
        return self.title

    @property
    def other_names(self) -> tuple[str, ...]:
        return self.aliases


class Verdict(StrEnum):
    """What the evidence says of a claim; the value is the word in a pack file."""

    TRUE = "true"
    MOSTLY_TRUE = "mostly_true"
    PARTLY = "partly"
    MISLEADING = "misleading"
    CONTESTED = "contested"
    NOT_SHOWN = "not_shown"
    MOSTLY_FALSE = "mostly_false"
    FALSE = "false"


class Claim(Entry):
    """A claim heard in films, checked; an empty side says in `searched` where evidence was looked for."""

    model_config = ConfigDict(populate_by_name=True)

    kind_of = Kind.CLAIM
    claim: Line
    verdict: Verdict | None = None
    note: Text | None = None
    supporting: tuple[Statement, ...] = Field(default=(), alias="for")
    against: tuple[Statement, ...] = ()
    searched: Text | None = None
    sources: tuple[SourceKey, ...] = ()

    @property
    def name(self) -> str:
        return self.claim


class Prompt(Part):
    """One question of a guide; `at` is a time of the film or a share of its runtime."""

    id: Id
    phase: Literal["before", "during", "after"]
    at: Moment | None = None
    lens: Literal["bias", "source", "context", "other"] = "other"
    ask: Text
    kind: Literal["text", "choice", "scale", "claim"] = "text"
    options: Annotated[tuple[Option, ...], Field(max_length=25)] = ()
    probe: Text | None = None
    framework: Id | None = None
    facilitator_note: Text | None = None


class Guide(Entry):
    """A way through a film: prompts before, during and after it."""

    kind_of = Kind.GUIDE
    title: Title
    film: Id | None = None
    prompts: tuple[Prompt, ...] = ()

    @property
    def name(self) -> str:
        return self.title


class PackPoll(Entry):
    """A poll that a pack brings; `pair` polls are asked before and after the film."""

    kind_of = Kind.POLL
    question: Line
    question_after: Line | None = None
    kind: Literal["single", "multiple", "scale", "ranked", "score"] = "single"
    options: Annotated[tuple[Option, ...], Field(max_length=25)] = ()
    labels: Annotated[tuple[Option, ...], Field(max_length=10)] = ()
    not_sure: bool = False
    reason: Literal["off", "optional", "required"] = "off"
    confidence: bool = False
    min_choices: Annotated[int, Field(ge=1, le=25)] | None = None
    max_choices: Annotated[int, Field(ge=1, le=25)] | None = None
    ballots: Literal["unnamed", "named", "anonymous"] = "unnamed"
    results: Literal["live", "after_vote", "after_close"] = "after_vote"
    pair: bool = False

    @property
    def name(self) -> str:
        return self.question


class Term(Entry):
    """A word explained, with its native script and reading."""

    kind_of = Kind.TERM
    term: Title
    native: Title | None = None
    reading: Title | None = None
    definition: Text | None = None
    sources: tuple[SourceKey, ...] = ()

    @property
    def name(self) -> str:
        return self.term

    @property
    def other_names(self) -> tuple[str, ...]:
        return tuple(name for name in (self.native, self.reading) if name)


class Framework(Part):
    """A published way of questioning media, with its licence."""

    name: Title
    url: Link | None = None
    licence: Line | None = None


class Pack(Part):
    """A subject in one value: everything that its YAML files hold."""

    format: Literal[1]
    id: PackId
    version: Semver
    title: Title
    summary: Text
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "en"
    licence: Line | None = None
    authors: tuple[Title, ...] = ()
    checked: date | None = None
    sources: dict[SourceKey, Source] = {}
    explainers: tuple[Explainer, ...] = ()
    films: tuple[Film, ...] = ()
    claims: tuple[Claim, ...] = ()
    guides: tuple[Guide, ...] = ()
    polls: tuple[PackPoll, ...] = ()
    glossary: tuple[Term, ...] = ()
    frameworks: dict[Id, Framework] = {}

    def entries(self) -> tuple[Entry, ...]:
        """Every entry in shelf order: explainers, films, claims, terms, guides, polls."""
        return (*self.explainers, *self.films, *self.claims, *self.glossary, *self.guides, *self.polls)
