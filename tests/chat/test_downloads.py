"""Attached files are fetched from where Discord keeps them, whole and in time, or the member is told why not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from discord.asset import Asset
from yarl import URL

from bot.chat import downloads
from bot.chat.downloads import Attached, attached, download, may_be_fetched
from bot.errors import Refusal

CONTENT = b"format: 1\n" * 10
Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Host:
    """A place on loopback that is taken for Discord's; what it does with a request is set by tests."""

    base: str
    serve: Serve
    asked: list[str]

    def file(self, size: int = len(CONTENT)) -> Attached:
        return attached({"filename": "pack.yaml", "size": size, "url": f"{self.base}/attachments/1/2/pack.yaml?ex=1"})

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        return await self.serve(request)


@pytest.fixture
async def host(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Host]:
    host = Host()
    host.asked = []
    app = web.Application()
    app.router.add_get("/{path:.*}", host.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    monkeypatch.setattr(Asset, "BASE", host.base)
    yield host
    await runner.cleanup()


async def whole(_: web.Request) -> web.StreamResponse:
    return web.Response(body=CONTENT)


async def hang(_: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError("nobody waits so long")


async def drip(request: web.Request) -> web.StreamResponse:
    """A byte at a time, for ever: each comes in time, the file never does."""
    response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
    await response.prepare(request)
    for byte in CONTENT:
        await response.write(bytes([byte]))
        await asyncio.sleep(0.1)
    return response


async def break_off(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Length": str(len(CONTENT))})
    await response.prepare(request)
    await response.write(CONTENT[:20])
    assert request.transport
    request.transport.close()
    return response


async def fewer(_: web.Request) -> web.StreamResponse:
    return web.Response(body=CONTENT[:20])


async def endless(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    response.enable_chunked_encoding()
    await response.prepare(request)
    while True:
        await response.write(b"x" * 65_536)


async def elsewhere(_: web.Request) -> web.StreamResponse:
    raise web.HTTPFound("http://127.0.0.1:9/secret")


async def page(_: web.Request) -> web.StreamResponse:
    return web.Response(body=b"<html>" * 100, content_type="text/html")


async def inflated(_: web.Request) -> web.StreamResponse:
    """What is packed on the way is not unpacked: a few bytes could become gigabytes."""
    response = web.Response(body=CONTENT)
    response.headers["Content-Encoding"] = "gzip"
    return response


async def gone(_: web.Request) -> web.StreamResponse:
    raise web.HTTPNotFound


async def test_a_file_is_fetched_as_it_is(host: Host) -> None:
    host.serve = whole
    assert await download(host.file()) == CONTENT


@pytest.mark.parametrize(
    ("serve", "told"),
    [
        (hang, "did not arrive within"),
        (drip, "did not arrive within"),
        (break_off, "did not arrive whole"),
        (fewer, "did not arrive whole"),
        (endless, "More arrived than the file holds"),
        (elsewhere, "did not hand the file over (status 302)"),
        (page, "More arrived than the file holds"),
        (gone, "did not hand the file over (status 404)"),
    ],
)
async def test_n10_a_bad_download_is_told_in_words(
    host: Host, monkeypatch: pytest.MonkeyPatch, serve: Serve, told: str
) -> None:
    if told == "did not arrive within":
        monkeypatch.setattr(downloads, "SECONDS", 1.0)
    host.serve = serve
    with pytest.raises(Refusal) as refusal:
        await download(host.file())
    assert told in str(refusal.value)
    assert len(host.asked) == 1


async def test_n10_what_is_packed_on_the_way_is_taken_byte_for_byte(host: Host) -> None:
    host.serve = inflated
    assert await download(host.file()) == CONTENT


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/attachments/1/2/pack.yaml",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "https://cdn.discordapp.com.evil.example/x",
        "https://someone@cdn.discordapp.com/x",
        "http://cdn.discordapp.com/x",
        "//cdn.discordapp.com/x",
        "pack.yaml",
    ],
)
async def test_n10_only_discords_own_hosts_are_asked(address: str) -> None:
    assert not may_be_fetched(URL(address))
    with pytest.raises(Refusal, match="not where Discord keeps files"):
        await download(Attached("pack.yaml", 10, address))


@pytest.mark.parametrize("host", ["https://cdn.discordapp.com", "https://media.discordapp.net"])
def test_both_of_discords_hosts_may_be_asked(host: str) -> None:
    assert may_be_fetched(URL(f"{host}/ephemeral-attachments/1/2/pack.yaml?ex=1&is=2"))
