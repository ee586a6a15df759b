"""What a log line holds, and what it never does."""

import json
import logging
import subprocess
import time
from typing import Any

import pytest

from bot.operations import logs
from bot.operations.logs import veiled
from tests.warm import WARM

TOKEN = "MTA1NjE0NDY0MDc2NTg0MTQ0OA.GxYzAb.abcdefghijklmnopqrstuvwxyz0123456789AB"
SECRET = "a-token-of-no-known-shape"
SAYING = """
import logging, sys, structlog, aiohttp, discord
from bot.operations.logs import set_up_logs
form, token, secret = sys.argv[1:]
set_up_logs("DEBUG", form, secret)
log = structlog.get_logger("bot.saying")
nested = {"deep": [token, secret]}
log.info("said", text=f"a {token} b", lines="one\\ntwo\\u2028three", nested=nested, error=ValueError(secret))
logging.getLogger("discord.http").debug("POST %s", f"/webhooks/1/{token}")
addresses = "to https://x/webhooks/12/%s and /interactions/34/%s/callback"
logging.getLogger("discord.webhook").warning(addresses, "w" * 60, "i" * 60)
logging.getLogger("aiosqlite").debug("INSERT %s", "member 7 chose o1")
logging.getLogger("asyncpg").debug("INSERT %s", "member 7 chose o1")
try:
    raise RuntimeError(f"with {secret} and {token}")
except RuntimeError:
    log.exception("broke")
    logging.getLogger("discord.client").exception("broke too")
try:
    raise aiohttp.ClientConnectionError("no way")
except aiohttp.ClientConnectionError as error:
    logging.getLogger("discord.shard").error("Attempting a reconnect for shard ID %s in %.2fs", 0, 1.5, exc_info=error)
"""


def said(form: str) -> str:
    """What a program with these logs writes at DEBUG."""
    done = subprocess.run(
        [*WARM, "-c", SAYING, form, TOKEN, SECRET], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    return done.stderr


def test_v07_no_token_comes_through_at_debug_in_values_traces_or_lines_of_libraries() -> None:
    for form in ("text", "json"):
        text = said(form)
        for secret in (TOKEN, SECRET, "w" * 60, "i" * 60):
            assert secret not in text
        assert text.count("[…]") >= 7


def test_v04_what_libraries_say_of_parameters_at_debug_is_not_said() -> None:
    assert "chose" not in said("json") + said("text")


def test_json_is_one_object_a_line_with_time_level_and_event() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in said("json").splitlines()]
    assert all({"ts", "level", "event", "logger"} <= set(line) for line in lines)
    assert lines[0]["event"] == "said"
    assert lines[0]["lines"] == "one two three"
    assert [line["event"] for line in lines if "exception" in line] == ["broke", "broke too"]


def test_a_connection_that_discord_py_tries_again_is_a_line_without_a_trace() -> None:
    [line] = [json.loads(line) for line in said("json").splitlines() if "Attempting a reconnect" in line]
    assert (line["reason"], line["level"]) == ("ClientConnectionError", "error")
    assert "exception" not in line


def test_members_and_servers_have_names_for_a_day_that_lead_back_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)  # no day ends meanwhile
    today = veiled(42)
    assert veiled(42) == today
    assert veiled(43) != today
    assert today != "42"
    assert len(today) == 12
    monkeypatch.setattr(time, "time", lambda: now + logs.DAY)
    assert veiled(42) != today


@pytest.mark.parametrize("name", ["discord.http", "discord.webhook.async", "aiosqlite", "asyncpg", "asyncio"])
def test_loggers_that_print_what_must_not_be_printed_never_say_debug(name: str) -> None:
    root = name.split(".")[0]
    assert logs.QUIET[root] >= logging.INFO
