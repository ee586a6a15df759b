"""The playground as a whole: one server on loopback for the bot, the page and the files they show each other."""

import asyncio
import logging
import socket
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from playground import clock, page_files, permissions, pictures, security, snowflakes
from playground.gateway import Gateway
from playground.interactions import Interactions
from playground.pages import PageHub
from playground.payloads import Payloads
from playground.rest import BASE, LARGEST_REQUEST, Rest
from playground.routes.call import Services
from playground.schedule import Timetable
from playground.seed import film_club, open_elsewhere, renew_invite
from playground.store import Store
from playground.uploads import Uploads
from playground.world import World

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
CLOSING = 2.0
"""Seconds that open connections get when the server stops."""


class Playground:
    """A Discord of one's own on 127.0.0.1, for as long as its context is open.

    `data` is its folder; `port` 0, or one that is taken, means a free one. `welcome` is what the page offers a
    newcomer: `label`, perhaps `short` (with which it begins) and `hint`, and a `command` with `options` or a `tour`;
    what is `more` stands behind the others. `problems` are sentences that it shows to everybody. `company`: the first
    visit finds the other members taking part by themselves. `fast`: how many times as fast as the machine's clock its
    own runs.

    A bot comes here by what it takes for Discord's addresses: `api` (REST), `gateway` (WebSocket) and `cdn` (files).
    """

    rest_kind: type[Rest] = Rest
    gateway_kind: type[Gateway] = Gateway
    desk_kind: type[PageHub] = PageHub

    rest: Rest
    sessions: Gateway
    desk: PageHub

    def __init__(
        self,
        data: Path,
        port: int = 8765,
        *,
        bot_name: str = "Second Look",
        bot_permissions: int = permissions.INVITED_BOT,
        welcome: Sequence[Mapping[str, Any]] = (),
        problems: Sequence[str] = (),
        company: bool = False,
        fast: float = 1,
    ) -> None:
        self.port = port
        self.store = Store(data)
        keys = self.store.keys()
        self.secret, self.token, self.key = keys.secret, keys.token, security.new_key()
        state = self.store.read() or film_club(bot_name, bot_permissions)
        renew_invite(state, bot_name, bot_permissions)
        open_elsewhere(state)
        clock.PACE.start(fast, datetime.fromtimestamp(snowflakes.moment(state.last_id) / 1000, UTC))
        self.world = World(state)
        self.interactions = Interactions(self.world)
        self.timetable = Timetable(self.world)
        self.uploads = Uploads(self.store, self.secret)
        self.welcome, self.problems, self.company = welcome, problems, company
        self._runner: web.AppRunner | None = None

    @property
    def cdn(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        """Where a browser opens the page; its key is new at each start, and gone from the address once it was used."""
        return f"{self.cdn}/?{security.KEY}={self.key}"

    @property
    def api(self) -> str:
        return self.cdn + BASE

    @property
    def gateway(self) -> str:
        return f"ws://{HOST}:{self.port}/gateway"

    async def __aenter__(self) -> Self:
        listening = _listen(self.port)
        self.port = listening.getsockname()[1]
        payloads = Payloads(self.world, self.cdn)
        services = Services(self.world, self.interactions, payloads, self.store, self.gateway)
        self.rest = self.rest_kind(services, self.token)
        self.sessions = self.gateway_kind(self.world, payloads, self.token, self.gateway)
        self.desk = self.desk_kind(
            self.world,
            self.interactions,
            payloads,
            self.uploads,
            self.secret,
            self.welcome,
            self.problems,
            company=self.company,
        )
        self.store.watch(self.world)
        self.timetable.keep()
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=CLOSING)
        await self._runner.setup()
        await web.SockSite(self._runner, listening).start()
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _problem: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.interactions.close()
        self.timetable.close()
        await asyncio.gather(self.sessions.close(), self.desk.close())
        if self._runner:
            await self._runner.cleanup()
        await self.store.close()

    def show_problems(self, problems: Sequence[str]) -> None:
        """Shows these sentences on every page, in place of those before."""
        self.desk.show_problems(problems)

    def _application(self) -> web.Application:
        app = web.Application(
            middlewares=[security.same_place_only(lambda: self.port)], client_max_size=LARGEST_REQUEST
        )
        app.on_response_prepare.append(security.add_headers)
        router = app.router
        self.rest.add_routes(router)
        router.add_get("/gateway", self.sessions.handle)
        router.add_get("/play", self.desk.handle)
        router.add_post("/play/files", self.uploads.handle)
        router.add_get("/", self.index)
        router.add_get(page_files.ADDRESS, page_files.part)
        router.add_get(r"/attachments/{channel:\d+}/{number:\d+}/{name:[A-Za-z0-9_-][A-Za-z0-9._-]*}", self.attachment)
        return app

    async def index(self, request: web.Request) -> web.StreamResponse:
        if security.KEY in request.query:
            return security.let_in(request, self.key, self.secret)
        return await page_files.index(request)

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        """A file from a message. Only what is a picture by its bytes is shown; everything else is there to be saved."""
        file = self.store.file(request.path)
        try:
            content = await asyncio.to_thread(file.read_bytes)
        except OSError:
            raise web.HTTPNotFound from None
        picture = pictures.look_at(content)
        headers = {"Content-Type": picture.type if picture else "application/octet-stream"}
        if picture is None:
            headers["Content-Disposition"] = f'attachment; filename="{file.name}"'
        return web.Response(body=content, headers=headers | {"Cache-Control": "private, max-age=31536000, immutable"})


def _listen(port: int) -> socket.socket:
    """A socket on the wanted port, or on a free one where that is taken."""
    try:
        return socket.create_server((HOST, port))
    except OSError:
        log.info("Port %s is taken; the playground takes a free one", port)
        return socket.create_server((HOST, 0))
