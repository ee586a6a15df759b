"""What the page is told and what it may ask for, seen from its socket."""

import pytest

from playground import seed
from playground.model import Channel, ChannelKind, Message
from playground.server import Playground
from tests.playground.conftest import Api, Page


async def test_the_state_names_everything_a_page_shows(tmp_path_factory: pytest.TempPathFactory) -> None:
    welcome = [{"label": "Try", "hint": "It answers", "command": "explain", "options": {"topic": "x"}}]
    data = tmp_path_factory.mktemp("data")
    own = Playground(data, port=0, bot_name="Bee", welcome=welcome, problems=["A pack is broken."])
    async with own as opened, Page(opened, seed.ADA) as page:
        state = await page.event("state")
    assert state["bot"] == {"id": str(seed.BOT), "name": "Bee", "online": False}
    assert state["guild"] == {"id": str(seed.GUILD), "name": "Film Club"}
    assert [each["name"] for each in state["servers"]] == ["Film Club", "Reading Room"]
    assert state["me"] == str(seed.ADA)
    assert [each["name"] for each in state["members"]] == ["Mira", "Farid", "Sam", "Ada", "Jun", "Bee"]
    mira = state["members"][0]
    assert (mira["roles"], mira["color"], mira["initials"]) == (["Moderators"], "#b4553a", "M")
    assert (mira["moderator"], mira["about"], mira["bot"]) == (True, "moderator", False)
    listed = [(each["name"], each["place"]) for each in state["channels"]]
    assert listed[:2] == [("general", "server"), ("film-night", "server")]
    assert listed[2:] == [
        ("readings", "elsewhere"),
        ("small-talk", "elsewhere"),
        ("Study group", "group"),
        ("Bee", "direct"),
    ]
    assert state["channels"][0]["can_send"]
    assert (state["messages"], state["unread"]) == ({}, {})
    assert (state["welcome"], state["problems"]) == (welcome, ["A pack is broken."])


async def test_problems_that_come_up_later_are_told_to_every_page_and_taken_away(playground: Playground) -> None:
    async with Page(playground, seed.MIRA) as mira, Page(playground, seed.SAM) as sam:
        for problems in (["bees.yaml:3:1: unknown key"], []):
            playground.show_problems(problems)
            for page in (mira, sam):
                await page.event("problems", lambda frame, told=problems: frame["problems"] == told)
        await sam.ask("become", member=str(seed.ADA))
        assert (await sam.event("state", lambda frame: frame["me"] == str(seed.ADA)))["problems"] == []


async def test_an_unknown_member_becomes_a_student(playground: Playground) -> None:
    async with Page(playground, 1) as page:
        assert (await page.event("state"))["me"] == str(seed.SAM)


async def test_what_is_said_in_a_hidden_channel_reaches_those_who_see_it(playground: Playground) -> None:
    async with Page(playground, seed.MIRA) as mira, Page(playground, seed.SAM) as sam:
        await mira.ask("say", channel=str(seed.MODERATORS_ONLY), text="Between us")
        await mira.ask("say", channel=str(seed.GENERAL), text="For all")
        await sam.message(lambda message: message["text"] == "For all")
        assert "Between us" not in str(sam.frames)
        answer = await sam.ask("say", channel=str(seed.MODERATORS_ONLY), text="Me too")
        assert answer["message"] == "That channel is not here."
        switched = await sam.ask("become", member=str(seed.MIRA))
        assert switched["ok"]
        state = await sam.event("state", lambda frame: frame["me"] == str(seed.MIRA))
        assert state["messages"][str(seed.MODERATORS_ONLY)][0]["text"] == "Between us"


@pytest.mark.parametrize("member", [seed.BOT, 1])
async def test_nobody_becomes_the_bot_or_a_stranger(playground: Playground, member: int) -> None:
    async with Page(playground) as page:
        assert not (await page.ask("become", member=str(member)))["ok"]


async def test_unread_messages_are_counted_until_they_are_read(playground: Playground) -> None:
    async with Page(playground, seed.SAM) as sam, Page(playground, seed.ADA) as ada:
        for text in ("one", "two"):
            await ada.ask("say", channel=str(seed.FILM_NIGHT), text=text)
        await sam.event("unread", lambda frame: frame["unread"] == {str(seed.FILM_NIGHT): 2})
        await sam.ask("read", channel=str(seed.FILM_NIGHT))
        await sam.event("unread", lambda frame: frame["unread"] == {})
        assert not [frame for frame in ada.frames if frame["op"] == "unread" and frame["unread"]]


@pytest.mark.parametrize(("text", "fits"), [("", False), ("   ", False), ("x" * 2000, True), ("x" * 2001, False)])
async def test_a_message_has_one_to_two_thousand_characters(playground: Playground, text: str, fits: bool) -> None:
    async with Page(playground) as page:
        assert (await page.ask("say", channel=str(seed.GENERAL), text=text))["ok"] is fits


async def test_nobody_writes_where_it_is_locked(playground: Playground) -> None:
    thread = Channel(playground.world.new_id(), ChannelKind.PUBLIC_THREAD, "A film", parent=seed.GENERAL, locked=True)
    async with Page(playground) as page:
        playground.world.save_channel(thread)
        shown = (await page.event("channel"))["channel"]
        assert (shown["type"], shown["parent"], shown["can_send"]) == (11, str(seed.GENERAL), False)
        answer = await page.ask("say", channel=str(thread.id), text="Hello")
        assert answer["message"] == "You may not write in #A film."
        playground.world.remove_channel(thread)
        await page.event("channel_gone", lambda frame: frame["id"] == str(thread.id))


async def test_a_changed_message_replaces_itself(playground: Playground, api: Api) -> None:
    async with Page(playground) as page:
        _, message = await api.say({"content": "before"})
        await api("PATCH", f"/channels/{seed.GENERAL}/messages/{message['id']}", {"content": "after"})
        changed = await page.message(lambda shown: shown["text"] == "after")
        assert changed["id"] == message["id"]
        assert changed["edited"]
        await api("DELETE", f"/channels/{seed.GENERAL}/messages/{message['id']}")
        await page.event("message_gone", lambda frame: frame["id"] == message["id"])


async def test_a_reply_shows_what_it_answers(playground: Playground, api: Api) -> None:
    async with Page(playground) as page:
        _, first = await api.say({"flags": 1 << 15, "components": [{"type": 10, "content": "The question"}]})
        await api.say({"content": "The answer", "message_reference": {"message_id": first["id"]}})
        reply = await page.message(lambda shown: shown["text"] == "The answer")
        assert reply["reply_to"] == {"id": first["id"], "author": str(seed.BOT), "text": "The question"}


async def test_private_messages_go_with_the_page_that_they_came_to(playground: Playground) -> None:
    def private(text: str) -> Message:
        return Message(playground.world.new_id(), seed.GENERAL, seed.BOT, text, reader=seed.SAM)

    async with Page(playground) as sam:
        old = private("The first")
        playground.world.save_message(old)
        await sam.message(lambda each: each["text"] == "The first")
        since = (await sam.event("state"))["since"]
    async with Page(playground) as anew, Page(playground, since=since) as back:
        assert (await anew.event("state"))["messages"] == {}
        assert [each["text"] for each in (await back.event("state"))["messages"][str(seed.GENERAL)]] == ["The first"]
        old.content = "The first, changed"
        playground.world.edit_message(old)
        playground.world.save_message(private("The second"))
        await back.message(lambda each: each["text"] == "The first, changed")
        await anew.message(lambda each: each["text"] == "The second")
        assert "The first" not in str(anew.frames)


async def test_anothers_private_message_can_be_neither_used_nor_dismissed(playground: Playground) -> None:
    row = {"type": 1, "id": 1, "components": [{"type": 2, "id": 2, "style": 1, "label": "x", "custom_id": "x"}]}
    private = Message(playground.world.new_id(), seed.GENERAL, seed.BOT, components=[row], reader=seed.SAM)
    playground.world.save_message(private)
    public = Message(playground.world.new_id(), seed.GENERAL, seed.BOT, "For all")
    playground.world.save_message(public)
    async with Page(playground, seed.ADA) as ada, Page(playground, seed.SAM) as sam:
        shown = {"id": str(private.id)}
        assert not (await ada.press(shown, "x"))["ok"]
        assert not (await ada.ask("dismiss", message=shown["id"]))["ok"]
        assert (await sam.press(shown, "x"))["ok"]
        assert not (await sam.ask("dismiss", message=str(public.id)))["ok"]


@pytest.mark.parametrize(
    "frame", [{"op": "command"}, {"op": "fly"}, {"op": "say", "channel": "general", "text": "x"}, {}]
)
async def test_a_request_that_makes_no_sense_is_answered_and_nothing_breaks(
    playground: Playground, frame: dict[str, str]
) -> None:
    async with Page(playground) as page:
        answer = await page.ask(frame.get("op", ""), **{key: each for key, each in frame.items() if key != "op"})
        assert not answer["ok"]
        assert "Reload the page." in answer["message"]
        assert (await page.ask("say", channel=str(seed.GENERAL), text="Still there"))["ok"]
