"""What the real platform refuses is refused here, with the same status and code."""

import logging
from datetime import timedelta
from typing import Any

import pytest

from playground import seed
from playground.interactions import Interaction, Kind
from playground.model import Message
from playground.permissions import Permission
from playground.server import Playground
from tests.playground.conftest import Api, Page
from tests.playground.demo import DemoBot

NOBODY = 123456789012345678
COMMAND = {"id": "1", "name": "explain", "type": 1, "options": []}


def asked(playground: Playground, kind: Kind = Kind.COMMAND, **known: Any) -> Interaction:
    """A command that Sam used in #general, as it would reach the bot."""
    return playground.interactions.open(
        kind, seed.SAM, seed.GENERAL, COMMAND, **{"command": "explain", "command_kind": 1, **known}
    )


def from_member(playground: Playground) -> Message:
    message = Message(playground.world.new_id(), seed.GENERAL, seed.SAM, "Hello")
    playground.world.save_message(message)
    return message


# Unknown things


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", f"/channels/{NOBODY}", 404, 10003),
        ("POST", f"/channels/{NOBODY}/messages", 404, 10003),
        ("GET", f"/channels/{seed.GENERAL}/messages/{NOBODY}", 404, 10008),
        ("PATCH", f"/channels/{seed.GENERAL}/messages/{NOBODY}", 404, 10008),
        ("DELETE", f"/channels/{seed.GENERAL}/messages/{NOBODY}", 404, 10008),
        ("GET", f"/guilds/{NOBODY}", 404, 10004),
        ("GET", f"/guilds/{seed.GUILD}/members/{NOBODY}", 404, 10007),
        ("GET", f"/users/{NOBODY}", 404, 10013),
        ("POST", f"/interactions/{NOBODY}/guessed/callback", 404, 10062),
        ("PATCH", f"/webhooks/{seed.BOT}/guessed/messages/@original", 401, 50027),
        ("GET", f"/applications/{seed.BOT}/commands/{NOBODY}", 404, 10063),
        ("GET", f"/applications/{NOBODY}/commands", 403, 20012),
        ("GET", "/channels/general", 400, 50035),
        ("GET", f"/channels/{seed.GENERAL}/messages?limit=many", 400, 50035),
        ("POST", "/users/@me/channels", 400, 50033),
    ],
)
async def test_unknown_things_are_called_unknown(api: Api, method: str, path: str, status: int, code: int) -> None:
    body = {"type": 4, "content": "x"} if method in ("POST", "PATCH") else None
    answered, refusal = await api(method, path, body)
    assert (answered, refusal["code"]) == (status, code)


async def test_an_unknown_route_answers_404_and_is_in_the_log(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    for method, path in (("GET", "/voice/regions"), ("PUT", f"/channels/{seed.GENERAL}/messages")):
        assert await api(method, path) == (404, {"message": "404: Not Found", "code": 0})
        assert (logging.WARNING, f"The playground has no route {method} /api/v10{path}") in [
            (record.levelno, record.message) for record in caplog.records
        ]


async def test_a_body_that_is_no_json_is_refused(api: Api) -> None:
    for raw in (b"{", b'"\\ud800"', b"[" * 100_000):
        status, body = await api("POST", f"/channels/{seed.GENERAL}/messages", data=raw)
        assert (status, body["code"]) == (400, 50109)


# Permissions


async def test_what_the_bot_may_not_see_or_do_is_refused(api: Api, playground: Playground) -> None:
    role = playground.world.state.roles[seed.BOT_ROLE]
    everyone = playground.world.state.roles[seed.GUILD]
    everyone.permissions = 0
    assert (await api.say({"content": "x"}))[0] == 200
    role.permissions &= ~Permission.EMBED_LINKS
    assert (await api.say({"embeds": [{"title": "x"}]}))[1]["code"] == 50013
    role.permissions &= ~Permission.ATTACH_FILES
    assert (await api.say({"content": "x"}, files=[("a.txt", b"x")]))[1]["code"] == 50013
    role.permissions &= ~Permission.SEND_MESSAGES
    status, body = await api.say({"content": "x"})
    assert (status, body) == (403, {"message": "Missing Permissions", "code": 50013})
    role.permissions = 0
    status, body = await api.say({"content": "x"})
    assert (status, body) == (403, {"message": "Missing Access", "code": 50001})


async def test_anothers_message_can_be_neither_edited_nor_without_permission_deleted(
    api: Api, playground: Playground
) -> None:
    path = f"/channels/{seed.GENERAL}/messages/{from_member(playground).id}"
    status, body = await api("PATCH", path, {"content": "mine"})
    assert (status, body["code"]) == (403, 50005)
    status, body = await api("DELETE", path)
    assert (status, body["code"]) == (403, 50013)


# Acknowledgements


async def test_a_second_answer_is_refused(api: Api, playground: Playground) -> None:
    interaction = asked(playground)
    assert await api.answer(interaction, 4, {"content": "first"}) == (204, None)
    status, body = await api.answer(interaction, 4, {"content": "second"})
    assert (status, body) == (400, {"message": "Interaction has already been acknowledged.", "code": 40060})
    assert [each.content for each in playground.world.messages(seed.GENERAL)] == ["first"]


async def test_an_answer_with_a_bad_body_does_not_count_as_given(api: Api, playground: Playground) -> None:
    interaction = asked(playground)
    status, body = await api.answer(interaction, 4, {"content": "x" * 2001})
    assert status == 400
    assert body["errors"]["data"]["content"]["_errors"][0]["code"] == "BASE_TYPE_MAX_LENGTH"
    assert (await api.answer(interaction, 4, {"content": "short"}))[0] == 204


async def test_an_answer_after_three_seconds_is_for_an_unknown_interaction(
    api: Api, playground: Playground, later: Any
) -> None:
    interaction = asked(playground)
    later(timedelta(seconds=3.1))
    status, body = await api.answer(interaction, 4, {"content": "late"})
    assert (status, body) == (404, {"message": "Unknown interaction", "code": 10062})


async def test_a_member_whom_nobody_answers_is_told_so(playground: Playground, bot: DemoBot) -> None:
    playground.interactions.patience = timedelta(seconds=0.2)
    async with Page(playground) as page:
        answer = await page.use("slow")
        failed = await page.event("interaction", lambda frame: frame["state"] == "failed")
        assert failed["id"] == answer["interaction"]
        assert failed["message"] == "The application did not respond"
        assert failed["command"] == "slow"


async def test_suggestions_that_never_come_are_none(playground: Playground, bot: DemoBot) -> None:
    async with Page(playground) as page:
        command = page.command_id("explain")
    await bot.close()
    playground.interactions.patience = timedelta(seconds=0.1)
    async with Page(playground) as page:
        answer = await page.ask(
            "autocomplete",
            channel=str(seed.GENERAL),
            command=command,
            name="explain",
            options={"topic": "b"},
            focused="topic",
        )
        assert answer["choices"] == []
        assert not [frame for frame in page.frames if frame["op"] == "interaction"]


async def test_a_follow_up_before_the_first_answer_has_no_webhook(api: Api, playground: Playground) -> None:
    status, body = await api("POST", f"/webhooks/{seed.BOT}/{asked(playground).token}", {"content": "x"})
    assert (status, body["code"]) == (404, 10015)


async def test_a_token_ends_after_a_quarter_of_an_hour(api: Api, playground: Playground, later: Any) -> None:
    interaction = asked(playground)
    await api.answer(interaction, 4, {"content": "x"})
    path = f"/webhooks/{seed.BOT}/{interaction.token}"
    later(timedelta(minutes=14))
    assert (await api("POST", path, {"content": "y"}))[0] == 200
    later(timedelta(minutes=1, seconds=1))
    status, body = await api("POST", path, {"content": "z"})
    assert (status, body["code"]) == (401, 50027)


async def test_thinking_that_never_ends_is_taken_away(api: Api, playground: Playground) -> None:
    playground.interactions.life = timedelta(seconds=0.3)
    async with Page(playground) as page:
        await api.answer(asked(playground), 5)
        thinking = await page.message()
        assert thinking["thinking"]
        await page.event("message_gone", lambda frame: frame["id"] == thinking["id"])
        await page.event("interaction", lambda frame: frame["state"] == "failed")


@pytest.mark.parametrize(
    ("kind", "known", "callback"),
    [
        (Kind.COMMAND, {}, 6),
        (Kind.COMMAND, {}, 7),
        (Kind.COMMAND, {}, 8),
        (Kind.FORM, {}, 7),
        (Kind.FORM, {}, 9),
        (Kind.AUTOCOMPLETE, {}, 4),
        (Kind.COMMAND, {}, 99),
        (Kind.COMMAND, {}, "4"),
        (Kind.COMMAND, {}, None),
    ],
)
async def test_an_answer_of_a_kind_that_does_not_fit_is_refused(
    api: Api, playground: Playground, kind: Kind, known: dict[str, Any], callback: Any
) -> None:
    status, body = await api.answer(asked(playground, kind, **known), callback, {"content": "x"})
    assert (status, body["code"]) == (400, 50035)
    assert "type" in body["errors"]


async def test_more_than_25_suggestions_are_refused(api: Api, playground: Playground) -> None:
    choices = [{"name": f"{number}", "value": f"{number}"} for number in range(26)]
    status, body = await api.answer(asked(playground, Kind.AUTOCOMPLETE), 8, {"choices": choices})
    assert (status, body["code"]) == (400, 50035)
    assert body["errors"]["data"]["choices"]["_errors"][0]["message"] == "Must be 25 or fewer in length."


async def test_a_private_message_is_unknown_to_everything_but_its_token(api: Api, playground: Playground) -> None:
    interaction = asked(playground)
    await api.answer(interaction, 4, {"content": "private", "flags": 64})
    status, message = await api("GET", f"/webhooks/{seed.BOT}/{interaction.token}/messages/@original")
    assert (status, message["content"], message["flags"] & 64) == (200, "private", 64)
    path = f"/channels/{seed.GENERAL}/messages"
    assert (await api("GET", f"{path}/{message['id']}"))[1]["code"] == 10008
    assert (await api("GET", path))[1] == []
    other = asked(playground)
    await api.answer(other, 4, {"content": "other"})
    status, body = await api("PATCH", f"/webhooks/{seed.BOT}/{other.token}/messages/{message['id']}", {"content": "x"})
    assert (status, body["code"]) == (404, 10008)


async def test_the_answer_to_a_deferred_one_keeps_its_privacy(api: Api, playground: Playground) -> None:
    interaction = asked(playground)
    await api.answer(interaction, 5, {"flags": 64})
    status, message = await api("POST", f"/webhooks/{seed.BOT}/{interaction.token}", {"content": "done", "flags": 0})
    assert status == 200
    assert message["flags"] == 64
    assert message["id"] == str(interaction.original)


async def test_the_answer_tells_of_its_message_where_that_is_asked_for(api: Api, playground: Playground) -> None:
    status, body = await api.answer(asked(playground), 4, {"content": "x"}, params={"with_response": "true"})
    assert status == 200
    assert body["resource"]["message"]["content"] == "x"
    assert body["interaction"]["response_message_id"] == body["resource"]["message"]["id"]
