"""A real database, with what a canary and others did in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, open_database
from tests.polls.room import Clock
from tests.privacy.canary import Life, Rows, left, put


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


_lived: dict[str, tuple[Life, Rows]] = {}
"""By engine: a life that was led once, and all that it left in the database."""


@pytest.fixture
async def life(engine: str, db: Database, clock: Clock) -> Life:
    """What the canary and others did: led once for each engine, which takes half a second, then put there anew."""
    if engine not in _lived:
        life = Life(db, clock)
        await life.live()
        _lived[engine] = life, await left(db)
    else:
        life, rows = _lived[engine]
        await put(db, rows)
    return await life.over(db, clock)
