"""A real database and what every room keeps in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.database import Database, open_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "study.db"


@pytest.fixture
async def db(path: Path) -> AsyncIterator[Database]:
    async with open_database(f"sqlite:///{path}") as database:
        yield database
