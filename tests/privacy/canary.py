"""A member who does everything that leaves data, among others who do the same."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from bot.app import keepers
from bot.database import Database, Row
from bot.database.transfer import VERSION
from bot.guilds.rules import Member, Person
from bot.guilds.service import Guilds
from bot.packs.format.model import Kind as EntryKind
from bot.packs.holdings.rules import File, Quota
from bot.packs.holdings.service import Holdings
from bot.packs.mistakes.service import Mistakes
from bot.packs.shelf.recent import Recent
from bot.packs.shelf.shelves import Shelves
from bot.polls.draft_store import DraftStore
from bot.polls.drafts import Draft
from bot.polls.kinds import KINDS
from bot.polls.rules import Phase, Poll
from bot.polls.terms import Reason, Secrecy
from bot.privacy.service import Privacy
from bot.quizzes.items.finding import items_to_learn_of
from bot.quizzes.review.model import Place
from bot.quizzes.review.service import Review
from bot.quizzes.rounds.rules import Move as Ask
from bot.statements.rules import Vote
from bot.statements.service import Statements
from bot.statements.voting import Cast
from bot.viewings.answering.rules import Finding
from bot.viewings.checking.rules import Place as Where
from bot.viewings.checking.rules import Sheet
from bot.viewings.moves import Move
from bot.viewings.rules import Secrecy as Naming
from bot.viewings.rules import Viewing
from tests import engines
from tests.packs.sample import GOOD
from tests.polls.room import GUILD, Clock, Room
from tests.quizzes.rounds import QUEEN, WRONG, Table
from tests.samples import bees
from tests.viewings.evening import CLAIM, FEELING, WORDS, Evening, hive_programme
from tests.viewings.evening import Clock as FilmClock

Rows = dict[tuple[str, ...], Sequence[Row]]
"""By table and its columns."""

CANARY, TEXT = 801_000_000_000_004_711, "canary-text-4711"
OTHERS = [801_000_000_000_100_000 + each for each in range(6)]
THEIRS = "written by somebody else"


class Life:
    """What the canary and others did in a server."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self.db = db
        self.clock = clock
        self.room = Room(db, clock)
        self.evening = Evening(db, FilmClock(wall=clock.now()))
        self.shelves = Shelves([bees()])
        self.holdings = Holdings(db, self.shelves, Quota(), now=clock.now)
        self.review = Review(db, self.shelves, clock.now)
        self.privacy = Privacy(db, keepers, clock.now)
        self.open: list[Poll] = []
        self.closed: list[Poll] = []

    async def live(self) -> None:
        """Do all of it."""
        await self.vote()
        await self.pair()
        await self.watch()
        await self.play()
        await self.agree()
        await self.bring_packs()
        await self.remember()
        desk = DraftStore(self.db, self.clock.now)
        await desk.keep(GUILD, CANARY, Draft(question=f"Draft: {TEXT}", options=("a", "b")))
        await desk.keep(GUILD, OTHERS[0], Draft(question=THEIRS, options=("a", "b")))
        manager = Member(OTHERS[0], (), manages_guild=True)
        await Guilds(self.db).change(GUILD, manager, time_zone="Europe/Berlin")
        recent = Recent(self.db)
        await recent.note_use(GUILD, "bees/the-hive")
        await recent.wait_written()

    async def over(self, db: Database, clock: Clock) -> "Life":
        """The same, as a bot has it that starts on another database with these rows."""
        life = Life(db, clock)
        life.open, life.closed = [*self.open], [*self.closed]
        life.room.clicks = copy(self.room.clicks)
        life.evening.clock = replace(self.evening.clock)
        life.evening.heard.remember(self.evening.heard)
        await life.holdings.load()
        return life

    async def vote(self) -> None:
        """Vote in polls of every kind and secrecy; one of each closes, one stays open."""
        for kind, secrecy, closes in product(KINDS, Secrecy, (False, True)):
            reason = Reason.OFF if secrecy is Secrecy.ANONYMOUS else Reason.OPTIONAL
            poll = await self.room.poll(kind=kind, secrecy=secrecy, reason=reason, by=Person(CANARY), min_choices=None)
            told = dict.fromkeys(OTHERS, THEIRS) | {CANARY: TEXT}
            votes = (
                self.room.a_vote(
                    poll, member, **choice(kind, place), reason=None if reason is Reason.OFF else told[member]
                )
                for place, member in enumerate((CANARY, *OTHERS))
            )
            await asyncio.gather(*(self.room.polls.vote(vote) for vote in votes))
            if closes:
                await self.room.polls.close(GUILD, poll.id, Person(CANARY))
            (self.closed if closes else self.open).append(poll)

    async def pair(self) -> None:
        """An anonymous before poll that is closed and whose ballots still wait for the after poll."""
        before = await self.room.poll(secrecy=Secrecy.ANONYMOUS, phase=Phase.BEFORE)
        await self.room.vote_at_once(before, dict.fromkeys((CANARY, *OTHERS), 0))
        await self.room.polls.close(GUILD, before.id, Person(2))
        self.closed.append(before)

    async def watch(self) -> None:
        """A group that names its answers, one that does not, one alone, one planned, and a source check."""
        for place, secrecy in enumerate(Naming):
            viewing = await self.evening.group(secrecy, thread=50 + place, by=Person(CANARY))
            await self.answer(viewing)
            await self.evening.post_all()
        await self.evening.solo(by=Person(CANARY))
        place, now = Where(GUILD, 1, 2), self.evening.now
        await self.evening.checks.keep(Sheet(stop=TEXT, trace=TEXT), place, CANARY, now)
        await self.evening.checks.keep(Sheet(stop=THEIRS), place, OTHERS[0], now)
        await self.evening.schedules.schedule(
            hive_programme(), guild_id=GUILD, channel_id=1, secrecy=Naming.NAMED, by=Person(CANARY),
            at=self.evening.now + timedelta(days=1), now=self.evening.now,
        )  # fmt: skip

    async def answer(self, viewing: Viewing) -> None:
        """Answers of every kind and notes, by the canary and somebody else, most of them revealed."""
        await self.evening.moves(viewing, Move.NEXT)
        for member, text in ((CANARY, TEXT), (OTHERS[0], THEIRS)):
            by = Person(member)
            await self.evening.answer(viewing, WORDS, by, text)
            await self.evening.answers.give_reason(GUILD, viewing.id, WORDS, member, text, self.evening.now)
        await self.evening.moves(viewing, Move.REVEAL, Move.NEXT)
        await self.evening.answer(viewing, FEELING, Person(CANARY), option=1)
        await self.evening.moves(viewing, Move.START_FILM, Move.NEXT)
        found = {"evidence": TEXT, "source": Finding.YES, "elsewhere": Finding.NO, "confidence": 2}
        await self.evening.answer(viewing, CLAIM, Person(CANARY), TEXT, **found)
        for member, text in ((CANARY, TEXT), (OTHERS[0], THEIRS)):
            await self.evening.answers.note(GUILD, viewing.id, member, text, None, self.evening.now)
        await self.evening.moves(viewing, Move.END)

    async def play(self) -> None:
        """A quiz that the canary leads, plays and is pinged in, and one that somebody else leads."""
        table = Table(self.db, FilmClock(wall=self.clock.now()))
        for leader in (CANARY, OTHERS[0]):
            quiz = await table.start(by=Person(leader))
            await table.move(quiz, Ask.ASK, by=Person(leader), place=QUEEN)
            for member in (CANARY, OTHERS[0]):
                await table.answer(quiz, Person(member), WRONG[QUEEN])
                await table.quizzes.set_pinged(GUILD, quiz.id, member, pinged=True)
            await table.move(quiz, Ask.REVEAL, by=Person(leader), place=QUEEN)

    async def agree(self) -> None:
        """A round in which statements are collected, and one in which is voted."""
        statements = Statements(self.db, self.clock.now)
        terms: dict[str, Any] = {"guild_id": GUILD, "channel_id": 10, "by": Person(CANARY), "runs": timedelta(days=3)}
        terms["collects_until"] = self.clock.now() + timedelta(days=1)
        collecting = await statements.start("What do you make of it?", **terms)
        voting = await statements.start("And of that?", **terms, seeds=("One", "Two", "Three"))
        await statements.end_collecting(GUILD, voting.id, Person(CANARY))
        await statements.release(GUILD, voting.id, Person(CANARY), sure=True)
        for member, text in ((CANARY, TEXT), (OTHERS[0], THEIRS)):
            await statements.hand_in(GUILD, collecting.id, member, [text], self.clock.now())
            told = {"guild_id": GUILD, "round_id": voting.id, "member_id": member, "click_id": self.room.click_id()}
            await statements.vote(Cast(**told, place=0, vote=Vote.AGREE))

    async def bring_packs(self) -> None:
        """A pack on the shelf, one that waits, a refused attempt, and a mistake reported."""
        file = File("bees.yaml", GOOD.encode())
        read = await self.holdings.read(GUILD, file)
        offer = await self.holdings.offer(GUILD, CANARY, file, read)
        await self.holdings.put(GUILD, offer.version.id, CANARY, surely=True)
        await self.holdings.offer(GUILD, CANARY, file, read)
        await self.holdings.note_refusal(GUILD, CANARY, "remove packs")
        item = self.shelves.of(GUILD).of_kind(EntryKind.FILM)[0]
        for member, text in ((CANARY, TEXT), (OTHERS[0], THEIRS)):
            await Mistakes(self.db, self.clock.now).report(GUILD, item, text, member)

    async def remember(self) -> None:
        """Keep a pack for review, review some of it, ask for reminders."""
        for member in (CANARY, OTHERS[0]):
            place = Place(GUILD, "Europe/Berlin")
            await self.review.keep(member, place, items_to_learn_of(self.shelves.of(GUILD).packs["bees"]))
            session = await self.review.next_item(member, place)
            assert session.asked
            await self.review.answer(member, place, session.asked.kept.id, session.asked.kept.step, knew=True)
            await self.review.remind(member, place, on=True)

    async def results(self) -> dict[int, Any]:
        """What every closed poll came to, held back or not."""
        kept = dict(await self.room.fetch("SELECT poll_id, body FROM poll_results"))
        return {poll.id: kept[poll.id] for poll in self.closed}


def choice(kind: str, place: int) -> dict[str, Any]:
    """What a voter chooses."""
    if kind == "score":
        return {"scores": (place % 6, 5 - place % 6, None)}
    if kind == "availability":
        return {"scores": (place % 3, (place + 1) % 3, 0)}
    if kind == "ranked":
        return {"choices": (place % 3, (place + 1) % 3)}
    return {"choices": (place % 3,)}


async def traces(db: Database, *wanted: int | str) -> set[str]:
    """The columns, as `table.column`, in which an id stands or a text occurs."""
    async with db.read() as tx:
        return {
            f"{table}.{column}"
            for table in await engines.tables_of(tx)
            for row in await tx.fetch(f"SELECT * FROM {table}")
            for column in row.keys()  # noqa: SIM118 - a Row is no dict
            if any(_holds(row[column], each) for each in wanted)
        }


async def left(db: Database) -> Rows:
    """All rows of all tables, in the order in which they can be put elsewhere."""
    tables: dict[str, list[str]] = {}
    async with db.read() as tx:
        for table, column, _ in await tx.columns():
            if table != VERSION:
                tables.setdefault(table, []).append(column)
        return {
            (table, *columns): await tx.fetch(f"SELECT {', '.join(columns)} FROM {table}")
            for table, columns in tables.items()
        }


async def put(db: Database, rows: Rows) -> None:
    """Have these rows there."""
    async with db.transaction() as tx:
        for (table, *columns), page in rows.items():
            if page:
                await tx.load(table, columns, _one(page))


async def _one(page: Sequence[Row]) -> AsyncIterator[Sequence[Row]]:
    yield page


def _holds(value: Any, wanted: int | str) -> bool:
    if isinstance(wanted, int):
        return value == wanted or (wanted > 1_000_000 and isinstance(value, str) and str(wanted) in value)
    return isinstance(value, str) and wanted in value
