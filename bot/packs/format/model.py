"""What a content pack is: format 1 as frozen values."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Literal

from annotated_types import MaxLen

from bot.packs.format.activities import Guide, PackPoll
from bot.packs.format.activities import Prompt as Prompt
from bot.packs.format.fields import (
    Day,
    Flag,
    Id,
    Language,
    Line,
    Link,
    PackId,
    Reads,
    Runtime,
    Semver,
    SourceKey,
    Text,
    Title,
    Year,
    whole,
)
from bot.packs.format.learning import Choice as Choice
from bot.packs.format.learning import Event, Question, ReadingPath, StatementSet
from bot.packs.format.parts import (
    AnyId,
    ClaimId,
    Entry,
    FilmId,
    GuideId,
    Kind,
    Part,
    Section,
    Source,
    Sources,
    Statement,
    TermId,
    Titled,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Explainer(Titled):
    """A subject explained."""

    kind_of = Kind.EXPLAINER

    lead: Text | None = None
    """The answer in at most two sentences."""
    goals: Annotated[tuple[Line, ...], MaxLen(5)] = ()
    """What a reader can do after it, to be read after “After this you can …”; two or three are best."""
    sections: tuple[Section, ...] = ()
    """Its parts, in reading order."""
    timeline: Flag = False
    """`true` to show the whole timeline of the pack behind the sections, oldest first."""
    key_points: tuple[Statement, ...] = ()
    """What to remember."""
    misconceptions: tuple[ClaimId, ...] = ()
    """Ids of claims: what people get wrong about it."""
    terms: tuple[TermId, ...] = ()
    """Ids of terms that help to read it."""
    films: tuple[FilmId, ...] = ()
    """Ids of films that show it."""
    see_also: tuple[AnyId, ...] = ()
    """Ids of entries to go on with."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WatchLink(Part):
    """Where a film can be seen."""

    label: Title = field(metadata={"examples": ["Watch at the broadcaster"]})
    """The text of the link."""
    url: Link = field(metadata={"examples": ["https://www.example.org/film"]})
    """The address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme(Part):
    """One thread that runs through a film."""

    name: Title = field(metadata={"examples": ["Growing up"]})
    """The theme in a few words."""
    text: Text = field(metadata={"examples": ["The film follows one family for a year."]})
    """What the film does with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Film(Titled):
    """A film summed up."""

    kind_of = Kind.FILM

    status: Literal["verified", "unverified"]
    """`unverified` when no source that can be checked knows the film; its card says so first."""
    year: Year | None = None
    """When it was first shown."""
    makers: Line | None = None
    """Who made it."""
    runtime: Runtime | None = None
    """How long it is, such as 27:14 or 1:02:30."""
    about: Flag = False
    """`true` when the runtime is only about right."""
    kind: Line | None = None
    """What sort of film it is, such as: television documentary."""
    languages: tuple[Title, ...] = ()
    """What is spoken in it."""
    watch: Annotated[tuple[WatchLink, ...], MaxLen(5)] = ()
    """Where it can be seen."""
    summary: Text = field(metadata={"examples": ["A reporter visits a fishing village."]})
    """What the film shows."""
    themes: tuple[Theme, ...] = ()
    """The threads that run through it."""
    perspective: Text | None = None
    """Whose view it takes."""
    critics: tuple[Statement, ...] = ()
    """What critics say of it."""
    claims: tuple[ClaimId, ...] = ()
    """Ids of the claims made in it."""
    nearest: tuple[FilmId, ...] = ()
    """Ids of films to watch instead, where this one cannot be found."""
    content_note: Text | None = None
    """What viewers should know before they start."""
    guide: GuideId | None = None
    """Id of the guide it is watched with; without it, the first guide of the pack that has no film."""
    sources: Sources = ()
    """The keys of the sources for what is said of it."""

    @property
    def facts(self) -> dict[str, str]:
        """What is known of it in a word or two, by what that is called."""
        told = {
            "Made by": self.makers,
            "Year": str(self.year or ""),
            "Length": self.runtime and f"{'about ' if self.about else ''}{self.runtime}",
            "Kind": self.kind,
            "Languages": ", ".join(self.languages),
        }
        return {name: text for name, text in told.items() if text}


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


VERDICT_NAME = {
    Verdict.TRUE: "True",
    Verdict.MOSTLY_TRUE: "Mostly true",
    Verdict.PARTLY: "Partly true",
    Verdict.MISLEADING: "Misleading",
    Verdict.CONTESTED: "Contested",
    Verdict.NOT_SHOWN: "Not shown by evidence",
    Verdict.MOSTLY_FALSE: "Mostly false",
    Verdict.FALSE: "False",
}
"""What members read."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(Entry):
    """A claim heard in films, checked."""

    kind_of = Kind.CLAIM
    named_by = "claim"

    claim: Line = field(metadata={"examples": ["Nobody in the village fishes any more."]})
    """The claim in one sentence, as one hears it."""
    aliases: tuple[Title, ...] = ()
    """Further words under which it is found."""
    verdict: Verdict | None = None
    """What the evidence says of it."""
    note: Text | None = None
    """The verdict in one line."""
    supporting: tuple[Statement, ...] = field(default=(), metadata={"alias": "for"})
    """The evidence for it."""
    against: tuple[Statement, ...] = ()
    """The evidence against it."""
    searched: Text | None = None
    """Where evidence was looked for, when one side has none."""
    sources: Sources = ()
    """The keys of the sources for the note."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term(Entry):
    """A word explained."""

    kind_of = Kind.TERM
    named_by = "term"

    term: Title = field(metadata={"examples": ["Voice-over"]})
    """The word."""
    native: Title | None = None
    """The word in its native script."""
    reading: Title | None = None
    """How that is read."""
    aliases: tuple[Title, ...] = ()
    """Further words under which it is found."""
    definition: Text | None = None
    """What it means."""
    sources: Sources = ()
    """The keys of the sources for the definition."""

    @property
    def other_names(self) -> tuple[str, ...]:
        return (*(name for name in (self.native, self.reading) if name), *self.aliases)


@dataclass(frozen=True, kw_only=True, slots=True)
class Framework(Part):
    """A published way of questioning media."""

    name: Title = field(metadata={"examples": ["SIFT (the four moves)"]})
    """What it is called, with its author."""
    url: Link | None = None
    """Where it is published."""
    licence: Line | None = None
    """Under which terms it may be used."""


@dataclass(frozen=True, kw_only=True, slots=True, weakref_slot=True)
class Pack(Part):
    """A subject in one value: everything that its YAML files hold."""

    format: Annotated[Literal[1], Reads(whole)] = field(metadata={"examples": [1]})
    """The format of the pack; always 1."""
    id: PackId = field(metadata={"examples": ["film-club"]})
    """Its id, at most 32 characters."""
    version: Semver = field(metadata={"examples": ["1.0.0"]})
    """Its version: raise the last number for corrections, the middle one for new entries."""
    title: Title = field(metadata={"examples": ["Film club"]})
    """What members know the pack by."""
    summary: Text | None = None
    """What it is about, in a sentence or two."""
    language: Language = "en"
    """The language of its texts."""
    licence: Line | None = None
    """Under which terms its texts may be used."""
    authors: tuple[Title, ...] = ()
    """Who wrote it."""
    checked: Day | None = None
    """When its facts were last checked."""
    sources: dict[SourceKey, Source] = field(default_factory=dict)
    """Where its statements come from, by a short key."""
    explainers: tuple[Explainer, ...] = ()
    """Subjects explained."""
    films: tuple[Film, ...] = ()
    """Films summed up."""
    claims: tuple[Claim, ...] = ()
    """Claims checked."""
    guides: tuple[Guide, ...] = ()
    """Ways through a film."""
    polls: tuple[PackPoll, ...] = ()
    """Polls to post."""
    questions: tuple[Question, ...] = ()
    """Questions for quizzes."""
    statements: tuple[StatementSet, ...] = ()
    """Statements to begin a round with."""
    timeline: tuple[Event, ...] = ()
    """What happened when; explainers with `timeline: true` show it."""
    paths: tuple[ReadingPath, ...] = ()
    """Where to begin: the first entries for newcomers, in order."""
    glossary: tuple[Term, ...] = ()
    """Words explained."""
    frameworks: dict[Id, Framework] = field(default_factory=dict)
    """Published ways of questioning media, by id."""

    def entries(self) -> tuple[Entry, ...]:
        """Every entry in shelf order: paths, explainers, films, claims, terms, guides, polls, events, the rest."""
        looked_up = (*self.paths, *self.explainers, *self.films, *self.claims, *self.glossary)
        return (*looked_up, *self.guides, *self.polls, *self.timeline, *self.questions, *self.statements)
