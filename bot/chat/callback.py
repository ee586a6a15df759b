"""The first answer to an interaction: tried as often as its time allows, and no longer.

discord.py tries an answer that Discord fails at five times in 25 seconds, long after anybody waits. Discord takes one
answer however often it arrives, so that a second try cannot do a thing twice.
"""

import asyncio
from collections.abc import Sequence
from typing import Any

import aiohttp
import discord
import orjson
import structlog
from discord.http import Route, json_or_text

from bot.chat import exchange
from bot.chat.barrier import Barrier, HeldBackError
from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

PAUSES = (0.1, 0.2, 0.4)
"""Seconds between tries; the last holds for all that follow."""
AT_LEAST = 0.5
"""Seconds that a try may take, however little time is left."""

ANSWERED = 40060
LIMITED = 429
JSON = {"Content-Type": "application/json"}
_AUTOCOMPLETE = 8


class UnansweredError(TimeoutError):
    """Discord took no answer while there was time for one; says what was in the way."""


async def answer(
    vitals: Vitals, barrier: Barrier, route: Route, session: aiohttp.ClientSession, **options: Any
) -> dict[str, Any]:
    """Send an answer; raises discord.HTTPException where Discord refuses it, UnansweredError and HeldBackError.

    Choices for what somebody types are worth no error: the next letter asks for others.
    """
    visit, choices = exchange.current(), (options.get("payload") or {}).get("type") == _AUTOCOMPLETE
    try:
        barrier.check()
        receipt = await _try(visit, barrier, route, session, **options)
    except (HeldBackError, UnansweredError, discord.HTTPException) as error:
        vitals.unanswered[_reason(error)] += 1
        if isinstance(error, discord.HTTPException):
            barrier.note_refusal(route, error, own_token=False)
        if not choices:
            raise
        vitals.interactions["autocomplete", "unanswered"] += 1
        return _receipt(route)
    vitals.note_answer(visit.age)
    if choices:
        vitals.interactions["autocomplete", "answered"] += 1
    return receipt


async def _try(
    visit: exchange.Exchange,
    barrier: Barrier,
    route: Route,
    session: aiohttp.ClientSession,
    *,
    payload: dict[str, Any] | None = None,
    multipart: Sequence[dict[str, Any]] | None = None,
    files: Sequence[discord.File] | None = None,
    **options: Any,
) -> dict[str, Any]:
    tries = 0
    while True:
        wanted = 0.0
        for file in files or ():
            file.reset(seek=tries)
        body = {"data": _form(multipart)} if multipart else {"data": orjson.dumps(payload), "headers": JSON}
        limit = aiohttp.ClientTimeout(total=max(exchange.BUDGET - visit.age, AT_LEAST))
        try:
            async with session.request(route.method, route.url, timeout=limit, **body, **options) as response:
                data = await json_or_text(response)
            if response.status < 300:
                return _receipt(route, data)
            if response.status == LIMITED:
                barrier.note_refusal(route, _refusal(response, data), own_token=False)
                wanted = _wanted(data)
            elif response.status < 500:
                if tries and isinstance(data, dict) and data.get("code") == ANSWERED:
                    return _receipt(route)
                raise _refusal(response, data)
            problem = f"HTTP {response.status}"
        except (OSError, aiohttp.ClientError) as error:
            problem = type(error).__name__
        pause = max(PAUSES[min(tries, len(PAUSES) - 1)], wanted)
        if visit.age + pause > exchange.BUDGET:
            raise UnansweredError(problem)
        tries += 1
        log.info("an answer is tried again", reason=problem, tries=tries)
        await asyncio.sleep(pause)


def _reason(error: Exception) -> str:
    if isinstance(error, discord.HTTPException):
        return str(error.code)
    return "held back" if isinstance(error, HeldBackError) else str(error)


def _wanted(data: Any) -> float:
    """The seconds that Discord wants to be left alone; for ever where what stands before it answered in its stead."""
    return float(data["retry_after"]) if isinstance(data, dict) and "retry_after" in data else float("inf")


def _form(multipart: Sequence[dict[str, Any]]) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)
    for part in multipart:
        form.add_field(**part)
    return form


def _refusal(response: aiohttp.ClientResponse, data: Any) -> discord.HTTPException:
    kind = {403: discord.Forbidden, 404: discord.NotFound}.get(response.status, discord.HTTPException)
    return kind(response, data)


def _receipt(route: Route, data: Any = None) -> dict[str, Any]:
    """What discord.py reads of Discord's receipt: which message it was; the message itself is of no use here.

    Where Discord sent none, because an earlier try had arrived, the interaction's id alone.
    """
    if isinstance(data, dict) and "interaction" in data:
        return {"interaction": data["interaction"]}
    return {"interaction": {"id": str(route.webhook_id)}}
