"""No sequence of moves, clicks, deletions and restarts loses an answer, shows one too early, or leaves no way on."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.chat.messenger import LostError
from bot.database import open_database
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.packs.shelf.shelves import Shelf
from bot.quizzes.items.model import Way
from bot.quizzes.rounds import store
from bot.quizzes.rounds.answering import Given
from bot.quizzes.rounds.rules import FEWEST, TIMES, Decision, Move, Quiz, Request, State
from tests import engines
from tests.budgets import budget
from tests.quizzes.rounds import ADA, BEN, CHANNEL, CLEO, GUILD, MIRA, Room, Table, hive
from tests.viewings.evening import Clock

Result = TypeVar("Result")

PEOPLE = (ADA, BEN, CLEO)
MEMBERS = st.sampled_from([person.id for person in PEOPLE])
PLACES = st.integers(-1, 4)
CHOSEN = st.lists(st.integers(-1, 4), max_size=4).map(tuple)
FITTING = {
    Way.ONE: st.integers(0, 2).map(lambda place: (place,)),
    Way.SEVERAL: st.lists(st.integers(0, 2), min_size=1, max_size=3, unique=True).map(tuple),
    Way.ORDER: st.permutations(range(3)).map(tuple),
}
SHELVES = (Shelf([hive()]), Shelf([hive("1.1.0", verdict="false")]), Shelf([hive("1.2.0", verdict="")]), Shelf([]))


class AnyQuiz(RuleBasedStateMachine):
    """Drives the service on a real file, beside a plain record of what was kept and what was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.clock = Clock()
        self.room = Room()
        self.kept: dict[tuple[int, int], tuple[int, ...]] = {}
        self.clicks = 0

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.loop.run_until_complete(work)

    def tried(self, work: Coroutine[Any, Any, Result]) -> Result | Refusal:
        """What came of it, or why it was refused."""
        try:
            return self.run(work)
        except Refusal as refusal:
            return refusal

    def teardown(self) -> None:
        self.run(self.stack.aclose())
        self.loop.close()
        shutil.rmtree(self.folder)

    async def open(self) -> None:
        db = await self.stack.enter_async_context(open_database(f"sqlite:///{Path(self.folder, 'study.db')}"))
        self.table = Table(db, self.clock, room=self.room)

    @initialize(asked=st.integers(0, 3))
    def begin(self, asked: int) -> None:
        self.run(engines.migrated(Path(self.folder, "study.db")))
        self.run(self.open())
        self.id = self.run(self.table.start()).id
        for place in range(asked):
            self.run(self.table.ask(self.quiz, place))
            self.run(self.table.reveal(self.quiz, place))

    @property
    def quiz(self) -> Quiz:
        return self.run(self.table.quizzes.get(GUILD, self.id)).quiz

    # What people and the world do.

    @rule(
        move=st.sampled_from(Move),
        by=st.sampled_from((*PEOPLE, MIRA)),
        place=st.none() | PLACES,
        seconds=st.sampled_from([None, 7, *TIMES]),
        decided=st.sampled_from([None, *Decision]),
        gone=st.booleans(),
    )
    def move(
        self, move: Move, by: Person, place: int | None, seconds: int | None, decided: Decision | None, gone: bool
    ) -> None:
        before = self.quiz
        answers = sum(before.open is not None and key[1] == before.open.place for key in self.kept)
        request = Request(move=move, by=by, place=place, seconds=seconds, decided=decided, leaderless=gone)
        told = self.tried(self.table.quizzes.move(GUILD, self.id, request, self.clock.wall))
        after = self.quiz
        if isinstance(told, Refusal):
            assert after == before, "a refused move changes nothing"
            return
        assert not before.closed
        assert before.is_led_by(by) or move is Move.TAKE_OVER
        if move is Move.END:
            assert not answers or decided in (Decision.REVEAL, Decision.LEAVE), (
                "an end asks before it leaves answers unrevealed"
            )
        self.check_revealed(before, after, surely=move is Move.REVEAL or decided is Decision.REVEAL)

    @rule()
    def lead(self) -> None:
        """Whoever leads goes on as leaders do; more often than chance would."""
        quiz = self.quiz
        if quiz.open:
            self.move(Move.REVEAL, MIRA, quiz.open.place, None, None, gone=False)
        elif quiz.next:
            self.move(Move.ASK, MIRA, quiz.next.place, None, None, gone=False)

    @rule(member=MEMBERS, place=PLACES, chosen=CHOSEN)
    def answer(self, member: int, place: int, chosen: tuple[int, ...]) -> None:
        before = self.quiz
        self.clicks += 1
        kept = self.tried(
            self.table.quizzes.answer(Given(GUILD, self.id, place, member, chosen, self.clock.wall, self.clicks))
        )
        if isinstance(kept, Refusal):
            return
        assert before.cues[place].state is State.OPEN
        assert not before.closed
        assert kept.replaced == ((member, place) in self.kept)
        self.kept[member, place] = kept.chosen

    @precondition(lambda self: self.quiz.open)
    @rule(member=MEMBERS, data=st.data())
    def answer_what_is_open(self, member: int, data: st.DataObject) -> None:
        cue = self.quiz.open
        assert cue
        self.answer(member, cue.place, data.draw(FITTING[cue.item.way]))

    @rule(member=MEMBERS, joins=st.booleans())
    def come_and_go(self, member: int, joins: bool) -> None:
        quizzes = self.table.quizzes
        self.tried((quizzes.join if joins else quizzes.leave)(GUILD, self.id, member, self.clock.wall))

    @rule(member=MEMBERS)
    def somebody_has_their_data_deleted(self, member: int) -> None:
        async def delete() -> None:
            async with self.table.db.transaction(GUILD) as tx:
                await store.forget_member(tx, member)

        self.run(delete())
        self.kept = {key: chosen for key, chosen in self.kept.items() if key[0] != member}

    @rule(span=st.sampled_from([3, 11, 61, 301, 86_400]))
    def time_passes(self, span: float) -> None:
        before = self.quiz
        status = self.run(self.table.quizzes.get(GUILD, self.id))
        self.clock.go(seconds=span)
        self.run(self.table.work())
        after = self.quiz
        timed = before.open and before.open.closes_at and self.clock.wall >= before.open.closes_at
        all_have = status.answered.all and status.answered.of >= FEWEST
        self.check_revealed(before, after, surely=bool(timed or all_have))

    @rule(shelf=st.sampled_from(SHELVES))
    def the_pack_changes(self, shelf: Shelf) -> None:
        self.table.shelf = shelf

    @rule()
    def restart(self) -> None:
        before, shelf = self.quiz, self.table.shelf
        self.run(self.stack.aclose())
        self.run(self.open())
        self.table.shelf = shelf
        assert self.quiz == before, "a restart changes nothing"

    @rule(code=st.sampled_from([10003, 50083, 160005]), elsewhere=st.booleans())
    def the_thread_is_gone_and_found_again(self, code: int, elsewhere: bool) -> None:
        thread = self.quiz.thread_id or 0
        self.room.fails[thread] = LostError("gone", code)
        self.run(self.table.work())
        before = self.quiz
        self.clock.go(minutes=6)
        self.run(self.table.work())
        assert not before.orphaned or self.quiz.cues == before.cues, "nothing is shown where nobody can read it"
        self.room.fails.clear()
        again = max(self.room.places) + 1_000 if elsewhere else thread
        self.run(self.table.delivery.go_on(GUILD, self.id, CHANNEL, again))
        self.run(self.table.work())

    # What always holds.

    def check_revealed(self, before: Quiz, after: Quiz, *, surely: bool) -> None:
        """What was shown by this was open, and was to be shown."""
        for was, now in zip(before.cues, after.cues, strict=True):
            if now.state is State.REVEALED and was.state is not State.REVEALED:
                assert was.state is State.OPEN
                assert surely, "an answer was shown too early"
            assert not (was.state is State.REVEALED and now.state is not State.REVEALED)

    @invariant()
    def no_answer_is_lost_and_each_is_its_authors(self) -> None:
        for person in PEOPLE:
            _, own = self.run(self.table.quizzes.mine(GUILD, self.id, person.id))
            assert own == {place: chosen for (member, place), chosen in self.kept.items() if member == person.id}

    @invariant()
    def what_is_shown_is_all_there_is_and_of_revealed_items_alone(self) -> None:
        results = self.run(self.table.quizzes.results(GUILD, self.id))
        assert [each.cue.place for each in results] == [cue.place for cue in self.quiz.revealed]
        for each in results:
            given = [chosen for (_, place), chosen in self.kept.items() if place == each.cue.place]
            assert each.tally.answers == len(given)
            assert each.tally.right == sum(each.cue.item.is_right(chosen) for chosen in given)

    @invariant()
    def no_message_shows_an_answer_before_it_is_revealed(self) -> None:
        revealed = len(self.quiz.revealed)
        shown = {text.split(" · answered")[0] for text in self.room.texts() if "**Answer:**" in text}
        assert len(shown) <= revealed

    @invariant()
    def there_is_a_way_on(self) -> None:
        quiz = self.quiz
        assert quiz.closed or quiz.open or quiz.next
        assert sum(cue.state is State.OPEN for cue in quiz.cues) <= 1


TestAnyQuiz = AnyQuiz.TestCase
TestAnyQuiz.settings = settings(max_examples=budget(8, 60), stateful_step_count=30, deadline=None)
