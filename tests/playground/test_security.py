"""Nobody but this machine's own browser and bot gets an answer."""

import asyncio
import socket
import stat
from pathlib import Path

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


async def opened(session: aiohttp.ClientSession, address: str) -> aiohttp.ClientResponse:
    """The first answer to a browser that opens an address."""
    async with session.get(address, allow_redirects=False) as answer:
        return answer


async def says_hello(session: aiohttp.ClientSession, playground: Playground) -> aiohttp.WSMsgType:
    async with session.ws_connect(f"{playground.cdn}/play") as page:
        await page.send_str('{"op":"hello"}')
        return (await page.receive()).type


async def test_v10_the_key_is_exchanged_for_a_cookie_that_scripts_and_other_places_do_not_see(
    playground: Playground,
) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        answer = await opened(session, playground.url)
        assert (answer.status, answer.headers["Location"], answer.headers["Cache-Control"]) == (303, "/", "no-store")
        [cookie] = answer.cookies.values()
        assert cookie.key == f"playground-{playground.port}"
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/play", True, "Strict")
        assert not cookie["max-age"]
        assert not cookie["expires"]
        assert cookie.value not in playground.url
        assert await says_hello(session, playground) is aiohttp.WSMsgType.TEXT
        headers = {"Playground-File": "a.txt"}
        async with session.post(f"{playground.cdn}/play/files", headers=headers, data=b"x") as sent:
            assert sent.status == 200


@pytest.mark.parametrize("key", ["", "wrong", "\ud83d", "{secret}", "{token}"])
async def test_v10_a_wrong_key_lets_nobody_in(playground: Playground, key: str) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        key = key.format(secret=playground.secret, token=playground.token).encode("utf-8", "replace").decode()
        answer = await opened(session, f"{playground.cdn}/?key={key}")
        assert (answer.status, answer.headers["Location"], len(answer.cookies)) == (303, "/", 0)
        assert await says_hello(session, playground) is aiohttp.WSMsgType.CLOSE


async def test_v10_each_start_has_a_key_of_its_own_and_pages_come_back_all_the_same(tmp_path: Path) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as before:
        async with Playground(tmp_path, 0) as first:
            await opened(before, first.url)
        async with Playground(tmp_path, first.port) as second:
            assert second.key != first.key
            assert first.key not in (tmp_path / "keys.json").read_text()
            assert await says_hello(before, second) is aiohttp.WSMsgType.TEXT
            async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as stranger:
                await opened(stranger, f"{second.cdn}/?key={first.key}")
                assert await says_hello(stranger, second) is aiohttp.WSMsgType.CLOSE


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
