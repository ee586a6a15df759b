"""A real database for each test, made by opening it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, open_database
from tests import engines


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the file lies, on SQLite."""
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def url(engine: str, tmp_path: Path) -> str:
    """The address of an empty database, whose tables the first that opens it makes."""
    return await engines.address(engine, tmp_path)


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database
