"""What the tests of viewings share: a film with a guide of every kind, and a server on a real database."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import discord

from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.messenger import Messenger
from bot.database import Database
from bot.guilds.rules import Person
from bot.outbox.worker import Worker
from bot.packs.format.model import Kind, Pack
from bot.packs.shelf.shelves import Item, Shelf
from bot.threads.posting.store import NO_PLACE
from bot.viewings.answering.rules import Content
from bot.viewings.answering.service import Answers
from bot.viewings.answering.views import SavedAnswer
from bot.viewings.checking.service import SourceChecks
from bot.viewings.joining.queue import JOINING
from bot.viewings.joining.service import Presence
from bot.viewings.loading import load
from bot.viewings.moves import Decision, Move, Request
from bot.viewings.posting.delivery import Delivery
from bot.viewings.posting.posts import Key, What
from bot.viewings.posting.pushing import run_on
from bot.viewings.posting.queue import lose
from bot.viewings.posting.store import MESSAGES
from bot.viewings.programme import Programme, programme_of
from bot.viewings.records.service import Journals
from bot.viewings.rules import Secrecy, Viewing
from bot.viewings.scheduling import opening
from bot.viewings.scheduling.rules import Opens, Scheduled, Verdict
from bot.viewings.scheduling.service import Schedules
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus
from tests.samples import bees

GUILD, OTHER_GUILD, CHANNEL, THREAD = 100, 200, 10, 11
ADA, BEN, CLEO = Person(1), Person(2), Person(3)
MIRA = Person(9, moderator=True)
START = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)

WORDS, FEELING, CLAIM, VOICES, CAMERA, CHANGED, MOST = range(7)
"""The prompts of the guide, by place: two before the film, three during it, two after it."""
VOICES_AT, CAMERA_AT, RUNTIME = timedelta(minutes=5), timedelta(minutes=12, seconds=30), timedelta(minutes=20)

AT_MOST = 60
"""Messages of a thread that are drawn before something is wrong."""

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
            {
                "id": "lost-reel",
                "title": "The Lost Reel",
                "status": "unverified",
                "summary": "Not found.",
                "nearest": ["the-hive"],
            },
        ],
        guides=[
            {"id": "through-the-hive", "title": "Through the hive", "film": "the-hive", "prompts": PROMPTS},
            {
                "id": "any-film",
                "title": "Any film",
                "any_film": True,
                "prompts": [
                    {"id": "a", "phase": "during", "at": "50%", "ask": "Half?"},
                    {"id": "b", "phase": "during", "ask": "Any time?"},
                    {"id": "c", "phase": "during", "at": "25%", "ask": "A quarter?"},
                ],
            },
        ],
    )


def narrow() -> Pack:
    """The pack about bees with one guide, which is made for films about bees alone."""
    prompt = {"id": "p1", "phase": "before", "ask": "What do you expect?"}
    return bees(guides=[{"id": "look-closely", "title": "Look closely", "prompts": [prompt]}])


def item(shelf: Shelf, kind: Kind, name: str) -> Item:
    """An entry of a shelf, by title or value."""
    return shelf.choose(name, kind)


def hive_programme() -> Programme:
    """The Hive with the guide made for it."""
    shelf = Shelf([hive()])
    return programme_of(shelf, item(shelf, Kind.FILM, "The Hive"))


def opening_prompt() -> Programme:
    """The same with the claim asked as the film begins."""
    programme = hive_programme()
    prompts = list(programme.guide.prompts)
    prompts[CLAIM] = replace(prompts[CLAIM], at="0:00")
    return replace(programme, guide=replace(programme.guide, prompts=tuple(prompts)))


@dataclass
class Clock:
    """Wall and steady time that pass only when told to."""

    wall: datetime = START
    steady: float = 0.0

    def go(self, **span: float) -> None:
        """Let time pass."""
        self.wall += timedelta(**span)
        self.steady += timedelta(**span).total_seconds()


@dataclass(frozen=True)
class Sent:
    """A message that Discord was asked for."""

    viewing_id: int
    what: What
    place: int
    nonce: str
    message_id: int
    channel_id: int | None
    """None for a direct message."""
    member_id: int | None = None
    anew: bool = False
    """Whether it stood already and was changed."""


class Undrawn(Gallery):
    """A gallery without pictures: drawing takes seconds, and is tested elsewhere."""

    def attach_picture(self, drawing: Any, show: Any) -> None:
        del show
        drawing.close()


class Heard(Messenger):
    """Channels that keep what is posted, take one nonce once, and turn the bot away where they are told to."""

    def __init__(self) -> None:
        super().__init__(discord.Client(intents=discord.Intents.none()))
        self.sent: list[Sent] = []
        self.cards: dict[int, Card] = {}
        self.fails: dict[int, Exception] = {}
        """By channel: what asking for it raises."""
        self.after: Exception | None = None
        """Raised once the next message is posted: its receipt is lost."""
        self.meanwhile: Callable[[], Awaitable[object]] | None = None
        """Happens while the next message is on its way."""
        self.told: dict[int, set[int]] = {}
        """By message: the members whom its mentions tell."""
        self.added: list[tuple[int, int]] = []
        """(thread, member) whom the bot added, in this order."""
        self.not_added: dict[int, str] = {}
        """By member: why Discord refuses them."""
        self.taken = 0
        """Messages that were new, as Discord tells by their nonces."""

    def remember(self, other: "Heard") -> None:
        """Have all that stands in the channels of another."""
        self.sent, self.added, self.taken = [*other.sent], [*other.added], other.taken
        self.cards, self.told = dict(other.cards), dict(other.told)

    async def send(self, guild_id: int, channel_id: int, card: Card, nonce: str, **more: Any) -> int:
        del guild_id
        message_id = await self._take(nonce, card, channel_id=channel_id)
        self.told[message_id] = {each.id for each in more["allowed_mentions"].users} if more else set()
        return message_id

    async def direct(self, member_id: int, card: Card, nonce: str) -> int:
        return await self._take(nonce, card, channel_id=None, member_id=member_id)

    async def change(self, guild_id: int, channel_id: int, message_id: int, card: Card, **more: Any) -> None:
        del guild_id, more
        if error := self.fails.get(channel_id):
            raise error
        self.cards[message_id] = card
        first = next((each for each in self.sent if each.message_id == message_id), None)
        if first is None:  # posted before this began
            first = told_by(card, message_id, channel_id)
        self.sent.append(replace(first, anew=True))

    async def find(
        self, guild_id: int, channel_id: int, custom_id: str, since: datetime, but: int | None = None
    ) -> int | None:
        del guild_id, since
        there = (each.message_id for each in self.sent if each.channel_id == channel_id and each.message_id != but)
        return next((each for each in there if custom_id in ids_of(self.cards[each])), None)

    async def add_to_thread(self, guild_id: int, thread_id: int, member_id: int) -> str | None:
        del guild_id
        if error := self.fails.get(thread_id):
            raise error
        if member_id in self.not_added:
            return self.not_added[member_id]
        self.added.append((thread_id, member_id))
        return None

    async def in_time(self, guild_id: int, channel_id: int, request: Any) -> Any:
        """A thread is made on a message."""
        del guild_id
        request.close()
        if error := self.fails.get(channel_id):
            raise error

    async def _take(self, nonce: str, card: Card, **where: int | None) -> int:
        if error := self.fails.get(where["channel_id"] or where["member_id"] or 0):
            raise error
        known = next((each.message_id for each in self.sent if each.nonce == nonce), None)
        message_id = known or 5000 + len(self.cards)
        self.cards[message_id] = card
        if known is None:
            self.taken += 1
            viewing_id, what, *_ = nonce.split("-")
            means = next((each for each in What if each[0] == what[0]), None)
            if means and what != "e":
                place = int(what[1:]) if what[1:] else NO_PLACE
                self.sent.append(Sent(int(viewing_id, 16), means, place, nonce, message_id, **where))  # type: ignore[arg-type] - as given
        if meanwhile := self.meanwhile:
            self.meanwhile = None
            await meanwhile()
        if after := self.after:
            self.after = None
            raise after
        return message_id


def ids_of(card: Card) -> set[str]:
    """The custom ids of a card."""
    return {each for part in card.walk_children() if (each := getattr(part, "custom_id", None))}


def said(card: Card) -> str:
    """Every text of a card."""
    return "\n".join(part.content for part in card.walk_children() if isinstance(part, discord.ui.TextDisplay))


def told_by(card: Card, message_id: int, channel_id: int) -> Sent:
    """What a message is, by the control that tells it from others."""
    marks = {
        r"watch-join:(\d+)": What.OPENING, r"watch-transcript:(\d+)": What.SUMMARY,
        r"watch-mine:(\d+):(\d+)": What.ANSWERS,
        r"watch-where:(\d+):(\d+)": What.LINE, r"watch-answer:(\d+):(\d+)": What.PROMPT,
    }  # fmt: skip
    known = ids_of(card)
    for mark, what in marks.items():
        for found in filter(None, (re.fullmatch(mark, each) for each in known)):
            viewing_id, place = int(found[1]), int(found[2]) if found.re.groups > 1 else NO_PLACE
            head = what is What.OPENING and f"panel-lead:{viewing_id}" in known
            return Sent(viewing_id, What.CARD if head else what, place, "", message_id, channel_id)
    raise AssertionError(known)


@dataclass
class Evening:
    """A server in which people watch, with what tests do to it."""

    db: Database
    clock: Clock = field(default_factory=Clock)
    shelf: Shelf = field(default_factory=lambda: Shelf([hive()]))
    heard: Heard = field(default_factory=Heard)
    """Discord's side, which outlives a restart of the bot."""

    def __post_init__(self) -> None:
        self.viewings = Viewings(self.db)
        self.answers = Answers(self.db)
        self.schedules = Schedules(self.db, lambda _: self.shelf)
        self.journals = Journals(self.db)
        self.checks = SourceChecks(self.db)
        self.presence = Presence(self.db)
        self.delivery = Delivery(self.db, lambda _: self.shelf, self.heard, Undrawn(), lambda: self.now)
        self.verdict: Callable[[Scheduled], Verdict] = lambda _: Opens()
        """What a look at an event comes to."""
        self.looked: list[Scheduled] = []
        self.told: list[Scheduled] = []
        """Those whose scheduler was told, or was to be, that nothing opened."""
        self.told_before = 0
        self.cancelled: list[Scheduled] = []
        """Those whose event was to be cancelled."""
        self.telling_fails: Exception | None = None
        self.worker = self.another()
        self._seen = 0

    def another(self) -> Worker:
        """A worker as a further process, or a later run, would have it."""
        worker = Worker(self.db, lambda: self.clock.wall, lambda: self.clock.steady)
        openings = opening.handlers(self.schedules, self._look, self._tell, self._cancel, lambda: self.now)
        adding = JOINING.handler(self.heard, load, self.delivery.lost_thread, lambda: self.now)
        worker.add(*self.delivery.handlers(), *openings, adding)
        worker.at_jump(run_on)
        return worker

    async def _look(self, scheduled: Scheduled) -> Verdict:
        self.looked.append(scheduled)
        return self.verdict(scheduled)

    async def _tell(self, scheduled: Scheduled) -> None:
        self.told.append(scheduled)
        if self.telling_fails:
            raise self.telling_fails

    async def _cancel(self, scheduled: Scheduled) -> None:
        self.cancelled.append(scheduled)

    async def work(self) -> float:
        """Do what is due; the seconds until the next look."""
        wait = await self.worker.begin()
        await self.worker.once()
        return wait

    async def undrawn(self) -> list[tuple[int, int]]:
        """(server, viewing) whose card shows less than there is."""
        async with self.db.read() as tx:
            return [(card.guild_id, card.key) for card in await self.delivery.behind(tx, 100)]

    async def redraw(self) -> list[Sent]:
        """Everything that shows less than there is, drawn; what was drawn, in order."""
        begun = len(self.heard.sent)
        for _ in range(AT_MOST):
            async with self.db.read() as tx:
                behind = [(self.delivery.draw, each) for each in await self.delivery.behind(tx, 100)]
                behind += [(self.delivery.draw_opening, each) for each in await self.delivery.openings_behind(tx, 100)]
            if not [await draw(each, False) for draw, each in behind]:
                return self.heard.sent[begun:]
        raise AssertionError("what is drawn stays behind")

    @property
    def now(self) -> datetime:
        return self.clock.wall

    async def group(
        self,
        secrecy: Secrecy = Secrecy.UNNAMED,
        thread: int = THREAD,
        by: Person = ADA,
        programme: Programme | None = None,
    ) -> Viewing:
        """A group that has its thread."""
        started = await self.viewings.start_group(
            programme or hive_programme(),
            guild_id=GUILD,
            channel_id=CHANNEL,
            by=by,
            now=self.now,
            secrecy=secrecy,
        )
        return await self.placed(started.viewing, thread)

    async def placed(self, viewing: Viewing, thread: int = THREAD) -> Viewing:
        """A group whose thread is there."""
        await self.delivery.go_on(GUILD, viewing.id, CHANNEL, thread)
        return (await self.stands(viewing)).viewing

    async def lost(self, viewing_id: int, why: str) -> None:
        """The thread of a group cannot be reached."""
        async with self.db.transaction(GUILD) as tx:
            await lose(tx, await load(tx, GUILD, viewing_id), why)

    async def messages(self, viewing_id: int) -> dict[Key, int]:
        """The ids of the messages of a group."""
        async with self.db.read() as tx:
            return await MESSAGES.all(tx, await load(tx, GUILD, viewing_id))

    async def solo(self, by: Person = BEN, *, direct: bool = False) -> Viewing:
        """Somebody who watches alone."""
        started = await self.viewings.start_solo(hive_programme(), guild_id=GUILD, by=by, now=self.now, direct=direct)
        return started.viewing

    async def move(self, viewing: Viewing, move: Move, by: Person | None = None, **wanted: Any) -> ViewingStatus:
        """A move by who leads the viewing, unless another is given; what it passes is left out unless it says more."""
        leader = by or Person(viewing.facilitator_id or 0)
        wanted = {"decided": Decision.LEAVE} | wanted
        return await self.viewings.move(GUILD, viewing.id, Request(move=move, by=leader, **wanted), self.now)

    async def moves(self, viewing: Viewing, *moves: Move) -> ViewingStatus:
        """Several moves after each other; where the viewing stands after the last."""
        for move in moves[:-1]:
            await self.move(viewing, move)
        return await self.move(viewing, moves[-1])

    async def answer(
        self, viewing: Viewing, place: int, by: Person, text: str | None = None, **content: Any
    ) -> SavedAnswer:
        """An answer to a prompt."""
        return await self.answers.answer(GUILD, viewing.id, place, by.id, Content(text=text, **content), self.now)

    async def stands(self, viewing: Viewing) -> ViewingStatus:
        """Where a viewing stands, for who leads it."""
        return await self.viewings.get(GUILD, viewing.id, viewing.facilitator_id or 0, self.now)

    async def post_all(self) -> list[Sent]:
        """Everything that was posted since this was last asked, with what waits to be."""
        await self.worker.once()
        posted = self.heard.sent[self._seen :]
        self._seen = len(self.heard.sent)
        return posted
