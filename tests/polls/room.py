"""What the tests of polls share: a server on a real database, with a clock that tests move."""

import asyncio
import itertools
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.database import Database
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.polls import redraws
from bot.polls.drafts import Draft
from bot.polls.due import DueJobs, recover
from bot.polls.making import post
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.terms import Ballot, Secrecy, Visibility
from bot.polls.voting.casting import Recorded, Vote

GUILD, OTHER_GUILD, CHANNEL = 100, 200, 10
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
MIRA = Person(1, moderator=True)
FARID = Person(2)
SAM = Person(3)
DISCORD_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
BALLOT = [each.name for each in fields(Ballot)]


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


class Board:
    """Stands for the channels: notes what is posted and shown where, as badly as it is told to.

    Like Discord it takes a second message with a nonce for the first.
    """

    def __init__(self) -> None:
        self.posted: list[tuple[int, str]] = []
        """(poll, purpose)"""
        self.nonces: dict[str, int] = {}
        self.tries = 0
        self.looked: list[str] = []
        """Marks of messages that were looked for."""
        self.stands: dict[str, int] = {}
        """Messages that are found when somebody looks for them, by mark."""
        self.troubles: list[BaseException] = []
        """What the next requests raise."""
        self.told: list[tuple[int, str]] = []
        """(member, direct message)"""
        self.changed: list[tuple[int, str]] = []
        """(message, text)"""

    async def send(self, _guild_id: int, _channel_id: int, _card: Card, nonce: str) -> int:
        self.tries += 1
        self._may_fail()
        if nonce not in self.nonces:
            assert len(nonce) <= 25
            poll_id, purpose = nonce.split("-")
            self.posted.append((int(poll_id), purpose))
            self.nonces[nonce] = 555 + len(self.nonces)
        return self.nonces[nonce]

    async def find(self, _guild_id: int, _channel_id: int, mark: str, _since: datetime, _but: int | None) -> int | None:
        self.looked.append(mark)
        return self.stands.get(mark)

    async def change(self, _guild_id: int, _channel_id: int, message_id: int, card: Card, **_more: Any) -> None:
        self._may_fail()
        self.changed.append((message_id, str(card.to_components())))

    async def send_dm(self, member_id: int, text: str, nonce: str) -> None:
        assert len(nonce) <= 25
        self.told.append((member_id, text))

    def _may_fail(self) -> None:
        if self.troubles:
            raise self.troubles.pop(0)


class NoPictures(Gallery):
    """Draws nothing, which takes seconds."""

    def attach_picture(self, drawing: Any, show: Any) -> None:  # noqa: ARG002
        drawing.close()


@dataclass
class Room:
    """A server's polls with what tests do to them."""

    db: Database
    clock: Clock
    polls: Polls = field(init=False)
    worker: Worker = field(init=False)
    board: Board = field(default_factory=Board)
    clicks: Any = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.polls = Polls(self.db, self.clock.now)
        self.worker = Worker(self.db, self.clock.now, self.clock.seconds)
        channels: Any = self.board
        self.worker.add(*DueJobs(self.db, channels, NoPictures()).handlers())
        self.worker.at_start(recover)

    def another(self) -> "Room":
        """The same, as another process or a later run has it; what it posts is on the same board."""
        return Room(self.db, self.clock, board=self.board, clicks=self.clicks)

    async def work(self) -> int:
        """Do what is due, and what becomes due of it; how many polls were to be closed, reminded of or forgotten."""
        before = await self.due()
        await self.worker.once()
        return len(before) - len(set(before) & set(await self.due()))

    async def due(self) -> list[tuple[str, str]]:
        """Which polls are to be closed, reminded of or forgotten by now, as (kind, poll), the oldest first."""
        found = await self.fetch(
            "SELECT kind, key FROM jobs WHERE kind IN ('polls.close', 'polls.remind', 'polls.forget') "
            "AND parked IS NULL AND due_at <= ?1 ORDER BY due_at, turn",
            round(self.clock.now().timestamp() * 1000),
        )
        return [(kind, key) for kind, key in found]

    async def waiting(self) -> list[tuple[int, str]]:
        """Messages that are still to be posted, the oldest first, as (poll, purpose)."""
        found = await self.fetch(
            "SELECT key, kind FROM jobs WHERE kind IN ('polls.result', 'polls.reminder', 'polls.card') "
            "AND parked IS NULL ORDER BY due_at, turn"
        )
        return [(int(key), kind.removeprefix("polls.")) for key, kind in found]

    async def behind(self) -> list[redraws.Card]:
        """Cards that this process is to draw."""
        async with self.db.read() as tx:
            return await redraws.behind(redraws.KIND, "polls", tx, 500)

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
        await self.polls.note_posted(GUILD, poll.id, CHANNEL, poll.id + 1)
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

    def a_vote(
        self, poll: Poll, member: int, *choices: int, at: datetime | None = None, withdraws: bool = False, **more: Any
    ) -> Vote:
        """A click on options of a poll; `more` of its ballot or of the click."""
        given: dict[str, Any] = {"choices": choices} | {name: more.pop(name) for name in BALLOT if name in more}
        click: dict[str, Any] = {"guild_id": GUILD, "poll_id": poll.id, "click_id": self.click_id(at)}
        return Vote(member_id=member, ballot=None if withdraws else Ballot(**given), **(click | more))

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
            "SELECT id, kind, secrecy, ballots, unsure FROM polls WHERE closed_at IS NULL OR NOT EXISTS "
            "(SELECT 1 FROM jobs WHERE jobs.kind = 'polls.forget' AND key = CAST(polls.id AS TEXT))"
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
