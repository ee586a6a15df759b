"""How much of what could be tried for hours is tried: a little in `make test`, all of it in `make test-long`."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds after which a test takes something for lost; a busy machine is slow, not wrong."""

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"


def budget(small: T, full: T) -> T:
    """`full` with the long profile, else `small`."""
    return full if LONG else small


def some(items: Iterable[T], every: int) -> Iterator[T]:
    """All of them with the long profile; else the first and each so-manieth after it, always the same."""
    return islice(items, None, None, budget(every, 1))
