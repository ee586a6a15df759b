"""An interaction from the moment it came: how long there is to answer it, and what became of it."""

import time
from contextvars import ContextVar

BUDGET = 2.5
"""Seconds from an interaction's coming in which its first answer is tried; Discord takes none after three."""


class Exchange:
    """What is known of the interaction that this task handles."""

    __slots__ = ("came", "outcome", "reference")

    def __init__(self) -> None:
        self.came = time.monotonic()
        self.outcome = "answered"
        self.reference = ""

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.came


_current: ContextVar[Exchange] = ContextVar("exchange")


def begin() -> Exchange:
    """An interaction has come, and this task handles it."""
    exchange = Exchange()
    _current.set(exchange)
    return exchange


def current() -> Exchange:
    """The interaction that this task handles; where none was begun, one that came just now."""
    return _current.get(None) or Exchange()
