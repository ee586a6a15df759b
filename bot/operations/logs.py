"""Logs: one line an event on standard error, as text or JSON, without tokens, names or what people wrote."""

import hashlib
import json
import logging
import os
import re
import sys
import time
from secrets import token_bytes
from typing import Any, Literal, TextIO, cast

import orjson
import structlog

from bot.errors import Refusal

TOKENS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|(?<=/webhooks/)\d+/[\w-]{20,}|(?<=/interactions/)\d+/[\w-]{20,}"
)
"""The shape of a bot token, and the part of an address that lets its owner answer for the bot."""

HINT = re.compile(r"\.[\w-]{6,7}\.[\w-]{27}")
ADDRESSES = "/webhooks/", "/interactions/"
"""What a line with a token holds, one of these; found a hundred times faster than the token."""

QUIET = {
    "discord": logging.INFO,
    "aiosqlite": logging.INFO,
    "asyncpg": logging.INFO,
    "aiohttp.access": logging.WARNING,
    "asyncio": logging.INFO,
}
"""Loggers that print tokens or parameters at DEBUG never go below this."""
DAY = 86_400
KNOWN = 4_096
"""Names that are kept so as not to be made again."""


def set_up_logs(level: str, form: Literal["text", "json"], *secrets: str) -> None:
    """Send every log line of the program, libraries included, to standard error; `secrets` never stand in one."""
    common: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts" if form == "json" else "timestamp"),
    ]
    drawn: Any = (
        structlog.processors.JSONRenderer(serializer=_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    end = [_shorten, structlog.processors.format_exc_info, _one_line, drawn, _Redacted(secrets)]
    structlog.configure(
        processors=[*common, *end],
        logger_factory=_Named,
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(_Lasting())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*common, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *end],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, lowest in QUIET.items():
        logging.getLogger(name).setLevel(max(lowest, logging.getLevelName(level)))


class _Named(structlog.WriteLogger):
    """Writes finished lines itself: by way of `logging`, as libraries do, a line would cost three times as much."""

    def __init__(self, name: str = "") -> None:
        super().__init__(cast("TextIO", _Lasting()))
        self.name = name


class _Lasting:
    """Standard error for as long as it goes anywhere: the end of a terminal keeps nobody from leaving in good order."""

    def write(self, text: str) -> int:
        """As of a file, but never in vain."""
        try:
            return sys.stderr.write(text)
        except OSError:
            _lead_nowhere()
            return len(text)

    def flush(self) -> None:
        """As of a file."""
        try:
            sys.stderr.flush()
        except OSError:
            _lead_nowhere()


def _lead_nowhere() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())  # what is in its buffer would fail once more at the very end
    os.close(nowhere)


def _json(event: dict[str, Any], **_: Any) -> str:
    try:
        return orjson.dumps(event, default=repr, option=orjson.OPT_NON_STR_KEYS).decode()
    except TypeError:
        return json.dumps(event, default=repr)


class _Veil:
    """Names that hold for a day and lead back to nobody: the key is in memory alone."""

    def __init__(self) -> None:
        self._day = -1
        self._key = b""
        self._known: dict[int, str] = {}

    def __call__(self, number: int) -> str:
        if (day := int(time.time()) // DAY) != self._day or len(self._known) >= KNOWN:
            self._known.clear()
        if day != self._day:
            self._day, self._key = day, token_bytes(16)
        if number not in self._known:
            self._known[number] = hashlib.blake2b(number.to_bytes(8), key=self._key, digest_size=6).hexdigest()
        return self._known[number]


veiled = _Veil()
"""What stands in a log for a server or a member: the same for a day, and told by nobody who reads it afterwards."""


class _Redacted:
    """Takes tokens out of a finished line."""

    def __init__(self, secrets: tuple[str, ...]) -> None:
        self._secrets = [each for each in secrets if each]

    def __call__(self, _logger: object, _method: str, line: str) -> str:
        for secret in self._secrets:
            if secret in line:
                line = line.replace(secret, "[…]")
        hinted = HINT.search(line) or any(address in line for address in ADDRESSES)
        return TOKENS.sub("[…]", line) if hinted else line


def _shorten(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """What discord.py says of a connection that failed needs no trace: it tries again by itself. Nor does a refusal."""
    if trace := event.get("exc_info"):
        error = sys.exc_info()[1] if trace is True else trace[1] if isinstance(trace, tuple) else trace
        of_discord = str(event.get("logger", "")).startswith("discord.") and (
            isinstance(error, OSError | TimeoutError) or type(error).__module__.startswith(("aiohttp.", "discord."))
        )
        if of_discord or isinstance(error, Refusal):
            del event["exc_info"]
            event["reason"] = type(error).__name__
    return event


def _one_line(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Control characters become a space: a line stays one line."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception" and not value.isprintable():
            event[key] = re.sub(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+", " ", value)
    return event
