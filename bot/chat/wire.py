"""Requests to Discord: at one pace, on a bad connection once more where that does nothing twice, none while banned.

discord.py retries a reset connection only under the error numbers of macOS and Windows; on Linux the member would get
no answer. An answer to an interaction and a message with a nonce are taken once by Discord however often they arrive.
What makes something anew each time, such as an event, discord.py posts again too when its receipt is lost, and so makes
two: such a request fails at once here, and whoever asked looks for what was made.
"""

import errno
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import discord
import structlog
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route, json_or_text
from discord.webhook.async_ import AsyncWebhookAdapter, async_context
from yarl import URL

from bot.chat import exchange
from bot.chat.barrier import Barrier
from bot.chat.callback import answer
from bot.chat.late_answers import Late, is_late
from bot.chat.pacer import Pacer
from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

BROKEN = {errno.ECONNRESET, errno.EPIPE, errno.ECONNABORTED}


REPEATED = {500, 502, 504, 524}
"""Answers after which discord.py sends a request again, though it may have been carried out."""


FOUND_AGAIN = {"/users/@me/channels", "/channels/{channel_id}/messages/{message_id}/threads"}
"""What is posted there makes nothing a second time."""


def is_broken(error: Exception) -> bool:
    """Whether the other end closed the connection under us, so that the request may never have arrived."""
    return isinstance(error, aiohttp.ServerDisconnectedError) or getattr(error, "errno", None) in BROKEN


async def once_more(send: Callable[[], Awaitable[Any]], route: Route) -> Any:
    """Send it, and once more where the connection breaks under it: only for what does nothing twice."""
    try:
        return await send()
    except (OSError, aiohttp.ServerDisconnectedError) as error:
        if not is_broken(error):
            raise
        log.warning("connection reset, trying once more", route=route.path)
    return await send()


async def fail_at_once(response: aiohttp.ClientResponse) -> None:
    """Raise what discord.py raises after its last try."""
    if response.status in REPEATED:
        raise discord.DiscordServerError(response, await json_or_text(response))


class _OnceEach:
    """A session whose requests are not sent again."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    def request(self, method: str, url: str, **options: Any) -> Any:
        return self._session.request(method, url, raise_for_status=fail_at_once, **options)


class PatientAdapter(AsyncWebhookAdapter):
    """Requests of interactions: the first answer within its time, what follows it once more after a reset."""

    def __init__(self, vitals: Vitals, barrier: Barrier, late: Late) -> None:
        super().__init__()
        self._vitals = vitals
        self._barrier = barrier
        self._late = late

    async def request(self, route: Route, session: Any, **options: Any) -> Any:
        """Send one request of an interaction; raises what discord.py raises, and UnansweredError for a first answer."""
        if not route.url.endswith("/callback"):
            return await self._late.request(self._follow, route, session, **options)
        if is_late(visit := exchange.current()):
            return await self._late.answer(self._follow, visit, route, session, **options)
        return await answer(self._vitals, self._barrier, route, session, **options)

    async def _follow(self, route: Route, session: Any, **options: Any) -> Any:
        each = _OnceEach(session) if route.method == "POST" else session
        send = partial(super().request, route, each, **options)
        with self._barrier.around(route, own_token=False):
            return await (once_more(send, route) if route.url.endswith("/@original") else send())


def use_patient_wire(bot: discord.Client, vitals: Vitals, barrier: Barrier, pacer: Pacer) -> None:
    """Give the bot's requests their one retry, the barrier and the pace; to be called in the task that runs the bot.

    Answers to interactions and what follows them go their own way: Discord does not count them.
    """
    async_context.set(PatientAdapter(vitals, barrier, Late(lambda: bot.application_id)))
    request = bot.http.request

    async def patient_request(route: Route, **options: Any) -> Any:
        body = options.get("json")
        known = isinstance(body, dict) and "nonce" in body
        barrier.check()
        await pacer.turn()
        with barrier.around(route, own_token=True):
            if route.method != "POST" or known or route.path in FOUND_AGAIN:
                return await once_more(partial(request, route, **options), route)
            return await request(route, **options, raise_for_status=fail_at_once)

    bot.http.request = patient_request


def use_discord_at(api: str, gateway: str, cdn: str) -> None:
    """Let every bot of this process talk to another Discord than the real one, such as one on loopback."""
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = URL(gateway)
    setattr(Asset, "BASE", cdn)  # noqa: B010 - typed there as the real address, a literal
