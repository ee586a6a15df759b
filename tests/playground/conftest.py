"""A playground on a free port, an unmodified bot connected to it, and pages opened on it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Self

import aiohttp
import pytest

from playground import clock, seed
from playground.interactions import Interaction
from playground.model import Place
from playground.server import Playground
from tests.budgets import PATIENCE
from tests.playground.demo import DemoBot, lead

Frame = dict[str, Any]


class Page:
    """What the browser's side of `/play` does, without the browser: it keeps every frame, and asks."""

    def __init__(self, playground: Playground, member: int = seed.SAM, since: str | None = None) -> None:
        self.playground, self.member, self.since = playground, member, since
        self.frames: list[Frame] = []
        self._changed = asyncio.Condition()
        self._asked = 0

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession()
        self._socket = await self._session.ws_connect(f"{self.playground.cdn}/play")
        hello = {"op": "hello", "secret": self.playground.secret, "member": str(self.member), "since": self.since}
        await self._socket.send_json(hello)
        self._reader = asyncio.create_task(self._read())
        await self.event("state")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._socket.close()
        await self._reader
        await self._session.close()

    async def _read(self) -> None:
        async for message in self._socket:
            async with self._changed:
                self.frames.append(message.json())
                self._changed.notify_all()

    async def event(self, op: str, fits: Callable[[Frame], bool] = lambda _: True) -> Frame:
        """The first frame of a kind that fits, waited for if it has not come yet."""

        def found() -> Frame | None:
            return next((frame for frame in self.frames if frame["op"] == op and fits(frame)), None)

        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(lambda: found() is not None)
        frame = found()
        assert frame is not None
        return frame

    async def message(self, fits: Callable[[Frame], bool] = lambda _: True) -> Frame:
        return (await self.event("message", lambda frame: fits(frame["message"])))["message"]

    async def ask(self, op: str, **values: Any) -> Frame:
        """Sends a request and waits for its answer."""
        self._asked += 1
        number = self._asked
        await self._socket.send_json({"op": op, "n": number, **values})
        return await self.event("answer", lambda frame: frame["n"] == number)

    def command_id(self, name: str) -> str:
        """A command's id as this page was last told it."""
        told = [frame["commands"] for frame in self.frames if "commands" in frame][-1]
        return next(each["id"] for each in told if each["name"] == name)

    def offered(self, place: Place = Place.SERVER) -> list[str]:
        """The names of the commands that this page was last told for a place, menus too."""
        told = [frame["commands"] for frame in self.frames if "commands" in frame][-1]
        return [each["name"] for each in told if place in each["places"]]

    async def use(self, name: str, in_channel: int = seed.GENERAL, **options: Any) -> Frame:
        """Runs a slash command."""
        return await self.ask(
            "command", channel=str(in_channel), command=self.command_id(name), name=name, options=options
        )

    async def press(self, message: Frame, custom_id: str, kind: int = 2, values: list[str] | None = None) -> Frame:
        return await self.ask("component", message=message["id"], custom_id=custom_id, type=kind, values=values or [])


class Api:
    """Plain HTTP to a playground's REST API, with the bot's token."""

    def __init__(self, playground: Playground, session: aiohttp.ClientSession) -> None:
        self.playground, self.session = playground, session
        self.app = f"/applications/{seed.BOT}"

    async def __call__(self, method: str, path: str, body: Any = None, **options: Any) -> tuple[int, Any]:
        """Status and JSON (or None) of an answer; `files` are sent as Discord wants them."""
        headers = {"Authorization": f"Bot {self.playground.token}"} | options.pop("headers", {})
        if files := options.pop("files", None):
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(body))
            for number, (name, content) in enumerate(files):
                form.add_field(
                    f"files[{number}]", BytesIO(content), filename=name, content_type="application/octet-stream"
                )
            options["data"] = form
        elif body is not None:
            options["json"] = body
        async with self.session.request(method, self.playground.api + path, headers=headers, **options) as answer:
            return answer.status, await answer.json() if answer.content_type == "application/json" else None

    async def say(self, body: Any, channel: int = seed.GENERAL, **options: Any) -> tuple[int, Any]:
        return await self("POST", f"/channels/{channel}/messages", body, **options)

    async def answer(self, interaction: Interaction, kind: int, data: Any = None, **options: Any) -> tuple[int, Any]:
        path = f"/interactions/{interaction.id}/{interaction.token}/callback"
        return await self("POST", path, {"type": kind} | ({"data": data} if data is not None else {}), **options)


@pytest.fixture
async def api(playground: Playground) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(playground, session)


@pytest.fixture(autouse=True)
def _own_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock that runs as the machine's does, whatever a test before did with it."""
    monkeypatch.setattr(clock, "PACE", clock.Pace())


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock."""

    def move(by: timedelta) -> None:
        moment = clock.machine() + by
        monkeypatch.setattr(clock, "machine", lambda: moment)

    return move


@pytest.fixture
async def playground(tmp_path: Path) -> AsyncIterator[Playground]:
    async with Playground(tmp_path / "playground", port=0) as opened:
        yield opened


@pytest.fixture
async def bot(playground: Playground) -> AsyncIterator[DemoBot]:
    """A bot that has logged in and synced its commands."""
    async with running(playground) as connected:
        yield connected


class running:  # noqa: N801 -- read as a phrase: `async with running(playground) as bot`
    """Runs a demo bot on a playground."""

    def __init__(self, playground: Playground, **options: Any) -> None:
        self.playground, self.options = playground, options

    async def __aenter__(self) -> DemoBot:
        lead(self.playground)
        self.bot = DemoBot(**self.options)
        await self.bot.__aenter__()
        self._task = asyncio.create_task(self.bot.start(self.playground.token))
        async with asyncio.timeout(PATIENCE):
            await self.bot.is_synced.wait()
            await self.bot.wait_until_ready()
        return self.bot

    async def __aexit__(self, *_: object) -> None:
        await self.bot.close()
        await self._task


@pytest.fixture
async def sam(playground: Playground, bot: DemoBot) -> AsyncIterator[Page]:
    """The page of a student, with the bot there."""
    async with Page(playground) as page:
        yield page
