"""What members do with statements: one use case, one method, one transaction."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from bot import clock
from bot.database import Database, Tx
from bot.database.together import Together
from bot.errors import Refusal, or_refuse
from bot.guilds.rules import Person
from bot.packs.search.names import same
from bot.statements import course, store
from bot.statements.results import Result, read
from bot.statements.rules import CLOSED, UNKNOWN, Round
from bot.statements.views import ASIDE, MERGED, Line, Paper, Sifting, View
from bot.statements.voting import Cast, cast, paper, voted_on
from bot.statements.wording import checked_question

MOST_SUGGESTED = 25
_LOOKED_THROUGH = 1000
_NUMBER = re.compile(r"#?(?P<number>[0-9]{1,9})(?: · .*)?")


class Statements:
    """Every method raises Refusal where a rule says no: `No such round here.` for ids of other servers."""

    def __init__(self, database: Database, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._now = now
        self._votes = Together(database, cast)

    async def wait_for_votes(self) -> None:
        """Return when every vote that was given is recorded; for a clean exit."""
        await self._votes.close()

    async def start(
        self,
        question: str,
        *,
        guild_id: int,
        channel_id: int,
        by: Person,
        collects_until: datetime,
        runs: timedelta,
        seeds: Sequence[str] = (),
    ) -> Round:
        """Start a round; its card is posted by itself."""
        by.check_may_begin("start rounds")
        round_ = Round(
            id=0,
            guild_id=guild_id,
            number=0,
            channel_id=channel_id,
            creator_id=by.id,
            question=checked_question(question),
            created_at=self._now(),
            collects_until=collects_until,
            runs=runs,
        )
        async with self._database.transaction(guild_id) as tx:
            return await course.start(tx, round_, seeds)

    async def written_by(self, guild_id: int, round_id: int, member_id: int, clicked_at: datetime) -> list[str]:
        """What a member handed in and may still change."""
        async with self._database.read() as tx:
            round_ = await course.find(tx, guild_id, round_id)
            round_.check_collecting(clicked_at)
            return await course.written_by(tx, round_, member_id)

    async def hand_in(
        self, guild_id: int, round_id: int, member_id: int, texts: Sequence[str], clicked_at: datetime
    ) -> tuple[Round, tuple[str, ...]]:
        """Keep a member's statements in place of those before; none takes them back."""
        async with self._database.transaction(guild_id) as tx:
            round_ = await course.find(tx, guild_id, round_id)
            round_.check_collecting(clicked_at)
            kept = await course.hand_in(tx, round_, member_id, texts)
            return await course.find(tx, guild_id, round_id), kept

    async def end_collecting(self, guild_id: int, round_id: int, by: Person) -> Round:
        """End collecting early."""
        async with self._database.transaction(guild_id) as tx:
            round_ = await course.find(tx, guild_id, round_id)
            round_.check_leader(by)
            round_.check_collecting(round_.created_at)
            or_refuse(await course.end_collecting(tx, round_, self._now()), CLOSED)
            return await course.find(tx, guild_id, round_id)

    async def sift(self, guild_id: int, round_id: int, by: Person) -> Sifting:
        """All statements, for who leads the round; nobody sees them before collecting has ended."""
        async with self._database.read() as tx:
            return await store.sifting(tx, await _led(tx, guild_id, round_id, by))

    async def settle(self, guild_id: int, round_id: int, place: int, by: Person, state: str) -> Sifting:
        """Set a statement aside, merge it with one that says the same, or take it in again.

        Also during the vote, where its votes then do not count.
        """
        async with self._database.transaction(guild_id) as tx:
            round_ = await _led(tx, guild_id, round_id, by)
            if not await store.set_state(tx, round_.id, place, state):
                raise Refusal("No such statement in this round.")
            if round_.released_at:
                await store.mark_changed(tx, round_.id)
            return await store.sifting(tx, await course.find(tx, guild_id, round_id))

    async def release(self, guild_id: int, round_id: int, by: Person, *, sure: bool) -> Round:
        """Begin the vote."""
        async with self._database.transaction(guild_id) as tx:
            round_ = await _led(tx, guild_id, round_id, by)
            await course.release(tx, round_, self._now(), sure=sure)
            return await course.find(tx, guild_id, round_id)

    async def vote(self, vote: Cast) -> Paper:
        """Record a vote; returns once that is durable, with what the member votes on next."""
        return await self._votes.do(vote)

    async def paper(
        self, guild_id: int, round_id: int, member_id: int, clicked_at: datetime, at: int | None = None
    ) -> Paper:
        """What a member votes on, at a position or where they left off."""
        async with self._database.read() as tx:
            round_ = await course.find(tx, guild_id, round_id)
            round_.check_voting(clicked_at)
            kept = voted_on((await store.sifting(tx, round_)).statements)
            votes = await store.votes_of(tx, round_id, member_id)
        return paper(round_, kept, votes, member_id, at)

    async def close(self, guild_id: int, round_id: int, by: Person) -> Round:
        """End the vote early."""
        async with self._database.transaction(guild_id) as tx:
            round_ = await course.find(tx, guild_id, round_id)
            round_.check_leader(by)
            round_.check_voting(round_.released_at or round_.created_at)
            or_refuse(await course.close(tx, round_, self._now()), CLOSED)
            return await course.find(tx, guild_id, round_id)

    async def show(self, guild_id: int, round_id: int) -> View:
        """A round as everybody may see it."""
        async with self._database.read() as tx:
            return await view_of(tx, await course.find(tx, guild_id, round_id))

    async def result(self, guild_id: int, round_id: int) -> tuple[Round, Result]:
        """What a round came to; raises Refusal before it was counted."""
        view = await self.show(guild_id, round_id)
        return view.round, or_refuse(view.result, view.round.ended or "This round has no result yet.")

    async def resolve(self, guild_id: int, typed: str) -> Round:
        """The round that a member means by `4`, `#4`, its question, or the name that it is offered by."""
        number = _NUMBER.fullmatch(typed.strip())
        async with self._database.read() as tx:
            if number:
                found = await store.by_number(tx, guild_id, int(number["number"]))
            else:
                wanted = same(typed)
                lines = await store.lines(tx, guild_id, _LOOKED_THROUGH)
                meant = [line.id for line in lines if same(line.question) == wanted]
                found = await store.get(tx, guild_id, meant[0]) if meant else None
        return or_refuse(found, f"`round`: {UNKNOWN} Pick one of the list, or write its number, such as `4`.")

    async def suggest(self, guild_id: int, typed: str, *, closed: bool | None) -> list[Line]:
        """At most 25 rounds whose number or question fits what was typed, newest first."""
        wanted = same(typed).removeprefix("#")
        async with self._database.read() as tx:
            lines = await store.lines(tx, guild_id, _LOOKED_THROUGH)
        fitting = [line for line in lines if str(line.number).startswith(wanted) or wanted in same(line.question)]
        return [line for line in fitting if closed is None or line.closed is closed][:MOST_SUGGESTED]

    async def orphan(self, guild_id: int, round_id: int, why: str) -> None:
        """Note that the card cannot be reached."""
        async with self._database.transaction(guild_id) as tx:
            await store.orphan(tx, round_id, why)

    async def note_drawn(self, guild_id: int, round_id: int, version: int) -> None:
        """Note the version that the card now shows."""
        async with self._database.transaction(guild_id) as tx:
            await store.note_drawn(tx, round_id, version)


async def view_of(tx: Tx, round_: Round) -> View:
    """The same, of a round that is in hand."""
    if not round_.collected_at:  # until then nothing but a count of people is told
        return View(round_)
    sifting = await store.sifting(tx, round_)
    body = await store.result(tx, round_.id) if round_.closed_at else None
    counts = len(sifting.kept), sifting.count(ASIDE), sifting.count(MERGED)
    return View(round_, *counts, result=read(body) if body else None)


async def _led(tx: Tx, guild_id: int, round_id: int, by: Person) -> Round:
    round_ = await course.find(tx, guild_id, round_id)
    round_.check_leader(by)
    if round_.closed_at:
        raise Refusal(CLOSED)
    if not round_.collected_at:
        raise Refusal("Nobody sees the statements before collecting has ended. `/statements end` ends it now.")
    return round_
