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

    def jump(self, wall: datetime, monotonic: float) -> timedelta:
        """By how much the wall clock was set since the last look; `monotonic` are the seconds of a steady one.

        A machine that slept looks the same where the steady one stood still meanwhile.
        """
        last_wall, last_monotonic = self._last or (wall, monotonic)
        self._last = wall, monotonic
        jump = (wall - last_wall) - timedelta(seconds=monotonic - last_monotonic)
        if jump > TOLERANCE:
            self._believed_from = monotonic + CAUTION
        elif jump < -TOLERANCE:
            self._believed_from = monotonic
        return jump

    def believes(self, monotonic: float) -> bool:
        """Whether deadlines may be judged by the wall clock: not for a while after it jumped forward, unless back."""
        return monotonic >= self._believed_from
