"""Threads: how they begin and end, what the bot is told of them, and what a closed one refuses."""

import asyncio
from pathlib import Path
from typing import Any

import discord
import pytest

from playground import seed, threads
from playground.interactions import Kind
from playground.model import Channel, Message
from playground.permissions import Permission
from playground.server import Playground
from tests.playground.conftest import PATIENCE, Api, Page, running
from tests.playground.demo import DemoBot

GENERAL = f"/channels/{seed.GENERAL}"
PUBLIC = {"name": "The ending", "type": 11}


def told(bot: DemoBot, event: str) -> Any:
    """A task that waits for an event which the bot is told of."""
    return asyncio.create_task(asyncio.wait_for(bot.wait_for(event), PATIENCE))


def channel_of(bot: DemoBot) -> discord.TextChannel:
    found = bot.get_channel(seed.GENERAL)
    assert isinstance(found, discord.TextChannel)
    return found


def begun(playground: Playground, on: Message | None = None, owner: int = seed.BOT) -> Channel:
    general = playground.world.state.channels[seed.GENERAL]
    return threads.begin(playground.world, general, "The ending", owner, 1440, on)


def said(playground: Playground, channel: int = seed.GENERAL, author: int = seed.SAM) -> Message:
    message = Message(playground.world.new_id(), channel, author, "What a film")
    playground.world.save_message(message)
    return message


def allow(playground: Playground, *, without: Permission) -> None:
    """The bot's permissions but for some, which nobody else has of everyone's either."""
    for role in (seed.BOT_ROLE, seed.GUILD):
        playground.world.state.roles[role].permissions &= ~without


# The bot's side


async def test_a_thread_of_its_own_is_told_in_its_channel(playground: Playground, bot: DemoBot) -> None:
    created = told(bot, "thread_create")
    async with Page(playground) as sam:
        thread = await channel_of(bot).create_thread(name="The ending", type=discord.ChannelType.public_thread)
        shown = (await sam.event("channel"))["channel"]
        message = await sam.message(lambda each: each["kind"] == 18)
    assert (thread.name, thread.parent_id, thread.owner_id) == ("The ending", seed.GENERAL, seed.BOT)
    assert (thread.archived, thread.locked, thread.auto_archive_duration) == (False, False, 1440)
    assert (thread.member_count, thread.message_count) == (1, 0)
    assert thread.me is not None
    assert (await created).id == thread.id
    assert bot.guilds[0].get_thread(thread.id)
    assert (shown["id"], shown["parent"], shown["type"]) == (str(thread.id), str(seed.GENERAL), 11)
    assert (message["text"], message["thread"]) == ("The ending", str(thread.id))


async def test_a_thread_on_a_message_has_its_id_and_begins_with_it(playground: Playground, bot: DemoBot) -> None:
    async with Page(playground) as sam:
        await sam.use("discuss", question="Was it fair?")
        asked = await sam.message(lambda each: each["thread"] is not None)
        first = await sam.message(lambda each: each["kind"] == 21)
        await sam.message(lambda each: each["text"] == "What do you think?")
    assert asked["thread"] == asked["id"] == first["channel"]
    assert first["reply_to"] == {"id": asked["id"], "author": str(seed.BOT), "text": "Was it fair?"}
    message = await channel_of(bot).fetch_message(int(asked["id"]))
    assert message.flags.has_thread
    assert message.thread is not None
    fetched = await bot.fetch_channel(message.thread.id)
    assert isinstance(fetched, discord.Thread)
    assert (fetched.message_count, fetched.total_message_sent) == (1, 1)
    history = [each async for each in fetched.history(oldest_first=True)]
    assert [each.type.value for each in history] == [21, 0]
    assert history[0].reference is not None
    assert history[0].reference.message_id == message.id


async def test_the_owner_names_archives_and_deletes_its_thread(playground: Playground, bot: DemoBot) -> None:
    thread = await channel_of(bot).create_thread(name="A", type=discord.ChannelType.public_thread)
    updated = told(bot, "raw_thread_update")
    await thread.edit(name="B", auto_archive_duration=60)
    assert (await updated).data["name"] == "B"
    async with Page(playground) as sam:
        assert (await sam.event("state"))["messages"][str(thread.id)][0]["kind"] == 4
        await thread.edit(archived=True, locked=True)
        await sam.event("channel", lambda frame: frame["channel"]["archived"] and frame["channel"]["locked"])
        fetched = await bot.fetch_channel(thread.id)
        assert isinstance(fetched, discord.Thread)
        assert (fetched.archived, fetched.locked, fetched.auto_archive_duration) == (True, True, 60)
        deleted = told(bot, "raw_thread_delete")
        await thread.delete()
        assert (await deleted).thread_id == thread.id
        await sam.event("channel_gone")
    with pytest.raises(discord.NotFound) as refusal:
        await thread.send("Still there?")
    assert refusal.value.code == 10003


async def test_a_bot_joins_leaves_and_brings_others_in(playground: Playground, bot: DemoBot) -> None:
    thread = await bot.fetch_channel(begun(playground, owner=seed.MIRA).id)
    assert isinstance(thread, discord.Thread)
    assert thread.me is None
    joined = told(bot, "thread_join")
    await thread.join()
    assert (await joined).id == thread.id
    await thread.add_user(discord.Object(seed.ADA))
    assert (await thread.fetch_member(seed.ADA)).id == seed.ADA
    await thread.remove_user(discord.Object(seed.ADA))
    left = told(bot, "thread_remove")
    await thread.leave()
    assert (await left).id == thread.id
    assert list(playground.world.state.channels[thread.id].joined) == [seed.MIRA]
    told_there = [(each.kind, each.author, each.mentions) for each in playground.world.messages(thread.id)]
    assert told_there == [(1, seed.BOT, [seed.ADA]), (2, seed.BOT, [seed.ADA])]


async def test_a_command_is_answered_in_a_thread_even_in_an_archived_one(playground: Playground, sam: Page) -> None:
    for archived in (False, True):
        thread = begun(playground)
        threads.change(playground.world, thread, seed.MIRA, archived=archived)
        assert (await sam.use("sums", in_channel=thread.id))["ok"]
        answer = await sam.message(lambda each, place=thread.id: each["channel"] == str(place))
        assert f'data-channel="{thread.id}"' in answer["html"]
        assert not thread.archived


async def test_threads_outlive_a_restart_and_come_with_the_guild(tmp_path: Path) -> None:
    async with Playground(tmp_path, port=0) as first:
        kept, archived = begun(first, said(first)), begun(first)
        said(first, kept.id)
        threads.change(first.world, archived, seed.MIRA, archived=True)
    async with Playground(tmp_path, port=0) as second, running(second) as bot, Page(second) as sam:
        assert [each.id for each in bot.guilds[0].threads] == [kept.id]
        assert bot.guilds[0].threads[0].message_count == 1
        state = await sam.event("state")
        assert {each["id"]: each["archived"] for each in state["channels"] if each["type"] == 11} == {
            str(kept.id): False,
            str(archived.id): True,
        }
        assert [each["kind"] for each in state["messages"][str(kept.id)]] == [21, 0]


async def test_a_thread_is_no_choice_where_a_text_channel_is_asked_for(playground: Playground, sam: Page) -> None:
    for place in (begun(playground).id, seed.MIRA):
        answer = await sam.use("options", kind="one", number=1, channel=str(place))
        assert answer["message"] == "channel: nothing of that kind is here."


# Refusals


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, None, 5])
async def test_a_thread_has_a_name_of_one_to_a_hundred_characters(api: Api, playground: Playground, name: Any) -> None:
    for path in (f"{GENERAL}/threads", f"{GENERAL}/messages/{said(playground).id}/threads"):
        status, body = await api("POST", path, {"name": name, "type": 11})
        assert (status, body["code"]) == (400, 50035)
        assert "name" in body["errors"]
    status, body = await api("PATCH", f"/channels/{begun(playground).id}", {"name": "x" * 101})
    assert (status, body["code"]) == (400, 50035)


async def test_a_message_has_one_thread(api: Api, playground: Playground) -> None:
    path = f"{GENERAL}/messages/{said(playground).id}/threads"
    assert (await api("POST", path, {"name": "One"}))[0] == 201
    status, body = await api("POST", path, {"name": "Two"})
    assert (status, body["code"]) == (400, 160004)


async def test_threads_begin_in_text_channels_only(api: Api, playground: Playground) -> None:
    thread = begun(playground)
    _, direct = await api("POST", "/users/@me/channels", {"recipient_id": str(seed.ADA)})
    for place in (thread.id, direct["id"]):
        status, body = await api("POST", f"/channels/{place}/threads", PUBLIC)
        assert (status, body["code"]) == (400, 50024)
    assert (await api("POST", f"{GENERAL}/messages/1/threads", PUBLIC))[1]["code"] == 10008
    assert (await api("PATCH", GENERAL, {"name": "x"}))[1]["code"] == 50013
    assert (await api("DELETE", GENERAL))[1]["code"] == 50013


async def test_without_the_permission_no_thread_begins(api: Api, playground: Playground) -> None:
    assert (await api("POST", f"{GENERAL}/threads", {"name": "Private"}))[1]["code"] == 50013
    allow(playground, without=Permission.CREATE_PUBLIC_THREADS)
    status, body = await api("POST", f"{GENERAL}/threads", PUBLIC)
    assert (status, body["code"]) == (403, 50013)


@pytest.mark.parametrize(
    ("owner", "change", "allowed"),
    [
        (seed.BOT, {"name": "B"}, True),
        (seed.BOT, {"archived": True}, True),
        (seed.BOT, {"locked": True}, False),
        (seed.MIRA, {"name": "B"}, False),
        (seed.MIRA, {"archived": True}, False),
    ],
)
async def test_without_moderation_a_bot_changes_its_own_threads_only(
    api: Api, playground: Playground, owner: int, change: dict[str, Any], allowed: bool
) -> None:
    thread = begun(playground, owner=owner)
    allow(playground, without=Permission.MANAGE_THREADS)
    status, body = await api("PATCH", f"/channels/{thread.id}", change)
    assert (status, body.get("code")) == ((200, None) if allowed else (403, 50013))
    assert (await api("DELETE", f"/channels/{thread.id}"))[1]["code"] == 50013


async def test_a_message_opens_an_archived_thread_and_nothing_else_is_done_in_it(
    api: Api, playground: Playground
) -> None:
    thread = begun(playground)
    _, message = await api.say({"content": "before"}, thread.id)
    threads.change(playground.world, thread, seed.MIRA, archived=True)
    path = f"/channels/{thread.id}/messages/{message['id']}"
    for method, where, body in (
        ("PATCH", path, {"content": "after"}),
        ("PATCH", f"/channels/{thread.id}", {"name": "Other"}),
        ("PUT", f"/channels/{thread.id}/thread-members/@me", None),
    ):
        status, refusal = await api(method, where, body)
        assert (status, refusal) == (400, {"message": "Thread is archived", "code": 50083})
    assert (await api("DELETE", path))[0] == 204
    assert (await api.say({"content": "again"}, thread.id))[0] == 200
    assert not thread.archived
    threads.change(playground.world, thread, seed.MIRA, archived=True)
    status, body = await api("PATCH", f"/channels/{thread.id}", {"archived": False, "name": "Other"})
    assert (status, body["name"], body["thread_metadata"]["archived"]) == (200, "Other", False)


async def test_a_locked_thread_takes_moderators_only(api: Api, playground: Playground) -> None:
    thread = begun(playground)
    _, message = await api.say({"content": "x"}, thread.id)
    threads.change(playground.world, thread, seed.MIRA, locked=True)
    assert (await api.say({"content": "may"}, thread.id))[0] == 200
    allow(playground, without=Permission.MANAGE_THREADS)
    status, body = await api.say({"content": "may not"}, thread.id)
    assert (status, body) == (403, {"message": "Thread is locked", "code": 160005})
    path = f"/channels/{thread.id}/messages/{message['id']}"
    assert (await api("PATCH", path, {"content": "y"}))[1]["code"] == 160005
    threads.change(playground.world, thread, seed.MIRA, archived=True)
    assert (await api.say({"content": "may not"}, thread.id))[1]["code"] == 50083
    assert (await api("PATCH", f"/channels/{thread.id}", {"archived": False}))[1]["code"] == 50013
    assert (await api("DELETE", path))[1]["code"] == 50083


async def test_a_button_in_an_archived_thread_is_answered_with_a_message_but_changes_nothing(
    api: Api, playground: Playground
) -> None:
    thread = begun(playground)
    message = said(playground, thread.id, seed.BOT)
    threads.change(playground.world, thread, seed.MIRA, archived=True)

    def pressed() -> Any:
        return playground.interactions.open(Kind.COMPONENT, seed.SAM, thread.id, {}, source=message.id)

    assert (await api.answer(pressed(), 7, {"content": "changed"}))[1]["code"] == 50083
    assert (await api.answer(pressed(), 4, {"content": "private", "flags": 64}))[0] == 204
    assert thread.archived
    assert (await api.answer(pressed(), 4, {"content": "for all"}))[0] == 204
    assert not thread.archived


# A moderator's hand


async def test_moderators_archive_lock_and_delete_from_the_page(playground: Playground, bot: DemoBot) -> None:
    thread = await channel_of(bot).create_thread(name="A", type=discord.ChannelType.public_thread)
    where = str(thread.id)
    async with Page(playground, seed.MIRA) as mira, Page(playground, seed.SAM) as sam:
        shown = {each["id"]: each["can_manage"] for each in (await mira.event("state"))["channels"]}
        assert shown[where]
        assert not shown[str(seed.GENERAL)]
        for do in ("archive", "lock", "delete"):
            assert not (await sam.ask("thread", channel=where, do=do))["ok"]
        assert not (await mira.ask("thread", channel=str(seed.GENERAL), do="delete"))["ok"]
        assert (await mira.ask("thread", channel=where, do="lock"))["ok"]
        locked = await sam.event("channel", lambda frame: frame["channel"]["locked"])
        assert (locked["channel"]["can_send"], locked["channel"]["can_manage"]) == (False, False)
        await mira.ask("thread", channel=where, do="unlock")
        await mira.ask("thread", channel=where, do="archive")
        assert (await sam.ask("say", channel=where, text="It is open again"))["ok"]
        assert not playground.world.state.channels[thread.id].archived
        deleted = told(bot, "raw_thread_delete")
        assert (await mira.ask("thread", channel=where, do="delete"))["ok"]
        assert (await deleted).thread_id == thread.id
        await sam.event("channel_gone", lambda frame: frame["id"] == where)


async def test_what_a_bot_does_after_its_thread_has_vanished_is_refused_and_breaks_nothing(
    api: Api, playground: Playground
) -> None:
    thread = begun(playground)
    message = said(playground, thread.id, seed.BOT)
    opened = [
        playground.interactions.open(Kind.COMPONENT, seed.SAM, thread.id, {}, source=message.id) for _ in range(4)
    ]
    await api.answer(opened[3], 5)
    async with Page(playground, seed.MIRA) as mira:
        await mira.ask("thread", channel=str(thread.id), do="delete")
        for path, body in ((f"/channels/{thread.id}", None), (f"/channels/{thread.id}/messages", {"content": "x"})):
            assert (await api("POST" if body else "GET", path, body))[1]["code"] == 10003
        assert (await api.answer(opened[0], 4, {"content": "x"}))[1]["code"] == 10003
        assert (await api.answer(opened[1], 4, {"content": "x"}, files=[("a.txt", b"x")]))[1]["code"] == 10003
        assert (await api.answer(opened[2], 7, {"content": "x"}))[1]["code"] == 10008
        followed = f"/webhooks/{seed.BOT}/{opened[3].token}"
        assert (await api("POST", followed, {"content": "x"}))[1]["code"] == 10003
        assert (await api("PATCH", f"{followed}/messages/@original", {"content": "x"}))[1]["code"] == 10008
        await mira.ask("become", member=str(seed.SAM))
        await mira.event("state", lambda frame: frame["me"] == str(seed.SAM))
        assert (await mira.ask("say", channel=str(seed.GENERAL), text="All is well"))["ok"]
