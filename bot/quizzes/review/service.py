"""A member's review: keeping items, asking what is due, noting what was known, following corrections.

What is due is found by its rows alone. A member's rows are compared with a pack when it is another than last time:
what was corrected is due at once, what is gone is told once and forgotten. What a control shows is always the item as
its shelf has it at that moment, so nothing outdated is ever told.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from bot import clock
from bot.chat import limits
from bot.chat.text import shorten
from bot.database import Database, Tx
from bot.errors import Refusal
from bot.guilds.zones.finding import is_lost, zone_of
from bot.packs.format.model import Pack
from bot.packs.shelf.shelves import Shelf, Shelves
from bot.quizzes.items.finding import find_item, to_review
from bot.quizzes.items.model import QuizItem
from bot.quizzes.review import store
from bot.quizzes.review.comparing import PackDigests
from bot.quizzes.review.jobs import time_reminders
from bot.quizzes.review.model import Amount, Day, KeptItem, Member, Place, Schedule, State
from bot.quizzes.review.rules import A_DAY, MOST, after_answer, next_reminder
from bot.quizzes.review.views import Added, Asked, Line, Listing, Session

PER_PAGE = 10
TURN = 250
"""Items that are compared before others get their turn: some ten milliseconds."""
NOT_THERE = "You no longer keep this. `/review start` goes on with what is due."
WAITS = "Its pack is not on the shelf at the moment, so it waits until it is. `/review start` goes on with what is due."
NOTHING = "Nothing in it can be asked yet. `/review add` takes a pack, or an entry of one."

NOTHING_TO_REMIND = (
    "There is nothing to remind you of yet: you keep nothing for review. `/review add` puts something in."
)


class Review:
    """The reviews of all members."""

    def __init__(self, database: Database, shelves: Shelves, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._shelves = shelves
        self._now = now
        self._digests = PackDigests()

    async def keep(self, member_id: int, place: Place, items: Iterable[QuizItem]) -> Added:
        """Keep items of one pack for review, each fact once; raises Refusal where there are none, or too many."""
        wanted = to_review(items)
        if not wanted:
            raise Refusal(NOTHING)
        pack = wanted[0].pack
        async with self._database.transaction(member_id) as tx:
            day = self._day(place, await store.member(tx, member_id))
            made = [_kept(item, place.guild_id, day.number) for item in wanted]
            known = {
                item
                for guild_id, item in await store.kept_elsewhere(tx, member_id, pack.id, {each.item for each in made})
                if guild_id == place.guild_id or self._pack(guild_id, pack.id) is pack
            }
            new = [each for each in made if each.item not in known]
            if new and (kept := await store.count(tx, member_id)) + len(new) > MOST:
                raise Refusal(
                    f"You keep {kept:,} items, and there is room for {MOST:,}. Take some out with `/review list` first."
                )
            await store.add(tx, member_id, new, self._digests.of(pack))
        return Added(len(new), len(made) - len(new))

    async def next_item(self, member_id: int, place: Place) -> Session:
        """What comes now."""
        async with self._database.read() as tx:
            member = await store.member(tx, member_id)
            amounts = await store.amounts(tx, member_id, self._day(place, member).number)
            if not (self._stale(amounts) or member.unanswered or member.refused or any(each.gone for each in amounts)):
                return await self._session(tx, member_id, place, member, amounts)
        async with self._database.transaction(member_id) as tx:
            return await self._begun(tx, member_id, place)

    async def show(self, member_id: int, place: Place, kept_id: int) -> Session:
        """One item, whatever else is due; raises Refusal where it is not kept, or not on a shelf."""
        async with self._database.read() as tx:
            asked = self._asked(await store.get(tx, member_id, kept_id), place)
            member = await store.member(tx, member_id)
            amounts = await store.amounts(tx, member_id, self._day(place, member).number)
            session = await self._session(tx, member_id, place, member, amounts)
        return session._replace(asked=asked, left=max(session.left, 1))

    async def answer(self, member_id: int, place: Place, kept_id: int, step: str, *, knew: bool) -> Session:
        """Note whether the member knew it, if this was not noted yet, and tell what comes next.

        Raises Refusal where it is no longer kept, or not on a shelf.
        """
        async with self._database.transaction(member_id) as tx:
            asked = self._asked(await store.get(tx, member_id, kept_id), place)
            if asked.kept.step == step:
                day = self._day(place, await store.member(tx, member_id))
                schedule = after_answer(asked.kept.schedule, day.number, knew=knew)
                fresh = _kept(asked.item, asked.kept.guild_id, schedule.due_on)
                await store.answer(tx, replace(fresh, id=asked.kept.id, schedule=schedule))
            return await self._begun(tx, member_id, place)

    async def list_kept(self, member_id: int, place: Place, page: int) -> Listing:
        """A page of what a member keeps, what is due first; past the end: the last."""
        await self._bring_up_to_date(member_id)
        async with self._database.read() as tx:
            member = await store.member(tx, member_id)
            day = self._day(place, member)
            count = await store.count(tx, member_id)
            pages = max(1, -(-count // PER_PAGE))
            at = min(page, pages - 1)
            kept = await store.items_of(tx, member_id, at * PER_PAGE, PER_PAGE)
        lines = (
            Line(
                kept=each,
                due_at=day.begin(due)
                if each.state is State.SAME and (due := each.schedule.due_on) > day.number
                else None,
                why_not=self._why_not(each, place),
            )
            for each in kept
        )
        return Listing(lines=tuple(lines), page=at, pages=pages, kept=count, member=member)

    async def entries(self, member_id: int, place: Place, limit: int) -> tuple[list[str], int]:
        """The entries here of which a member keeps something, as `pack/entry`, what is due first, and how many."""
        async with self._database.read() as tx:
            kept = await store.everything(tx, member_id)
        kept.sort(key=lambda each: (each.state is not State.CORRECTED, each.schedule.due_on))
        shelf = self._shelf(place.guild_id)
        values = (each.item_id.rpartition("/")[0] for each in kept if self._is_here(place, each.guild_id, each.pack_id))
        found = [value for value in dict.fromkeys(values) if shelf.find(value)]
        return found[:limit], len(found)

    async def take_out(self, member_id: int, ids: Sequence[int]) -> None:
        """Keep items no longer."""
        async with self._database.transaction(member_id) as tx:
            await store.remove(tx, member_id, ids)

    async def export(self, member_id: int) -> list[Asked]:
        """All that a member keeps and that can be asked somewhere, with its schedule."""
        async with self._database.read() as tx:
            kept = await store.everything(tx, member_id)
        return [found for each in kept if (found := self._found(each))]

    async def remind(self, member_id: int, place: Place, *, on: bool) -> None:
        """Remind a member once a day when something is due, or no longer; raises Refusal where they keep nothing."""
        async with self._database.transaction(member_id) as tx:
            member = await store.member(tx, member_id)
            if on and not await store.count(tx, member_id):
                raise Refusal(NOTHING_TO_REMIND)
            if not on and not member.reminds:
                return
            zone = place.zone_name or member.zone_name
            wanted = member._replace(zone_name=zone, reminds=on, remind_at=None, unanswered=0, refused=False)
            await store.put_member(tx, member_id, self._timed(wanted))
            await time_reminders(tx)

    async def _bring_up_to_date(self, member_id: int) -> None:
        """Compare a member's items with packs that are other than they were, if there are any."""
        async with self._database.read() as tx:
            stale = self._stale(await store.amounts(tx, member_id, 0))
        if stale:
            async with self._database.transaction(member_id) as tx:
                await self._compared(tx, member_id, 0)

    def _timed(self, member: Member) -> Member:
        """The same with a next reminder, where one is wanted and none is set."""
        if not member.reminds or member.remind_at:
            return member
        return member._replace(remind_at=next_reminder(self._now(), _zone(member.zone_name)))

    async def _begun(self, tx: Tx, member_id: int, place: Place) -> Session:
        """What comes now, after all is brought up to date: this member reviews, and here."""
        before = await store.member(tx, member_id)
        member = before._replace(zone_name=place.zone_name or before.zone_name, unanswered=0, refused=False)
        amounts = await self._compared(tx, member_id, self._day(place, member).number)
        gone = await store.take_gone(tx, member_id, [each.pack for each in amounts if each.gone])
        if (member := self._timed(member)) != before:
            await store.put_member(tx, member_id, member)
            await time_reminders(tx)
        session = await self._session(tx, member_id, place, member, amounts)
        return session._replace(gone=tuple(gone), kept=session.kept - len(gone), refused=before.refused)

    async def _session(
        self, tx: Tx, member_id: int, place: Place, member: Member, amounts: Sequence[Amount]
    ) -> Session:
        day = self._day(place, member)
        here = [each for each in amounts if self._is_here(place, *each.pack)]
        done = await store.count_reviewed(tx, member_id, day.number)
        packs = [each.pack for each in here]
        due = await store.due(tx, member_id, day.number, packs, A_DAY - done)
        asked = next((each for kept in due if (each := self._found(kept))), None)
        elsewhere: dict[int, int] = {}
        off = 0
        for each in amounts:
            if each.due and each not in here:
                if self._pack(*each.pack):
                    elsewhere[each.guild_id] = elsewhere.get(each.guild_id, 0) + each.due
                else:
                    off += each.due
        next_on = None if asked else await store.next_due(tx, member_id, packs)
        return Session(
            asked=asked,
            done=done,
            left=len(due),
            kept=sum(each.kept for each in amounts),
            elsewhere=tuple(elsewhere.items()),
            off=off,
            next_at=None if next_on is None else day.begin(max(next_on, day.number + 1)),
        )

    async def due_now(self, tx: Tx, member_id: int, member: Member) -> tuple[Day, int, int]:
        """The member's day, how many items are due in all places, and how many were reviewed today."""
        day = self._day(Place(), member)
        amounts = await self._compared(tx, member_id, day.number)
        due = sum(each.due for each in amounts if self._pack(*each.pack))
        return day, due, await store.count_reviewed(tx, member_id, day.number)

    async def _compared(self, tx: Tx, member_id: int, today: int) -> list[Amount]:
        """What a member keeps, once it is found out what was corrected in packs that are other than they were."""
        amounts = await store.amounts(tx, member_id, today)
        stale = self._stale(amounts)
        for each, pack in stale:
            digest, shelf = self._digests.of(pack), self._shelf(each.guild_id)
            changed: list[tuple[int, State]] = []
            for number, kept in enumerate(await store.not_compared(tx, member_id, each.pack, digest)):
                if number % TURN == TURN - 1:
                    await asyncio.sleep(0)
                item = find_item(shelf, kept.item_id)
                now = State.GONE if item is None else State.SAME if item.digest == kept.digest else State.CORRECTED
                if now is not kept.state:
                    changed.append((kept.id, now))
            await store.note_compared(tx, member_id, each.pack, digest, changed)
        return await store.amounts(tx, member_id, today) if stale else amounts

    def _stale(self, amounts: Iterable[Amount]) -> list[tuple[Amount, Pack]]:
        found = ((each, self._pack(*each.pack)) for each in amounts)
        return [(each, pack) for each, pack in found if pack and each.compared != {self._digests.of(pack)}]

    def _asked(self, kept: KeptItem | None, place: Place) -> Asked:
        if kept is None:
            raise Refusal(NOT_THERE)
        found = self._found(kept) if self._is_here(place, kept.guild_id, kept.pack_id) else None
        if found is None:
            raise Refusal(WAITS if not self._pack(kept.guild_id, kept.pack_id) else NOT_THERE)
        return found

    def _found(self, kept: KeptItem) -> Asked | None:
        item = find_item(self._shelf(kept.guild_id), kept.item_id)
        return Asked(kept, item) if item else None

    def _shelf(self, guild_id: int) -> Shelf:
        return self._shelves.of(guild_id or None)

    def _pack(self, guild_id: int, pack_id: str) -> Pack | None:
        """The pack as its server has it on the shelf now."""
        return self._shelf(guild_id).packs.get(pack_id)

    def _is_here(self, place: Place, guild_id: int, pack_id: str) -> bool:
        """Whether items of a pack are asked here: of the server's own shelf, and of what ships wherever one is."""
        pack = self._pack(guild_id, pack_id)
        return pack is not None and (guild_id == place.guild_id or pack is self._shelves.shipped.get(pack_id))

    def _why_not(self, kept: KeptItem, place: Place) -> str:
        if kept.state is State.GONE:
            return "no longer in its pack"
        if not self._pack(kept.guild_id, kept.pack_id):
            return "waits, its pack is not on the shelf"
        return "" if self._is_here(place, kept.guild_id, kept.pack_id) else "waits in its server"

    def _day(self, place: Place, member: Member) -> Day:
        zone = _zone(place.zone_name or member.zone_name)
        return Day(self._now().astimezone(zone).toordinal(), zone)


def _zone(name: str) -> tzinfo:
    return UTC if is_lost(name) else zone_of(name)


def _kept(item: QuizItem, guild_id: int, due_on: int) -> KeptItem:
    return KeptItem(
        id=secrets.randbits(62),
        guild_id=guild_id,
        pack_id=item.pack.id,
        item=item.id.partition("/")[2],
        title=shorten(item.text if item.kind == "point" else item.entry.name, limits.SELECT_LABEL),
        digest=item.digest,
        learned=shorten(item.in_short, 200),
        state=State.SAME,
        schedule=Schedule(due_on),
    )
