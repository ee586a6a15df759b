"""The gateway: who gets in, what is sent to whom, and how a client that lost its connection gets what it missed."""

import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import discord
import pytest

from playground import seed
from playground.interactions import Kind
from playground.model import Message
from playground.server import Playground
from tests.budgets import PATIENCE
from tests.playground.conftest import Page, running

GUILDS, MESSAGES, CONTENT = 1, 1 << 9, 1 << 15


class Client:
    """A gateway client of plain frames."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.socket, self.token = socket, token

    async def receive(self) -> dict[str, Any]:
        return await self.socket.receive_json(timeout=PATIENCE)

    async def send(self, opcode: int, data: Any) -> None:
        await self.socket.send_json({"op": opcode, "d": data})

    async def closed(self) -> int | None:
        """The code that the server closed with, whatever came before."""
        while not self.socket.closed:
            await self.socket.receive(timeout=PATIENCE)
        return self.socket.close_code

    async def identify(self, intents: int = GUILDS, **more: Any) -> dict[str, Any]:
        """Logs in; returns READY's data, and takes GUILD_CREATE too where the intents bring it."""
        await self.send(2, {"token": self.token, "intents": intents, "properties": {}, **more})
        ready = await self.receive()
        assert ready["t"] == "READY"
        if intents & GUILDS:
            assert (await self.receive())["t"] == "GUILD_CREATE"
        return ready["d"]


@pytest.fixture
async def connect(playground: Playground) -> AsyncIterator[Callable[[], Awaitable[Client]]]:
    """Opens connections, past their HELLO."""
    async with aiohttp.ClientSession() as session:

        async def opened() -> Client:
            client = Client(await session.ws_connect(playground.gateway), playground.token)
            hello = await client.receive()
            assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41_250)
            return client

        yield opened


def said(playground: Playground, text: str, channel: int = seed.GENERAL, member: int = seed.SAM) -> Message:
    message = Message(playground.world.new_id(), channel, member, text)
    playground.world.save_message(message)
    return message


async def test_the_guild_is_sent_whole(connect: Any) -> None:
    client = await connect()
    await client.send(2, {"token": client.token, "intents": GUILDS, "properties": {}})
    ready, guild = await client.receive(), await client.receive()
    assert ready["d"]["guilds"] == [{"id": str(seed.GUILD), "unavailable": True}]
    assert (ready["s"], guild["s"]) == (1, 2)
    assert [each["name"] for each in guild["d"]["channels"]] == ["general", "film-night", "moderators"]
    assert [each["user"]["id"] for each in guild["d"]["members"]] == [str(seed.BOT)]
    assert guild["d"]["member_count"] == 6


async def test_heartbeats_are_acknowledged_no_sooner_than_over_a_network(connect: Any) -> None:
    client = await connect()
    began = time.perf_counter()
    await client.send(1, None)
    assert (await client.receive())["op"] == 11
    assert time.perf_counter() - began >= 0.04


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([(2, {"token": "wrong", "intents": 1})], 4004),
        ([(6, {"token": "wrong", "session_id": "x", "seq": 1})], 4004),
        ([(8, {"guild_id": "1"})], 4003),
        ([(2, {"token": "{token}", "intents": 1, "shard": [1, 1]})], 4010),
        ([(2, {"token": "{token}", "intents": 1}), (2, {"token": "{token}", "intents": 1})], 4005),
        ([(2, {"token": "{token}", "intents": 1}), (99, {})], 4001),
        ([(2, None)], 4002),
        ([(2, {"token": "{token}", "intents": "many"})], 4002),
    ],
)
async def test_clients_that_break_the_rules_are_closed_with_the_real_codes(
    connect: Any, frames: list[tuple[int, Any]], code: int
) -> None:
    client = await connect()
    for opcode, data in frames:
        await client.socket.send_str(json.dumps({"op": opcode, "d": data}).replace("{token}", client.token))
    assert await client.closed() == code


@pytest.mark.parametrize("frame", ["no JSON", "[]", "{}", "x" * 5000])
async def test_frames_that_are_no_commands_close_the_connection(connect: Any, frame: str) -> None:
    client = await connect()
    await client.socket.send_str(frame)
    assert await client.closed() == 4002


async def test_messages_come_only_to_those_who_asked_for_them(connect: Any, playground: Playground) -> None:
    modest, curious, trusted = await connect(), await connect(), await connect()
    await modest.identify(GUILDS)
    await curious.identify(GUILDS | MESSAGES)
    await trusted.identify(GUILDS | MESSAGES | CONTENT)
    said(playground, "Hello")
    playground.interactions.open(Kind.COMMAND, seed.SAM, seed.GENERAL, {"id": "1", "name": "x", "type": 1})
    assert (await modest.receive())["t"] == "INTERACTION_CREATE"
    for client, content in ((curious, ""), (trusted, "Hello")):
        event = await client.receive()
        assert (event["t"], event["d"]["content"]) == ("MESSAGE_CREATE", content)
        assert event["d"]["guild_id"] == str(seed.GUILD)
        assert (await client.receive())["t"] == "INTERACTION_CREATE"


async def test_changes_and_deletions_of_messages_are_told(connect: Any, playground: Playground) -> None:
    client = await connect()
    await client.identify(GUILDS | MESSAGES | CONTENT)
    message = said(playground, "Hello")
    message.content = "Hello again"
    playground.world.edit_message(message)
    playground.world.remove_message(message)
    events = [await client.receive() for _ in range(3)]
    assert [each["t"] for each in events] == ["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"]
    assert events[1]["d"]["content"] == "Hello again"
    ids = {"id": str(message.id), "channel_id": str(seed.GENERAL), "guild_id": str(seed.GUILD)}
    assert events[2]["d"] == ids


async def test_events_of_another_shard_do_not_come(connect: Any, playground: Playground) -> None:
    own, other = await connect(), await connect()
    home = (seed.GUILD >> 22) % 2
    await own.identify(GUILDS, shard=[home, 2])
    await other.send(2, {"token": other.token, "intents": GUILDS, "properties": {}, "shard": [1 - home, 2]})
    assert (await other.receive())["d"]["guilds"] == []
    playground.interactions.open(Kind.COMMAND, seed.SAM, seed.GENERAL, {"id": "1", "name": "x", "type": 1})
    assert (await own.receive())["t"] == "INTERACTION_CREATE"
    await other.send(1, None)
    assert (await other.receive())["op"] == 11


async def test_a_client_that_comes_back_gets_what_it_missed_in_order(connect: Any, playground: Playground) -> None:
    client = await connect()
    session = (await client.identify(GUILDS | MESSAGES | CONTENT))["session_id"]
    said(playground, "one")
    seen = (await client.receive())["s"]
    await client.socket.close(code=4000)
    for text in ("two", "three"):
        said(playground, text)
    again = await connect()
    await again.send(6, {"token": again.token, "session_id": session, "seq": seen})
    events = [await again.receive() for _ in range(3)]
    assert [each["t"] for each in events] == ["MESSAGE_CREATE", "MESSAGE_CREATE", "RESUMED"]
    assert [each["d"].get("content") for each in events[:2]] == ["two", "three"]
    assert [each["s"] for each in events] == [seen + 1, seen + 2, seen + 3]


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_client_that_says_goodbye_cannot_come_back(connect: Any, code: int) -> None:
    client = await connect()
    session = (await client.identify())["session_id"]
    await client.socket.close(code=code)
    again = await connect()
    await again.send(6, {"token": again.token, "session_id": session, "seq": 2})
    invalid = await again.receive()
    assert (invalid["op"], invalid["d"]) == (9, False)


async def test_an_unmodified_bot_reconnects_and_resumes_when_it_is_asked_to(playground: Playground) -> None:
    async with running(playground) as bot, Page(playground) as page:
        resumed = bot.wait_for("resumed")
        playground.sessions.reconnect()
        await resumed
        assert len(playground.sessions.sessions) == 1
        await page.use("explain", topic="x", share=True)
        assert (await page.message())["text"] == "**x** explained."


@pytest.mark.parametrize("resumable", [True, False])
async def test_a_session_that_is_called_invalid_can_be_resumed_only_if_it_says_so(
    connect: Any, playground: Playground, resumable: bool
) -> None:
    client = await connect()
    session = (await client.identify())["session_id"]
    playground.sessions.invalidate(resumable=resumable)
    told = await client.receive()
    assert (told["op"], told["d"]) == (9, resumable)
    await client.socket.close(code=4000)
    again = await connect()
    await again.send(6, {"token": again.token, "session_id": session, "seq": 2})
    assert (await again.receive())["t"] == ("RESUMED" if resumable else None)


async def test_the_page_sees_the_bot_come_and_go(playground: Playground) -> None:
    async with Page(playground) as page:
        assert not (await page.event("state"))["bot"]["online"]
        async with running(playground):
            await page.event("bot", lambda frame: frame["online"])
            await page.event("commands", lambda frame: bool(frame["commands"]))
        await page.event("bot", lambda frame: not frame["online"])


async def test_members_can_be_asked_for_over_the_gateway(playground: Playground) -> None:
    async with running(playground) as bot:
        guild = bot.guilds[0]
        found = await guild.query_members("fa")
        assert [each.name for each in found] == ["Farid"]
        assert await guild.query_members(user_ids=[seed.ADA, seed.JUN])
        assert (await guild.fetch_member(seed.MIRA)).guild_permissions.manage_guild


async def test_the_bot_hears_messages_with_the_intent_for_them(playground: Playground) -> None:
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    async with running(playground, intents=intents) as bot, Page(playground) as page:
        heard = bot.wait_for("message")
        await page.ask("say", channel=str(seed.GENERAL), text=f"Hello <@{seed.BOT}>")
        message: discord.Message = await heard
        assert message.content == f"Hello <@{seed.BOT}>"
        assert message.mentions[0].id == seed.BOT
        assert message.author.id == seed.SAM
