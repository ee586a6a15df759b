"""Two processes of the bot on one PostgreSQL, as an operator starts them: two shards of four each."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from playground import seed
from playground.interactions import Interaction
from playground.model import Message
from playground.routes import application
from tests.engines import on_postgresql, run
from tests.packs.sample import SHIPPED
from tests.playground.conftest import Page
from tests.warm import WARM
from tests.wire.crowd import PATIENCE, WatchedPlayground, WatchedRest, newcomers
from tests.wire.faulty import Handler
from tests.wire.test_packs import hive, shelved
from tests.wire.test_polls_killed import AT_ONCE, click, recorded, recorded_all, settled

pytestmark = [on_postgresql, pytest.mark.usefixtures("engine")]

ROOT = Path(__file__).parents[2]
SHARDS, CLUSTERS = 4, 2
HOME = (seed.GUILD >> 22) % SHARDS * CLUSTERS // SHARDS
"""The process that gets the events of Film Club; the other has nothing to do with it while that one lives."""
AWAY = 1 - HOME
SLOW = 1.0


class SlowRest(WatchedRest):
    """Takes commands so slowly that both processes would send them."""

    async def respond(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        if request.method == "PUT" and "/commands" in request.path:
            await asyncio.sleep(SLOW)
        return await super().respond(request, path, handler)


class SlowPlayground(WatchedPlayground):
    rest_kind = SlowRest


@dataclass
class Fleet:
    """Film Club, its database, and the processes of the bot."""

    playground: WatchedPlayground
    url: str
    folder: Path
    running: dict[int, asyncio.subprocess.Process] = field(default_factory=dict)
    started: list[asyncio.subprocess.Process] = field(default_factory=list)
    """All that were ever started: of a deployment also the old one, in whose place the new one runs."""

    async def start(self, cluster: int) -> asyncio.subprocess.Process:
        """Start one of the two; returns when its shards are there."""
        folder = self.folder / str(cluster)
        folder.mkdir(exist_ok=True)
        where = (self.playground.api, self.playground.gateway, self.playground.cdn)
        settings = {
            "PYTHONPATH": str(ROOT), "CONTENT_DIR": str(SHIPPED), "DISCORD_TOKEN": self.playground.token,
            "DATABASE_URL": self.url, "SHARD_COUNT": str(SHARDS), "CLUSTERS": str(CLUSTERS), "CLUSTER": str(cluster),
            "LOG_FORMAT": "json",
        }  # fmt: skip
        with (folder / "log").open("ab") as log:
            process = self.running[cluster] = await asyncio.create_subprocess_exec(
                *(*WARM, "-m", "tests.wire.program", *where, "discord"),
                cwd=folder, env=os.environ | settings, stdout=log, stderr=log,
            )  # fmt: skip
        self.started.append(process)
        await self.until(lambda: self.shards() >= self.of(cluster))
        return process

    async def kill(self, cluster: int) -> None:
        """End one without a word."""
        process = self.running.pop(cluster)
        if process.returncode is None:
            process.kill()
        await process.wait()
        await self.until(lambda: not self.shards() & self.of(cluster))

    def of(self, cluster: int) -> set[int]:
        """The shards of a process."""
        return {shard for shard in range(SHARDS) if shard * CLUSTERS // SHARDS == cluster}

    def shards(self) -> set[int]:
        """The shards that are connected."""
        return {session.shard[0] for session in self.playground.sessions.sessions.values() if session.connection}

    def said(self, cluster: int) -> str:
        """The log of one."""
        return (self.folder / str(cluster) / "log").read_text("utf-8")

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():  # noqa: ASYNC110 - others bring it about
                await asyncio.sleep(0.05)

    async def asked(self, count: int) -> list[Message]:
        """The cards of new polls, by their numbers."""
        known = {each.id for each in self.playground.world.messages(seed.GENERAL)}

        def cards() -> list[Message]:
            found = self.playground.world.messages(seed.GENERAL)
            return [each for each in found if each.id not in known and "'vote:" in str(each.components)]

        async with Page(self.playground) as sam:
            for number in range(count):
                await sam.use("poll quick", question=f"Film {number}?", options="Red|Green|Blue", results="live")
                await self.until(lambda number=number: len(cards()) > number)
        return cards()

    async def fall_due(self) -> None:
        """Let every poll close now, its three seconds of grace over."""
        past = int(datetime.now(UTC).timestamp() * 1000) - 4_000
        await run(self.url, f"UPDATE polls SET closes_at = {past} WHERE closed_at IS NULL")
        await run(self.url, f"UPDATE jobs SET due_at = {past} WHERE kind = 'polls.close'")


@pytest.fixture
async def fleet(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Fleet]:
    """Both processes, connected."""
    monkeypatch.setattr(application, "MAX_CONCURRENCY", SHARDS)
    async with (
        SlowPlayground(tmp_path / "discord", 0) as playground,
        _ended(Fleet(playground, url, tmp_path)) as fleet,
    ):
        await asyncio.gather(*(fleet.start(cluster) for cluster in range(CLUSTERS)))
        yield fleet


@asynccontextmanager
async def _ended(fleet: Fleet) -> AsyncIterator[Fleet]:
    try:
        yield fleet
    finally:
        for process in fleet.started:
            if process.returncode is None:
                process.kill()
            await process.wait()


async def test_c14_two_processes_close_each_poll_once_and_send_the_commands_once(fleet: Fleet) -> None:
    cards = await fleet.asked(3)
    members = newcomers(fleet.playground, 60)
    clicks = [click(fleet.playground, member, card, n % 3) for n, member in enumerate(members) for card in cards]
    await recorded_all(fleet.playground, clicks)
    await fleet.fall_due()
    ids = sorted(str(row[0]) for row in await run(fleet.url, "SELECT id FROM polls"))
    await fleet.until(lambda: len(results(fleet, cards)) >= len(cards))
    await asyncio.sleep(2)
    assert results(fleet, cards) == ids
    assert [row[0] for row in await run(fleet.url, "SELECT count(*) FROM ballots")] == [len(members) * len(cards)]
    assert isinstance(fleet.playground.rest, WatchedRest)
    assert len(fleet.playground.rest.asked("PUT", "/commands")) == 1


async def test_c03_what_a_killed_process_leaves_is_done_by_the_other_once(fleet: Fleet) -> None:
    cards = await fleet.asked(3)
    members = newcomers(fleet.playground, 200)
    clicks: list[Interaction] = []
    async with asyncio.timeout(PATIENCE):
        while len(recorded(fleet.playground, clicks)) < 20:
            if len(clicks) < len(members) and sum(not settled(each) for each in clicks) < AT_ONCE:
                clicks.append(click(fleet.playground, members[len(clicks)], cards[0], len(clicks) % 3))
            await asyncio.sleep(0.002)
    await fleet.kill(HOME)
    told = recorded(fleet.playground, clicks)
    await fleet.fall_due()
    ids = sorted(str(row[0]) for row in await run(fleet.url, "SELECT id FROM polls"))
    await fleet.until(lambda: results(fleet, cards) == ids)
    kept = {row[0]: row[1] for row in await run(fleet.url, "SELECT member_id, choices FROM ballots")}
    assert all(kept[member] == choice for member, choice in told.items())
    assert "has no process" in fleet.said(AWAY)
    await fleet.start(HOME)
    await fleet.until(lambda: "has a process again" in fleet.said(AWAY))
    [card] = await fleet.asked(1)
    late = [click(fleet.playground, member, card, 0) for member in members[:5]]
    await recorded_all(fleet.playground, late)
    assert results(fleet, cards) == ids


async def test_c14_votes_that_two_processes_get_at_once_are_counted_once(fleet: Fleet) -> None:
    """As for some seconds of a deployment: the new one has the shards already, the old one still."""
    [card] = await fleet.asked(1)
    old = fleet.running[HOME]
    before = len(fleet.playground.sessions.sessions)
    await fleet.start(HOME)
    await fleet.until(lambda: len(fleet.playground.sessions.sessions) == before + len(fleet.of(HOME)))
    members = newcomers(fleet.playground, 60)
    clicks = [
        click(fleet.playground, member, card, (n + again) % 3) for again in (0, 1) for n, member in enumerate(members)
    ]
    await fleet.until(lambda: len(recorded(fleet.playground, clicks)) == len(members))
    await fleet.fall_due()
    await fleet.until(lambda: results(fleet, [card]))
    old.terminate()
    await old.wait()
    last = {member: 1 << (n + 1) % 3 for n, member in enumerate(members)}
    assert {row[0]: row[1] for row in await run(fleet.url, "SELECT member_id, choices FROM ballots")} == last
    votes = [row[0] for row in await run(fleet.url, "SELECT votes FROM poll_options ORDER BY place")]
    assert votes == [list(last.values()).count(1 << place) for place in range(3)]
    assert len(results(fleet, [card])) == 1


async def test_a_pack_that_one_process_puts_on_a_shelf_is_on_that_of_the_other(fleet: Fleet) -> None:
    async with Page(fleet.playground, seed.MIRA) as mira:
        await shelved(mira, hive())
    await fleet.until(lambda: '"hive 1.0.0"' in fleet.said(AWAY))


def results(fleet: Fleet, cards: list[Message]) -> list[str]:
    """The ids of the polls whose results stand in the channel, once for each message."""
    found = [str(each.components) for each in fleet.playground.world.messages(seed.GENERAL)
             if each.id not in {card.id for card in cards}]  # fmt: skip
    return sorted(part.split("poll-show:")[1].split("'")[0].split(":")[0] for part in found if "poll-show:" in part)
