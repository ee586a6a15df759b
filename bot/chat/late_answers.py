"""Answers that take longer than Discord waits: the person is told so in time, and the answer follows.

One place for every handler. What was told stands as the answer for Discord, so that what a handler answers later comes
as a message of its own, and what it changes later of "its answer" is changed there.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import discord
import orjson
import structlog
from discord.http import Route

from bot.chat import exchange
from bot.chat.callback import UnansweredError

log = structlog.get_logger(__name__)

NOT_YET = (
    "Not saved yet: my storage is slow. The outcome will appear here. If nothing has come after a minute, check "
    "whether it was saved before you try again."
)
LONGER = (
    "This takes longer than usual. The outcome will appear here. If nothing has come after a minute, check whether it "
    "is done before you try again."
)
NO_FORM = "The form could not be opened in time, and nothing was changed. Open it again."

KEPT = 900.0
"""Seconds for which an interaction's token works."""
PRIVATE = 64
_DEFERRED, _DEFERRED_CHANGE, _CHANGE, _FORM = 5, 6, 7, 9
"""Kinds of first answers, beside a message."""
_ORIGINAL = "/messages/@original"

Send = Callable[..., Awaitable[Any]]
"""Sends a request of an interaction: a route, then `payload`, or `multipart` and `files`, and what else it takes."""


def watch(interaction: discord.Interaction, visit: exchange.Exchange) -> None:
    """Have the person told where no answer is begun in time; not of choices for what is being typed."""
    if interaction.type is not discord.InteractionType.autocomplete:
        visit.watch(lambda: _tell(interaction, visit))


async def _tell(interaction: discord.Interaction, visit: exchange.Exchange) -> bool:
    text = NOT_YET if visit.saving and not visit.saved else LONGER
    try:
        # Not `interaction.response`, which would refuse the handler its own answer then.
        await discord.InteractionResponse(interaction).send_message(text, ephemeral=True)
    except Exception as error:  # noqa: BLE001 - whatever it is, the person could not be told
        log.warning("could not tell that an answer takes longer", reason=str(error), interaction=interaction.id)
        return False
    log.info("an answer takes longer", interaction=interaction.id)
    return True


def is_late(visit: exchange.Exchange) -> bool:
    """Whether the answer that is begun now comes after the person was told that it takes longer."""
    if visit.notice and visit.notice is not asyncio.current_task():
        return True
    visit.mark_answered()
    return False


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the answer to an interaction stands."""

    message_id: str = ""
    """Empty where it was only announced."""
    flags: int = PRIVATE


class Late:
    """Sends answers that come late, and knows where they stand."""

    def __init__(self, application_id: Callable[[], int | None]) -> None:
        self._application_id = application_id
        self._places: dict[str, _Place] = {}
        """By the token of the interaction."""

    async def answer(
        self, send: Send, visit: exchange.Exchange, route: Route, *arguments: Any, **options: Any
    ) -> dict[str, Any]:
        """Send a first answer as a message that follows what was told; what discord.py reads of a receipt.

        Raises UnansweredError where the person could not be told, for nothing can follow then.
        """
        assert visit.notice
        if not await asyncio.shield(visit.notice):
            raise UnansweredError("the answer came late, and nobody could be told so")
        token, body = route.webhook_token or "", _body(options)
        kind, data = body["type"], body.get("data") or {}
        if kind in (_DEFERRED, _DEFERRED_CHANGE):
            flags = PRIVATE if kind == _DEFERRED_CHANGE else int(data.get("flags", 0)) & PRIVATE
            self._keep(token, _Place(flags=flags))
            return {"interaction": {"id": str(route.webhook_id)}}
        if kind == _FORM:
            data = {"content": NO_FORM, "flags": PRIVATE}
        elif kind == _CHANGE:
            data |= {"flags": int(data.get("flags") or 0) | PRIVATE}
        message = await self._send(send, token, data, *arguments, **options)
        return {"interaction": {"id": str(route.webhook_id), "response_message_id": message["id"]}}

    async def request(self, send: Send, route: Route, *arguments: Any, **options: Any) -> Any:
        """Send what concerns the answer of an interaction, which stands elsewhere where it came late."""
        token = route.webhook_token or ""
        place = self._places.get(token)
        if place is None or not route.url.endswith(_ORIGINAL):
            return await send(route, *arguments, **options)
        if place.message_id:
            path = "/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
            there = Route(
                route.method, path, webhook_id=route.webhook_id, webhook_token=token, message_id=place.message_id
            )
            return await send(there, *arguments, **options)
        if route.method != "PATCH":
            return await send(route, *arguments, **options)
        data = _body(options)
        data["flags"] = int(data.get("flags") or 0) | place.flags
        return await self._send(send, token, data, *arguments, **options)

    async def _send(
        self, send: Send, token: str, data: dict[str, Any], *arguments: Any, **options: Any
    ) -> dict[str, Any]:
        data = {name: value for name, value in data.items() if value is not None and value != []}
        if parts := options.get("multipart"):
            value = orjson.dumps(data).decode()
            options["multipart"] = [part | {"value": value} if _is_body(part) else part for part in parts]
        else:
            options["payload"] = data
        options["params"] = {"wait": "true"}
        path = "/webhooks/{webhook_id}/{webhook_token}"
        route = Route("POST", path, webhook_id=self._application_id() or 0, webhook_token=token)
        message = await send(route, *arguments, **options)
        self._keep(token, _Place(message["id"]))
        return message

    def _keep(self, token: str, place: _Place) -> None:
        if token not in self._places:
            asyncio.get_running_loop().call_later(KEPT, self._places.pop, token, None)
        self._places[token] = place


def _body(options: dict[str, Any]) -> dict[str, Any]:
    """What a request says, without its files."""
    if parts := options.get("multipart"):
        return orjson.loads(next(part["value"] for part in parts if _is_body(part)))
    return dict(options.get("payload") or {})


def _is_body(part: dict[str, Any]) -> bool:
    return part["name"] == "payload_json"
