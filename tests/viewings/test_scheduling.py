"""Viewings that open at a time: once, also late, and nothing where their event is gone."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat.messenger import LaterError
from bot.database import open_database
from bot.errors import Refusal
from bot.guilds.rules import Person
from bot.outbox.jobs import Job
from bot.packs.format.model import Kind
from bot.packs.shelf.shelves import Shelf
from bot.viewings.posting.posts import What
from bot.viewings.programme import programme_of
from bot.viewings.rules import Secrecy, Viewing
from bot.viewings.scheduling.rules import (
    BY_A_MODERATOR,
    CANCELLED,
    DELETED,
    MISSED,
    NO_EVENT,
    Failed,
    Fate,
    Moved,
    News,
    Off,
    Opens,
    Scheduled,
    Verdict,
    Waits,
    lateness,
)
from bot.viewings.scheduling.service import OPEN, TRIES
from tests.viewings.evening import (
    ADA,
    BEN,
    CHANNEL,
    GUILD,
    MIRA,
    OTHER_GUILD,
    START,
    Clock,
    Evening,
    hive,
    hive_programme,
    item,
)

AT = START + timedelta(days=4)
EVENT = 4242


async def scheduled(
    evening: Evening, *, announced: bool = True, at: datetime = AT, event: int = EVENT, by: Person = ADA
) -> Scheduled:
    made = await evening.schedules.schedule(
        hive_programme(),
        guild_id=GUILD,
        channel_id=CHANNEL,
        secrecy=Secrecy.NAMED,
        at=at,
        by=by,
        now=evening.now,
    )
    if announced:
        assert await evening.schedules.note_event(made, event)
    return made


def go_to(evening: Evening, at: datetime) -> None:
    """Time passes until then."""
    evening.clock.go(seconds=(at - evening.now).total_seconds())


async def looked(evening: Evening) -> list[Scheduled]:
    """Whose events were looked at since this was last asked, what is due done."""
    await evening.worker.once()
    found, evening.looked = evening.looked, []
    return found


async def opened(evening: Evening, at: datetime) -> Viewing:
    """The one viewing that opens by then."""
    go_to(evening, at)
    opening, _ = await evening.post_all()
    return (await evening.viewings.get(GUILD, opening.viewing_id, ADA.id, evening.now)).viewing


async def told_of(evening: Evening) -> list[Scheduled]:
    """Of what the schedulers were told since this was last asked, what is due done."""
    await evening.worker.once()
    found = evening.told[evening.told_before :]
    evening.told_before = len(evening.told)
    return found


async def test_a_scheduled_viewing_opens_at_its_time_with_who_scheduled_it_as_facilitator(evening: Evening) -> None:
    made = await scheduled(evening)
    go_to(evening, AT - timedelta(seconds=1))
    assert await looked(evening) == []
    go_to(evening, AT)
    [due] = await looked(evening)
    assert (due.id, due.event_id, due.fate) == (made.id, EVENT, Fate.WAITING)
    opening, card = await evening.post_all()
    assert (opening.what, opening.channel_id, card.what) == (What.OPENING, CHANNEL, What.CARD)
    opened = await evening.viewings.get(GUILD, opening.viewing_id, ADA.id, evening.now)
    assert (opened.viewing.facilitator_id, opened.viewing.secrecy) == (ADA.id, Secrecy.NAMED)
    assert lateness(opened.viewing.scheduled_for, opened.viewing.created_at) is None
    assert evening.heard.taken == 3, "the link of its event follows"


async def test_it_opens_once_whoever_tries_again(evening: Evening) -> None:
    made = await scheduled(evening)
    go_to(evening, AT)
    assert len(await looked(evening)) == 1
    job = Job(kind=OPEN, guild_id=GUILD, key=str(made.id), line="another who looked at the same time")
    async with evening.db.transaction(GUILD) as tx:
        await evening.schedules.note(tx, job, Opens(), evening.now)
    evening.clock.go(hours=1)
    assert await looked(evening) == []
    assert [post.what for post in await evening.post_all()] == [What.OPENING, What.CARD]


async def test_two_processes_open_it_once(evening: Evening) -> None:
    await scheduled(evening)
    go_to(evening, AT)
    await asyncio.gather(evening.worker.once(), evening.another().once(), evening.another().once())
    assert [post.what for post in await evening.post_all()] == [What.OPENING, What.CARD]


async def test_c03_one_that_was_handed_out_and_not_opened_comes_again_after_a_restart(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        made = await scheduled(evening)
        go_to(evening, AT)
        evening.verdict = killed
        await evening.worker.begin()
        with suppress(asyncio.CancelledError):
            await evening.worker.at_rest()
        assert [due.id for due in evening.looked] == [made.id]
        evening.looked = []
        assert await looked(evening) == []
    clock.go(minutes=1)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        assert [due.id for due in await looked(evening)] == [made.id]
        assert len(await evening.post_all()) == 2


def killed(_: Scheduled) -> Verdict:
    """The process ends before it is noted what the look came to."""
    raise asyncio.CancelledError


async def test_t02_one_that_is_late_opens_and_says_so(evening: Evening) -> None:
    await scheduled(evening)
    late = await opened(evening, AT + timedelta(minutes=25))
    assert lateness(late.scheduled_for, late.created_at) == timedelta(minutes=25)


async def test_t02_one_whose_event_is_over_does_not_open_and_its_scheduler_is_told(evening: Evening) -> None:
    made = await scheduled(evening)
    assert made.ends_at == AT + timedelta(minutes=80)
    go_to(evening, made.ends_at)
    assert len(await looked(evening)) == 1
    [told] = await told_of(evening)
    assert (told.problem, told.scheduler_id) == (MISSED, ADA.id)
    assert await evening.post_all() == []


async def test_who_planned_calls_it_off_once_its_event_goes_and_they_are_not_told_what_they_did(
    evening: Evening,
) -> None:
    made = await scheduled(evening)
    await evening.schedules.call_off(GUILD, made.id, ADA, evening.now)
    with pytest.raises(Refusal, match="called off already"):
        await evening.schedules.call_off(GUILD, made.id, ADA, evening.now)
    assert await told_of(evening) == []
    assert [each.event_id for each in evening.cancelled] == [EVENT]
    await follow(evening, Off(CANCELLED))
    assert await told_of(evening) == [], "its event goes because it was called off"
    go_to(evening, AT)
    assert await looked(evening) == []
    assert await evening.post_all() == []


async def test_who_planned_hears_that_a_moderator_called_it_off(evening: Evening) -> None:
    made = await scheduled(evening)
    await evening.schedules.call_off(GUILD, made.id, MIRA, evening.now)
    evening.telling_fails = LaterError("HTTP 503")
    [told] = await told_of(evening)
    assert told.problem == BY_A_MODERATOR
    assert len(told.nonce) <= 25
    assert await told_of(evening) == []
    evening.clock.go(minutes=1)
    evening.telling_fails = None
    assert len(await told_of(evening)) == 1, "until they know"
    evening.clock.go(hours=1)
    assert await told_of(evening) == []
    assert len(evening.cancelled) == 1


async def test_nobody_else_moves_it_or_calls_it_off_nor_anybody_once_it_has_opened(evening: Evening) -> None:
    made = await scheduled(evening)
    for asked in (
        evening.schedules.to_change(GUILD, made.id, BEN),
        evening.schedules.call_off(GUILD, made.id, BEN, AT),
    ):
        with pytest.raises(Refusal, match="Only the member who planned it and moderators"):
            await asked
    assert (await evening.schedules.to_change(GUILD, made.id, MIRA)).id == made.id
    go_to(evening, AT)
    assert len(await looked(evening)) == 1
    for by in (ADA, MIRA):
        with pytest.raises(Refusal, match="has opened already"):
            await evening.schedules.call_off(GUILD, made.id, by, evening.now)
    await evening.worker.once()
    assert evening.cancelled == []


async def test_one_whose_event_was_moved_opens_at_the_new_time(evening: Evening) -> None:
    made = await scheduled(evening)
    go_to(evening, AT)
    evening.verdict = lambda _: Moved(AT + timedelta(hours=2))
    assert [due.id for due in await looked(evening)] == [made.id]
    evening.clock.go(minutes=90)
    assert await looked(evening) == []
    evening.verdict = lambda _: Opens()
    evening.clock.go(minutes=30)
    [due] = await looked(evening)
    assert due.at == AT + timedelta(hours=2)
    assert len(await evening.post_all()) == 2


async def follow(evening: Evening, news: News, event: int = EVENT) -> None:
    """Discord tells of an event by itself."""
    await evening.schedules.follow(GUILD, event, news, evening.now)


@pytest.mark.parametrize("hours", [-1, 2])
async def test_t07_one_whose_event_is_moved_opens_at_the_new_time(evening: Evening, hours: int) -> None:
    await scheduled(evening)
    moved = AT + timedelta(hours=hours)
    await follow(evening, Moved(moved))
    [coming] = await evening.schedules.coming(GUILD)
    assert coming.at == moved
    go_to(evening, moved - timedelta(seconds=1))
    assert await looked(evening) == []
    go_to(evening, moved)
    assert len(await looked(evening)) == 1
    assert len(await evening.post_all()) == 2


@pytest.mark.parametrize("why", [CANCELLED, DELETED])
async def test_t07_one_whose_event_is_called_off_opens_nothing_and_its_scheduler_hears_at_once(
    evening: Evening, why: str
) -> None:
    made = await scheduled(evening)
    for _ in range(2):
        await follow(evening, Off(why))
    [told] = await told_of(evening)
    assert (told.id, told.problem) == (made.id, why)
    assert await evening.schedules.coming(GUILD) == []
    go_to(evening, AT)
    assert await looked(evening) == []
    assert await evening.post_all() == []


async def test_t07_one_whose_event_is_started_opens_at_once_and_not_again_at_its_time(evening: Evening) -> None:
    await scheduled(evening)
    for _ in range(2):
        await follow(evening, Opens())
    assert len(await looked(evening)) == 1
    assert len(await evening.post_all()) == 2
    await follow(evening, Opens())
    await follow(evening, Moved(AT + timedelta(hours=1)))
    go_to(evening, AT + timedelta(hours=1))
    assert await looked(evening) == []
    assert await evening.post_all() == []


async def test_t07_its_own_time_and_the_start_by_discord_are_one_opening(evening: Evening) -> None:
    await scheduled(evening)
    go_to(evening, AT)
    await asyncio.gather(
        evening.worker.once(), follow(evening, Opens()), evening.another().once(), follow(evening, Opens())
    )
    await evening.worker.once()
    assert [post.what for post in await evening.post_all()] == [What.OPENING, What.CARD]
    await follow(evening, Off(CANCELLED))
    assert await told_of(evening) == [], "an event that ends after its viewing has opened ends nothing"


async def test_t07_what_is_told_of_another_event_or_in_another_server_moves_nothing(evening: Evening) -> None:
    await scheduled(evening)
    await follow(evening, Off(DELETED), event=EVENT + 1)
    await evening.schedules.follow(OTHER_GUILD, EVENT, Off(DELETED), evening.now)
    [coming] = await evening.schedules.coming(GUILD)
    assert coming.at == AT


async def test_one_whose_event_was_never_made_comes_up_a_minute_later_and_opens_nothing(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    assert await looked(evening) == []
    evening.clock.go(minutes=1)
    [due] = await looked(evening)
    assert (due.id, due.fate, due.event_id) == (made.id, Fate.DRAFT, None)
    [told] = await told_of(evening)
    assert told.problem == NO_EVENT
    assert await evening.post_all() == []


async def test_one_whose_event_could_not_be_made_is_forgotten(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    await evening.schedules.discard(GUILD, made.id)
    go_to(evening, AT)
    assert await looked(evening) == []


async def test_c08_one_that_cannot_be_opened_is_called_off_after_three_tries_and_told(evening: Evening) -> None:
    await scheduled(evening)
    go_to(evening, AT)
    evening.verdict = lambda _: Failed("I may not post in that channel.")
    evening.telling_fails = ValueError("no direct messages")
    for last in (False, False, True):
        assert len(await looked(evening)) == 1
        assert bool(await told_of(evening)) == last
        evening.clock.go(minutes=1)
    assert evening.told[0].problem == "I may not post in that channel."
    for _ in range(5):
        await evening.work()
        evening.clock.go(hours=1)
    assert len(evening.told) == TRIES


async def test_r10_who_plans_the_same_again_has_one_plan_and_who_plans_another_has_two(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    assert not made.tried
    again = await scheduled(evening, announced=False, at=AT + timedelta(minutes=3, microseconds=7))
    assert (again.id, again.at, again.tried) == (made.id, AT, True)
    assert await evening.schedules.note_event(again, EVENT)
    assert (await scheduled(evening, announced=False)).event_id == EVENT
    others = [
        await scheduled(evening, announced=False, at=AT + timedelta(hours=1)),
        await scheduled(evening, announced=False, by=BEN),
    ]
    assert len({made.id, *(each.id for each in others)}) == 3
    go_to(evening, AT)
    assert made.id in {each.id for each in await looked(evening)}
    later = await scheduled(evening, announced=False, at=AT + timedelta(minutes=3))
    assert later.id != made.id, "what has opened is no plan any more"


async def test_r10_an_event_is_one_plans_and_a_plan_has_one_event(evening: Evening) -> None:
    first, second = await scheduled(evening), await scheduled(evening, announced=False, by=BEN)
    assert not await evening.schedules.note_event(second, EVENT)
    assert await evening.schedules.held_events(second) == {EVENT}
    assert await evening.schedules.held_events(first) == set()
    assert not await evening.schedules.note_event(first, EVENT + 1), "as it was before it had one"
    [held] = await evening.schedules.coming(GUILD)
    assert (held.id, held.event_id) == (first.id, EVENT)
    assert await evening.schedules.note_event(held, EVENT + 1), "in place of one that is gone"


async def test_n14_what_waits_for_a_server_is_never_called_off_before_its_event_is_over(evening: Evening) -> None:
    made = await scheduled(evening)
    go_to(evening, AT)
    evening.verdict = lambda _: Waits(60)
    for _ in range(20):
        assert len(await looked(evening)) == 1
        evening.clock.go(minutes=1)
    evening.verdict = lambda _: Failed("Something else.")
    assert len(await looked(evening)) == 1
    assert await told_of(evening) == []
    go_to(evening, made.ends_at)
    evening.verdict = lambda _: Waits(60)
    assert len(await looked(evening)) == 1
    [told] = await told_of(evening)
    assert (told.id, told.problem) == (made.id, MISSED)


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(seconds=-1), timedelta(days=367), timedelta(days=3650)])
async def test_t05_times_that_are_past_or_more_than_a_year_ahead_are_refused(
    evening: Evening, ahead: timedelta
) -> None:
    with pytest.raises(Refusal, match="`when`"):
        await evening.schedules.schedule(
            hive_programme(),
            guild_id=GUILD,
            channel_id=CHANNEL,
            secrecy=Secrecy.UNNAMED,
            at=evening.now + ahead,
            by=ADA,
            now=evening.now,
        )


async def test_who_may_not_facilitate_schedules_nothing(evening: Evening) -> None:
    with pytest.raises(Refusal, match="facilitator role"):
        await evening.schedules.schedule(
            hive_programme(),
            guild_id=GUILD,
            channel_id=CHANNEL,
            secrecy=Secrecy.UNNAMED,
            at=AT,
            by=Person(5, may_begin=False),
            now=evening.now,
        )


async def test_the_film_is_taken_from_the_shelf_when_it_opens_and_from_the_schedule_where_it_is_gone(
    evening: Evening,
) -> None:
    later = AT + timedelta(hours=2)
    await scheduled(evening)
    await scheduled(evening, by=BEN, event=EVENT + 1, at=later)
    evening.shelf = Shelf([hive(title="The Hive, restored")])
    assert (await opened(evening, AT)).programme.title == "The Hive, restored"
    evening.shelf = Shelf([])
    assert (await opened(evening, later)).programme.title == "The Hive"


async def test_p02_one_of_another_server_is_not_found(evening: Evening) -> None:
    made = await scheduled(evening)
    with pytest.raises(Refusal, match="No such scheduled viewing"):
        await evening.schedules.to_change(OTHER_GUILD, made.id, ADA)
    assert await evening.schedules.coming(OTHER_GUILD) == []
    assert [each.id for each in await evening.schedules.coming(GUILD)] == [made.id]


async def test_a_film_of_unknown_length_has_an_event_of_three_hours(evening: Evening) -> None:
    shelf = Shelf([hive()])
    lost = replace(await scheduled(evening), programme=programme_of(shelf, item(shelf, Kind.FILM, "The Lost Reel")))
    assert lost.ends_at == AT + timedelta(hours=3)
