"""Discord's REST API v10 as far as the playground has it: who may ask, what was sent, how it is answered."""

import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from aiohttp.multipart import BodyPartReader

from playground.refusals import ApiRefusal, Refused
from playground.routes import application, channels, guilds, interactions, schedule, threads
from playground.routes.call import Call, Created, Handler, Routes, Services, Upload

log = logging.getLogger(__name__)

BASE = "/api/v10"
ROUTES: Routes = (
    application.ROUTES | channels.ROUTES | guilds.ROUTES | interactions.ROUTES | schedule.ROUTES | threads.ROUTES
)
LARGEST_REQUEST = 25 * 1024 * 1024

_BY_THEIR_OWN_TOKEN = ("/interactions/", "/webhooks/", "/gateway")
_FILE = re.compile(r"files\[(\d+)\]")


class Rest:
    """Answers the bot's requests."""

    def __init__(self, services: Services, token: str) -> None:
        self.services, self.token = services, token

    def add_routes(self, router: web.UrlDispatcher) -> None:
        for route, handler in ROUTES.items():
            method, path = route.split(" ")
            router.add_route(method, BASE + path, self._bound(path, handler))
        router.add_route("*", "/api/{rest:.*}", self.unknown)

    def _bound(self, path: str, handler: Handler) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def bound(request: web.Request) -> web.StreamResponse:
            return await self.respond(request, path, handler)

        return bound

    async def respond(self, request: web.Request, path: str, handler: Handler) -> web.StreamResponse:
        """One request from first to last; `path` is the route's, with its variables by name."""
        try:
            self._authorize(request, path)
            body, uploads = await _read(request)
            answer = await handler(Call(self.services, request.match_info, request.query, body, uploads))
        except ApiRefusal as refusal:
            log.info("%s %s refused: %s", request.method, path, refusal)
            return _json(refusal.body, refusal.status)
        except web.HTTPRequestEntityTooLarge:
            return _json(ApiRefusal(Refused.TOO_LARGE).body, 413)
        if answer is None:
            return web.Response(status=204)
        if isinstance(answer, Created):
            return _json(answer.body, 201)
        return _json(answer, 200)

    async def unknown(self, request: web.Request) -> web.StreamResponse:
        log.warning("The playground has no route %s %s", request.method, request.path)
        refusal = ApiRefusal(Refused.NOT_FOUND)
        return _json(refusal.body, refusal.status)

    def _authorize(self, request: web.Request, path: str) -> None:
        """Interaction routes carry their own token in the path, as in Discord."""
        if path.startswith(_BY_THEIR_OWN_TOKEN) and path != "/gateway/bot":
            return
        sent = request.headers.get("Authorization", "")
        if not secrets.compare_digest(sent.encode(), f"Bot {self.token}".encode()):
            raise ApiRefusal(Refused.UNAUTHORIZED)


async def _read(request: web.Request) -> tuple[Any, list[Upload]]:
    """The body and its files: JSON, or a form with `payload_json` and `files[N]`."""
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        return (_parse(raw) if raw else None), []
    body: Any = None
    uploads: list[Upload] = []
    size = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        content = bytes(await part.read(decode=True))
        size += len(content)
        if size > LARGEST_REQUEST:
            raise ApiRefusal(Refused.TOO_LARGE)
        if part.name == "payload_json":
            body = _parse(content)
        elif part.filename and (numbered := _FILE.fullmatch(part.name or "")):
            uploads.append(Upload(int(numbered[1]), part.filename, content))
    return body, uploads


def _parse(raw: bytes) -> Any:
    """JSON; a text that is no Unicode (half of a pair of surrogates) is refused here, as nothing could keep it."""
    try:
        body = json.loads(raw)
        if b"\\ud" in raw.lower():
            json.dumps(body, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise ApiRefusal(Refused.INVALID_JSON) from problem
    return body


def _json(body: Any, status: int) -> web.Response:
    """discord.py takes an answer for JSON only if its type is exactly `application/json`, without a charset."""
    return web.Response(body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"})
