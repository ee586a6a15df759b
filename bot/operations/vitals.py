"""What the running parts count and note, as plain numbers: written where things happen, read by health and metrics."""

import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

ACK_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds; an answer later than the last is one that Discord no longer takes."""
INVALID_WINDOW = 600.0
"""Seconds in which Discord counts refused requests."""
DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Pulse:
    """How a connection to the gateway lives, in seconds; as it stands here, before the first one."""

    ready: bool = False
    interval: float = 0.0
    """Between two heartbeats."""
    ack_age: float = 0.0
    frame_age: float = 0.0
    event_age: float = 0.0
    latency: float = 0.0


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far the bot is behind with what it does by itself in the servers that this process looks after.

    Read from the rows when somebody asks; None where there is nothing.
    """

    waiting: Mapping[str, datetime | None]
    """By outbox: since when its oldest message waits; not changes of messages that stand already."""
    due: Mapping[str, datetime | None]
    """By kind of job: when the next one falls due, in the past where it is overdue."""


@dataclass(slots=True)
class Vitals:
    """One for the whole program, shared by every bot it makes; moments are seconds of `monotonic`.

    Nothing here names a server, a member or what anybody wrote.
    """

    monotonic: Callable[[], float] = time.monotonic
    pulse: Callable[[], Pulse] = Pulse
    """Asks the bot that runs now."""
    backup_age: Callable[[], float] | None = None
    """Seconds since the latest backup, infinite where there is none; None where the bot makes none."""
    backlog: Callable[[], Awaitable[Backlog]] | None = None
    """Asks the database how far the bot is behind; None where nobody asks."""
    interactions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and outcome."""
    acks: list[int] = field(default_factory=lambda: [0] * (len(ACK_BOUNDS) + 1))
    """Answers by the first bound that they kept; the last are later than all."""
    ack_seconds: float = 0.0
    unanswered: Counter[str] = field(default_factory=Counter)
    """Interactions that could not be answered, by Discord's code or by what was in the way."""
    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    """By method with route, and status; any success counts as 200."""
    dropped: Counter[str] = field(default_factory=Counter)
    """Events of the gateway that could not be read, by name."""
    resumes: int = 0
    session_starts: int = -1
    """Connections that Discord still allows; -1 before it told."""
    ticks: dict[str, tuple[float, float]] = field(default_factory=dict)
    """When each loop of the bot last went round, and how many seconds it means to rest."""
    paused_until: float = 0.0
    _lag: float = 0.0
    _identifies: deque[float] = field(default_factory=deque)
    _invalids: deque[float] = field(default_factory=deque)

    def note_answer(self, seconds: float) -> None:
        """An interaction was answered so long after it came."""
        self.ack_seconds += seconds
        self.acks[bisect_left(ACK_BOUNDS, seconds)] += 1

    def tick(self, loop: str, rest: float = 1.0) -> None:
        """One of the bot's loops goes round, and comes again after so many seconds."""
        self.ticks[loop] = self.monotonic(), rest

    def overdue(self) -> dict[str, float]:
        """Seconds by which each loop is late; 0 or less where it is not."""
        now = self.monotonic()
        return {loop: now - last - rest for loop, (last, rest) in self.ticks.items()}

    def late(self, seconds: float) -> None:
        """The event loop came so late to what was due."""
        self._lag = max(self._lag, seconds)

    def lag(self) -> float:
        """Its worst lateness since this was last asked, in seconds."""
        worst, self._lag = self._lag, 0.0
        return worst

    def note_identify(self) -> None:
        """A session was asked for anew."""
        self._identifies.append(self.monotonic())

    @property
    def identifies(self) -> int:
        """Sessions asked for in the last 24 hours; Discord allows a thousand."""
        return _within(self._identifies, self.monotonic() - DAY)

    def invalid(self) -> None:
        """Discord refused a request in a way that it counts."""
        self._invalids.append(self.monotonic())

    @property
    def invalids(self) -> int:
        """Requests so refused in the last ten minutes; ten thousand are a ban."""
        return _within(self._invalids, self.monotonic() - INVALID_WINDOW)

    def pause(self, seconds: float) -> None:
        """No request may be made for so long."""
        self.paused_until = self.monotonic() + seconds

    def paused_for(self) -> float:
        """Seconds until requests may be made again; 0 where they may."""
        return max(self.paused_until - self.monotonic(), 0.0)


def _within(moments: deque[float], since: float) -> int:
    while moments and moments[0] < since:
        moments.popleft()
    return len(moments)
