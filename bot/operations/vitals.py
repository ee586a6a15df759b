"""What the running parts count and note, as plain numbers: written where things happen, read by health and metrics."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

ACK_BOUNDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0)
"""Seconds; an answer later than the last is one that Discord no longer takes."""


@dataclass(slots=True)
class Vitals:
    """One for the whole program, shared by every bot it makes; times are seconds of `monotonic`.

    Nothing here names a server, a member or what anybody wrote.
    """

    monotonic: Callable[[], float] = time.monotonic
    interactions: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By kind and outcome."""
    acks: list[int] = field(default_factory=lambda: [0] * (len(ACK_BOUNDS) + 1))
    """Answers by the first bound that they kept; the last are later than all."""
    ack_seconds: float = 0.0
    unanswered: Counter[str] = field(default_factory=Counter)
    """Interactions that could not be answered, by Discord's code or by what was in the way."""

    def answered(self, seconds: float) -> None:
        """An interaction was answered so long after it came."""
        self.ack_seconds += seconds
        for place, bound in enumerate(ACK_BOUNDS):
            if seconds <= bound:
                self.acks[place] += 1
                return
        self.acks[-1] += 1
