"""Health and metrics as an operator's tools ask for them: over HTTP, on this machine alone."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import clock
from bot.app import OUTBOXES, _write_a_row, backlog
from bot.database import open_database
from bot.database.engine import UnreachableError
from bot.errors import SettingError
from bot.operations import health as rooms
from bot.operations.health import Health, served
from bot.operations.vitals import Backlog, Pulse, Vitals
from tests.budgets import PATIENCE

WELL = {"ready": True, "interval": 41.25, "ack_age": 3.0, "frame_age": 1.0, "event_age": 30.0, "latency": 0.1}


@dataclass
class Bedside:
    """A bot that does well until a test says otherwise, and somebody who asks after it."""

    vitals: Vitals
    port: int
    session: aiohttp.ClientSession
    closing: Any
    pulse: dict[str, Any] = field(default_factory=lambda: dict(WELL))
    passed: float = 0.0

    async def get(self, path: str) -> tuple[int, str]:
        async with self.session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    async def metrics(self) -> dict[str, float]:
        _, text = await self.get("/metrics")
        return {
            sample.name + "".join(sorted(f"[{value}]" for value in sample.labels.values())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


@pytest.fixture
async def bedside(tmp_path: Path) -> AsyncIterator[Bedside]:
    vitals = Vitals()
    opened = open_database(f"sqlite:///{tmp_path}/bot.db")
    database = await opened.__aenter__()
    closed = False

    async def close() -> None:
        nonlocal closed
        if not closed:
            closed = True
            await opened.__aexit__(None, None, None)

    async with (
        served(Health(vitals, partial(_write_a_row, database), tmp_path), vitals, 0) as port,
        aiohttp.ClientSession() as session,
    ):
        asked = Bedside(vitals, port, session, close)
        began = vitals.monotonic()
        vitals.monotonic = lambda: began + asked.passed
        vitals.pulse = lambda: Pulse(**asked.pulse)
        for loop in ("polls", "viewings", "packs"):
            vitals.tick(loop)
        yield asked
    await close()


async def test_o02_a_bot_that_does_well_is_live_and_ready(bedside: Bedside) -> None:
    assert await bedside.get("/livez") == (200, "live\n")
    assert await bedside.get("/readyz") == (200, "ready; the last event came 30 s ago\n")


@pytest.mark.parametrize(
    ("changed", "cause"),
    [
        ({"ready": False}, "The gateway is not connected."),
        ({"ack_age": 83.0}, "The gateway is silent: the last heartbeat was acknowledged 83 s ago."),
        ({"frame_age": 83.0}, "The gateway is silent: the last frame came 83 s ago."),
        ({"event_age": 1_021.0}, "The gateway is silent: the last event came 1021 s ago."),
    ],
)
async def test_o02_a_gateway_that_stops_is_named(bedside: Bedside, changed: dict[str, Any], cause: str) -> None:
    bedside.pulse |= changed
    assert await bedside.get("/readyz") == (503, cause + "\n")
    assert await bedside.get("/livez") == (200, "live\n")
    bedside.pulse |= WELL
    assert (await bedside.get("/readyz"))[0] == 200


async def test_o02_a_database_that_stops_is_named(bedside: Bedside) -> None:
    await bedside.closing()
    status, told = await bedside.get("/readyz")
    assert (status, told.startswith("The database cannot be written (")) == (503, True)
    assert told.count("\n") == 1
    assert (await bedside.get("/livez"))[0] == 200


async def test_o02_a_database_that_takes_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "DATABASE_WITHIN", 0.05)
    vitals = Vitals(pulse=lambda: Pulse(**WELL))
    vitals.tick("polls")
    assert await Health(vitals, partial(asyncio.sleep, PATIENCE), tmp_path).causes() == [
        "The database does not write a row within 0 s."
    ]


async def test_o02_a_loop_that_stops_is_named(bedside: Bedside) -> None:
    bedside.vitals.tick("packs", 3_600.0)
    bedside.passed = 62.0
    bedside.vitals.tick("polls")
    assert await bedside.get("/readyz") == (503, "The loop of viewings stands still.\n")
    bedside.vitals.tick("viewings")
    assert (await bedside.get("/readyz"))[0] == 200


async def test_o02_before_any_loop_has_begun_the_bot_is_not_ready(bedside: Bedside) -> None:
    bedside.vitals.ticks.clear()
    assert await bedside.get("/readyz") == (503, "The loops that do what is due have not begun.\n")


async def test_o02_a_full_disk_is_named(bedside: Bedside, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage("."))(100 * 2**20, 96 * 2**20, 4 * 2**20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    assert await bedside.get("/readyz") == (503, "The disk is full: 4 MiB are free.\n")


async def test_o02_several_causes_are_named_together(bedside: Bedside) -> None:
    bedside.pulse["ready"] = False
    bedside.vitals.pause(90.0)
    status, told = await bedside.get("/readyz")
    assert status == 503
    assert told.splitlines() == [
        "The gateway is not connected.",
        "Cloudflare keeps this address out for another 90 s.",
    ]


async def test_o02_nobody_beyond_this_machine_is_told(bedside: Bedside) -> None:
    assert rooms.HOST == "127.0.0.1"
    with pytest.raises(SettingError, match=r"^HEALTH_PORT cannot be used: \d+ is taken by another program\.$"):
        async with served(Health(bedside.vitals, partial(asyncio.sleep, 0), Path()), bedside.vitals, bedside.port):
            pass


async def test_metrics_tell_the_vitals_and_name_nobody(bedside: Bedside) -> None:
    vitals = bedside.vitals
    for seconds in (0.01, 0.3, 2.9, 3.2):
        vitals.note_answer(seconds)
    vitals.interactions["control", "answered"] += 3
    vitals.unanswered["10062"] += 2
    vitals.requests["PATCH /channels/{channel_id}/messages/{message_id}", 429] += 1
    vitals.invalid()
    vitals.note_identify()
    vitals.resumes, vitals.session_starts = 4, 987
    vitals.late(0.7)
    bedside.passed = 10.0
    told = await bedside.metrics()
    expected = {
        "second_look_ack_seconds_bucket[0.05]": 1,
        "second_look_ack_seconds_bucket[3.0]": 3,
        "second_look_ack_seconds_bucket[+Inf]": 4,
        "second_look_ack_seconds_count": 4,
        "second_look_ack_seconds_sum": pytest.approx(6.41),
        "second_look_interactions_total[answered][control]": 3,
        "second_look_unanswered_total[10062]": 2,
        "second_look_http_requests_total[429][PATCH /channels/{channel_id}/messages/{message_id}]": 1,
        "second_look_invalid_requests_10m": 1,
        "second_look_identifies_24h": 1,
        "second_look_resumes_total": 4,
        "second_look_session_starts_remaining": 987,
        "second_look_gateway_ready": 1,
        "second_look_gateway_last_event_age_seconds": 30,
        "second_look_cloudflare_paused_seconds": 0,
        "second_look_round_overdue_seconds[polls]": pytest.approx(9.0),
    }
    assert {name: told.get(name) for name in expected} == expected
    assert told["second_look_event_loop_lag_seconds"] >= 0.7
    assert told["process_resident_memory_bytes"] > 2**20
    assert 0 < told["second_look_disk_free_ratio"] < 1
    bedside.passed = 700.0
    assert (await bedside.metrics())["second_look_invalid_requests_10m"] == 0


async def test_the_age_of_the_latest_backup_is_told_where_backups_are_made(bedside: Bedside) -> None:
    assert "second_look_last_backup_age_seconds" not in await bedside.metrics()
    bedside.vitals.backup_age = lambda: float("inf")
    assert (await bedside.metrics())["second_look_last_backup_age_seconds"] == float("inf")
    bedside.vitals.backup_age = lambda: 90.0
    assert (await bedside.metrics())["second_look_last_backup_age_seconds"] == 90.0


async def test_how_far_the_bot_is_behind_is_told_where_somebody_knows(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)

    async def behind() -> Backlog:
        return Backlog(
            {"polls": now - timedelta(seconds=400), "viewings": None},
            {"close poll": now - timedelta(seconds=5), "ask prompt": now + timedelta(minutes=3)},
        )

    assert not [name for name in await bedside.metrics() if "oldest" in name or "job" in name]
    bedside.vitals.backlog = behind
    told = await bedside.metrics()
    assert {name: round(value) for name, value in told.items() if "oldest" in name or "job" in name} == {
        "second_look_outbox_oldest_seconds[polls]": 400,
        "second_look_outbox_oldest_seconds[viewings]": 0,
        "second_look_job_overdue_seconds[close poll]": 5,
        "second_look_job_overdue_seconds[ask prompt]": 0,
    }


@pytest.mark.parametrize("seconds", [PATIENCE, 0.0], ids=["slow", "broken"])
async def test_a_database_that_does_not_tell_what_is_due_keeps_nothing_else_from_being_told(
    bedside: Bedside, monkeypatch: pytest.MonkeyPatch, seconds: float
) -> None:
    async def behind() -> Backlog:
        await asyncio.sleep(seconds)
        raise UnreachableError

    monkeypatch.setattr(rooms, "DATABASE_WITHIN", 0.05)
    bedside.vitals.backlog = behind
    told = await bedside.metrics()
    assert told["second_look_gateway_ready"] == 1
    assert not [name for name in told if "oldest" in name or "job" in name]


async def test_whoever_asks_what_is_due_waits_for_no_writer(tmp_path: Path) -> None:
    async with open_database(f"sqlite:///{tmp_path}/bot.db") as database:

        async def written() -> None:
            async with database.transaction():
                async with asyncio.timeout(PATIENCE):
                    await asked.wait()

        asked = asyncio.Event()
        writing = asyncio.create_task(written())
        await asyncio.sleep(0)
        assert (await backlog(database)).waiting == dict.fromkeys(OUTBOXES.values())
        asked.set()
        await writing
