"""What members learn by: questions to test themselves with, statements to begin a round with, a timeline, paths."""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import MaxLen

from bot.chat.text import shorten
from bot.packs.format.fields import MAX_LINE, Flag, Id, Line, Option, Prose, Refers, Text, Title, When, when_words
from bot.packs.format.parts import Entry, Kind, Part, Sources

Because = Annotated[str, Prose(1_000, lines=True)]
Reason = Annotated[str, Prose(200)]
Answer = Annotated[str, Prose(500, lines=True)]
Happening = Annotated[str, Prose(500)]
ShortStatement = Annotated[str, Prose(200)]
"""As long as one that a member may write."""

SubjectId = Annotated[Id, Refers(("explainers", "films", "claims", "glossary", "timeline"))]
StepId = Annotated[Id, Refers(("explainers", "films", "claims", "glossary", "guides"))]

MOST_CHOICES = 6
"""Options of a question: with a reason each they fit one card."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice(Part):
    """One of the options of a question."""

    text: Option = field(metadata={"examples": ["The court"]})
    """What is chosen."""
    right: Flag = False
    """`true` for a right one; for `order` none, because the options stand in the right order."""
    because: Reason | None = None
    """Why it is right, or what whoever chooses it mistakes; at most 200 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Entry):
    """A question that members test themselves with; its card never shows the answer."""

    kind_of = Kind.QUESTION
    named_by = "ask"

    ask: Line = field(metadata={"examples": ["Who keeps the list?"]})
    """The question."""
    kind: Literal["one", "several", "order", "recall"] = "one"
    """One right option, several right ones, options to be put in order, or an answer from memory."""
    about: Annotated[tuple[SubjectId, ...], MaxLen(10)] = ()
    """Ids of the entries that it is about: where its answer can be read."""
    options: Annotated[tuple[Choice, ...], MaxLen(MOST_CHOICES)] = ()
    """What to choose from, 2 to 6; for `order` the options in the right order, for `recall` none."""
    answer: Answer | None = None
    """For `recall`: the answer, at most 500 characters."""
    because: Because = field(metadata={"examples": ["The court's own rule says so."]})
    """Why that is the answer, at most 1,000 characters."""
    sources: Sources = ()
    """The keys of the sources for the answer; at least one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StatementSet(Entry):
    """Statements with which a group may begin a round of its own."""

    kind_of = Kind.STATEMENTS
    named_by = "question"

    question: Line = field(metadata={"examples": ["What should a film about a village show?"]})
    """The question that the statements answer."""
    statements: Annotated[tuple[ShortStatement, ...], MaxLen(40)] = ()
    """Statements to agree or disagree with, 3 to 40 of at most 200 characters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Event(Entry):
    """Something that happened at a known time."""

    kind_of = Kind.EVENT
    named_by = "text"

    date: When = field(metadata={"examples": ["2014-06"]})
    """When it happened, as precisely as known: 2014, 2014-06 or 2014-06-14."""
    text: Happening = field(metadata={"examples": ["The plan was published."]})
    """What happened, in one line of at most 500 characters."""
    about: Annotated[tuple[SubjectId, ...], MaxLen(10)] = ()
    """Ids of the entries that it belongs to."""
    sources: Sources = ()
    """The keys of the sources for it; at least one."""

    @property
    def when(self) -> str:
        """The date in words."""
        return when_words(self.date)

    @property
    def name(self) -> str:
        return shorten(f"{self.when}: {self.text}", MAX_LINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadingPath(Entry):
    """A few entries in the order in which a newcomer reads them best."""

    kind_of = Kind.PATH

    title: Title = field(metadata={"examples": ["The subject in three steps"]})
    """What members know it by."""
    lead: Text | None = None
    """What whoever follows it will know, in a sentence or two."""
    entries: Annotated[tuple[StepId, ...], MaxLen(10)] = ()
    """Ids of the entries in order, 1 to 10; three are best."""
