"""The one clock of the playground: tests move it, nothing else reads the time.

Its time may run faster than the machine's, so that an evening is seen in minutes: what is due comes sooner, and every
moment that is shown counts along. It never goes back, so a playground that ran ahead stays ahead, also after a restart.
What a person or a bot must do within so many seconds is counted by the machine's clock.
"""

import time
from datetime import UTC, datetime, timedelta


class Pace:
    """How fast the clock runs, and by how much it is ahead of the machine's."""

    def __init__(self) -> None:
        self.times = 1.0
        """How many times as fast as the machine's clock it runs."""
        self._ahead, self._since = 0.0, time.monotonic()

    def ahead(self) -> timedelta:
        """By how much it is ahead now."""
        return timedelta(seconds=self._ahead + (time.monotonic() - self._since) * (self.times - 1))

    def run(self, times: float) -> None:
        """Lets it run so many times as fast from here on."""
        self._ahead, self._since, self.times = self.ahead().total_seconds(), time.monotonic(), times

    def start(self, times: float, no_earlier: datetime) -> None:
        """Sets it to the machine's clock, or to a later moment that was reached before, and lets it run."""
        self._ahead, self._since, self.times = (
            max((no_earlier - machine()).total_seconds(), 0.0),
            time.monotonic(),
            times,
        )


PACE = Pace()


def machine() -> datetime:
    """The present moment by the machine's clock, in UTC."""
    return datetime.now(UTC)


def now() -> datetime:
    """The present moment of the playground, in UTC."""
    return machine() + PACE.ahead()
