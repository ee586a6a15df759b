"""A real database, with what a canary and others did in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, open_database
from tests.polls.room import Clock
from tests.privacy.canary import Life


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies, on SQLite."""
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


@pytest.fixture
async def life(db: Database, clock: Clock) -> Life:
    life = Life(db, clock)
    await life.live()
    return life
