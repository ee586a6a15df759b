"""No sequence of moves, clicks, answers and restarts loses an answer, shows one too early, or leaves no way on."""

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.database import open_database
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.viewings.answering.rules import Content, Finding
from bot.viewings.moves import MOVES, Decision, Move, Request
from bot.viewings.own.rules import OwnPrompt
from bot.viewings.own.service import OwnPrompts
from bot.viewings.posting.posts import What
from bot.viewings.rules import Phase, Secrecy, State, Viewing
from tests import engines
from tests.budgets import budget
from tests.viewings.evening import ADA, BEN, CAMERA, CHANGED, CLEO, GUILD, MIRA, WORDS, Clock, Evening, Heard

Result = TypeVar("Result")

PEOPLE = (ADA, BEN, CLEO)
MEMBERS = st.sampled_from([person.id for person in PEOPLE])
PLACES = st.integers(0, 6)
WAYS_ON = (
    Move.NEXT, Move.NEXT, Move.REVEAL, Move.SKIP, Move.START_FILM, Move.PAUSE, Move.RESUME, Move.FINISH,
    Move.REVEAL_ALL, Move.ASK_READY, Move.REOPEN,
)  # fmt: skip
BEGINNINGS = (
    (),
    (Move.NEXT,),
    (Move.NEXT, Move.START_FILM),
    (Move.NEXT, Move.NEXT, Move.START_FILM, Move.NEXT),
    (Move.START_FILM, Move.FINISH, Move.NEXT),
)
JUMPS = st.timedeltas(timedelta(minutes=-1), timedelta(minutes=25))
TEXTS = st.text(min_size=1, max_size=12)
CONTENTS = st.builds(
    Content,
    text=st.none() | TEXTS,
    option=st.none() | st.integers(-1, 3),
    about=st.sampled_from([None, None, "bees-sleep", "unknown"]),
    evidence=st.none() | TEXTS,
    source=st.none() | st.sampled_from(Finding),
    confidence=st.none() | st.integers(0, 6),
)


class AnyEvening(RuleBasedStateMachine):
    """Drives the services on a real file, beside a plain record of what was kept and what was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.mkdtemp()
        self.loop = asyncio.new_event_loop()
        self.stack = AsyncExitStack()
        self.clock = Clock()
        self.heard = Heard()
        self.kept: dict[tuple[int, int], Content] = {}
        self.reasons: dict[tuple[int, int], str] = {}
        self.shown: set[int] = set()
        self.later: set[tuple[int, int]] = set()
        self.posted: list[tuple[What, int]] = []
        self.old_steps: list[int] = []

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
        self.evening = Evening(db, self.clock, heard=self.heard)

    @initialize(secrecy=st.sampled_from(Secrecy), solo=st.booleans(), path=st.sampled_from(BEGINNINGS))
    def begin(self, secrecy: Secrecy, solo: bool, path: tuple[Move, ...]) -> None:
        """Somewhere in the evening, so that the film and what follows it come as often as what precedes it."""
        self.run(engines.migrated(Path(self.folder, "study.db")))
        self.run(self.open())
        self.solo = solo
        self.secrecy = secrecy
        started = self.run(self.evening.solo(ADA) if solo else self.evening.group(secrecy))
        self.id = started.id
        for move in path:
            self.move(move, ADA, timedelta(0), ADA.id, gone=False, decided=Decision.LEAVE, ahead=0)

    @property
    def viewing(self) -> Viewing:
        leader = self.run(self.evening.viewings.get(GUILD, self.id, ADA.id, self.clock.wall))
        return leader.viewing

    # What people and the world do.

    @rule(
        move=st.sampled_from(Move),
        by=st.sampled_from((*PEOPLE, MIRA)),
        to=JUMPS,
        heir=MEMBERS,
        gone=st.booleans(),
        decided=st.sampled_from([None, *Decision]),
        ahead=st.sampled_from([0, 15, 60]),
        place=st.none() | PLACES,
        short=st.booleans(),
    )
    def move(
        self,
        move: Move,
        by: Person,
        to: timedelta,
        heir: int,
        gone: bool,
        decided: Decision | None,
        ahead: int,
        place: int | None = None,
        short: bool = False,
    ) -> None:
        before = self.viewing
        unrevealed = sum(cue.state is State.OPEN and (member, cue.place) in self.kept
                         for cue in before.cues for member in (1, 2, 3))  # fmt: skip
        request = Request(
            move=move, by=by, seen=before.step, place=place, to=to, heir=heir, leaderless=gone, decided=decided,
            ahead=timedelta(seconds=ahead), short=short,
        )  # fmt: skip
        stands = self.tried(self.evening.viewings.move(GUILD, self.id, request, self.clock.wall))
        if isinstance(stands, Refusal):
            assert self.viewing == before, "a refused move changes nothing"
            return
        after = stands.viewing
        assert move in MOVES[before.phase]
        assert after == self.viewing, "what a move tells is what is kept"
        assert after.step == before.step + 1
        assert after.phase in {before.phase, *ONWARD[before.phase]}
        self.old_steps.append(before.step)
        self.check_nothing_passed(before, after, decided)
        if move is Move.END and not self.solo:
            assert not unrevealed or decided is not None, "an end asks before it leaves answers unrevealed"
        if move in (Move.REVEAL, Move.REVEAL_ALL) or (move is Move.END and decided is Decision.REVEAL):
            shown = {cue.place for cue in after.cues if cue.state is State.REVEALED} - self.shown
            assert shown <= {cue.place for cue in before.open}
            self.shown |= shown

    def check_nothing_passed(self, before: Viewing, after: Viewing, decided: Decision | None) -> None:
        """A prompt is left out by whoever skips it, or where somebody said so; what was asked is never un-asked."""
        for was, now in zip(before.cues, after.cues, strict=True):
            if was.state is State.WAITING and now.state is State.SKIPPED:
                assert decided is not None or after.phase is before.phase
            assert was.turn in (None, now.turn)
            assert not (was.turn and now.state is State.WAITING)
        turns = [cue.turn for cue in after.cues if cue.turn]
        assert sorted(turns) == list(range(1, len(turns) + 1)), "numbers have no gap and come once"

    @rule(moves=st.lists(st.sampled_from(WAYS_ON), min_size=1, max_size=3), ahead=st.sampled_from([0, 15]))
    def lead(self, moves: list[Move], ahead: int) -> None:
        """The facilitator goes on as facilitators do; more often than chance would."""
        for move in moves:
            leader = Person(self.viewing.facilitator_id or 0)
            left = next((cue.place for cue in self.viewing.cues if cue.state is State.SKIPPED), None)
            place = left if move is Move.REOPEN else None
            self.move(move, leader, timedelta(0), ADA.id, gone=False, decided=Decision.LEAVE, ahead=ahead, place=place)

    @rule(by=st.sampled_from((*PEOPLE, MIRA)), ask=st.sampled_from(["Who filmed this?", " ", "Why here?"]))
    def ask_a_prompt_of_ones_own(self, by: Person, ask: str) -> None:
        before = self.viewing
        own = OwnPrompts(self.evening.db).ask(GUILD, self.id, by, OwnPrompt(ask=ask), self.clock.wall)
        asked = self.tried(own)
        if isinstance(asked, Refusal):
            assert self.viewing == before, "what is refused adds no prompt"
            return
        *others, added = asked.viewing.cues
        assert tuple(others) == before.cues
        assert added.state is State.OPEN
        assert asked.viewing == self.viewing
        self.old_steps.append(before.step)

    @precondition(lambda self: not self.solo)
    @rule(member=MEMBERS, number=st.integers(1, 6))
    def say_ready(self, member: int, number: int) -> None:
        before = self.viewing
        told = self.tried(self.evening.viewings.ready(GUILD, self.id, number, member, self.clock.wall))
        assert isinstance(told, Refusal) or before.phase is Phase.BEFORE

    @rule()
    def draw(self) -> None:
        """What stands in the thread is drawn until it shows what is so."""
        self.run(self.evening.redraw())

    @precondition(lambda self: self.old_steps)
    @rule(move=st.sampled_from(Move), data=st.data())
    def click_an_old_card(self, move: Move, data: st.DataObject) -> None:
        seen = data.draw(st.sampled_from(self.old_steps))
        before = self.viewing
        by = MIRA if not self.solo else ADA
        request = Request(move=move, by=by, seen=seen, to=timedelta(0), heir=BEN.id, decided=Decision.LEAVE)
        stands = self.tried(self.evening.viewings.move(GUILD, self.id, request, self.clock.wall))
        assert isinstance(stands, Refusal), "a click on an old card moved the viewing"
        assert self.viewing == before

    @rule(member=MEMBERS, place=PLACES, given=CONTENTS)
    def answer(self, member: int, place: int, given: Content) -> None:
        before = self.viewing
        kept = self.tried(self.evening.answers.answer(GUILD, self.id, place, member, given, self.clock.wall))
        if isinstance(kept, Refusal):
            assert self.viewing == before
            return
        assert before.cues[place].state in (State.OPEN, State.REVEALED)
        assert before.cues[place].state is State.OPEN or (before.closed and (member, place) not in self.kept)
        self.kept[member, place] = kept.answer.content
        if kept.answer.later:
            self.later.add((member, place))
        else:
            self.later.discard((member, place))

    @rule(member=MEMBERS, place=st.sampled_from([WORDS, CAMERA, CHANGED]), text=TEXTS)
    def answer_what_is_open(self, member: int, place: int, text: str) -> None:
        asked = self.viewing.asked
        self.answer(member, asked[place % len(asked)].place if asked else place, Content(text=text, option=0))

    @precondition(lambda self: self.kept)
    @rule(data=st.data(), text=TEXTS, option=st.integers(0, 1))
    def answer_again(self, data: st.DataObject, text: str, option: int) -> None:
        member, place = data.draw(st.sampled_from(sorted(self.kept)))
        self.answer(member, place, Content(text=text, option=option))

    @rule(member=MEMBERS, place=PLACES, text=TEXTS)
    def reason(self, member: int, place: int, text: str) -> None:
        given = self.tried(self.evening.answers.give_reason(GUILD, self.id, place, member, text, self.clock.wall))
        if isinstance(given, Refusal):
            return
        assert (member, place) in self.kept
        self.reasons[member, place] = given.answer.reason or ""

    @rule(member=MEMBERS, joins=st.booleans())
    def come_and_go(self, member: int, joins: bool) -> None:
        viewings = self.evening.viewings
        self.tried((viewings.join if joins else viewings.leave)(GUILD, self.id, member, self.clock.wall))

    @rule(span=st.sampled_from([0.4, 30, 60, 300, 900, 86_400, 8 * 86_400]))
    def time_passes(self, span: float) -> None:
        self.clock.go(seconds=span)

    @rule(hours=st.sampled_from([-2, 1]))
    def somebody_sets_the_clock(self, hours: int) -> None:
        self.run(self.evening.work())
        before = self.run(self.evening.stands(self.viewing)).film_time
        self.clock.wall += timedelta(hours=hours)
        self.run(self.evening.work())
        assert self.run(self.evening.stands(self.viewing)).film_time == before

    @rule()
    def look_for_what_is_due(self) -> None:
        self.run(self.evening.work())
        self.run(self.evening.work())
        viewing = self.viewing
        if not self.solo and viewing.clock.running:
            assert viewing.due(self.clock.wall) == (), "everything due was asked"

    @rule()
    def post(self) -> None:
        self.clock.go(minutes=2)
        self.run(self.evening.post_all())
        self.posted = [(post.what, post.place) for post in self.heard.sent if not post.anew]

    @rule()
    def restart(self) -> None:
        before = self.viewing
        self.run(self.stack.aclose())
        self.run(self.open())
        assert self.viewing == before, "a restart changes nothing"

    @precondition(lambda self: not self.solo)
    @rule(again=st.booleans())
    def the_thread_is_gone_and_found_again(self, again: bool) -> None:
        self.run(self.evening.lost(self.id, "Gone."))
        if again:
            self.restart()
        thread = self.viewing.thread_id or 0
        self.run(self.evening.delivery.go_on(GUILD, self.id, 10, thread))

    # What always holds.

    @invariant()
    def no_answer_is_lost_and_each_is_its_authors(self) -> None:
        for person in PEOPLE:
            if self.solo and person is not ADA:
                continue
            mine = self.run(self.evening.answers.mine(GUILD, self.id, person.id))
            assert {(person.id, place): answer.content for place, answer in mine.items()} == {
                key: content for key, content in self.kept.items() if key[0] == person.id
            }
            assert {(person.id, place): answer.reason for place, answer in mine.items() if answer.reason} == {
                key: reason for key, reason in self.reasons.items() if key[0] == person.id
            }

    @invariant()
    def only_a_reveal_reveals(self) -> None:
        assert {cue.place for cue in self.viewing.cues if cue.state is State.REVEALED} == self.shown

    @invariant()
    def what_is_shown_was_revealed_and_is_all_there_is_of_it(self) -> None:
        shown = self.run(self.evening.answers.revealed_prompts(GUILD, self.id, ADA.id))
        assert {part.cue.place for part in shown} == self.shown
        for part in shown:
            given = [content for (_, place), content in self.kept.items() if place == part.cue.place]
            assert sorted(map(repr, (each.answer.content for each in part.answers))) == sorted(map(repr, given))
            authors = {each.member_id for each in part.answers}
            named = {member for member, place in self.kept if place == part.cue.place}
            assert authors <= {None} if self.secrecy is Secrecy.UNNAMED else authors == named
        if not self.solo:
            summary = self.run(self.evening.journals.summary(GUILD, self.id, BEN.id))
            assert {part.cue.place for lens in summary.lenses for part in lens.prompts} == self.shown

    @invariant()
    def counts_are_right(self) -> None:
        stands = self.run(self.evening.viewings.get(GUILD, self.id, ADA.id, self.clock.wall))
        places = [place for member, place in self.kept if (member, place) not in self.later]
        assert stands.counts.answered == {place: places.count(place) for place in places}
        assert stands.answered.count <= stands.answered.of

    @invariant()
    def there_is_a_way_on(self) -> None:
        stands = self.run(self.evening.viewings.get(GUILD, self.id, ADA.id, self.clock.wall))
        viewing = stands.viewing
        if viewing.closed:
            revealing = {Move.REVEAL, Move.REVEAL_ALL}
            still = viewing.later_until is not None and self.clock.wall < viewing.later_until and viewing.open
            assert stands.moves == (revealing if still and not self.solo else frozenset())
            return
        assert Move.END in stands.moves
        assert {Move.NEXT, Move.START_FILM, Move.FINISH, Move.END} & stands.moves
        if viewing.phase is Phase.BEFORE:
            assert Move.START_FILM in stands.moves
        elif viewing.phase is Phase.DURING:
            assert Move.FINISH in stands.moves or (viewing.begins_in(self.clock.wall) and Move.PAUSE in stands.moves)

    @invariant()
    def nothing_is_posted_twice(self) -> None:
        assert len(self.posted) == len(set(self.posted))


ONWARD: dict[Phase, set[Phase]] = {
    Phase.BEFORE: {Phase.DURING, Phase.CLOSED},
    Phase.DURING: {Phase.BEFORE, Phase.AFTER, Phase.CLOSED},
    Phase.AFTER: {Phase.DURING, Phase.CLOSED},
    Phase.CLOSED: set(),
}

TestAnyEvening = AnyEvening.TestCase
TestAnyEvening.settings = settings(max_examples=budget(8, 50), stateful_step_count=40, deadline=None)
