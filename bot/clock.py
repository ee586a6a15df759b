"""The one clock, which tests move and nothing else reads the time beside; and moments as they are kept.

It is this machine's, except in a playground whose time runs faster: there it follows the playground's pace.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Pace(Protocol):
    """How the clock runs, beside this machine's."""

    @property
    def times(self) -> float:
        """How many times as fast it runs now."""
        ...

    def ahead(self) -> timedelta:
        """By how much it is ahead."""
        ...


class _Even:
    times = 1.0

    def ahead(self) -> timedelta:
        return timedelta(0)


_pace: Pace = _Even()


@contextmanager
def following(pace: Pace) -> Iterator[None]:
    """Let the clock run as somebody else's does."""
    global _pace  # noqa: PLW0603 - the one clock of the program
    before, _pace = _pace, pace
    try:
        yield
    finally:
        _pace = before


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + _pace.ahead()


def present() -> datetime:
    """The same, for whoever is handed the clock to read it later: a test that moves the clock moves it for them too."""
    return now()


def steady() -> float:
    """Seconds that pass as the clock's do, also while the machine sleeps, where the system counts them; no jumps."""
    system = time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()
    return system + _pace.ahead().total_seconds()


def lasting(span: timedelta) -> float:
    """How long a span of the clock takes, in seconds of this machine."""
    return span.total_seconds() / _pace.times


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def ms(moment: datetime) -> int:
    """A moment as it is kept: UTC milliseconds, whole ones."""
    return (moment - _EPOCH) // _MS


def moment(ms: int) -> datetime:
    """A moment as it was kept."""
    return _EPOCH + ms * _MS


def ms_or_none(moment: datetime | None) -> int | None:
    """As `ms`, where there may be none."""
    return None if moment is None else ms(moment)


def moment_or_none(ms: int | None) -> datetime | None:
    """As `moment`, where there may be none."""
    return None if ms is None else moment(ms)


_DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


def of_snowflake(snowflake: int) -> datetime:
    """When Discord made what has this id: its upper 42 bits count the milliseconds since 2015."""
    return _DISCORD_EPOCH + (snowflake >> 22) * _MS
