"""A group viewing that is to open at a time: when it may be, how late is late, and when it is too late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.chat.marks import flat
from bot.chat.text import shorten
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings.programme import Programme
from bot.viewings.rules import Secrecy

MOST_AHEAD = timedelta(days=366)
SAME = timedelta(minutes=10)
"""How far apart two plans are at most that are one: whoever asks again for `2h` means the same evening."""
LATE = timedelta(minutes=1)
"""From when on the opening says that it is late."""
AFTERWARDS = timedelta(minutes=60)
"""How much longer than the film the event is."""
UNKNOWN_RUNTIME = timedelta(hours=3)
"""How long the event is where the film's length is not known."""

EVENT_NAME = 100
"""Characters of an event's name."""

MISSED = "I was away until its event was over, so I did not open it."
NO_EVENT = "Its event was never made, so I did not open it."
DELETED = "Its event was deleted in Discord."
BY_A_MODERATOR = "A moderator called it off."
BY_ITSELF = "The member who planned it called it off."
CANCELLED = "Its event was cancelled in Discord, or is over there."


class Fate(StrEnum):
    """What is to become, or became, of a scheduled viewing."""

    DRAFT = "draft"
    """Its event is being made."""
    WAITING = "waiting"
    OPENED = "opened"
    OFF = "off"
    """Nothing opened; `problem` says why."""


@dataclass(frozen=True, slots=True)
class Opens:
    """It may open: its event is there. Of a draft: nothing makes its event any more."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody moved its event to another time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Off:
    """Nothing may open; says why in a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Announced:
    """Its event is made, and noted already."""


@dataclass(frozen=True, slots=True)
class Waits:
    """Discord could not be asked: look again after so many seconds, however often, until its event is over."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Failed:
    """Something went wrong; after some tries it is called off for this reason."""

    problem: str


News = Opens | Moved | Off
"""What Discord tells of an event by itself."""
Verdict = Opens | Moved | Off | Announced | Waits | Failed
"""What a look at the event of a scheduled viewing came to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A group viewing to open at a time."""

    id: int
    guild_id: int
    channel_id: int
    """The channel under which its thread will hang."""
    event_id: int | None
    scheduler_id: int | None
    """Who leads it; None once that member had their data deleted."""
    secrecy: Secrecy
    at: datetime
    programme: Programme
    """As it was when it was scheduled."""
    fate: Fate
    tag_id: int | None = None
    """The tag that was chosen for its post, where that channel is a forum."""
    problem: str | None = None
    tried: bool = True
    """Whether its event may have been made already, so that it is looked for before one is made."""

    @property
    def ends_at(self) -> datetime:
        """When its event is over."""
        runtime = self.programme.runtime
        return self.at + (runtime + AFTERWARDS if runtime else UNKNOWN_RUNTIME)

    def may_change(self, by: Person) -> bool:
        """Whether somebody may move it or call it off."""
        return by.moderator or by.id == self.scheduler_id

    @property
    def nonce(self) -> str:
        """For the message that tells the scheduler; the same at every try, at most 25 characters."""
        return f"{self.id:x}-off"


def address(guild_id: int, event_id: int) -> str:
    """Where an event is to be seen."""
    return f"https://discord.com/events/{guild_id}/{event_id}"


def event_name(programme: Programme) -> str:
    """How the event of a viewing is called; whoever may can rename it in Discord."""
    return shorten(flat(programme.title), EVENT_NAME)


def lateness(scheduled_for: datetime | None, opened_at: datetime) -> timedelta | None:
    """By how much a viewing opened late, where that is worth saying."""
    if scheduled_for is None or opened_at - scheduled_for < LATE:
        return None
    return opened_at - scheduled_for


def check_when(at: datetime, now: datetime) -> None:
    """Raise Refusal unless a viewing may be scheduled for that time."""
    if not now < at <= now + MOST_AHEAD:
        raise Refusal("`when`: in the future, at most a year from now, such as `fri 18:00` or `2026-11-30 18:00`.")
