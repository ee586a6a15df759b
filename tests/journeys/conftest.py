"""The real bot in a simulated Discord."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import discord
import pytest
from simcord import Env

from bot import clock
from bot.app import make_bot
from bot.charts.gallery import Gallery
from bot.chat.client import StudyBot
from bot.chat.door import cause
from bot.chat.pacer import Pacer
from bot.database import open_database
from bot.errors import Refusal
from bot.outbox import redraws
from bot.outbox.worker import Worker
from bot.packs.shelf.shelves import Shelves
from tests import engines
from tests.samples import ants, bees


@pytest.fixture
def shelves() -> Shelves:
    """The bees, the ants, and a pack that could not be read."""
    return Shelves([bees(), ants()], ["broken.yaml:3:1: unknown key `naem`"])


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cards follow votes at once: what is simulated here has no limits to keep to."""
    monkeypatch.setattr(redraws, "PAUSE", 0.01)


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot gets as long to come up as to come to rest, where the simulated Discord grants it five seconds."""
    settle = Env._settle_internal

    async def patiently(env: Env, *, timeout: float | None = None, **how: Any) -> None:  # noqa: ASYNC109 - as there
        await settle(env, timeout=timeout and max(timeout, PATIENCE), **how)

    monkeypatch.setattr(Env, "_settle_internal", patiently)


@pytest.fixture(autouse=True)
def _no_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is simulated waits for all work of the bot, and drawing takes seconds: the page's tests see the pictures."""
    monkeypatch.setattr(Gallery, "attach_picture", lambda _gallery, drawing, _show: drawing.close())


@pytest.fixture
async def simcord_bot(tmp_path: Path, shelves: Shelves) -> AsyncIterator[StudyBot]:
    """The bot as it is composed for real."""
    async with open_database(await engines.migrated(tmp_path / "bot.db")) as database:
        bot = make_bot(database, shelves, shard_count=1, pacer=Pacer(rate=0.0))
        yield bot
        await bot.close()


@pytest.fixture
def club(simcord_env: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator["Club"]:
    """A server with channels and two members; at the end every error of the bot was a refusal that it answered.

    The bot reads the time that passes in the simulated Discord, which is the same at whatever moment this runs.
    """
    club = Club(simcord_env)
    one_clock(club, monkeypatch)
    yield club
    assert [error for error in map(cause, simcord_env.errors) if not isinstance(error, club.expected)] == []


def one_clock(club: "Club", monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bot, also one that was started anew, read the time that passes in the simulated Discord.

    At each look a millisecond passes, so that what is done later is later.
    """

    def now() -> datetime:
        club.env.backend.advance_clock(0.001)
        return club.env.now()

    monkeypatch.setattr(clock, "now", now)
    monkeypatch.setattr(club.env.bot.services.get(Worker), "_steady", lambda: club.env.now().timestamp())


PATIENCE = 60.0
"""Seconds that the bot gets to come to rest; reading an upload in a process of its own takes some of a busy machine."""


class Club:
    """Film Club: #general and #rules (where nobody may speak), Sam (a member) and Mira (who may manage the server)."""

    def __init__(self, env: Any) -> None:
        self.env = env
        env.settle_timeout = PATIENCE
        self.expected: tuple[type[BaseException], ...] = (Refusal,)
        self.guild = env.create_guild()
        self.general = self.guild.create_text_channel("general")
        silent = {self.guild.default_role: discord.PermissionOverwrite(send_messages=False)}
        self.rules = self.guild.create_text_channel("rules", overwrites=silent)
        self.sam = self.guild.add_member(env.create_user("sam"))
        self.manage_server = discord.Permissions(manage_guild=True)
        role = self.guild.create_role("Moderators", permissions=self.manage_server)
        self.mira = self.guild.add_member(env.create_user("mira"), roles=[role])


def words(result: Any) -> str:
    """Every text of the card that a result shows, in order."""
    return "\n".join(_texts(result.response.components)) if result.response.components else result.response.content


def _texts(components: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for component in components:
        if component.get("type") == 10:
            found.append(component["content"])
        found += _texts(component.get("components", []))
    return found


def labels(result: Any) -> list[str]:
    """The labels of every button."""
    return [c["label"] for c in inner(result) if c.get("type") == 2]


def options(result: Any, custom_id: str) -> list[str]:
    """The labels of the options of a select."""
    return [o["label"] for c in inner(result) if c.get("custom_id") == custom_id for o in c["options"]]


def inner(result: Any) -> list[dict[str, Any]]:
    """Every component of the card that a result shows, at any depth."""
    return _all(result.response.components)


def _all(components: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [inner for c in components for inner in (c, *_all(c.get("components", [])))]
