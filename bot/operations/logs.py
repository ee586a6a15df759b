"""Logs: one line an event on standard error, as text or JSON, without tokens or what people wrote."""

import logging
import re
import sys
from typing import Any, Literal

import structlog

TOKENS = re.compile(
    r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}|(?<=/webhooks/)\d+/[\w-]{20,}|(?<=/interactions/)\d+/[\w-]{20,}"
)
"""The shape of a bot token, and the part of an address that lets its owner answer for the bot."""

QUIET = {"discord": logging.INFO, "aiosqlite": logging.INFO, "aiohttp.access": logging.WARNING, "asyncio": logging.INFO}
"""Loggers that print tokens or parameters at DEBUG never go below this."""


def set_up_logs(level: str, form: Literal["text", "json"]) -> None:
    """Send every log line of the program, libraries included, to standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="ts" if form == "json" else "timestamp"),
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.PositionalArgumentsFormatter(),
    ]
    end: list[Any] = (
        [structlog.processors.format_exc_info, _redact, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [structlog.processors.format_exc_info, _redact, structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *end]
        )
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name, lowest in QUIET.items():
        logging.getLogger(name).setLevel(max(lowest, logging.getLevelName(level)))


def _redact(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Tokens become […], control characters a space: a line stays one line."""
    for key, value in event.items():
        if isinstance(value, str):
            clean = TOKENS.sub("[…]", value)
            event[key] = clean if key == "exception" else re.sub(r"[\x00-\x1f\x7f\x80-\x9f\u2028\u2029]+", " ", clean)
    return event
