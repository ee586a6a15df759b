"""Discord's ids: milliseconds since 2015 in the upper 42 bits, a counter in the lower 22."""

from playground import clock

EPOCH_MS = 1_420_070_400_000


def at(milliseconds: int, count: int = 0) -> int:
    """The id of a moment, given in Unix milliseconds."""
    return (milliseconds - EPOCH_MS) << 22 | count


def moment(snowflake: int) -> int:
    """The Unix milliseconds in an id."""
    return (snowflake >> 22) + EPOCH_MS


def now() -> int:
    """Unix milliseconds."""
    return int(clock.now().timestamp() * 1000)


class Mint:
    """Ids that only grow, even when the clock stands still or goes back."""

    def __init__(self, last: int = 0) -> None:
        self.last = last

    def next(self) -> int:
        fresh = at(now())
        self.last = max(fresh, self.last + 1)
        return self.last
