"""What a guided viewing is, where each of its prompts stands, and who may do what in it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.format.model import Prompt
from bot.viewings.film_time import NOT_STARTED, START, FilmClock
from bot.viewings.programme import Programme

_LONG_AGO = datetime.min.replace(tzinfo=UTC)
LATER = timedelta(days=7)
"""How long after the end answers are taken from those who could not come."""

UNKNOWN = "No such viewing here."
ENDED = "This viewing has ended."


class Mode(StrEnum):
    """A group in a thread, or one member in private."""

    GROUP = "group"
    SOLO = "solo"


class Secrecy(StrEnum):
    """Whether revealed answers stand with names."""

    UNNAMED = "unnamed"
    NAMED = "named"


class Phase(StrEnum):
    """How far a viewing is."""

    BEFORE = "before"
    DURING = "during"
    AFTER = "after"
    CLOSED = "closed"


class State(StrEnum):
    """Where a prompt stands: not asked yet, taking answers, its answers shown, or passed over."""

    WAITING = "waiting"
    OPEN = "open"
    REVEALED = "revealed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A prompt of the guide in this viewing."""

    place: int
    """From 0, in the order of the guide."""
    prompt: Prompt
    """As it is asked; never with its facilitator note."""
    at: timedelta | None = None
    """The time of the film at which it is asked; None for those that come when somebody asks them."""
    state: State = State.WAITING
    turn: int | None = None
    """Its place among the prompts that were asked or left out, from 1; what members call it: `prompt 3`."""
    asked_at: datetime | None = None
    film_time: timedelta | None = None
    """Where the film stood when it was asked, if that was during the film."""

    @property
    def number(self) -> int:
        """What members call it once it was asked or left out, and ever after; 0 before that."""
        return self.turn or 0

    @property
    def minute(self) -> timedelta | None:
        """The time of the film that it belongs to, where there is one."""
        return self.film_time if self.at is None else self.at


@dataclass(frozen=True, kw_only=True)
class Viewing:
    """A viewing. Times are UTC."""

    id: int
    """Unpredictable, the same nowhere else; what controls carry."""
    guild_id: int
    mode: Mode
    secrecy: Secrecy = Secrecy.UNNAMED
    facilitator_id: int | None
    """Who leads the group, or watches alone; None once that member had their data deleted."""
    programme: Programme
    cues: tuple[Cue, ...]
    """Every prompt, in the order of the guide."""
    phase: Phase = Phase.BEFORE
    step: int = 1
    """Grows with every move; controls carry the step they were drawn for."""
    place: int | None = None
    """The prompt that was asked last, or, for who watches alone, that the card shows; None before the first."""
    short: bool = False
    """Whether only the guide's short form is asked."""
    clock: FilmClock = NOT_STARTED
    direct: bool = False
    """Of a solo viewing: whether timed prompts come by direct message."""
    channel_id: int | None = None
    """Where the group's thread hangs."""
    tag_id: int | None = None
    """The tag that was chosen for its post, where that channel is a forum."""
    started_in: int | None = None
    """Where it was started, if not there: a line leads from here to its thread."""
    thread_id: int | None = None
    card_id: int | None = None
    """The message with the card, in the thread."""
    scheduled_for: datetime | None = None
    created_at: datetime
    ended_at: datetime | None = None
    version: int = 1
    """Grows with everything that a card shows."""
    orphaned: str | None = None
    """Why the thread cannot be reached, in words for the server."""

    @property
    def solo(self) -> bool:
        """Whether one member watches alone."""
        return self.mode is Mode.SOLO

    @property
    def closed(self) -> bool:
        """Whether it has ended."""
        return self.phase is Phase.CLOSED

    @property
    def current(self) -> Cue | None:
        """The prompt that the card shows."""
        return None if self.place is None else self.cues[self.place]

    @property
    def count(self) -> int:
        """How many prompts it has: those of the form that was chosen, and what was asked besides."""
        return sum(cue.turn is not None or self.has(cue) for cue in self.cues)

    @property
    def starts_at(self) -> datetime | None:
        """The second at which the film begins, which was announced; it lies ahead only for a while."""
        return self.clock.since if self.phase is Phase.DURING and self.clock.position == START else None

    @property
    def open(self) -> tuple[Cue, ...]:
        """The prompts whose answers are not shown yet, in the order in which they were asked."""
        return tuple(cue for cue in self.asked if cue.state is State.OPEN)

    @property
    def asked(self) -> tuple[Cue, ...]:
        """The prompts that are open or revealed, in the order in which they were asked."""
        taken = (cue for cue in self.cues if cue.state in (State.OPEN, State.REVEALED))
        return tuple(sorted(taken, key=lambda cue: (cue.asked_at or _LONG_AGO, cue.turn or 0)))

    @property
    def later_until(self) -> datetime | None:
        """Until when answers are taken after the end; None while it has not ended."""
        return self.ended_at + LATER if self.ended_at else None

    @property
    def next_timed(self) -> Cue | None:
        """The timed prompt that comes next, while the viewing is not past the film."""
        if self.phase not in (Phase.BEFORE, Phase.DURING):
            return None
        return min(_timed(self.waiting(Phase.DURING)), key=_film_order, default=None)

    @property
    def due_at(self) -> datetime | None:
        """When the next timed prompt is to be pushed; None where none is, or the film stands still."""
        if self.phase is not Phase.DURING or (self.solo and not self.direct) or self.next_timed is None:
            return None
        return self.clock.reaches(self.next_timed.at or START)

    @property
    def promise(self) -> str:
        """Who can see what, for whoever joins."""
        if self.solo:
            return "Only you see your answers and notes."
        how = "with your name" if self.secrecy is Secrecy.NAMED else "without names, also for the facilitator"
        return (
            "Only you see your answer until the facilitator reveals the prompt; then all answers appear together, "
            f"{how}. Your notes appear in the same way once the film is over."
        )

    def has(self, cue: Cue) -> bool:
        """Whether a prompt belongs to the form that was chosen."""
        return not self.short or cue.prompt.id in self.programme.guide.short

    def waiting(self, phase: Phase | None = None) -> tuple[Cue, ...]:
        """The prompts of a phase (without one: of the present) that were neither asked nor left out."""
        wanted = phase or self.phase
        found = (cue for cue in self.cues if cue.state is State.WAITING and cue.prompt.phase == wanted)
        return tuple(cue for cue in found if self.has(cue))

    def begins_in(self, now: datetime) -> timedelta:
        """How long it is until the second at which the film begins; nothing where it runs, or was not announced."""
        return max((self.starts_at or now) - now, START)

    def due(self, now: datetime) -> tuple[Cue, ...]:
        """The timed prompts whose time the film has reached, in the order of the film."""
        if self.phase is not Phase.DURING or self.begins_in(now):
            return ()
        position = self.clock.at(now)
        reached = (cue for cue in _timed(self.waiting()) if cue.at is not None and cue.at <= position)
        return tuple(sorted(reached, key=_film_order))

    def cue(self, place: int) -> Cue:
        """A prompt by its place; raises Refusal where the guide has no such."""
        if not 0 <= place < len(self.cues):
            raise Refusal(UNKNOWN)
        return self.cues[place]

    def note_for(self, cue: Cue, member_id: int) -> str | None:
        """What the guide tells the facilitator about a prompt; to others it tells nothing."""
        return self.programme.facilitator_notes.get(cue.place) if member_id == self.facilitator_id else None

    def with_cue(self, cue: Cue) -> "Viewing":
        """The same with one prompt changed."""
        return replace(self, cues=(*self.cues[: cue.place], cue, *self.cues[cue.place + 1 :]))

    def check_visible(self, member_id: int) -> None:
        """Raise Refusal for a solo viewing of somebody else, moderators included: for them it is not there."""
        if self.solo and member_id != self.facilitator_id:
            raise Refusal(UNKNOWN)

    def is_led_by(self, by: Person) -> bool:
        """Whether this person may move the viewing on."""
        return by.moderator or by.id == self.facilitator_id

    def check_leader(self, by: Person) -> None:
        """Raise Refusal unless this person may move the viewing on."""
        self.check_visible(by.id)
        if not self.is_led_by(by):
            raise Refusal(
                "Only the facilitator and moderators may do that. "
                f"If the facilitator has left the server, anyone who takes part may take over. {by.why}".strip()
            )


def cues_of(programme: Programme) -> tuple[Cue, ...]:
    """Every prompt of a programme, waiting."""
    return tuple(
        Cue(place=place, prompt=prompt, at=at)
        for place, (prompt, at) in enumerate(zip(programme.prompts, programme.times, strict=True))
    )


def _timed(cues: tuple[Cue, ...]) -> Iterator[Cue]:
    return (cue for cue in cues if cue.at is not None)


def _film_order(cue: Cue) -> tuple[timedelta, int]:
    return cue.at or START, cue.place
