"""A room with rounds on a real database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.charts import studio
from bot.database import open_database
from tests.statements.room import Clock, Room


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


@pytest.fixture
def _counted_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Count in this process: to begin the other takes seconds."""

    async def here(function: object, *args: object) -> object:
        return function(*args)  # type: ignore[operator]

    monkeypatch.setattr(studio, "draw", here)
