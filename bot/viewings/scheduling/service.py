"""Scheduling a group viewing and opening it, once, at its time: one use case, one method, one transaction."""

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from bot.database import Database, Tx
from bot.errors import Refusal, or_refuse
from bot.guilds.rules import Person
from bot.outbox import store as outbox
from bot.outbox.jobs import Job
from bot.packs.shelf.shelves import Shelf
from bot.viewings.posting import queue
from bot.viewings.programme import Programme, refreshed
from bot.viewings.rules import Mode, Secrecy
from bot.viewings.scheduling import store
from bot.viewings.scheduling.rules import (
    BY_A_MODERATOR,
    BY_ITSELF,
    MISSED,
    NO_EVENT,
    Announced,
    Failed,
    Fate,
    Moved,
    News,
    Off,
    Opens,
    Scheduled,
    Verdict,
    Waits,
    check_when,
)
from bot.viewings.service import new_viewing, open_group

OPEN, FOLLOW, TELL, CANCEL = "viewings.open", "viewings.follow", "viewings.tell", "viewings.cancel"
"""Open a viewing at its time; look after a draft whose event was to be made; tell its scheduler why nothing opened;
cancel the event of one that was called off here."""
TRIES = 3
"""Failures after which a scheduled viewing is called off, or its scheduler no longer told."""
RETRY = 60.0
"""Seconds after which what failed is tried again."""
FOLLOWED_AFTER = timedelta(seconds=50)
"""How long whoever plans has to make the event: after that nobody else is at it any more."""
UNKNOWN = "No such scheduled viewing here."


class Schedules:
    """A row first, then the event, then `note_event`; at its time a look at the event, and what that came to.

    A draft is looked after a minute after it was made: whoever was to make its event did not come back, or could not
    tell whether it was made.
    """

    def __init__(self, database: Database, shelf_of: Callable[[int], Shelf]) -> None:
        self._database = database
        self._shelf_of = shelf_of

    async def schedule(
        self,
        programme: Programme,
        *,
        guild_id: int,
        channel_id: int,
        secrecy: Secrecy,
        at: datetime,
        by: Person,
        now: datetime,
        tag_id: int | None = None,
    ) -> Scheduled:
        """Keep a viewing to open at a time, at most a year ahead; then make its event and call `note_event`.

        Who plans the same again, as after an answer that was lost, gets what is kept already.
        """
        check_when(at, now)
        if not by.may_begin:
            raise Refusal(may_not_schedule(by))
        scheduled = Scheduled(
            id=secrets.randbits(62),
            guild_id=guild_id,
            channel_id=channel_id,
            event_id=None,
            scheduler_id=by.id,
            secrecy=secrecy,
            at=at.replace(microsecond=0),  # as exact as Discord and the row keep it, so that its event is known by it
            programme=programme,
            fate=Fate.DRAFT,
            tag_id=tag_id,
            tried=False,
        )
        async with self._database.transaction(guild_id) as tx:
            if known := await store.alike(tx, scheduled):
                return known
            await store.insert(tx, scheduled)
            at_latest = now + FOLLOWED_AFTER
            await outbox.put(tx, FOLLOW, guild_id, str(scheduled.id), at_latest, line=line_of(scheduled.id))
        return scheduled

    async def note_event(self, scheduled: Scheduled, event_id: int) -> bool:
        """Note the event that was made, in place of the one it had; without an event the viewing never opens.

        False where it has got another meanwhile, or that event is another plan's.
        """
        async with self._database.transaction(scheduled.guild_id) as tx:
            opens_at = await store.set_event(tx, scheduled, event_id)
            if opens_at is None:
                return False
            await outbox.drop(tx, FOLLOW, scheduled.guild_id, str(scheduled.id))
            await _set_opening(tx, scheduled, opens_at)
            return True

    async def held_events(self, scheduled: Scheduled) -> set[int]:
        """The events of its server that are other plans'."""
        async with self._database.read() as tx:
            return await store.held_events(tx, scheduled)

    async def note_time(self, guild_id: int, scheduled_id: int, at: datetime) -> None:
        """Note that the event was moved to another time."""
        async with self._database.transaction(guild_id) as tx:
            await _move(tx, await _found(tx, guild_id, scheduled_id), at)

    async def to_change(self, guild_id: int, scheduled_id: int, by: Person) -> Scheduled:
        """One that is ahead, for who may move it or call it off; raises Refusal for others, and once it is not."""
        async with self._database.read() as tx:
            return _changeable(await _found(tx, guild_id, scheduled_id), by)

    async def follow(self, guild_id: int, event_id: int, news: News, now: datetime) -> None:
        """Do what Discord tells of an event; nothing where no viewing waits for it, as one that has opened does not.

        One that was started is looked at and opened by the job that would open it at its time: so that is done once.
        """
        async with self._database.transaction(guild_id) as tx:
            scheduled = await store.of_event(tx, guild_id, event_id)
            if scheduled is None:
                return
            match news:
                case Opens():
                    await _set_opening(tx, scheduled, now)
                case Moved(at):
                    await _move(tx, scheduled, at)
                case Off(why):
                    await _call_off(tx, scheduled, why, now)
                case _:
                    assert_never(news)

    async def discard(self, guild_id: int, scheduled_id: int) -> None:
        """Forget a viewing whose event could not be made."""
        async with self._database.transaction(guild_id) as tx:
            await store.delete_draft(tx, guild_id, scheduled_id)
            await outbox.drop(tx, FOLLOW, guild_id, str(scheduled_id))

    async def coming(self, guild_id: int) -> list[Scheduled]:
        """What a server has ahead, the next first."""
        async with self._database.read() as tx:
            return await store.coming(tx, guild_id)

    async def call_off(self, guild_id: int, scheduled_id: int, by: Person, now: datetime) -> Scheduled:
        """Open nothing, and have its event cancelled; where a moderator does it, the scheduler is told.

        Raises Refusal for others, and where it has opened or is off.
        """
        async with self._database.transaction(guild_id) as tx:
            scheduled = _changeable(await _found(tx, guild_id, scheduled_id), by)
            own = by.id == scheduled.scheduler_id
            await _call_off(tx, scheduled, BY_ITSELF if own else BY_A_MODERATOR, now, tell=not own)
            # In a line of its own: that somebody is to be told must not hold it up.
            await outbox.put(tx, CANCEL, guild_id, str(scheduled.id), now, line=cancelling(scheduled.id))
            return scheduled

    async def note(self, tx: Tx, job: Job, verdict: Verdict, now: datetime) -> None:
        """Do, in the transaction in which its job goes, what a look at its event came to."""
        scheduled = await store.get(tx, job.guild_id, int(job.key))
        if scheduled is None:
            return
        match verdict:
            case Opens():
                await self._open(tx, scheduled, now)
            case Moved(at):
                await _move(tx, scheduled, at)
            case Off(why):
                await _call_off(tx, scheduled, why, now)
            case Announced():
                pass
            case Waits(seconds):
                if now >= scheduled.ends_at:
                    await _call_off(tx, scheduled, MISSED, now)
                else:
                    await outbox.put_off(tx, job, now + timedelta(seconds=seconds), counts=False)
            case Failed(problem):
                if job.tries >= TRIES:
                    await _call_off(tx, scheduled, problem, now)
                else:
                    await outbox.put_off(tx, job, now + timedelta(seconds=RETRY))
            case _:
                assert_never(verdict)

    async def _open(self, tx: Tx, scheduled: Scheduled, now: datetime) -> None:
        """Open the group viewing, with film and guide as they are on the shelf now; its opening waits in the outbox.

        Nothing opens where it did already, was called off, or its event is over; the scheduler is told of that.
        """
        if scheduled.fate not in (Fate.DRAFT, Fate.WAITING):
            return
        if scheduled.fate is Fate.DRAFT or now >= scheduled.ends_at:
            await _call_off(tx, scheduled, NO_EVENT if scheduled.fate is Fate.DRAFT else MISSED, now)
            return
        programme = refreshed(self._shelf_of(scheduled.guild_id), scheduled.programme)
        viewing = replace(
            new_viewing(programme, scheduled.guild_id, Mode.GROUP, scheduled.scheduler_id, now),
            channel_id=scheduled.channel_id,
            secrecy=scheduled.secrecy,
            scheduled_for=scheduled.at,
            tag_id=scheduled.tag_id,
        )
        await open_group(tx, viewing)
        await store.note_opened(tx, scheduled, viewing)
        await outbox.drop(tx, OPEN, scheduled.guild_id, str(scheduled.id))
        await queue.post_link(tx, viewing)


def cancelling(scheduled_id: int) -> str:
    """The line in which the event of a plan is cancelled."""
    return f"event of planned viewing {scheduled_id}"


def line_of(scheduled_id: int) -> str:
    """The line of a plan."""
    return f"planned viewing {scheduled_id}"


async def _set_opening(tx: Tx, scheduled: Scheduled, at: datetime) -> None:
    await outbox.put(tx, OPEN, scheduled.guild_id, str(scheduled.id), at, line=line_of(scheduled.id))


async def _move(tx: Tx, scheduled: Scheduled, at: datetime) -> None:
    if scheduled.fate is Fate.WAITING and scheduled.at != at:
        await store.set_time(tx, scheduled, at)
        await _set_opening(tx, scheduled, at)


def _changeable(scheduled: Scheduled, by: Person) -> Scheduled:
    if not scheduled.may_change(by):
        raise Refusal("Only the member who planned it and moderators may move it or call it off.")
    if scheduled.fate is Fate.OPENED:
        raise Refusal("It has opened already. `/watch status` shows where it stands.")
    if scheduled.fate is not Fate.WAITING:
        raise Refusal("It is called off already. `/watch planned` shows what is ahead.")
    return scheduled


async def _call_off(tx: Tx, scheduled: Scheduled, why: str, now: datetime, *, tell: bool = True) -> None:
    if not await store.call_off(tx, scheduled, why):
        return
    for kind in (OPEN, FOLLOW):
        await outbox.drop(tx, kind, scheduled.guild_id, str(scheduled.id))
    if tell and scheduled.scheduler_id is not None:
        await outbox.put(tx, TELL, scheduled.guild_id, str(scheduled.id), now, line=line_of(scheduled.id))


def may_not_schedule(by: Person) -> str:
    """What is told to somebody who may not."""
    return f"Only members with the facilitator role may schedule a group here. {by.why}".rstrip()


async def _found(tx: Tx, guild_id: int, scheduled_id: int) -> Scheduled:
    return or_refuse(await store.get(tx, guild_id, scheduled_id), UNKNOWN)
