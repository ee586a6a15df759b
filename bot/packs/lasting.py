"""Building what stays for long without the garbage collector looking through all of it meanwhile, and ever after."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

MANY = 1_000
"""Of fewer entries a look through all objects takes a moment that nobody notices."""
LARGE = 500_000
"""The same in characters of a to_json pack."""


@contextmanager
def lasting(*, big: bool) -> Iterator[None]:
    """Put the collector off, then have it pass over all that is there: with 10,000 entries more to look through, one
    full collection holds up every thread, the event loop too, for a tenth of a second and longer.

    What is small is left to it. A pack that goes is freed all the same, for nothing in it refers back; the young
    garbage of others is collected first, so that it is not passed over for good.
    """
    if not big:
        yield
        return
    gc.collect(1)
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
