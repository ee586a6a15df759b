"""What the tests of statements share: a server on a real database, with a clock that tests move."""

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.chat.cards import Card
from bot.database import Database
from bot.outbox.worker import Worker
from bot.statements.course import recover
from bot.statements.due import DueJobs
from bot.statements.rules import Round, Vote
from bot.statements.service import Statements
from bot.statements.views import Paper
from bot.statements.voting import Cast
from tests.polls.room import CHANNEL, DISCORD_EPOCH, FARID, GUILD, Board, Clock, NoPictures

__all__ = ["CHANNEL", "FARID", "GUILD", "Clock", "Room"]


class Notices(Board):
    """The board, which hears whom a message mentions."""

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **_more: Any) -> int:
        return await super().send(guild_id, channel_id, card, nonce)


@dataclass
class Room:
    """A server's rounds with what tests do to them."""

    db: Database
    clock: Clock
    statements: Statements = field(init=False)
    worker: Worker = field(init=False)
    board: Notices = field(default_factory=Notices)
    clicks: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.statements = Statements(self.db, self.clock.now)
        self.worker = Worker(self.db, self.clock.now, self.clock.seconds)
        channels: Any = self.board
        self.worker.add(*DueJobs(self.db, channels, NoPictures()).handlers())
        self.worker.at_start(recover)

    def another(self) -> "Room":
        """The same, as a later run has it; what it posts is on the same board."""
        return Room(self.db, self.clock, board=self.board, clicks=self.clicks)

    def click_id(self, at: datetime | None = None) -> int:
        """The id of an interaction at that moment; later ones are larger."""
        since = (at or self.clock.now()) - DISCORD_EPOCH
        return (int(since.total_seconds() * 1000) << 22) + next(self.clicks)

    async def round(self, question: str = "What did you make of it?", **more: Any) -> Round:
        """A round that collects for a day, its card posted."""
        more.setdefault("collects_until", self.clock.now() + timedelta(days=1))
        more.setdefault("runs", timedelta(days=3))
        more.setdefault("by", FARID)
        round_ = await self.statements.start(question, guild_id=GUILD, channel_id=CHANNEL, **more)
        await self.worker.once()
        return await self.get(round_)

    async def get(self, round_: Round) -> Round:
        """The round as it is now."""
        return (await self.statements.show(GUILD, round_.id)).round

    async def write(self, round_: Round, member: int, *texts: str) -> tuple[str, ...]:
        """Hand in statements."""
        return (await self.statements.hand_in(GUILD, round_.id, member, texts, self.clock.now()))[1]

    async def collected(self, round_: Round) -> Round:
        """End collecting at its time."""
        self.clock.go(days=1, seconds=3)
        await self.worker.once()
        return await self.get(round_)

    async def released(self, *texts: str, **more: Any) -> Round:
        """A round whose statements are released, each by a member of its own."""
        round_ = await self.round(**more)
        for member, text in enumerate(texts, 1_000):
            await self.write(round_, member, text)
        await self.collected(round_)
        round_ = await self.statements.release(GUILD, round_.id, FARID, sure=True)
        await self.worker.once()
        return await self.get(round_)

    async def places(self, round_: Round) -> dict[str, int]:
        """Where each statement stands."""
        rows = await self.fetch("SELECT text, place FROM statements WHERE round_id = ?1", round_.id)
        return dict(rows)

    def a_vote(self, round_: Round, member: int, place: int, vote: Vote, at: datetime | None = None) -> Cast:
        """A click on a statement."""
        click_id = self.click_id(at)
        return Cast(guild_id=GUILD, round_id=round_.id, member_id=member, click_id=click_id, place=place, vote=vote)

    async def vote(self, round_: Round, member: int, place: int, vote: Vote = Vote.AGREE) -> Paper:
        """Click, and wait for the answer."""
        return await self.statements.vote(self.a_vote(round_, member, place, vote))

    async def fetch(self, sql: str, *params: int | str) -> list[tuple[Any, ...]]:
        """Rows as they are kept."""
        async with self.db.read() as tx:
            return [tuple(row) for row in await tx.fetch(sql, *params)]

    async def rows(self, table: str) -> int:
        """How many there are."""
        return (await self.fetch(f"SELECT count(*) FROM {table}"))[0][0]
