"""An evening on a real database file."""

from collections.abc import AsyncIterator

import pytest

from bot.database import open_database
from tests.viewings.evening import Clock, Evening


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def evening(url: str, clock: Clock) -> AsyncIterator[Evening]:
    async with open_database(url) as db:
        yield Evening(db, clock)
