"""A gateway that sends what cannot be read: the connection holds, and members are answered."""

import asyncio
import threading
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat import connection
from bot.chat.options import UNREADABLE, UNREADABLE_MESSAGE
from playground import requests, seed
from playground.guild_payloads import GuildPayloads
from playground.payloads import Payloads
from playground.sessions import Opcode, Session
from tests import gateway
from tests.gateway import GONE, bend
from tests.journeys.raw import poll_that_never_ends
from tests.wire.crowd import PATIENCE, Crowd, WatchedPlayground, gathered
from tests.wire.faulty import Factory

SHAPES = (
    ("THREAD_CREATE", gateway.thread(seed.GUILD), ("owner_id",)),
    ("GUILD_ROLE_CREATE", {"guild_id": str(seed.GUILD), "role": gateway.role(7)}, ("role", "name")),
    ("CHANNEL_UPDATE", {"guild_id": str(seed.GUILD)} | gateway.channel(seed.GENERAL, 0), ("name",)),
    ("CHANNEL_CREATE", {"guild_id": str(seed.GUILD)} | gateway.channel(8, 13, **gateway.VOCAL), ("bitrate",)),
)
STAGE = bend(gateway.channel(899, 13, **gateway.VOCAL), ("bitrate",), GONE)


async def votes(club: Crowd) -> bool:
    """Whether the bot answers a member."""
    return club.told(await club.click(seed.SAM, await club.post())).startswith("Recorded")


async def test_n12_events_that_cannot_be_read_end_no_session(club: Crowd) -> None:
    before = list(club.playground.faulty.asked)
    [session] = club.playground.faulty.sessions.values()
    for name, payload, path in SHAPES:
        session.dispatch(name, bend(payload, path, GONE))
    assert await votes(club)
    assert club.playground.faulty.asked == before
    assert club.bot.vitals.dropped == {name: 1 for name, _, _ in SHAPES}
    club.playground.faulty.drop()
    await club.until(lambda: club.bot.vitals.resumes == 1)
    assert await votes(club)
    assert club.bot.vitals.dropped.total() == len(SHAPES), "a session goes on after what was dropped"


async def test_n12_a_channel_that_cannot_be_read_costs_its_server_nothing_else_at_any_start(
    watched: WatchedPlayground, factory: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = GuildPayloads.guild_create

    def torn(self: GuildPayloads, *given: Any, **more: Any) -> Any:
        payload = whole(self, *given, **more)
        return payload | {"channels": [STAGE, *payload["channels"]]}

    monkeypatch.setattr(GuildPayloads, "guild_create", torn)
    for _ in range(2):
        async with gathered(watched, factory) as club:
            guild = club.bot.get_guild(seed.GUILD)
            assert guild
            assert guild.get_channel(seed.GENERAL)
            assert guild.get_channel(899) is None
            assert await votes(club)
    assert watched.faulty.asked == [Opcode.IDENTIFY] * 2


@pytest.mark.parametrize("field", ["user", "session_id", "resume_gateway_url", "guilds", "shard"])
async def test_n12_a_session_whose_beginning_cannot_be_read_is_asked_for_anew(
    watched: WatchedPlayground, factory: Factory, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    monkeypatch.setattr(connection, "USUAL", 0.05)
    whole, sent = Session.dispatch, 0

    def dispatch(self: Session, name: str, data: Any) -> None:
        nonlocal sent
        sent += name == "READY"
        whole(self, name, bend(data, (field,), GONE) if name == "READY" and sent == 1 else data)

    monkeypatch.setattr(Session, "dispatch", dispatch)
    async with gathered(watched, factory) as club:
        assert await votes(club)
        beating = [each for each in threading.enumerate() if each.name.startswith("keep-alive-handler")]
        await club.until(lambda: sum(each.is_alive() for each in beating) == 1)
    assert watched.faulty.asked == [Opcode.IDENTIFY] * 2


async def test_n13_what_cannot_be_read_is_answered_on_the_wire_in_time_and_at_a_second_try(
    club: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, changes = Payloads.interaction, {"menu": True}

    def bent(self: Payloads, interaction: Any) -> Any:
        payload = whole(self, interaction)
        if changes["menu"]:
            for message in payload["data"]["resolved"]["messages"].values():
                message["poll"] = poll_that_never_ends()
            return payload
        return bend(payload, ("member", "user"), GONE)

    monkeypatch.setattr(Payloads, "interaction", bent)
    poll = await club.post()
    [menu] = [each for each in club.playground.world.commands(None) if each["name"] == "Check this claim"]
    asked = requests.UseMenu(
        op="context", n=0, channel=seed.GENERAL, command=int(menu["id"]), target=poll.message_id or 0
    )
    for sentence in (UNREADABLE_MESSAGE, UNREADABLE):
        club.trouble("POST", "callback", 503)
        with capture_logs() as logged:
            async with asyncio.timeout(PATIENCE):
                told = await club._opened(club.playground.desk.errands.use_menu(seed.SAM, asked))
            await club.until(lambda logged=logged: any(each["event"] == "interaction" for each in logged))
        assert club.told(told) == sentence
        message = club.playground.world.find_message(told.original or 0)
        assert message
        assert message.reader == seed.SAM
        assert told.token not in str(logged)
        changes["menu"] = False
    assert club.bot.vitals.interactions["command", "unreadable"] == 2
