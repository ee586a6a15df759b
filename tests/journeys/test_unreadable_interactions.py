"""Interactions that are not as documented: whoever waits for the answer gets one all the same."""

from typing import Any

import pytest
from discord import app_commands
from structlog.testing import capture_logs

from bot.chat.inputs import OUT_OF_DATE
from bot.chat.options import UNREADABLE, UNREADABLE_MESSAGE
from tests.budgets import budget, some
from tests.gateway import GONE, bend, bent
from tests.journeys.raw import Raw, poll_that_never_ends

KINDS = ("command", "typing", "menu", "form", "click", "select")
NAMELESS = ("id", "token")
"""Without these nobody can be answered."""


@pytest.fixture
async def raw(club: Any) -> Raw:
    """What is sent to Film Club's bot."""
    club.expected = (*club.expected, app_commands.CommandNotFound)
    return Raw(club)


def counted(club: Any, kind: str) -> int:
    return club.env.bot.vitals.interactions[kind, "unreadable"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("poll", poll_that_never_ends()),
        ("sticker_items", [{"id": "x"}]),
        ("components", None),
        ("attachments", [{}]),
        ("mentions", None),
        ("channel_id", GONE),
    ],
)
async def test_n13_a_menu_on_a_message_that_cannot_be_read_is_answered_with_a_sentence_and_counted(
    club: Any, raw: Raw, field: str, value: Any
) -> None:
    menu = (await raw.kinds())["menu"]
    [target] = menu["data"]["resolved"]["messages"]
    with capture_logs() as logged:
        told = await raw.send(menu, bend(menu, ("data", "resolved", "messages", target, field), value))
    assert told == UNREADABLE_MESSAGE
    assert counted(club, "command") == 1
    [line] = [each for each in logged if each["event"] == "interaction"]
    assert line["outcome"] == "unreadable"
    assert not [each for each in logged if each["log_level"] in {"error", "critical"}]


async def test_n13_a_message_with_parts_that_nobody_knows_yet_is_answered(club: Any, raw: Raw) -> None:
    menu = (await raw.kinds())["menu"]
    [target] = menu["data"]["resolved"]["messages"]
    for field, value in (
        ("components", [{"type": 99, "id": 1}]),
        ("components", [{"type": 1, "components": [{"type": 99}]}]),
        ("content", None),
        ("type", 999),
        ("sticker_items", [{"id": "7", "name": "bee", "format_type": 99}]),
    ):
        told = await raw.send(menu, bend(menu, ("data", "resolved", "messages", target, field), value))
        assert told in (UNREADABLE_MESSAGE, "<message>"), field


@pytest.mark.parametrize(
    ("kind", "path", "value", "sentence"),
    [
        ("command", ("member", "user"), GONE, UNREADABLE),
        ("command", ("member",), GONE, UNREADABLE),
        ("command", ("data",), GONE, UNREADABLE),
        ("command", ("data",), None, UNREADABLE),
        ("command", ("type",), 99, UNREADABLE),
        ("command", ("type",), GONE, UNREADABLE),
        ("command", ("channel",), None, UNREADABLE),
        ("command", ("data", "options"), [None], UNREADABLE),
        ("menu", ("data", "target_id"), "77", UNREADABLE),
        ("menu", ("data", "resolved"), GONE, UNREADABLE),
        ("typing", ("member",), GONE, "<autocomplete>"),
        ("typing", ("data", "options"), [], "<autocomplete>"),
        ("typing", ("data",), None, "<autocomplete>"),
        ("click", ("message", "mentions"), None, OUT_OF_DATE),
        ("click", ("data", "custom_id"), GONE, OUT_OF_DATE),
        ("select", ("message", "components"), None, OUT_OF_DATE),
        ("form", ("data", "components"), GONE, OUT_OF_DATE),
        ("form", ("member", "roles"), None, f"{OUT_OF_DATE}\n\nWhat you wrote:\n>>> Somebody says so."),
    ],
)
async def test_n13_an_interaction_that_cannot_be_read_is_answered_by_its_id_and_token(
    club: Any, raw: Raw, kind: str, path: tuple[Any, ...], value: Any, sentence: str
) -> None:
    payload = (await raw.kinds())[kind]
    with capture_logs() as logged:
        assert await raw.send(payload, bend(payload, path, value)) == sentence
    assert sum(counted(club, each) for each in ("command", "control", "autocomplete", "form", "unknown")) == 1
    assert "simcord_interaction" not in str(logged), "a token stands in no log"
    assert not [each for each in logged if each["log_level"] in {"error", "critical"}]


async def test_n13_what_was_written_is_given_back_where_the_rest_of_its_form_cannot_be_read(raw: Raw) -> None:
    form = (await raw.kinds())["form"]
    essay = "The film shows one town and speaks of a whole country. " * 2
    form["data"]["components"] = [{"type": 18, "component": {"type": 4, "custom_id": "stop", "value": essay}}]
    told = await raw.send(form, bend(form, ("member", "roles"), None))
    assert told.startswith(f"{OUT_OF_DATE}\n\nWhat you wrote:\n>>> The film shows one town")


@pytest.mark.parametrize("options", ["x", [None], [{"name": "a", "type": 1, "options": 5}]])
async def test_n13_options_that_a_menu_does_not_have_are_no_hindrance(club: Any, raw: Raw, options: Any) -> None:
    menu = (await raw.kinds())["menu"]
    assert await raw.send(menu, bend(menu, ("data", "options"), options)) == await raw.send(menu)
    command = (await raw.kinds())["command"]
    beside = [*command["data"]["options"], {"name": "b", "type": 1, "options": options}]
    assert await raw.send(command, bend(command, ("data", "options"), beside))


@pytest.mark.parametrize("kind", KINDS)
async def test_n13_every_interaction_is_answered_whatever_is_missing_empty_or_of_another_type(
    club: Any, raw: Raw, kind: str
) -> None:
    payload = (await raw.kinds())[kind]
    pending: list[tuple[str, Any]] = []
    with capture_logs() as logged:
        for what, wrong in some(bent(payload), 7):
            if what.startswith(NAMELESS) or (kind == "typing" and what.startswith("type =")):
                continue  # a type that says it is a command gets a command's answer
            record, fresh = raw.anew(payload)
            await raw.feed.event("INTERACTION_CREATE", wrong | {"id": fresh["id"], "token": fresh["token"]})
            pending.append((what, record))
            if len(pending) % 40 == 0:
                await raw.answered(*(record for _, record in pending[-40:]))
        await raw.answered(*(record for _, record in pending[-40:]))
    assert len(pending) > budget(40, 300)
    assert [what for what, record in pending if not record.responded] == []
    assert [each for each in logged if each["log_level"] in {"error", "critical"}] == []
    assert await raw.send(payload)


async def test_n13_what_names_neither_id_nor_token_is_dropped_and_ends_nothing(club: Any, raw: Raw) -> None:
    command = (await raw.kinds())["command"]
    for field in NAMELESS:
        for value in (GONE, None, [], {}):
            await raw.feed.event("INTERACTION_CREATE", bend(command, (field,), value))
    for payload in (None, [], "x", {}):
        await raw.feed.event("INTERACTION_CREATE", payload)
    await club.env.settle()
    assert club.env.bot.vitals.dropped["INTERACTION_CREATE"] == 12
    assert await raw.send(command) == "<message>"
