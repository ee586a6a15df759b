"""A real SQLite file for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies, on SQLite."""
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database
