"""A room with polls on a real database file."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import open_database
from tests.polls.room import Clock, Room


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def room(url: str, clock: Clock) -> AsyncIterator[Room]:
    async with open_database(url) as db:
        yield Room(db, clock)
