"""What the service of review answers with."""

from datetime import datetime
from typing import NamedTuple

from bot.quizzes.items.model import QuizItem
from bot.quizzes.review.model import KeptItem, Member


class Asked(NamedTuple):
    """An item that is asked now."""

    kept: KeptItem
    item: QuizItem

    @property
    def corrected(self) -> bool:
        """Whether its fact is another than its member learned."""
        return self.item.digest != self.kept.digest


class Session(NamedTuple):
    """Where a member's review stands."""

    asked: Asked | None
    """What comes now; None where nothing more comes today."""
    done: int
    """Items reviewed today."""
    left: int
    """Items that still come today."""
    kept: int
    """Items that the member keeps, here and elsewhere."""
    elsewhere: tuple[tuple[int, int], ...] = ()
    """Due items that can be asked in another server alone: the server, and how many."""
    off: int = 0
    """Due items whose pack is not on the shelf of its server just now."""
    gone: tuple[str, ...] = ()
    """What has left its pack since the last review."""
    next_at: datetime | None = None
    """When more is due, where nothing comes now."""
    refused: bool = False
    """Whether Discord did not take the last reminder."""


class Added(NamedTuple):
    """What came of keeping something."""

    new: int
    known: int
    """Items that were kept already."""


class Line(NamedTuple):
    """An item in the list of what a member keeps."""

    kept: KeptItem
    due_at: datetime | None
    """When it is due; None where it is now."""
    why_not: str = ""
    """Why it is not asked here, in a few words; empty where it is."""


class Listing(NamedTuple):
    """A page of what a member keeps."""

    lines: tuple[Line, ...]
    page: int
    pages: int
    kept: int
    member: Member
