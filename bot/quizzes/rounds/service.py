"""What a group or a member does with a quiz: one use case, one method, one transaction."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.database import Database, Tx
from bot.database.together import Together
from bot.errors import Refusal, or_refuse
from bot.guilds.rules import Person
from bot.outbox.jobs import Begun, Handler, Job
from bot.quizzes.rounds import store
from bot.quizzes.rounds.answering import Given, keep
from bot.quizzes.rounds.loading import (
    is_done,
    load,
    load_results,
    load_status,
    look_whether_all,
    people_changed,
)
from bot.quizzes.rounds.posts import What, posts_after, shown_otherwise
from bot.quizzes.rounds.programme import Programme
from bot.quizzes.rounds.queue import JOINING, MESSAGES, QUEUE, REVEAL, time_reveal
from bot.quizzes.rounds.rules import ENDED, STALE, Cue, Move, Quiz, Request, apply_move
from bot.quizzes.rounds.views import Line, Missed, QuizStatus, Result, SavedAnswer, Whereabouts

NO_PART = "You do not take part in this quiz. Press `Join` first."


class Quizzes:
    """Starting, finding, moving, joining, answering.

    Every method raises Refusal where a rule says no, `No such quiz here.` for ids of other servers. `now` is this
    machine's time.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._answers: Together[Given, SavedAnswer] = Together(database, keep)

    async def start(
        self,
        programme: Programme,
        *,
        guild_id: int,
        channel_id: int,
        by: Person,
        now: datetime,
        started_in: int | None = None,
        tag_id: int | None = None,
    ) -> Quiz:
        """Open a quiz in a thread that is to be made under a channel; what to post first waits in the outbox."""
        if not by.may_begin:
            raise Refusal(f"Only members with the facilitator role may start a quiz here. {by.why}".rstrip())
        quiz = Quiz(
            id=secrets.randbits(62),
            guild_id=guild_id,
            number=0,
            facilitator_id=by.id,
            programme=programme,
            cues=tuple(Cue(place=place, placed=each) for place, each in enumerate(programme.placed())),
            channel_id=channel_id,
            tag_id=tag_id,
            started_in=started_in,
            created_at=now,
        )
        async with self._database.transaction(guild_id) as tx:
            quiz = await store.insert(tx, quiz)
            await QUEUE.post(tx, quiz, [MESSAGES.opening, MESSAGES.card], now)
            return quiz

    async def get(self, guild_id: int, quiz_id: int) -> QuizStatus:
        """Where a quiz stands."""
        async with self._database.read() as tx:
            return await load_status(tx, await load(tx, guild_id, quiz_id))

    async def by_number(self, guild_id: int, number: int) -> Quiz:
        """A quiz by its number."""
        async with self._database.read() as tx:
            unknown = f"`quiz`: there is no quiz #{number} here. Choose one from the list."
            return or_refuse(await store.by_number(tx, guild_id, number), unknown)

    async def latest(self, guild_id: int, limit: int) -> list[Line]:
        """The quizzes of a server, the newest first."""
        async with self._database.read() as tx:
            return await store.latest(tx, guild_id, limit)

    async def move(self, guild_id: int, quiz_id: int, request: Request, now: datetime) -> QuizStatus:
        """Make a move; what a group is to read next waits in the outbox."""
        async with self._database.transaction(guild_id) as tx:
            quiz = await load(tx, guild_id, quiz_id)
            if request.move is Move.TAKE_OVER and request.by:
                takes_part = await JOINING.members.takes_part(tx, quiz, request.by.id)
                request = replace(request, takes_part=takes_part)
            if request.move is Move.END and quiz.open:
                request = replace(request, answered=(await store.count_answered(tx, quiz, quiz.open.place)).count)
            return await load_status(tx, await make_move(tx, quiz, request, now))

    async def whereabouts(self, guild_id: int, quiz_id: int, member_id: int) -> Whereabouts:
        """How a member takes part."""
        async with self._database.read() as tx:
            return await _whereabouts(tx, await load(tx, guild_id, quiz_id), member_id)

    async def join(self, guild_id: int, quiz_id: int, member_id: int, now: datetime) -> bool:
        """Take part and be added to the thread; who does already is added to it once more: False."""
        async with self._database.transaction(guild_id) as tx:
            quiz = await load(tx, guild_id, quiz_id)
            if quiz.closed:
                raise Refusal(ENDED)
            if await JOINING.join(tx, quiz, member_id, now):
                await people_changed(tx, quiz)
                return True
            await JOINING.add_anew(tx, quiz, member_id, now)
            return False

    async def leave(self, guild_id: int, quiz_id: int, member_id: int, now: datetime) -> Quiz:
        """Take part no more; answers given stay."""
        async with self._database.transaction(guild_id) as tx:
            quiz = await load(tx, guild_id, quiz_id)
            if not await JOINING.members.leave(tx, quiz, member_id, now):
                raise Refusal("You do not take part in this quiz.")
            await people_changed(tx, quiz)
            await look_whether_all(tx, quiz, now)
            return quiz

    async def set_pinged(self, guild_id: int, quiz_id: int, member_id: int, *, pinged: bool) -> Whereabouts:
        """Have questions mention a member, or not."""
        async with self._database.transaction(guild_id) as tx:
            quiz = await load(tx, guild_id, quiz_id)
            standing = or_refuse(await JOINING.members.membership(tx, quiz, member_id), NO_PART)
            if pinged and quiz.closed:
                raise Refusal(f"{ENDED} Nothing more is asked, so there is nothing to be pinged for.")
            await JOINING.set_pinged(tx, quiz, member_id, standing, pinged=pinged)
            return await _whereabouts(tx, quiz, member_id)

    async def answer(self, given: Given) -> SavedAnswer:
        """Answer the open item, or change one's answer until it is revealed; who does not take part yet joins."""
        return await self._answers.do(given)

    async def close(self) -> None:
        """Wait until every answer that was given is kept."""
        await self._answers.close()

    async def mine(self, guild_id: int, quiz_id: int, member_id: int) -> tuple[Quiz, dict[int, tuple[int, ...]]]:
        """A quiz, with a member's own answers by the place of their item."""
        async with self._database.read() as tx:
            quiz = await load(tx, guild_id, quiz_id)
            return quiz, await store.own(tx, quiz, member_id)

    async def missed_by(self, guild_id: int, quiz_id: int, member_id: int) -> Missed:
        """What a member did not get right, of the items whose answers are shown."""
        quiz, own = await self.mine(guild_id, quiz_id, member_id)
        answered = [cue for cue in quiz.revealed if cue.place in own]
        return Missed(
            quiz=quiz,
            wrong=[cue for cue in answered if not cue.item.is_right(own[cue.place])],
            skipped=[cue for cue in quiz.revealed if cue.place not in own],
            answered=len(answered),
        )

    async def results(self, guild_id: int, quiz_id: int) -> tuple[Result, ...]:
        """How the items were answered whose answers are shown."""
        async with self._database.read() as tx:
            return await load_results(tx, await load(tx, guild_id, quiz_id))

    def handler(self, now: Callable[[], datetime]) -> Handler:
        """Who reveals items by themselves; what that gives to read is posted at once."""

        async def begin(tx: Tx, job: Job, _due: datetime) -> Begun:
            quiz = await load(tx, job.guild_id, int(job.key))
            cue, at = quiz.open, now()
            if cue is None or quiz.closed or quiz.orphaned:
                return None
            over = cue.closes_at is not None and at >= cue.closes_at
            if over and (await MESSAGES.get(tx, quiz, (What.ITEM, cue.place)))[0] is None:
                return None  # its time begins once it can be answered
            if not over and not is_done(await store.count_answered(tx, quiz, cue.place)):
                await time_reveal(tx, quiz, None)
                return None
            await make_move(tx, quiz, Request(move=Move.REVEAL, by=None, place=cue.place), at)
            return None

        return Handler(kind=REVEAL, begin=begin)


async def make_move(tx: Tx, quiz: Quiz, request: Request, now: datetime) -> Quiz:
    """A move, inside a transaction."""
    moved = apply_move(quiz, request, now)
    if not await store.put(tx, quiz, moved):
        raise Refusal(STALE)
    await QUEUE.post(tx, moved, posts_after(quiz, moved), now)
    await MESSAGES.mark(tx, moved, dict.fromkeys(shown_otherwise(quiz, moved)))
    if moved.open is not quiz.open or moved.closed:
        await time_reveal(tx, moved, None)
    return moved


def most_missed(results: Sequence[Result]) -> list[Result]:
    """The items that were missed, those first that most missed."""
    missed = [each for each in results if each.tally.missed]
    return sorted(missed, key=lambda each: (-each.tally.missed / each.tally.answers, each.cue.place))


async def _whereabouts(tx: Tx, quiz: Quiz, member_id: int) -> Whereabouts:
    return Whereabouts(quiz=quiz, standing=await JOINING.members.membership(tx, quiz, member_id))
