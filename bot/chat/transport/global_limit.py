"""Hears of it when Discord says that the bot as a whole asks too fast, which discord.py waits out by itself."""

import asyncio
from collections.abc import Callable

from discord.http import HTTPClient


class _Over(asyncio.Event):
    """Cleared by discord.py for as long as the limit of all requests is passed."""

    def __init__(self, passed: Callable[[], None]) -> None:
        super().__init__()
        self._passed = passed
        self.set()

    def clear(self) -> None:
        super().clear()
        self._passed()


def hear_of_the_limit_for_all(http: HTTPClient, passed: Callable[[], None]) -> None:
    """Have `passed` called each time; once the bot has logged in, which makes this anew."""
    http._global_over = _Over(passed)  # nothing public tells of a request that is tried again
