"""What the tests of quizzes share: a pack of every way to answer, and a group on a real database."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import discord
from msgspec import convert

from bot.chat.cards import Card
from bot.chat.messenger import LostError, Messenger
from bot.database import Database
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.finding import items_of
from bot.quizzes.items.model import Way
from bot.quizzes.items.rules import Placed
from bot.quizzes.rounds.answering import Given
from bot.quizzes.rounds.delivery import Delivery
from bot.quizzes.rounds.loading import load
from bot.quizzes.rounds.programme import Programme, programme_of
from bot.quizzes.rounds.queue import JOINING
from bot.quizzes.rounds.rules import Move, Quiz, Request
from bot.quizzes.rounds.service import Quizzes
from bot.quizzes.rounds.views import QuizStatus, SavedAnswer
from tests.viewings.evening import Clock

GUILD, OTHER_GUILD, CHANNEL = 100, 200, 10
ADA, BEN, CLEO = Person(1), Person(2), Person(3)
MIRA = Person(9, moderator=True)
QUEEN, LIVES, LIFE, SLEEP = range(4)
"""The items of the quiz, by place: one right option, several, an order, a verdict."""
RIGHT = {QUEEN: (0,), LIVES: (0, 1), LIFE: (0, 1, 2), SLEEP: (0,)}
WRONG = {QUEEN: (1,), LIVES: (2,), LIFE: (2, 1, 0), SLEEP: (2,)}


def hive(version: str = "1.0.0", **claim: Any) -> Pack:
    """A pack with a question of each way; `claim` changes its claim."""
    source = {"title": "A study of bees", "author": "Ada Drone", "url": "https://bees.example/study", "kind": "scholar"}
    slept = {
        "id": "bees-sleep", "claim": "Bees sleep.", "verdict": "true", "note": "They rest.", "sources": ["B1"],
    }  # fmt: skip
    questions = [
        {
            "id": "queen", "ask": "Who lays the eggs?", "about": ["bees-sleep"], "because": "Only she does.",
            "options": [
                {"text": "The queen", "right": True},
                {"text": "A drone", "because": "Drones are male."},
                {"text": "A worker"},
            ],
        },
        {
            "id": "lives", "ask": "Who lives in a hive?", "kind": "several", "because": "So it is.",
            "options": [{"text": "Workers", "right": True}, {"text": "Drones", "right": True}, {"text": "Wasps"}],
        },
        {
            "id": "life", "ask": "What comes first?", "kind": "order", "because": "It grows so.",
            "options": [{"text": "Egg"}, {"text": "Larva"}, {"text": "Pupa"}],
        },
        {"id": "name", "ask": "What is it called?", "kind": "recall", "answer": "Propolis", "because": "It glues."},
    ]  # fmt: skip
    return convert(
        {
            "format": 1,
            "id": "hive",
            "version": version,
            "title": "Bees on film",
            "sources": {"B1": source},
            "claims": [slept | claim] if claim.get("verdict", "true") else [],
            "questions": [{"sources": ["B1"]} | each for each in questions],
        },
        Pack,
    )


def programme(pack: Pack | None = None) -> Programme:
    """The four items in their own order, those answered from memory aside."""
    pack = pack or hive()
    kinds = {"question", "verdict"}
    items = [item for item in items_of(pack) if item.kind in kinds and item.way is not Way.RECALL]
    ordered = sorted(items, key=lambda item: ["queen", "lives", "life", "bees-sleep"].index(item.entry.id))
    return programme_of(pack, [Placed(item, tuple(range(len(item.options)))) for item in ordered])


class Room(Messenger):
    """Discord's side: keeps what is posted, takes one nonce once, turns the bot away where it is told to."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.by_nonce: dict[str, int] = {}
        self.cards: dict[int, Card] = {}
        self.places: dict[int, int] = {}
        """Channels of messages."""
        self.fails: dict[int, Exception] = {}
        self.gone: set[int] = set()
        """Messages that somebody deleted."""
        self.after: Exception | None = None
        """Raised once the next message is posted: its receipt is lost."""
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        self.added: list[tuple[int, int]] = []
        self.told: dict[int, set[int]] = {}

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **more: Any) -> int:
        del guild_id
        if error := self.fails.get(channel_id):
            raise error
        if nonce not in self.by_nonce:
            message_id = self.by_nonce[nonce] = 5_000 + len(self.by_nonce)
            self.cards[message_id], self.places[message_id] = card, channel_id
            self.told[message_id] = {each.id for each in more["allowed_mentions"].users} if more else set()
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            await meanwhile()
        if after := self.after:
            self.after = None
            raise after
        return self.by_nonce[nonce]

    async def change(self, guild_id: int, channel_id: int, message_id: int, card: Card, **more: Any) -> None:
        del guild_id, more
        if error := self.fails.get(channel_id):
            raise error
        if message_id in self.gone:
            raise LostError("the card was deleted.", 10008)
        self.cards[message_id] = card

    async def reopen(self, guild_id: int, thread_id: int) -> None:
        del guild_id
        if error := self.fails.get(thread_id):
            raise error

    async def add_to_thread(self, guild_id: int, thread_id: int, member_id: int) -> str | None:
        del guild_id
        if error := self.fails.get(thread_id):
            raise error
        self.added.append((thread_id, member_id))
        return None

    async def in_time(self, guild_id: int, channel_id: int, request: Any) -> Any:
        del guild_id
        request.close()
        if error := self.fails.get(channel_id):
            raise error

    def texts(self) -> list[str]:
        """What stands for everybody, in the order of posting."""
        return [said(card) for _, card in sorted(self.cards.items())]


def said(card: Card) -> str:
    """Every text of a card."""
    return "\n".join(part.content for part in card.walk_children() if isinstance(part, discord.ui.TextDisplay))


def buttons(card: Card) -> dict[str, bool]:
    """The labels of a card's buttons, and whether each can be pressed."""
    return {part.label or "": not part.disabled for part in card.walk_children() if isinstance(part, discord.ui.Button)}


@dataclass
class Table:
    """A server in which people are asked, with what tests do to it."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    shelf: Shelf = field(default_factory=lambda: Shelf([hive()]))
    room: Room = field(default_factory=Room)
    """Discord's side, which outlives a restart of the bot."""

    def __post_init__(self) -> None:
        self.quizzes = Quizzes(self.db)
        self.delivery = Delivery(self.db, lambda _: self.shelf, self.room, lambda: self.now)
        self.worker = self.another()

    def another(self) -> Worker:
        """A worker as a further process, or a later run, would have it."""
        worker = Worker(self.db, lambda: self.clock.wall, lambda: self.clock.steady)
        adding = JOINING.handler(self.room, load, self.delivery.lost_thread, lambda: self.now)
        worker.add(*self.delivery.handlers(), self.quizzes.handler(lambda: self.now), adding)
        return worker

    @property
    def now(self) -> datetime:
        return self.clock.wall

    async def start(self, by: Person = ADA, what: Programme | None = None) -> Quiz:
        """A quiz that has its thread."""
        quiz = await self.quizzes.start(what or programme(), guild_id=GUILD, channel_id=CHANNEL, by=by, now=self.now)
        await self.work()
        return (await self.stands(quiz)).quiz

    async def work(self) -> None:
        """What is due is done, and what shows too little is drawn."""
        await self.worker.once()
        await self.redraw()

    async def redraw(self) -> None:
        """Everything that shows less than there is, drawn."""
        for _ in range(60):
            async with self.db.read() as tx:
                behind = [(self.delivery.draw, each) for each in await self.delivery.behind(tx, 100)]
                behind += [(self.delivery.draw_opening, each) for each in await self.delivery.openings_behind(tx, 100)]
            if not [await draw(each, False) for draw, each in behind]:
                return
        raise AssertionError("what is drawn stays behind")

    async def stands(self, quiz: Quiz) -> QuizStatus:
        return await self.quizzes.get(GUILD, quiz.id)

    async def move(self, quiz: Quiz, move: Move, by: Person = ADA, **wanted: Any) -> QuizStatus:
        """A move, and all that follows from it at once."""
        status = await self.quizzes.move(GUILD, quiz.id, Request(move=move, by=by, **wanted), self.now)
        await self.work()
        return status

    async def ask(self, quiz: Quiz, place: int = QUEEN) -> QuizStatus:
        return await self.move(quiz, Move.ASK, place=place)

    async def reveal(self, quiz: Quiz, place: int = QUEEN) -> QuizStatus:
        return await self.move(quiz, Move.REVEAL, place=place)

    async def answer(self, quiz: Quiz, by: Person, chosen: tuple[int, ...], place: int = QUEEN) -> SavedAnswer:
        return await self.quizzes.answer(Given(GUILD, quiz.id, place, by.id, chosen, self.now))

    async def play(self, quiz: Quiz, given: "dict[Person, dict[int, tuple[int, ...]]]") -> None:
        """The whole quiz, answered so."""
        for place in range(len(quiz.cues)):
            await self.ask(quiz, place)
            for person, answers in given.items():
                if place in answers:
                    await self.answer(quiz, person, answers[place], place)
            await self.reveal(quiz, place)

    async def later(self, **span: float) -> None:
        self.clock.go(**span)
        await self.work()
