"""Uploads on the wire: files that do not come as they should, files that are gone later, a bot that is killed."""

import asyncio
import io
import random
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from benchmarks.synthetic import pack_files_of
from bot.chat import downloads
from bot.chat.wire import use_discord_at
from bot.database import open_database
from bot.packs.holdings.rules import Quota
from bot.packs.holdings.service import Holdings
from bot.packs.shelf.shelves import Shelves
from playground import requests, seed
from playground.interactions import Interaction
from tests.budgets import PATIENCE, budget
from tests.packs.sample import GOOD
from tests.playground.conftest import Page
from tests.wire.crowd import WatchedPlayground, gathered
from tests.wire.faulty import Factory
from tests.wire.test_polls_killed import running

KILLS = budget(2, 50)
BOMBS = budget(2, 20)
BOMB = b"films:\n" + b"- a\n" * 260_000


def hive(number: str = "1.0.0") -> bytes:
    """A pack that nobody ships."""
    return GOOD.replace("id: bees\n", "id: hive\n").replace("1.0.0", number, 1).encode()


async def uploaded(page: Page, content: bytes, name: str = "hive.yaml") -> dict[str, Any]:
    """The answer to an upload by this page's member."""
    headers = {"Playground-Secret": page.playground.secret, "Playground-File": name}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{page.playground.cdn}/play/files", data=content, headers=headers) as answer,
    ):
        file = await answer.json()
    known = {frame["message"]["id"] for frame in page.frames if frame["op"] == "message"}
    assert (await page.use("pack upload", file=file["id"]))["ok"]
    return await page.message(lambda each: each["id"] not in known and not each["thinking"])


async def shelved(page: Page, content: bytes, name: str = "hive.yaml") -> None:
    """Upload it and say yes."""
    shown = await uploaded(page, content, name)
    [custom_id] = [each for each in _values(shown, "custom_id") if each.startswith("shelve:")]
    await page.press(shown, custom_id)
    await page.message(lambda each: each["id"] == shown["id"] and "is on the shelf" in text(each))


def text(message: dict[str, Any]) -> str:
    return "\n".join([message["text"], *_values(message, "content")])


def _values(part: Any, key: str) -> list[str]:
    if isinstance(part, list):
        return [value for each in part for value in _values(each, key)]
    if not isinstance(part, dict):
        return []
    own = [str(part[key])] if key in part else []
    return own + [value for each in part.values() for value in _values(each, key)]


class BadFiles(WatchedPlayground):
    """A playground whose files come as tests say."""

    bad: Any = None

    async def attachment(self, request: web.Request) -> web.StreamResponse:
        return await (self.bad(request) if self.bad else super().attachment(request))


@pytest.fixture
async def place(tmp_path: Path, factory: Factory) -> AsyncIterator[BadFiles]:
    """Film Club with the bot in it."""
    async with BadFiles(tmp_path / "bad", 0) as playground:
        use_discord_at(playground.api, playground.gateway, playground.cdn)
        async with gathered(playground, factory):
            yield playground


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(PATIENCE)
    raise AssertionError("nobody waits so long")


async def missing(_: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


async def moved(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://127.0.0.1:9/")


async def page_of_html(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b"<html></html>" * 1_000, content_type="text/html")


async def cut(_: web.Request) -> web.StreamResponse:
    return web.Response(body=hive()[:100])


@pytest.mark.parametrize(
    ("bad", "told"),
    [
        (hang, "did not arrive within"),
        (missing, "status 404"),
        (moved, "status 302"),
        (page_of_html, "More arrived than the file holds"),
        (cut, "did not arrive whole"),
    ],
)
async def test_n10_whoever_uploads_is_told_what_became_of_a_bad_download(
    place: BadFiles, monkeypatch: pytest.MonkeyPatch, bad: Any, told: str
) -> None:
    async with Page(place, seed.MIRA) as mira:
        place.bad = bad
        with monkeypatch.context() as hurried:
            if bad is hang:
                hurried.setattr(downloads, "SECONDS", 1.0)
            shown = await uploaded(mira, hive())
        assert told in text(shown)
        assert shown["ephemeral"]
        place.bad = None
        await shelved(mira, hive())


async def test_n11_a_pack_is_served_and_given_back_long_after_its_address_has_expired(
    place: BadFiles, factory: Factory
) -> None:
    async with Page(place, seed.MIRA) as mira:
        await shelved(mira, hive())
        place.bad = missing
        fresh = Shelves([])
        holdings = Holdings(factory.database, fresh, Quota())
        await holdings.load()
        assert fresh.of(seed.GUILD).find("hive/what-a-hive-is")
        _, file = await holdings.records.file(seed.GUILD, "hive")
        assert file.content == hive()
    async with factory.database.read() as tx:
        rows = await tx.fetch("SELECT * FROM pack_versions")
    assert not any("http://127.0.0.1" in str(value) for row in rows for value in row)


async def test_l04_uploads_at_their_worst_leave_the_loop_free_and_every_click_is_answered(
    place: BadFiles, caplog: pytest.LogCaptureFixture
) -> None:
    lags: list[float] = []
    clicks: list[Interaction] = []
    async with Page(place, seed.MIRA) as mira, Page(place, seed.SAM) as sam:
        await sam.use("explain", topic="bees/what-a-hive-is", share=True)
        card = await sam.message(lambda each: "What a hive is" in text(each))
        turn = [each for each in _values(card, "custom_id") if each.startswith("turn:")][-1]
        press = requests.UseComponent(op="component", n=0, message=int(card["id"]), custom_id=turn)

        async def click() -> None:
            """Fifty times a second, noting how long the loop works between; what other processes take is not its."""
            while True:
                clicks.append(place.desk.errands.use_component(seed.SAM, press))
                begun = time.thread_time()
                await asyncio.sleep(0.02)
                lags.append(time.thread_time() - begun)

        clicking = asyncio.create_task(click())
        for _ in range(BOMBS):
            shown = await uploaded(mira, BOMB, "bomb.yaml")
            assert "problems in bomb.yaml" in text(shown)
        await shelved(mira, largest(), "large.zip")
        assert not clicking.done()
        clicking.cancel()
        async with asyncio.timeout(PATIENCE):
            while any(each.callback is None and not each.failed for each in clicks):  # noqa: ASYNC110 - the bot answers meanwhile
                await asyncio.sleep(0.02)
    assert not any(each.failed for each in clicks)
    assert quantiles(lags, n=100)[98] < 0.5  # the row says a tenth of a second, and may be held to five times that
    assert "heartbeat blocked" not in caplog.text


def largest() -> bytes:
    """The largest pack that may be uploaded, as a zip; one of a third of its size with a small budget."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in pack_files_of(budget(1_500_000, 4_900_000)).items():
            archive.writestr(name, content)
    return packed.getvalue()


async def test_c06_killed_at_any_moment_of_an_upload_the_old_version_is_there_or_the_new_one(tmp_path: Path) -> None:
    database, chance = tmp_path / "bot.db", random.Random(6)
    async with WatchedPlayground(tmp_path / "discord", 0) as playground:
        async with running(playground, database), Page(playground, seed.MIRA) as mira:
            await shelved(mira, hive())
        on_shelf = "1.0.0"
        for trial in range(1, KILLS + 1):
            async with Page(playground, seed.MIRA) as mira, running(playground, database) as process:
                work = asyncio.create_task(shelved(mira, hive(f"1.{trial}.0")))
                await asyncio.sleep(chance.uniform(0.0, 1.5))
                process.kill()
                await process.wait()
                work.cancel()
                await asyncio.wait({work})
            found = await version_on_shelf(database)
            assert found in (on_shelf, f"1.{trial}.0")
            on_shelf = found


async def version_on_shelf(path: Path) -> str:
    """The version that members would see, which is whole."""
    async with open_database(f"sqlite:///{path}") as database:
        shelves = Shelves([])
        holdings = Holdings(database, shelves, Quota())
        await holdings.load()
        pack = shelves.of(seed.GUILD).packs["hive"]
        version, file = await holdings.records.file(seed.GUILD, "hive")
        assert (version.version, file.content) == (pack.version, hive(pack.version))
        async with database.read() as tx:
            [check] = await tx.fetch("PRAGMA integrity_check")
        assert check[0] == "ok"
        return pack.version
