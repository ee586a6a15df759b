"""What is kept of a member's review, as values."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from enum import IntEnum
from typing import NamedTuple

NOWHERE = 0
"""In place of a server's id, where somebody reviews outside of servers."""


class State(IntEnum):
    """How what was learned compares with the pack as it is."""

    SAME = 0
    CORRECTED = 1
    GONE = 2


class Place(NamedTuple):
    """Where somebody reviews."""

    guild_id: int = NOWHERE
    zone_name: str | None = None
    """By whose clock days turn there; None where the one of the server counts in which they last reviewed."""


class Day(NamedTuple):
    """A day by somebody's clock."""

    number: int
    """Counted as `date.toordinal` does."""
    zone: tzinfo = UTC

    def begin(self, number: int) -> datetime:
        """When another day begins by the same clock."""
        return datetime.fromordinal(number).replace(tzinfo=self.zone)


class Schedule(NamedTuple):
    """How well something is known, and when it is due; days as `Day` counts them."""

    due_on: int
    stability: float | None = None
    difficulty: float | None = None
    reviewed_on: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptItem:
    """An item that a member keeps."""

    id: int
    guild_id: int
    pack_id: str
    item: str
    """Its id within the pack."""
    title: str
    digest: int
    learned: str
    """The fact in short, as the member last saw it."""
    state: State
    schedule: Schedule

    @property
    def item_id(self) -> str:
        """What finds it on a shelf."""
        return f"{self.pack_id}/{self.item}"

    @property
    def step(self) -> str:
        """Changes with each answer, so that a control that was drawn before it does nothing twice."""
        return f"{self.schedule.reviewed_on or 0}-{self.digest % 1_000_000}"


class Member(NamedTuple):
    """What is kept of a member besides their items."""

    zone_name: str = "UTC"
    reminds: bool = False
    remind_at: datetime | None = None
    unanswered: int = 0
    refused: bool = False
    """Whether Discord did not take the last reminder."""


class Amount(NamedTuple):
    """How many items of a pack a member keeps, how many of these are due or gone, and with what they were compared."""

    guild_id: int
    pack_id: str
    kept: int
    due: int
    gone: int = 0
    compared: frozenset[int] = frozenset()

    @property
    def pack(self) -> tuple[int, str]:
        """The pack by its server and id."""
        return self.guild_id, self.pack_id


def day_words(number: int) -> str:
    """A day as files tell it, such as 2026-11-30."""
    return date.fromordinal(number).isoformat()
