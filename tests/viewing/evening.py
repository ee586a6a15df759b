"""What the tests of viewings share: a film with a guide of every kind, and a server on a real database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.database import Database
from bot.packs.model import Kind, Pack
from bot.packs.shelf import Item, Shelf
from bot.viewing.answering.rules import Content
from bot.viewing.answering.service import Answers, Kept
from bot.viewing.checking.service import SourceChecks
from bot.viewing.keeping.service import Journals
from bot.viewing.moves import Move, Request
from bot.viewing.posting.posts import Post
from bot.viewing.posting.service import Posts
from bot.viewing.posting.upkeep import Upkeep
from bot.viewing.programme import Programme, programme_of
from bot.viewing.rules import Person, Secrecy, Viewing
from bot.viewing.scheduling.service import Schedules
from bot.viewing.service import Viewings
from bot.viewing.standing import Standing
from tests.samples import bees

GUILD, OTHER_GUILD, CHANNEL, THREAD = 100, 200, 10, 11
ADA, BEN, CLEO = Person(1), Person(2), Person(3)
MIRA = Person(9, moderator=True)
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

WORDS, FEELING, CLAIM, VOICES, CAMERA, CHANGED, MOST = range(7)
"""The prompts of the guide, by place: two before the film, three during it, two after it."""
VOICES_AT, CAMERA_AT, RUNTIME = timedelta(minutes=5), timedelta(minutes=12, seconds=30), timedelta(minutes=20)

PROMPTS: list[dict[str, Any]] = [
    {
        "id": "words",
        "phase": "before",
        "lens": "bias",
        "ask": "Which three words come to mind?",
        "probe": "Where did you meet them?",
        "facilitator_note": "Hush-hush: do not comment.",
    },
    {
        "id": "feeling",
        "phase": "before",
        "lens": "bias",
        "kind": "scale",
        "ask": "How do you feel?",
        "options": ["uneasy", "neither", "at ease"],
    },
    {"id": "claim", "phase": "during", "lens": "source", "kind": "claim", "ask": "Which claim do you hear?"},
    {
        "id": "voices",
        "phase": "during",
        "at": "25%",
        "lens": "source",
        "kind": "choice",
        "ask": "Whose voice was longest?",
        "options": ["the keeper", "a scholar", "nobody"],
    },
    {"id": "camera", "phase": "during", "at": "12:30", "lens": "bias", "ask": "What did the camera do?"},
    {"id": "changed", "phase": "after", "lens": "context", "ask": "What changed?"},
    {
        "id": "most",
        "phase": "after",
        "lens": "other",
        "kind": "choice",
        "ask": "What stayed with you most?",
        "options": ["the sound", "the keeper"],
    },
]


def hive(**film: Any) -> Pack:
    """The pack about bees with a film of twenty minutes and a guide made for it; `film` changes the film."""
    return bees(
        films=[
            {
                "id": "the-hive",
                "title": "The Hive",
                "status": "verified",
                "runtime": "20:00",
                "summary": "A year in one hive.",
                "claims": ["bees-sleep"],
                "guide": "through-the-hive",
            }
            | film,
            {"id": "lost-reel", "title": "The Lost Reel", "status": "unverified", "summary": "Not found."},
        ],
        guides=[
            {"id": "through-the-hive", "title": "Through the hive", "film": "the-hive", "prompts": PROMPTS},
            {
                "id": "any-film",
                "title": "Any film",
                "prompts": [
                    {"id": "a", "phase": "during", "at": "50%", "ask": "Half?"},
                    {"id": "b", "phase": "during", "ask": "Any time?"},
                    {"id": "c", "phase": "during", "at": "25%", "ask": "A quarter?"},
                ],
            },
        ],
    )


def item(shelf: Shelf, kind: Kind, name: str) -> Item:
    """An entry of a shelf, by title or value."""
    return shelf.choose(name, kind)


def hive_programme() -> Programme:
    """The Hive with the guide made for it."""
    shelf = Shelf([hive()])
    return programme_of(shelf, item(shelf, Kind.FILM, "The Hive"))


@dataclass
class Clock:
    """Wall and steady time that pass only when told to."""

    wall: datetime = START
    steady: float = 0.0

    def go(self, **span: float) -> None:
        """Let time pass."""
        self.wall += timedelta(**span)
        self.steady += timedelta(**span).total_seconds()


@dataclass
class Evening:
    """A server in which people watch, with what tests do to it."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    shelf: Shelf = field(default_factory=lambda: Shelf([hive()]))

    def __post_init__(self) -> None:
        self.viewings = Viewings(self.db)
        self.answers = Answers(self.db)
        self.posts = Posts(self.db)
        self.schedules = Schedules(self.db, lambda _: self.shelf)
        self.journals = Journals(self.db)
        self.checks = SourceChecks(self.db)
        self.upkeep = Upkeep(self.db, lambda: self.clock.wall, lambda: self.clock.steady)

    @property
    def now(self) -> datetime:
        return self.clock.wall

    async def group(self, secrecy: Secrecy = Secrecy.UNNAMED, thread: int = THREAD, by: Person = ADA) -> Viewing:
        """A group that has its thread."""
        started = await self.viewings.start_group(
            hive_programme(),
            guild_id=GUILD,
            channel_id=CHANNEL,
            by=by,
            now=self.now,
            secrecy=secrecy,
            thread_id=thread,
        )
        return started.viewing

    async def solo(self, by: Person = BEN, *, direct: bool = False) -> Viewing:
        """Somebody who watches alone."""
        started = await self.viewings.start_solo(hive_programme(), guild_id=GUILD, by=by, now=self.now, direct=direct)
        return started.viewing

    async def move(self, viewing: Viewing, move: Move, by: Person | None = None, **wanted: Any) -> Standing:
        """A move by who leads the viewing, unless another is given."""
        leader = by or Person(viewing.facilitator_id or 0)
        return await self.viewings.move(GUILD, viewing.id, Request(move=move, by=leader, **wanted), self.now)

    async def moves(self, viewing: Viewing, *moves: Move) -> Standing:
        """Several moves after each other; where the viewing stands after the last."""
        for move in moves[:-1]:
            await self.move(viewing, move)
        return await self.move(viewing, moves[-1])

    async def answer(self, viewing: Viewing, place: int, by: Person, text: str | None = None, **content: Any) -> Kept:
        """An answer to a prompt."""
        return await self.answers.answer(GUILD, viewing.id, place, by.id, Content(text=text, **content), self.now)

    async def stands(self, viewing: Viewing) -> Standing:
        """Where a viewing stands, for who leads it."""
        return await self.viewings.get(GUILD, viewing.id, viewing.facilitator_id or 0, self.now)

    async def post_all(self) -> list[Post]:
        """Everything that waits to be posted, marked as posted."""
        waiting = await self.posts.hand_out(self.now)
        for number, post in enumerate(waiting, 5000):
            await self.posts.sent(post.guild_id, post.viewing_id, (post.what, post.place), number)
        return waiting
