"""Scheduling a group viewing and opening it, once, at its time: one use case, one method, one transaction."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.database import ROW_BY_ROW, Database, Tx
from bot.errors import Refusal
from bot.packs.shelf import Shelf
from bot.viewing.finding import stands
from bot.viewing.programme import Programme, refreshed
from bot.viewing.rules import Person, Secrecy
from bot.viewing.scheduling import store
from bot.viewing.scheduling.rules import MISSED, NO_EVENT, Fate, Scheduled, check_when
from bot.viewing.service import open_group
from bot.viewing.standing import Standing

TRIES = 3
"""Failures after which a scheduled viewing is called off, or its scheduler no longer told."""
AT_ONCE = 25
UNKNOWN = "No such scheduled viewing here."


class Schedules:
    """A row first, then the event, then `announced`; at its time `hand_out`, a look at the event, and `open`.

    Ask for what is due only while `Upkeep.believes_clock`: a clock that was set must not open anything early.
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
    ) -> Scheduled:
        """Keep a viewing to open at a time, at most a year ahead; then make its event and call `announced`.

        Who plans the same again, as after an answer that was lost, gets what is kept already.
        """
        check_when(at, now)
        if not by.may_facilitate:
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
            tried=False,
        )
        async with self._database.transaction(guild_id) as tx:
            if known := await store.alike(tx, scheduled):
                return known
            await store.insert(tx, scheduled, now)
        return scheduled

    async def announced(self, scheduled: Scheduled, event_id: int) -> bool:
        """Note the event that was made, in place of the one it had; without an event the viewing never opens.

        False where it has got another meanwhile, or that event is another plan's.
        """
        async with self._database.transaction(scheduled.guild_id) as tx:
            return await store.set_event(tx, scheduled, event_id)

    async def held_events(self, scheduled: Scheduled) -> set[int]:
        """The events of its server that are other plans'."""
        async with self._database.read() as tx:
            return await store.held_events(tx, scheduled)

    async def moved(self, guild_id: int, scheduled_id: int, at: datetime) -> None:
        """Note that somebody moved the event to another time."""
        async with self._database.transaction(guild_id) as tx:
            await store.set_time(tx, guild_id, scheduled_id, at)

    async def discard(self, guild_id: int, scheduled_id: int) -> None:
        """Forget a viewing whose event could not be made."""
        async with self._database.transaction(guild_id) as tx:
            await store.delete_draft(tx, guild_id, scheduled_id)

    async def coming(self, guild_id: int) -> list[Scheduled]:
        """What a server has ahead, the next first."""
        async with self._database.read() as tx:
            return await store.coming(tx, guild_id)

    async def hand_out(self, now: datetime, limit: int = AT_ONCE) -> list[Scheduled]:
        """What is to open now, the oldest first, also what should have while the bot was down.

        Each is this caller's for a minute: look at its event, then `open`, `moved`, `call_off`, `wait` or `put_off` it.
        Drafts are among them a minute after they were made: whoever was to make the event did not come back, or could
        not tell whether it was made, so look for it, make it where there is none, and call `announced` or `call_off`.
        """
        async with self._database.transaction(ROW_BY_ROW) as tx:
            return await store.hand_out(tx, now, limit)

    async def open(self, guild_id: int, scheduled_id: int, now: datetime) -> Standing | None:
        """Open the group viewing, with film and guide as they are on the shelf now; its opening waits in `Posts`.

        None where nothing opens: it did already, was called off, or its event is over; the scheduler is told of that.
        """
        async with self._database.transaction(guild_id) as tx:
            scheduled = await _found(tx, guild_id, scheduled_id)
            if scheduled.fate not in (Fate.DRAFT, Fate.WAITING):
                return None
            if scheduled.fate is Fate.DRAFT or now >= scheduled.ends_at:
                await store.call_off(tx, scheduled, NO_EVENT if scheduled.fate is Fate.DRAFT else MISSED, now)
                return None
            viewing = await open_group(
                tx,
                refreshed(self._shelf_of(guild_id), scheduled.programme),
                guild_id=guild_id,
                channel_id=scheduled.channel_id,
                facilitator_id=scheduled.scheduler_id,
                now=now,
                secrecy=scheduled.secrecy,
                scheduled_for=scheduled.at,
            )
            await store.opened(tx, scheduled, viewing)
            return await stands(tx, viewing, now)

    async def call_off(self, guild_id: int, scheduled_id: int, why: str, now: datetime) -> bool:
        """Open nothing, for a reason in a sentence, which the scheduler is told; False if it opened or was off."""
        async with self._database.transaction(guild_id) as tx:
            return await store.call_off(tx, await _found(tx, guild_id, scheduled_id), why, now)

    async def wait(self, scheduled: Scheduled, seconds: float, now: datetime) -> None:
        """Try again later what Discord could not be asked now, however often, until its event is over by then."""
        async with self._database.transaction(scheduled.guild_id) as tx:
            if now >= scheduled.ends_at:
                await store.call_off(tx, scheduled, MISSED, now)
            else:
                await store.wait(tx, scheduled, now + timedelta(seconds=seconds))

    async def put_off(self, scheduled: Scheduled, seconds: float, problem: str, now: datetime) -> bool:
        """Try again later what could not be done now, opening or telling; True when it was given up."""
        async with self._database.transaction(scheduled.guild_id) as tx:
            times = await store.failed(tx, scheduled, now + timedelta(seconds=seconds))
            if times < TRIES:
                return False
            if not await store.call_off(tx, scheduled, problem, now):
                await store.told(tx, scheduled)
            return True

    async def to_tell(self, now: datetime, limit: int = AT_ONCE) -> list[Scheduled]:
        """What did not open, for its scheduler to hear `problem`; each is this caller's for a minute, then `told`."""
        async with self._database.transaction(ROW_BY_ROW) as tx:
            return await store.hand_out_untold(tx, now, limit)

    async def told(self, scheduled: Scheduled) -> None:
        """Note that the scheduler knows."""
        async with self._database.transaction(scheduled.guild_id) as tx:
            await store.told(tx, scheduled)


def may_not_schedule(by: Person) -> str:
    """What is told to somebody who may not."""
    return f"Only members with the facilitator role may schedule a group here. {by.why}".rstrip()


async def _found(tx: Tx, guild_id: int, scheduled_id: int) -> Scheduled:
    scheduled = await store.get(tx, guild_id, scheduled_id)
    if scheduled is None:
        raise Refusal(UNKNOWN)
    return scheduled
