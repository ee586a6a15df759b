"""Telling a clock that runs from one that was set: deadlines must not fall due because the clock jumped."""

from datetime import datetime, timedelta

TOLERANCE = timedelta(seconds=30)
"""How far the wall clock may run ahead between two looks before it counts as set."""
CAUTION = 120.0
"""Seconds that must pass after the clock was set forward before it is believed."""


class Steady:
    """Compares the wall clock with the monotonic one; ask it at every look for what is due."""

    def __init__(self) -> None:
        self._last: tuple[datetime, float] | None = None
        self._believed_from = float("-inf")

    def believes(self, wall: datetime, monotonic: float) -> bool:
        """Whether deadlines may be judged by `wall`: not for a while after it jumped forward, unless it jumps back.

        `monotonic` is `time.monotonic()`. A machine that slept looks the same, and waits as long.
        """
        if self._last:
            jump = (wall - self._last[0]) - timedelta(seconds=monotonic - self._last[1])
            if jump > TOLERANCE:
                self._believed_from = monotonic + CAUTION
            elif jump < -TOLERANCE:
                self._believed_from = monotonic
        self._last = wall, monotonic
        return monotonic >= self._believed_from
