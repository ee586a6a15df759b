"""The bot's own messages over REST: nonces, edits, files, replies, and where they are listed."""

from datetime import timedelta
from typing import Any

import pytest

from playground import seed
from playground.server import Playground
from tests.playground.conftest import Api, Page
from tests.playground.demo_cards import png

NOBODY = 123456789012345678


async def test_the_same_nonce_twice_is_one_message(api: Api, playground: Playground, later: Any) -> None:
    body = {"content": "once", "nonce": "42", "enforce_nonce": True}
    first, second = await api.say(body), await api.say(body | {"content": "twice"})
    assert first[1]["id"] == second[1]["id"]
    assert len(playground.world.messages(seed.GENERAL)) == 1
    assert (await api.say({"content": "again", "nonce": "42"}))[1]["id"] != first[1]["id"]
    later(timedelta(minutes=6))
    assert (await api.say(body))[1]["id"] != first[1]["id"]


@pytest.mark.parametrize("body", [{}, {"content": ""}, {"content": "  \n"}, {"embeds": []}, {"components": []}, None])
async def test_an_empty_message_is_refused(api: Api, body: Any) -> None:
    status, refusal = await api.say(body)
    assert (status, refusal["code"]) == (400, 50006)


async def test_an_edit_may_not_empty_a_message(api: Api) -> None:
    _, message = await api.say({"content": "something"})
    path = f"/channels/{seed.GENERAL}/messages/{message['id']}"
    status, refusal = await api("PATCH", path, {"content": ""})
    assert (status, refusal["code"]) == (400, 50006)
    status, edited = await api("PATCH", path, {"content": None, "embeds": [{"title": "x"}]})
    assert (status, edited["content"], edited["embeds"][0]["title"]) == (200, "", "x")
    assert edited["edited_timestamp"]


async def test_a_reply_to_nothing_is_refused_unless_it_may_stand_alone(api: Api) -> None:
    reference = {"message_id": str(NOBODY)}
    status, refusal = await api.say({"content": "x", "message_reference": reference})
    assert (status, refusal["code"]) == (400, 50035)
    alone = reference | {"fail_if_not_exists": False}
    assert (await api.say({"content": "x", "message_reference": alone}))[0] == 200


async def test_a_file_that_is_too_large_is_refused(api: Api, playground: Playground) -> None:
    status, refusal = await api.say({"content": "x"}, files=[("a.bin", b"x" * (10 * 1024 * 1024 + 1))])
    assert (status, refusal["code"]) == (413, 40005)
    assert not list(playground.store.folder.glob("attachments/*/*"))


async def test_a_picture_that_was_not_sent_cannot_be_shown(api: Api) -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://there.png"}}]}
    status, refusal = await api.say({"flags": 1 << 15, "components": [gallery]})
    assert (status, refusal["code"]) == (400, 50035)
    place = refusal["errors"]["components"]["0"]["items"]["0"]["media"]["url"]["_errors"][0]
    assert place["code"] == "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
    status, message = await api.say(
        {"flags": 1 << 15, "components": [gallery]}, files=[("there.png", png(3, 2, (0, 0, 0)))]
    )
    assert status == 200
    media = message["components"][0]["items"][0]["media"]
    assert media["url"] == message["attachments"][0]["url"]
    assert (media["width"], media["height"]) == (3, 2)


async def test_an_edit_keeps_the_files_it_names_and_drops_the_others(api: Api, playground: Playground) -> None:
    body = {"content": "x", "attachments": [{"id": 0, "description": "first"}, {"id": 1}]}
    _, message = await api.say(body, files=[("a.txt", b"a"), ("b.txt", b"b")])
    assert [each.get("description") for each in message["attachments"]] == ["first", None]
    path = f"/channels/{seed.GENERAL}/messages/{message['id']}"
    kept = [{"id": message["attachments"][1]["id"]}]
    _, edited = await api("PATCH", path, {"attachments": [*kept, {"id": 0}]}, files=[("c.txt", b"c")])
    assert [each["filename"] for each in edited["attachments"]] == ["b.txt", "c.txt"]
    assert sorted(each.name for each in playground.store.folder.glob("attachments/*/*/*")) == ["b.txt", "c.txt"]
    status, refusal = await api("PATCH", path, {"attachments": [{"id": str(NOBODY)}]})
    assert (status, refusal["code"]) == (400, 50035)


async def test_messages_are_listed_newest_first_before_and_after(api: Api) -> None:
    ids = [(await api.say({"content": str(number)}))[1]["id"] for number in range(5)]
    path = f"/channels/{seed.GENERAL}/messages"

    async def listed(query: str) -> list[str]:
        return [each["id"] for each in (await api("GET", path + query))[1]]

    assert await listed("") == ids[::-1]
    assert await listed("?limit=2") == [ids[4], ids[3]]
    assert await listed(f"?before={ids[2]}&limit=1") == [ids[1]]
    assert await listed(f"?after={ids[2]}&limit=1") == [ids[3]]
    assert await listed(f"?around={ids[2]}&limit=3") == [ids[3], ids[2], ids[1]]


async def test_a_direct_channel_is_opened_once_and_seen_by_its_member_only(api: Api, playground: Playground) -> None:
    _, channel = await api("POST", "/users/@me/channels", {"recipient_id": str(seed.ADA)})
    assert (await api("POST", "/users/@me/channels", {"recipient_id": str(seed.ADA)}))[1]["id"] == channel["id"]
    async with Page(playground, seed.ADA) as ada, Page(playground, seed.MIRA) as mira:
        await api.say({"content": "Between us"}, channel["id"])
        assert (await ada.message())["text"] == "Between us"
        assert channel["id"] not in [each["id"] for each in (await mira.event("state"))["channels"]]
        await api.say({"content": "For all"})
        assert (await mira.message())["text"] == "For all"
