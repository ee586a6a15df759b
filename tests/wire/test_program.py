"""The program as an operator runs it: stopped in the middle of things, refused by Discord, and read line by line."""

import asyncio
import json
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot import launch
from playground import seed
from playground.events import Event, InteractionOpened
from playground.interactions import Interaction
from playground.model import Message
from tests.packs.sample import SHIPPED
from tests.playground.conftest import Page
from tests.ports import free_port
from tests.warm import WARM
from tests.wire.crowd import PATIENCE, WatchedPlayground, newcomers, text
from tests.wire.test_polls_killed import asked, ballots, click, recorded, recorded_all

ROOT = Path(__file__).parents[2]
STOPPED_WITHIN = 15.0
"""Seconds that whoever stops the program waits: compose.yaml and the unit say so."""


class Program:
    """A running program, and everything that it wrote."""

    def __init__(self, process: asyncio.subprocess.Process, port: int, log: Path) -> None:
        self.process, self.port, self._log = process, port, log

    @property
    def written(self) -> str:
        return self._log.read_text(encoding="utf-8")

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log, as JSON; what the command line says before it is left out."""
        return [json.loads(line) for line in self.written.splitlines() if not line.startswith("DISCORD_TOKEN ")]

    async def get(self, path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    async def ended(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def program(playground: WatchedPlayground, folder: Path, **settings: str) -> AsyncIterator[Program]:
    """The command line, run for this Discord in that folder; killed at the end where it still runs."""
    port, log = free_port(), folder / "log"
    mine = {name: value for name, value in os.environ.items() if name != "CI"}
    mine |= {
        "PYTHONPATH": str(ROOT),
        "CONTENT_DIR": str(SHIPPED),
        "DISCORD_TOKEN": playground.token,
        "HEALTH_PORT": str(port),
        "LOG_FORMAT": "json",
        **settings,
    }
    with log.open("wb") as written:
        process = await asyncio.create_subprocess_exec(
            *WARM, "-m", "tests.wire.program", playground.api, playground.gateway, playground.cdn, "discord",
            cwd=folder, env=mine, stdout=written, stderr=written,
        )  # fmt: skip
    try:
        yield Program(process, port, log)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[WatchedPlayground]:
    async with WatchedPlayground(tmp_path / "discord", 0) as place:
        yield place


async def up(playground: WatchedPlayground) -> None:
    async with asyncio.timeout(PATIENCE):
        while not playground.world.bot_online:  # noqa: ASYNC110 - another process comes up
            await asyncio.sleep(0.05)


async def until(holds: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.02)


async def voted(playground: WatchedPlayground, card: Message, members: list[int]) -> list[Interaction]:
    clicks = [click(playground, member, card, number % 3) for number, member in enumerate(members)]
    await recorded_all(playground, clicks)
    return clicks


async def test_c07_stopped_with_edits_and_jobs_under_way_it_leaves_in_order_and_keeps_what_it_told(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    members = newcomers(playground, 60)
    async with program(playground, tmp_path) as running:
        await up(playground)
        card = await asked(playground)
        playground.fail("/messages/{message_id}", times=99, hangs=60.0)
        playground.fail("/channels/{channel_id}/messages", times=99, hangs=60.0)
        clicks = await voted(playground, card, members[:30])
        async with Page(playground) as sam:
            await sam.use("poll close", poll="1")
            await sam.message(lambda each: "Close" in str(each["components"]))
        late = [click(playground, member, card, 0) for member in members[30:]]
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert await running.ended() == 0
        assert time.monotonic() - began < STOPPED_WITHIN
        assert "Traceback" not in running.written
        assert [each["event"] for each in running.lines if each["level"] in ("error", "critical")] == []
    database = tmp_path / "data" / "second-look.db"
    told, kept = recorded(playground, [*clicks, *late]), ballots(database)
    assert {member: kept[member] for member in told} == told
    assert not (tmp_path / "data" / "second-look.db-wal").exists()
    assert not (tmp_path / "data" / "starts.json").exists()
    await until(lambda: not playground.world.bot_online)


async def test_c07_a_card_that_was_stale_when_the_program_stopped_is_drawn_by_the_next(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    members = newcomers(playground, 2)
    async with program(playground, tmp_path) as running:
        await up(playground)
        card = await asked(playground)
        await voted(playground, card, members)
        running.process.send_signal(signal.SIGTERM)
        assert await running.ended() == 0
        playground.world.set_bot_online(False)
    async with program(playground, tmp_path):
        await until(lambda: "2 ballots" in text(playground.world.message(seed.GENERAL, card.id) or card))


async def test_c12_a_database_that_cannot_be_used_is_found_before_discord_is_touched(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "second-look.db").write_bytes(b"not a database" * 500)
    async with program(playground, tmp_path) as running:
        assert await running.ended() == launch.BAD_SETTING
    assert playground.rest.seen == []  # type: ignore[attr-defined] - a WatchedRest
    assert playground.faulty.asked == []
    assert not (tmp_path / "data" / "starts.json").exists()


async def test_n08_a_token_that_is_taken_away_is_one_line_and_78(playground: WatchedPlayground, tmp_path: Path) -> None:
    async with program(playground, tmp_path) as running:
        await up(playground)
        await playground.sessions.close(4004)
        assert await running.ended() == launch.BAD_SETTING == 78
        last = running.written.splitlines()[-1]
        assert last.startswith("DISCORD_TOKEN cannot be used: Discord does not know it.")
        assert "Traceback" not in running.written


async def test_v07_no_token_stands_in_logs_metrics_or_replies_and_each_interaction_is_one_line_that_names_nobody(
    playground: WatchedPlayground, tmp_path: Path
) -> None:
    canary = "canaryquestion"
    opened: list[Interaction] = []

    def note(event: Event) -> None:
        if isinstance(event, InteractionOpened):
            opened.append(event.interaction)

    playground.world.subscribe(note)
    async with program(playground, tmp_path, LOG_LEVEL="DEBUG") as running, Page(playground) as sam:
        await up(playground)
        await until(lambda: playground.world.commands(None))
        assert (await running.get("/readyz"))[0] in (200, 503)
        card = await asked(playground)
        await voted(playground, card, [seed.SAM])
        await sam.ask(
            "autocomplete", channel=str(seed.GENERAL), command=sam.command_id("explain"), name="explain",
            options={"topic": canary}, focused="topic",
        )  # fmt: skip
        await sam.use("search", query=canary)
        await sam.message(lambda each: each["ephemeral"] and canary in str(each))
        for fault in ({"status": 500}, {"status": 404}, {"status": 403}, {}):
            playground.fail("/callback", times=1, **fault)
            await sam.use("library")
        playground.fail("/messages/{message_id}", times=1, status=500)
        playground.fail("/webhooks", times=1, status=404)
        await sam.use("pack upload")
        await sam.use("poll quick", question=canary, options="Red|Green")
        playground.sessions.invalidate(resumable=False)
        playground.faulty.drop()
        await asyncio.sleep(0.5)
        metrics = (await running.get("/metrics"))[1]
        running.process.send_signal(signal.SIGTERM)
        assert await running.ended() == 0
        said = [json.dumps(frame) for frame in sam.frames]
    tokens = {playground.token, *(each.token for each in opened)}
    assert len(tokens) > 8
    for place in (running.written, metrics, *said):
        assert not [token for token in tokens if token in place]
    assert canary not in running.written + metrics
    names = {str(seed.SAM), str(seed.GUILD), "o0", "Red"}
    told = [each for each in running.lines if each["event"] == "interaction"]
    assert {each["command"] for each in told} >= {"poll quick", "vote", "search", "library"}
    for each in told:
        fields = {"ts", "level", "event", "logger", "interaction", "command", "duration_ms", "outcome", "ref"}
        assert set(each) == fields | {"guild", "user"}
        assert not names & {str(value) for value in each.values()}
    assert str(seed.SAM) not in running.written
    assert 'second_look_interactions_total{kind="control",outcome="answered"}' in metrics
    assert 'second_look_job_overdue_seconds{job="close poll"} 0.0' in metrics
