"""Moderators hear in a channel of theirs that reports wait: an hour apart at least, never whose, and never lost."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import discord
import pytest

from bot.chat.cards import Card
from bot.chat.messenger import LaterError, LostError, Messenger
from bot.database import open_database
from bot.guilds.rules import Member
from bot.guilds.service import Guilds
from bot.packs.mistakes.notices import Notices
from bot.packs.mistakes.rules import waiting_line
from bot.packs.mistakes.service import Mistakes
from bot.packs.shelf.shelves import Item, Shelves
from tests.samples import ants, bees

HERE, CHANNEL, SAM, MIRA = 100, 7, 5, Member(6, (), manages_guild=True)
START = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def words(card: Card) -> str:
    """What a card says."""
    return "\n".join(part.content for part in card.walk_children() if isinstance(part, discord.ui.TextDisplay))


class Heard(Messenger):
    """Channels that keep what is posted, or fail as Discord would."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.posts: list[tuple[int, str, str]] = []
        self.fails: Exception | None = None

    async def send(self, guild_id: int, channel_id: int, card: Any, nonce: str, **more: Any) -> int:
        del guild_id, more
        if self.fails:
            raise self.fails
        self.posts.append((channel_id, words(card), nonce))
        return len(self.posts)


class Room:
    """A server whose moderators chose a channel."""

    def __init__(self, database: Any) -> None:
        self.now = START
        self.guilds, self.channels = Guilds(database), Heard()
        self.mistakes = Mistakes(database, lambda: self.now)
        self.notices = Notices(self.mistakes, self.guilds, self.channels)
        self.shelf = Shelves([bees(), ants()]).of(HERE)

    def item(self, value: str = "bees/winter") -> Item:
        found = self.shelf.find(value)
        assert found
        return found

    async def report(self, value: str = "bees/winter") -> None:
        """As the form does."""
        tell = (await self.guilds.settings(HERE)).moderators_channel is not None
        await self.mistakes.report(HERE, self.item(value), "It is warm.", SAM, tell=tell)
        if tell:
            await self.notices.tell(HERE)

    def heard(self) -> list[str]:
        return [text for _, text, _ in self.channels.posts]


@pytest.fixture
async def room(url: str) -> AsyncIterator[Room]:
    async with open_database(url) as database:
        room = Room(database)
        await room.guilds.change(HERE, MIRA, moderators_channel=CHANNEL)
        yield room


async def test_the_first_report_is_told_at_once_and_those_of_the_same_hour_together_after_it(room: Room) -> None:
    await room.report()
    assert room.heard() == ["1 reported mistake waits for a moderator, in `bees`. `/pack info` shows them."]
    assert room.channels.posts[0][0] == CHANNEL
    await room.report()
    room.now += timedelta(minutes=59)
    await room.report(f"ants/{next(iter(ants().entries())).id}")
    await room.notices.tell_all()
    assert len(room.heard()) == 1
    room.now += timedelta(minutes=1)
    await room.notices.tell_all()
    await room.notices.tell_all()
    assert room.heard()[1:] == [
        "3 reported mistakes wait for a moderator, in `bees` (2) and `ants` (1). `/pack info` shows them."
    ]
    assert len({nonce for _, _, nonce in room.channels.posts}) == 2
    assert all(len(nonce) <= 25 for _, _, nonce in room.channels.posts)
    room.now += 5 * HOUR
    await room.notices.tell_all()
    assert len(room.heard()) == 2


async def test_without_a_channel_nobody_is_owed_anything(room: Room) -> None:
    await room.guilds.reset(HERE, MIRA, "moderators_channel")
    await room.report()
    room.now += HOUR
    assert await room.mistakes.guilds_to_tell() == []
    await room.guilds.change(HERE, MIRA, moderators_channel=CHANNEL)
    await room.report()
    assert room.heard() == ["2 reported mistakes wait for a moderator, in `bees`. `/pack info` shows them."]


async def test_what_was_dismissed_meanwhile_is_not_told(room: Room) -> None:
    await room.report()
    await room.report()
    for mistake in await room.mistakes.of_pack(HERE, "bees"):
        await room.mistakes.dismiss(HERE, mistake.id, MIRA.id)
    room.now += HOUR
    await room.notices.tell_all()
    assert len(room.heard()) == 1


async def test_what_discord_did_not_take_is_told_an_hour_later(room: Room) -> None:
    room.channels.fails = LaterError("HTTP 503")
    await room.report()
    room.channels.fails = None
    await room.notices.tell_all()
    assert room.heard() == []
    room.now += HOUR
    await room.notices.tell_all()
    assert len(room.heard()) == 1


@pytest.mark.parametrize("error", [LostError("the channel is gone.", 10003), RuntimeError("a bug")])
async def test_p08_a_channel_that_is_gone_keeps_no_report_from_being_taken(room: Room, error: Exception) -> None:
    room.channels.fails = error
    await room.report()
    assert len(await room.mistakes.of_pack(HERE, "bees")) == 1
    assert await room.mistakes.guilds_to_tell() == []


def test_a_line_about_many_packs_names_some() -> None:
    text = waiting_line([(f"pack-{number}", 2) for number in range(9)])
    assert text.endswith("`pack-4` (2) and 4 other packs. `/pack info` shows them.")
    assert text.startswith("18 reported mistakes wait")
