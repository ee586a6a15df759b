"""Nobody but this machine's own browser and bot gets an answer."""

import asyncio
import socket
import stat

import aiohttp
import pytest

from playground import seed
from playground.server import Playground
from tests.playground.conftest import Api

STRANGE_PLACES = {"Host": "evil.example"}, {"Host": "127.0.0.1"}, {"Host": "127.0.0.1.evil.example:80"}
STRANGE_PAGES = "http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1.evil.example"


@pytest.mark.parametrize("headers", STRANGE_PLACES)
@pytest.mark.parametrize("path", ["/", "/page/main.js", "/api/v10/gateway", "/play", "/gateway", "/nothing"])
async def test_another_host_name_is_misdirected(api: Api, headers: dict[str, str], path: str) -> None:
    async with api.session.get(api.playground.cdn + path, headers=headers) as answer:
        assert answer.status == 421


@pytest.mark.parametrize("origin", STRANGE_PAGES)
@pytest.mark.parametrize("path", ["/", "/api/v10/gateway", "/play", "/gateway", "/attachments/1/2/a.png"])
async def test_a_page_of_another_origin_is_forbidden(api: Api, origin: str, path: str) -> None:
    async with api.session.get(api.playground.cdn + path, headers={"Origin": origin}) as answer:
        assert answer.status == 403


async def test_the_own_page_is_served_under_both_names(api: Api) -> None:
    for name in ("127.0.0.1", "localhost"):
        host = f"{name}:{api.playground.port}"
        async with api.session.get(
            api.playground.cdn + "/", headers={"Host": host, "Origin": f"http://{host}"}
        ) as answer:
            assert answer.status == 200


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/api/v10/gateway", "/api/v10/nothing", "/nothing"])
async def test_every_answer_forbids_what_is_not_its_own(api: Api, path: str) -> None:
    async with api.session.get(api.playground.cdn + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("hello", ['{"op":"hello","secret":"wrong","member":null}', "{}", "no JSON", '{"op":"hello"}'])
async def test_a_page_without_the_secret_is_shown_nothing(api: Api, hello: str) -> None:
    async with api.session.ws_connect(api.playground.cdn + "/play") as page:
        await page.send_str(hello)
        message = await page.receive()
        assert message.type is aiohttp.WSMsgType.CLOSE
        assert message.data == 4001


@pytest.mark.parametrize("token", ["", "Bot wrong", "{token}", "Bearer {token}"])
async def test_the_api_wants_the_bots_token(api: Api, token: str) -> None:
    headers = {"Authorization": token.format(token=api.playground.token)}
    status, body = await api("GET", "/users/@me", headers=headers)
    assert (status, body) == (401, {"message": "401: Unauthorized", "code": 0})


async def test_only_loopback_is_listened_on(playground: Playground) -> None:
    own = socket.gethostbyname(socket.gethostname())
    if own.startswith("127."):
        own = "127.0.0.2"
    with pytest.raises(OSError, match=r".+"), socket.create_connection((own, playground.port), timeout=1):
        pass


async def test_the_secrets_are_their_owners_alone(playground: Playground) -> None:
    file = playground.store.folder / "keys.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(playground.secret) == 32
    assert playground.secret not in playground.token


async def test_a_file_is_shown_as_a_picture_only_if_it_is_one(api: Api) -> None:
    page = b"<script>alert(1)</script>"
    status, message = await api.say({"content": "x"}, files=[("a.html", page), ("b.png", page)])
    assert status == 200
    for attachment in message["attachments"]:
        async with api.session.get(attachment["url"]) as answer:
            assert answer.headers["Content-Type"] == "application/octet-stream"
            assert answer.headers["Content-Disposition"].startswith("attachment")
            assert await answer.read() == page


@pytest.mark.parametrize(
    "path",
    [
        "/attachments/1/2/..%2F..%2F..%2Fkeys.json",
        "/attachments/1/2/%2e%2e",
        "/page/..%2Fserver.py",
        "/page/../server.py",
    ],
)
async def test_nothing_outside_the_served_folders_is_reached(api: Api, path: str) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", api.playground.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{api.playground.port}\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    assert answer.split()[1] in (b"403", b"404")
    assert b"secret" not in answer


async def test_an_interaction_is_authorised_by_its_own_token(api: Api) -> None:
    status, body = await api("POST", f"/webhooks/{seed.BOT}/guessed", {"content": "x"}, headers={"Authorization": ""})
    assert (status, body["code"]) == (401, 50027)
