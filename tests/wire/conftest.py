"""The real bot on a real connection to a playground that can be told to fail."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.chat.wire import use_discord_at
from bot.database import open_database
from tests import engines
from tests.wire.crowd import Crowd, WatchedPlayground, gathered
from tests.wire.faulty import Factory, FaultyPlayground


@pytest.fixture(autouse=True)
def _the_real_discord_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((Route, "BASE"), (DiscordWebSocket, "DEFAULT_GATEWAY"), (Asset, "BASE")):
        monkeypatch.setattr(owner, name, getattr(owner, name))


@pytest.fixture
async def discord_on_loopback(tmp_path: Path) -> AsyncIterator[FaultyPlayground]:
    async with FaultyPlayground(tmp_path / "discord", 0) as playground:
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        yield playground


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[WatchedPlayground]:
    """A Discord that notes every request."""
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        yield playground


@pytest.fixture
async def factory(tmp_path: Path) -> AsyncIterator[Factory]:
    async with open_database(await engines.migrated(tmp_path / "bot.db")) as database:
        yield Factory(database)


@pytest.fixture
async def club(watched: WatchedPlayground, factory: Factory) -> AsyncIterator[Crowd]:
    """Film Club with the bot in it."""
    async with gathered(watched, factory) as crowd:
        yield crowd
