"""A member's review on a real database, on both engines, and a clock to move."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database
from tests.polls.room import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database
