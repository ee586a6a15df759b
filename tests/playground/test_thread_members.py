"""Who is in a thread, what that makes unread to them, and whom a message pings."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from playground import seed, threads
from playground.model import Channel, MessageKind
from playground.permissions import Permission
from playground.server import Playground
from tests.playground.conftest import Api, Frame, Page
from tests.playground.test_gateway import GUILDS, MESSAGES, Client
from tests.playground.test_threads import begun, said

NOBODY = {"parse": []}


@pytest.fixture
def thread(playground: Playground) -> Channel:
    return begun(playground)


@pytest.fixture
async def client(playground: Playground) -> AsyncIterator[Callable[[], Awaitable[Client]]]:
    """Opens connections of a bot that is told of servers and messages, and has no intent for members."""
    async with aiohttp.ClientSession() as session:

        async def opened() -> Client:
            client = Client(await session.ws_connect(playground.gateway), playground.token)
            await client.receive()
            await client.identify(GUILDS | MESSAGES)
            return client

        yield opened


def unread(playground: Playground, member: int, channel: int) -> tuple[int, int]:
    """How many messages, and how many of them ping."""
    world = playground.world
    return world.unread(member).get(channel, 0), world.mentions(member).get(channel, 0)


async def joined(page: Page, thread: Channel, joined: bool = True) -> Frame:
    return await page.event(
        "channel", lambda frame: frame["channel"]["id"] == str(thread.id) and frame["channel"]["joined"] is joined
    )


async def test_a_thread_is_open_to_all_but_counts_as_unread_for_who_is_in_it_only(
    playground: Playground, thread: Channel
) -> None:
    async with Page(playground, seed.SAM) as sam:
        shown = next(each for each in (await sam.event("state"))["channels"] if each["id"] == str(thread.id))
        assert shown["joined"] is False
        said(playground, thread.id, seed.ADA)
        await sam.message(lambda each: each["channel"] == str(thread.id))
        assert unread(playground, seed.SAM, thread.id) == (0, 0)
        assert (await sam.ask("thread", channel=str(thread.id), do="join"))["ok"]
        await joined(sam, thread)
        assert unread(playground, seed.SAM, thread.id) == (1, 0)
        assert (await sam.ask("thread", channel=str(thread.id), do="leave"))["ok"]
        await sam.event("unread", lambda frame: frame["unread"].get(str(thread.id)) is None)
    assert list(thread.joined) == [seed.BOT, seed.ADA]
    assert [each.kind for each in playground.world.messages(thread.id)] == [MessageKind.DEFAULT]


async def test_who_writes_in_a_thread_or_is_named_there_is_in_it(playground: Playground, thread: Channel) -> None:
    async with Page(playground, seed.SAM) as sam, Page(playground, seed.ADA) as ada:
        await sam.ask("say", channel=str(thread.id), text=f"<@{seed.ADA}> what a film")
        await joined(sam, thread)
        await joined(ada, thread)
        assert unread(playground, seed.ADA, thread.id) == (1, 1)
        assert unread(playground, seed.SAM, thread.id) == (0, 0)
        assert seed.JUN not in thread.joined


async def test_who_does_not_see_the_channel_is_not_brought_in_by_being_named(playground: Playground) -> None:
    hidden = threads.begin(
        playground.world, playground.world.state.channels[seed.MODERATORS_ONLY], "Plans", seed.MIRA, 1440
    )
    async with Page(playground, seed.MIRA) as mira:
        await mira.ask("say", channel=str(hidden.id), text=f"<@{seed.SAM}>")
    assert list(hidden.joined) == [seed.MIRA]
    assert playground.world.mentions(seed.SAM) == {}


async def test_an_archived_thread_is_joined_by_writing_only(playground: Playground, thread: Channel) -> None:
    threads.change(playground.world, thread, seed.MIRA, archived=True)
    async with Page(playground, seed.SAM) as sam:
        answer = await sam.ask("thread", channel=str(thread.id), do="join")
        assert answer["message"] == "This thread is archived. A message opens it again."
        await sam.ask("say", channel=str(thread.id), text="One more")
        await joined(sam, thread)


async def test_whom_the_bot_adds_is_named_in_the_thread_once(playground: Playground, api: Api, thread: Channel) -> None:
    path = f"/channels/{thread.id}/thread-members/{seed.ADA}"
    async with Page(playground, seed.ADA) as ada:
        for _ in range(2):
            assert await api("PUT", path) == (204, None)
        line = await ada.message(lambda each: each["kind"] == 1)
        assert (line["author"], line["named"], line["pings"]) == (str(seed.BOT), [str(seed.ADA)], [str(seed.ADA)])
        await ada.event("unread", lambda frame: frame["mentions"] == {str(thread.id): 1})
    assert unread(playground, seed.ADA, thread.id) == (1, 1)
    assert unread(playground, seed.SAM, thread.id) == (0, 0)
    assert (await api("GET", path))[1]["user_id"] == str(seed.ADA)
    assert await api("DELETE", path) == (204, None)
    assert unread(playground, seed.ADA, thread.id) == (0, 0)
    assert (await api("GET", path))[1]["code"] == 10007
    assert [each.kind for each in playground.world.messages(thread.id)] == [1, 2]


async def test_what_a_thread_refuses_about_its_members_is_refused_as_discord_does(
    playground: Playground, api: Api, thread: Channel
) -> None:
    members = f"/channels/{thread.id}/thread-members"
    ada = f"{members}/{seed.ADA}"
    assert await api("GET", members) == (403, {"message": "Missing Access", "code": 50001})
    assert (await api("PUT", f"{members}/1"))[1]["code"] == 10007
    assert (await api("PUT", f"/channels/{seed.GENERAL}/thread-members/{seed.ADA}"))[1]["code"] == 50024
    threads.change(playground.world, thread, seed.MIRA, archived=True)
    for method in ("PUT", "DELETE"):
        assert await api(method, ada) == (400, {"message": "Thread is archived", "code": 50083})
    threads.change(playground.world, thread, seed.MIRA, archived=False)
    for role in (seed.BOT_ROLE, seed.GUILD):
        playground.world.state.roles[role].permissions &= ~(
            Permission.SEND_MESSAGES_IN_THREADS | Permission.MANAGE_THREADS
        )
    for method in ("PUT", "DELETE"):
        assert (await api(method, ada))[1]["code"] == 50013
    assert list(thread.joined) == [seed.BOT]


async def test_a_thread_takes_a_thousand_members_and_counts_fifty(api: Api, thread: Channel) -> None:
    thread.joined |= dict.fromkeys(range(threads.MOST_MEMBERS - 1), 0)
    assert (await api("GET", f"/channels/{thread.id}"))[1]["member_count"] == 50
    assert (await api("PUT", f"/channels/{thread.id}/thread-members/{seed.ADA}"))[1]["code"] == 30033


async def test_without_the_members_intent_a_bot_is_told_of_its_own_coming_and_going_only(
    playground: Playground, api: Api, client: Callable[[], Awaitable[Client]]
) -> None:
    thread = begun(playground, owner=seed.MIRA)
    bot = await client()
    members = f"/channels/{thread.id}/thread-members"
    playground.world.join(thread, seed.ADA)
    await api("PUT", f"{members}/@me")
    await api("PUT", f"{members}/{seed.SAM}")
    await api("DELETE", f"{members}/@me")
    told = [await bot.receive() for _ in range(4)]
    assert [each["t"] for each in told] == [
        "THREAD_MEMBERS_UPDATE",
        "THREAD_MEMBER_UPDATE",
        "MESSAGE_CREATE",
        "THREAD_MEMBERS_UPDATE",
    ]
    assert [each["user_id"] for each in told[0]["d"]["added_members"]] == [str(seed.BOT)]
    assert (told[1]["d"]["user_id"], told[1]["d"]["guild_id"]) == (str(seed.BOT), str(seed.GUILD))
    assert (told[2]["d"]["type"], [each["id"] for each in told[2]["d"]["mentions"]]) == (1, [str(seed.SAM)])
    assert told[3]["d"]["removed_member_ids"] == [str(seed.BOT)]


# Pings


def v2(text: str) -> dict[str, Any]:
    return {"flags": 1 << 15, "components": [{"type": 10, "content": text}]}


@pytest.mark.parametrize(
    ("body", "pinged"),
    [
        ({"content": f"<@{seed.ADA}>"}, {seed.ADA}),
        (v2(f"<@{seed.ADA}> and <@{seed.SAM}>"), {seed.ADA, seed.SAM}),
        (v2(f"<@{seed.ADA}>") | {"allowed_mentions": NOBODY}, set()),
        (
            {"content": f"<@{seed.ADA}> <@{seed.SAM}>", "allowed_mentions": {"parse": [], "users": [str(seed.SAM)]}},
            {seed.SAM},
        ),
        ({"content": f"<@&{seed.FACILITATORS}> @everyone"}, set()),
    ],
)
async def test_exactly_who_is_pinged_has_a_badge(
    playground: Playground, api: Api, body: dict[str, Any], pinged: set[int]
) -> None:
    await api.say(body)
    people = [each.id for each in playground.world.state.members.values() if not each.bot]
    assert {each for each in people if playground.world.mentions(each)} == pinged
    assert all(playground.world.unread(each) == {seed.GENERAL: 1} for each in people)


async def test_roles_and_everybody_are_pinged_by_who_may_do_that(playground: Playground, api: Api) -> None:
    playground.world.state.roles[seed.BOT_ROLE].permissions |= Permission.MENTION_EVERYONE
    await api.say({"content": f"<@&{seed.FACILITATORS}>"})
    assert [playground.world.mentions(each) for each in (seed.FARID, seed.SAM)] == [{seed.GENERAL: 1}, {}]
    await api.say({"content": "@everyone", "allowed_mentions": NOBODY})
    assert playground.world.mentions(seed.SAM) == {}
    _, sent = await api.say({"content": "@everyone"})
    assert sent["mention_everyone"] is True
    assert playground.world.mentions(seed.SAM) == {seed.GENERAL: 1}


async def test_an_answer_pings_whom_it_answers_unless_told_not_to(playground: Playground, api: Api) -> None:
    asked = said(playground)
    answer = {"content": "Yes", "message_reference": {"message_id": str(asked.id)}}
    await api.say(answer | {"allowed_mentions": NOBODY})
    assert playground.world.mentions(seed.SAM) == {}
    await api.say(answer)
    assert playground.world.mentions(seed.SAM) == {seed.GENERAL: 1}


async def test_an_edit_that_names_somebody_brings_them_in_and_pings_nobody(
    playground: Playground, api: Api, thread: Channel
) -> None:
    _, sent = await api.say({"content": "Look"}, thread.id)
    await api("PATCH", f"/channels/{thread.id}/messages/{sent['id']}", {"content": f"Look, <@{seed.ADA}>"})
    assert seed.ADA in thread.joined
    assert unread(playground, seed.ADA, thread.id) == (1, 0)


async def test_every_message_of_the_bot_in_private_has_a_badge(playground: Playground, api: Api) -> None:
    channel = playground.world.direct_channel(playground.world.state.members[seed.ADA])
    await api.say({"content": "Remember the film"}, channel.id)
    assert unread(playground, seed.ADA, channel.id) == (1, 1)
