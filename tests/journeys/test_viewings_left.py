"""Whoever leads has left, and Discord does or does not tell so."""

import asyncio
import re
from typing import Any

import discord
import pytest

from bot import clock
from bot.guilds.rules import Person
from bot.packs.shelf.shelves import Shelves
from bot.threads import people
from bot.threads.posting import delivery
from bot.viewings.moves import Move, Request
from bot.viewings.service import Viewings
from tests.journeys.conftest import labels, words
from tests.journeys.watching import card, ids, panel, press, start
from tests.samples import ants
from tests.viewings.evening import hive


@pytest.fixture
def shelves() -> Shelves:
    return Shelves([hive(), ants()])


@pytest.fixture(autouse=True)
def _no_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "PAUSE", 0.0)


async def two(club: Any) -> tuple[Any, Any, Any]:
    """A group that two members joined."""
    thread = await start(club)
    ada, ben = (club.guild.add_member(club.env.create_user(name)) for name in ("ada", "ben"))
    for member in (ada, ben):
        await press(club, member, thread, "Join")
    return thread, ada, ben


async def test_of_two_who_take_over_at_once_one_leads(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    thread, ada, ben = await two(club)
    monkeypatch.setattr(discord.Guild, "fetch_member", _gone)
    offered = await panel(club, thread, ben)
    viewings = club.env.bot.services.get(Viewings)
    [viewing_id] = {int(each) for each in re.findall(r"panel-lead:(\d+)", ids(card(thread)))}
    first = Request(move=Move.TAKE_OVER, by=Person(ada.id), leaderless=True)

    async def while_ben_is_asked_about(*_: Any) -> Any:
        await viewings.move(club.guild.id, viewing_id, first, clock.now())
        await _gone()

    monkeypatch.setattr(discord.Guild, "fetch_member", while_ben_is_asked_about)
    assert "out of date" in words(await ben.click(offered, label="Take over"))
    status = await viewings.get(club.guild.id, viewing_id, ada.id, clock.now())
    assert status.viewing.facilitator_id == ada.id


@pytest.mark.parametrize("trouble", ["refuses", "is silent"])
async def test_while_discord_does_not_tell_who_is_here_nothing_changes_and_that_is_said(
    club: Any, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    thread, ada, _ = await two(club)
    monkeypatch.setattr(people, "TELLS", 0.05)
    monkeypatch.setattr(discord.Guild, "fetch_member", _refused if trouble == "refuses" else _silent)
    told = await ada.click(card(thread), label="Lead")
    assert told.ephemeral
    assert "try again soon" in words(told)


async def test_a_moderator_takes_over_whatever_discord_tells(club: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    thread, *_ = await two(club)
    monkeypatch.setattr(discord.Guild, "fetch_member", _refused)
    shown = await panel(club, thread, club.mira)
    more = await club.mira.click(shown, label="More")
    assert "Take over" in labels(more)
    assert "You lead" in words(await club.mira.click(more.response, label="Take over"))


class _Response:
    status, reason = 503, "Service Unavailable"


async def _refused(*_: Any) -> Any:
    raise discord.DiscordServerError(_Response(), None)  # type: ignore[arg-type] - what of a response it reads


async def _silent(*_: Any) -> Any:
    await asyncio.sleep(60)


async def _gone(*_: Any) -> Any:
    response = _Response()
    response.status = 404
    raise discord.NotFound(response, {"code": people.UNKNOWN_MEMBER, "message": ""})  # type: ignore[arg-type] - as above
