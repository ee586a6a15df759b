"""What the tests of polls share: a server on a real database, with a clock that tests move."""

import asyncio
import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.database import Database
from bot.polls.drafts import Draft
from bot.polls.ending.upkeep import Upkeep
from bot.polls.making import post
from bot.polls.rules import Person, Poll
from bot.polls.service import Polls
from bot.polls.terms import Secrecy, Visibility
from bot.polls.voting.casting import Recorded, Vote

GUILD, OTHER_GUILD, CHANNEL = 100, 200, 10
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MIRA = Person(1, moderator=True)
FARID = Person(2)
SAM = Person(3)
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


@dataclass
class Clock:
    """Wall and monotonic time that pass only when told to."""

    wall: datetime = START
    monotonic: float = 0.0

    def now(self) -> datetime:
        return self.wall

    def seconds(self) -> float:
        return self.monotonic

    def go(self, **span: float) -> None:
        """Let time pass."""
        self.wall += timedelta(**span)
        self.monotonic += timedelta(**span).total_seconds()


@dataclass
class Room:
    """A server's polls with what tests do to them."""

    db: Database
    clock: Clock
    polls: Polls = field(init=False)
    upkeep: Upkeep = field(init=False)
    clicks: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.polls = Polls(self.db, self.clock.now)
        self.upkeep = Upkeep(self.db, self.clock.now, self.clock.seconds)

    def click_id(self, at: datetime | None = None) -> int:
        """The id of an interaction at that moment; later ones are larger."""
        since = (at or self.clock.now()) - DISCORD_EPOCH
        return (int(since.total_seconds() * 1000) << 22) + next(self.clicks)

    async def poll(self, *options: str, closes: timedelta | None = None, by: Person = FARID, **terms: Any) -> Poll:
        """A posted poll."""
        if terms.get("secrecy") is Secrecy.ANONYMOUS:
            terms.setdefault("visibility", Visibility.AFTER_CLOSE)
        draft = Draft(question="Which film next?", options=options or ("Red", "Green", "Blue"), **terms)
        closes_at = self.clock.now() + closes if closes else None
        poll = await self.polls.create(draft, guild_id=GUILD, channel_id=CHANNEL, by=by, closes_at=closes_at)
        await self.polls.posted(GUILD, poll.id, CHANNEL, poll.id + 1)
        return await self.polls.get(GUILD, poll.id)

    async def polls_at_once(self, count: int) -> list[Poll]:
        """Many polls with two options, made in one transaction."""
        draft, at = Draft(question="Yes or no?", options=("Yes", "No")), self.clock.now()
        async with self.db.transaction() as tx:
            return [
                await post(tx, draft, guild_id=GUILD, channel_id=CHANNEL, by=FARID, closes_at=None, now=at)
                for _ in range(count)
            ]

    async def vote_at_once(self, poll: Poll, choices: dict[int, int]) -> None:
        """Votes of several members, each for one option, given in one moment."""
        await asyncio.gather(*(self.vote(poll, member, choice) for member, choice in choices.items()))

    def a_vote(self, poll: Poll, member: int, *choices: int, at: datetime | None = None, **more: Any) -> Vote:
        """A click on options of a poll."""
        more.setdefault("click_id", self.click_id(at))
        more.setdefault("guild_id", GUILD)
        more.setdefault("choices", choices)
        more.setdefault("poll_id", poll.id)
        return Vote(member_id=member, **more)

    async def vote(self, poll: Poll, member: int, *choices: int, at: datetime | None = None, **more: Any) -> Recorded:
        """Click, and wait for the answer."""
        return await self.polls.vote(self.a_vote(poll, member, *choices, at=at, **more))

    async def fetch(self, sql: str, *params: int | str) -> list[tuple[Any, ...]]:
        """Rows as they are kept."""
        async with self.db.read() as tx:
            return [tuple(row) for row in await tx.fetch(sql, *params)]

    async def rows(self, table: str) -> int:
        """How many rows a table has."""
        [(count,)] = await self.fetch(f"SELECT count(*) FROM {table}")
        return count

    async def check_counters(self) -> None:
        """Every counter agrees with the ballots."""
        for poll_id, kind, secrecy, count, unsure in await self.fetch(
            "SELECT id, kind, secrecy, ballots, unsure FROM polls WHERE forget_at IS NULL OR closed_at IS NULL"
        ):
            table = "secret_ballots" if secrecy == "anonymous" else "ballots"
            kept = await self.fetch(f"SELECT choices, marks FROM {table} WHERE poll_id = ?1", poll_id)
            votes = [each for (each,) in await self.fetch(
                "SELECT votes FROM poll_options WHERE poll_id = ?1 ORDER BY place", poll_id
            )]  # fmt: skip
            assert count == len(kept)
            if secrecy != "anonymous":
                assert unsure == sum(choices == 0 and marks is None for choices, marks in kept)
                assert votes == [sum(choices >> place & 1 for choices, _ in kept) for place in range(len(votes))], kind
