"""What is told of polls: values that services answer with."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bot.chat import limits
from bot.chat.marks import flat
from bot.chat.text import shorten
from bot.polls.results import Result
from bot.polls.rules import Phase, Poll
from bot.polls.terms import Ballot

PAGE = 10
"""Polls, or reasons, on a page."""


class Which(StrEnum):
    """Polls of a server."""

    ALL = "all"
    OPEN = "open"
    CLOSED = "closed"
    PAIRS = "pairs"
    """Before polls that were asked again."""


class Line(NamedTuple):
    """A poll in a list."""

    id: int
    number: int
    question: str
    closed: bool
    orphaned: bool
    phase: Phase | None = None

    @property
    def offered(self) -> str:
        """The name under which the poll is offered."""
        return shorten(f"#{self.number} · {flat(self.question)}", limits.CHOICE_NAME)


class Voice(NamedTuple):
    """Who gave which ballot, in a poll that names its voters."""

    member_id: int
    ballot: Ballot


@dataclass(frozen=True)
class View:
    """A poll as one reader, or a channel, may see it."""

    poll: Poll
    result: Result | None
    """None while its numbers are hidden from this reader."""
    voted: bool
    """Whether this reader has a ballot in it; of an anonymous poll known only while it has its key."""
    ballot: Ballot | None
    """The reader's ballot, never that of an anonymous poll."""
    voices: tuple[Voice, ...]
    """Who chose what, where the poll names its voters and its numbers may be seen."""
    copies: bool = False
    """Whether the database keeps copies of its own, which the card of an anonymous poll says."""
    asked_again: int | None = None
    """Of a before poll: the number of its after poll, once there is one."""
    parked: str | None = None
    """Why the bot gave up closing it on time; for moderators, who can close it by hand."""


@dataclass(frozen=True)
class Page:
    """Some polls of a server, newest first."""

    lines: tuple[Line, ...]
    number: int
    """From 1; the last page where a later one was asked for."""
    pages: int
    total: int
