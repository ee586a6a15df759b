"""Requests to Discord on a connection that breaks: one retry where a second try cannot do a thing twice.

discord.py retries a reset connection only under the error numbers of macOS and Windows; on Linux the member would get
no answer. An answer to an interaction and a message with a nonce are taken once by Discord however often they arrive.
"""

import errno
from typing import TYPE_CHECKING, Any

import aiohttp
import structlog
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context
from yarl import URL

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

log = structlog.get_logger(__name__)

BROKEN = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


def is_broken(error: Exception) -> bool:
    """Whether the other end closed the connection under us, so that the request may never have arrived."""
    return isinstance(error, aiohttp.ServerDisconnectedError) or getattr(error, "errno", None) in BROKEN


class PatientAdapter(AsyncWebhookAdapter):
    """Answers to interactions, sent once more after a reset."""

    async def request(self, route: Route, session: Any, **options: Any) -> Any:
        """Send one request of an interaction; raises what discord.py raises.

        What Discord sends back of a first answer is the message with the one it answers; only its id is of use here, so
        the rest is dropped before discord.py makes objects of both.
        """
        answer = await self._request(route, session, **options)
        if isinstance(answer, dict) and route.url.endswith("/callback"):
            answer.pop("resource", None)
        return answer

    async def _request(self, route: Route, session: Any, **options: Any) -> Any:
        try:
            return await super().request(route, session, **options)
        except (OSError, aiohttp.ServerDisconnectedError) as error:
            if not is_broken(error) or not route.url.endswith(("/callback", "/@original")):
                raise
            log.warning("connection reset, trying once more", route=route.path)
        return await super().request(route, session, **options)


def use_patient_wire(bot: "StudyBot") -> None:
    """Give the bot's requests their one retry; to be called in the task that runs the bot."""
    async_context.set(PatientAdapter())
    request = bot.http.request

    async def patient_request(route: Route, **options: Any) -> Any:
        try:
            return await request(route, **options)
        except (OSError, aiohttp.ServerDisconnectedError) as error:
            body = options.get("json")
            repeatable = route.method in {"GET", "PUT", "PATCH", "DELETE"} or (
                isinstance(body, dict) and "nonce" in body
            )
            if not is_broken(error) or not repeatable:
                raise
            log.warning("connection reset, trying once more", route=route.path)
            return await request(route, **options)

    bot.http.request = patient_request


def use_discord_at(api: str, gateway: str, cdn: str) -> None:
    """Let every bot of this process talk to another Discord than the real one, such as one on loopback."""
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    setattr(Asset, "BASE", cdn)  # noqa: B010 - typed there as the real address, a literal
