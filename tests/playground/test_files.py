"""Files up and down: taken from the page, resolved for the bot, and given back."""

import asyncio
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

import aiohttp
import pytest

from playground import uploads
from playground.model import Attachment
from playground.payloads import LARGEST_FILE
from playground.server import Playground
from tests.playground.conftest import Api, Frame, Page
from tests.playground.demo_cards import png


async def post(
    api: Api, content: bytes = b"a: 1\n", name: str = "pack.yaml", headers: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, Frame]:
    """What the page does with a file that was chosen."""
    sent = {"Playground-Secret": api.playground.secret, "Playground-File": name, **headers}
    address = f"{api.playground.cdn}/play/files"
    async with api.session.post(address, data=BytesIO(content), headers=sent) as answer:
        return answer.status, await answer.json() if answer.content_type == "application/json" else {}


def on_disk(playground: Playground) -> list[str]:
    return sorted(each.name for each in playground.store.folder.glob("attachments/*/*/*"))


# From the page to the bot and back


async def test_a_file_reaches_the_bot_as_an_option_and_comes_back_to_be_saved(api: Api, sam: Page) -> None:
    status, file = await post(api, b"one,two\n", "My%20table.csv")
    assert (status, file["name"], file["size"], file["type"]) == (200, "My_table.csv", 8, "text/csv")
    assert (await sam.use("inspect", file=file["id"], words="two columns"))["ok"]
    answer = await sam.message()
    assert answer["text"] == "My_table.csv, 8 bytes, text/csv: two columns"
    given_back = answer["attachments"][0]
    assert (given_back["name"], given_back["size"]) == ("My_table.csv", 8)
    async with api.session.get(api.playground.cdn + given_back["url"]) as download:
        assert await download.read() == b"one,two\n"
        assert download.headers["Content-Disposition"] == 'attachment; filename="My_table.csv"'


async def test_the_interaction_describes_a_file_as_an_attachment(api: Api, sam: Page, playground: Playground) -> None:
    _, file = await post(api, png(3, 2, (0, 0, 0)), "dot.png")
    await sam.use("inspect", file=file["id"])
    opened = next(iter(playground.interactions._by_token.values()))
    resolved = opened.data["resolved"]["attachments"][file["id"]]
    assert resolved["url"].startswith(f"{playground.cdn}/attachments/0/{file['id']}/")
    assert {key: resolved[key] for key in ("filename", "size", "content_type", "width", "height", "ephemeral")} == {
        "filename": "dot.png",
        "size": file["size"],
        "content_type": "image/png",
        "width": 3,
        "height": 2,
        "ephemeral": True,
    }


async def test_files_reach_the_bot_in_a_form(api: Api, sam: Page) -> None:
    await sam.use("handin")
    opened = await sam.event("modal")
    files = [(await post(api, b"x" * size, f"{size}.txt"))[1]["id"] for size in (1, 2, 3)]
    field = next(each["component"] for each in opened["modal"]["components"] if each["type"] == 18)

    async def submit(values: list[str]) -> Frame:
        sent = [{"type": 18, "component": {"type": 19, "custom_id": field["custom_id"], "values": values}}]
        custom_id = opened["modal"]["custom_id"]
        return await sam.ask("modal", interaction=opened["interaction"], custom_id=custom_id, components=sent)

    for values in ([], files, files[:1] * 2):
        assert (await submit(values))["message"] == "Files: 1 to 2 files, please."
    assert (await submit(["12"]))["message"] == "Files: that file is no longer here. Please choose it again."
    assert (await submit(files[:2]))["ok"]
    assert (await sam.message(lambda each: each["ephemeral"]))["text"] == "Handed in: 1.txt (1), 2.txt (2)"


@pytest.mark.parametrize("value", ["1", "", "a file", "-1", str(2**70)])
async def test_a_file_that_is_not_there_is_told_in_words(sam: Page, value: str) -> None:
    answer = await sam.use("inspect", file=value)
    assert not answer["ok"]
    assert answer["message"].startswith(("/inspect needs the option file", "file: that file is no longer here."))


# What is taken


@pytest.mark.parametrize("secret", ["", "wrong", "é"])
async def test_only_the_own_page_uploads(api: Api, secret: str) -> None:
    status, answer = await post(api, headers={"Playground-Secret": secret})
    assert (status, answer["message"]) == (
        403,
        "This address is not the playground's any more. Open the one it printed when it started.",
    )
    assert on_disk(api.playground) == []


@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Host": "evil.example"}])
async def test_no_other_page_uploads_even_with_the_secret(api: Api, headers: dict[str, str]) -> None:
    assert (await post(api, headers=headers))[0] in (403, 421)
    assert on_disk(api.playground) == []


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "streamed"])
async def test_a_file_has_at_most_ten_mebibytes(api: Api, announced: bool) -> None:
    assert (await post(api, b"x" * LARGEST_FILE))[0] == 200

    async def stream() -> Any:
        for _ in range(LARGEST_FILE // 65_536 + 1):
            yield b"x" * 65_536

    headers = {"Playground-Secret": api.playground.secret, "Playground-File": "large"}
    body = BytesIO(b"x" * (LARGEST_FILE + 1)) if announced else stream()
    try:
        async with api.session.post(f"{api.playground.cdn}/play/files", data=body, headers=headers) as answer:
            assert (answer.status, (await answer.json())["message"]) == (413, "A file has at most 10 MiB.")
    except aiohttp.ClientConnectionError:
        pass  # the server stopped listening before all of it was sent
    assert len(on_disk(api.playground)) == 1


async def test_old_uploads_are_forgotten_and_a_new_start_begins_with_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "KEPT", 2)
    async with Playground(tmp_path, port=0) as first, aiohttp.ClientSession() as session:
        api = Api(first, session)
        sent = await asyncio.gather(*(post(api, name=f"{number}.txt") for number in range(3)))
        assert [status for status, _ in sent] == [200] * 3
        assert len(on_disk(first)) == 2
        kept = [first.uploads.get(int(file["id"])) for _, file in sent]
        assert len([each for each in kept if isinstance(each, Attachment)]) == 2
    async with Playground(tmp_path, port=0) as second:
        assert on_disk(second) == []


@pytest.mark.parametrize("name", ["..%2F..%2Fkeys.json", "x" * 300 + ".yaml", "%00", "", "%F0%9F%8E%AC.zip"])
async def test_whatever_its_name_a_file_stays_in_its_place(api: Api, name: str) -> None:
    status, file = await post(api, name=name)
    assert status == 200
    assert on_disk(api.playground) == [file["name"]]
    assert len(file["name"]) <= 100
