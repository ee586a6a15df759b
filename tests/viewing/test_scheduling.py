"""Viewings that open at a time: once, also late, and nothing where their event is gone."""

from datetime import datetime, timedelta

import pytest

from bot.database import open_database
from bot.errors import Refusal
from bot.packs.model import Kind
from bot.packs.shelf import Shelf
from bot.viewing.posting.posts import What
from bot.viewing.programme import programme_of
from bot.viewing.rules import Person, Secrecy
from bot.viewing.scheduling.rules import MISSED, NO_EVENT, Fate, Scheduled, ends_at, lateness
from tests.viewing.evening import (
    ADA,
    BEN,
    CHANNEL,
    GUILD,
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
        assert await evening.schedules.announced(made, event)
    return made


async def test_a_scheduled_viewing_opens_at_its_time_with_who_scheduled_it_as_facilitator(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT - timedelta(seconds=1)
    assert await evening.schedules.hand_out(evening.now) == []
    evening.clock.wall = AT
    [due] = await evening.schedules.hand_out(evening.now)
    assert (due.id, due.event_id, due.fate) == (made.id, EVENT, Fate.WAITING)
    opened = await evening.schedules.open(GUILD, due.id, evening.now)
    assert opened is not None
    assert (opened.viewing.facilitator_id, opened.viewing.secrecy) == (ADA.id, Secrecy.NAMED)
    assert lateness(opened.viewing.scheduled_for, opened.viewing.created_at) is None
    [opening] = await evening.posts.hand_out(evening.now)
    assert (opening.what, opening.channel_id, opening.viewing_id) == (What.OPENING, CHANNEL, opened.viewing.id)


async def test_it_opens_once_whoever_tries_again(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT
    assert await evening.schedules.open(GUILD, made.id, evening.now)
    assert await evening.schedules.open(GUILD, made.id, evening.now) is None
    evening.clock.go(hours=1)
    assert await evening.schedules.hand_out(evening.now) == []
    assert len(await evening.post_all()) == 1


async def test_c03_one_that_was_handed_out_and_not_opened_comes_again_after_a_restart(url: str, clock: Clock) -> None:
    async with open_database(url) as db:
        evening = Evening(db, clock)
        made = await scheduled(evening)
        clock.wall = AT
        assert len(await evening.schedules.hand_out(evening.now)) == 1
        assert await evening.schedules.hand_out(evening.now) == []
    clock.go(minutes=1)
    async with open_database(url) as db:
        evening = Evening(db, clock)
        assert [due.id for due in await evening.schedules.hand_out(evening.now)] == [made.id]


async def test_t02_one_that_is_late_opens_and_says_so(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT + timedelta(minutes=25)
    opened = await evening.schedules.open(GUILD, made.id, evening.now)
    assert opened is not None
    assert lateness(opened.viewing.scheduled_for, opened.viewing.created_at) == timedelta(minutes=25)


async def test_t02_one_whose_event_is_over_does_not_open_and_its_scheduler_is_told(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = ends_at(hive_programme(), AT)
    assert evening.clock.wall == AT + timedelta(minutes=80)
    assert await evening.schedules.open(GUILD, made.id, evening.now) is None
    [told] = await evening.schedules.to_tell(evening.now)
    assert (told.problem, told.scheduler_id) == (MISSED, ADA.id)
    assert await evening.post_all() == []


async def test_one_that_was_cancelled_opens_nothing_and_its_scheduler_is_told_once(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT
    assert await evening.schedules.call_off(GUILD, made.id, "Its event was cancelled.", evening.now)
    assert not await evening.schedules.call_off(GUILD, made.id, "Again.", evening.now)
    assert await evening.schedules.open(GUILD, made.id, evening.now) is None
    [told] = await evening.schedules.to_tell(evening.now)
    assert told.problem == "Its event was cancelled."
    assert len(told.nonce) <= 25
    assert await evening.schedules.to_tell(evening.now) == []
    evening.clock.go(minutes=1)
    assert len(await evening.schedules.to_tell(evening.now)) == 1, "until it is said that they know"
    await evening.schedules.told(told)
    evening.clock.go(hours=1)
    assert await evening.schedules.to_tell(evening.now) == []


async def test_one_whose_event_was_moved_opens_at_the_new_time(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT
    await evening.schedules.moved(GUILD, made.id, AT + timedelta(hours=2))
    evening.clock.go(minutes=90)
    assert await evening.schedules.hand_out(evening.now) == []
    evening.clock.go(minutes=30)
    [due] = await evening.schedules.hand_out(evening.now)
    assert due.at == AT + timedelta(hours=2)


async def test_one_whose_event_was_never_made_comes_up_a_minute_later_and_opens_nothing(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    assert await evening.schedules.hand_out(evening.now) == []
    evening.clock.go(minutes=1)
    [due] = await evening.schedules.hand_out(evening.now)
    assert (due.fate, due.event_id) == (Fate.DRAFT, None)
    assert await evening.schedules.open(GUILD, made.id, evening.now) is None
    [told] = await evening.schedules.to_tell(evening.now)
    assert told.problem == NO_EVENT


async def test_one_whose_event_could_not_be_made_is_forgotten(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    await evening.schedules.discard(GUILD, made.id)
    evening.clock.wall = AT
    assert await evening.schedules.hand_out(evening.now) == []


async def test_c08_one_that_cannot_be_opened_is_called_off_after_three_tries_and_told(evening: Evening) -> None:
    await scheduled(evening)
    evening.clock.wall = AT
    for last in (False, False, True):
        [due] = await evening.schedules.hand_out(evening.now)
        assert await evening.schedules.put_off(due, 10, "I may not post in that channel.", evening.now) == last
        evening.clock.go(seconds=10)
    [told] = await evening.schedules.to_tell(evening.now)
    assert told.problem == "I may not post in that channel."
    assert not await evening.schedules.put_off(told, 10, "No direct messages.", evening.now)
    assert not await evening.schedules.put_off(told, 10, "No direct messages.", evening.now)
    assert await evening.schedules.put_off(told, 10, "No direct messages.", evening.now)
    evening.clock.go(hours=1)
    assert await evening.schedules.to_tell(evening.now) == []


async def test_r10_who_plans_the_same_again_has_one_plan_and_who_plans_another_has_two(evening: Evening) -> None:
    made = await scheduled(evening, announced=False)
    assert not made.tried
    again = await scheduled(evening, announced=False, at=AT + timedelta(minutes=3, microseconds=7))
    assert (again.id, again.at, again.tried) == (made.id, AT, True)
    assert await evening.schedules.announced(again, EVENT)
    assert (await scheduled(evening, announced=False)).event_id == EVENT
    others = [
        await scheduled(evening, announced=False, at=AT + timedelta(hours=1)),
        await scheduled(evening, announced=False, by=BEN),
    ]
    assert len({made.id, *(each.id for each in others)}) == 3
    evening.clock.wall = AT
    await evening.schedules.open(GUILD, made.id, evening.now)
    later = await scheduled(evening, announced=False, at=AT + timedelta(minutes=3))
    assert later.id != made.id, "what has opened is no plan any more"


async def test_r10_an_event_is_one_plans_and_a_plan_has_one_event(evening: Evening) -> None:
    first, second = await scheduled(evening), await scheduled(evening, announced=False, by=BEN)
    assert not await evening.schedules.announced(second, EVENT)
    assert await evening.schedules.held_events(second) == {EVENT}
    assert await evening.schedules.held_events(first) == set()
    assert not await evening.schedules.announced(first, EVENT + 1), "as it was before it had one"
    [held] = await evening.schedules.coming(GUILD)
    assert (held.id, held.event_id) == (first.id, EVENT)
    assert await evening.schedules.announced(held, EVENT + 1), "in place of one that is gone"


async def test_n14_what_waits_for_a_server_is_never_called_off_before_its_event_is_over(evening: Evening) -> None:
    made = await scheduled(evening)
    evening.clock.wall = AT
    for _ in range(20):
        [due] = await evening.schedules.hand_out(evening.now)
        await evening.schedules.wait(due, 60, evening.now)
        evening.clock.go(minutes=1)
    [due] = await evening.schedules.hand_out(evening.now)
    assert not await evening.schedules.put_off(due, 60, "Something else.", evening.now)
    evening.clock.wall = ends_at(hive_programme(), AT)
    [due] = await evening.schedules.hand_out(evening.now)
    await evening.schedules.wait(due, 60, evening.now)
    [told] = await evening.schedules.to_tell(evening.now)
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
            by=Person(5, may_facilitate=False),
            now=evening.now,
        )


async def test_the_film_is_taken_from_the_shelf_when_it_opens_and_from_the_schedule_where_it_is_gone(
    evening: Evening,
) -> None:
    first, second = await scheduled(evening), await scheduled(evening, by=BEN, event=EVENT + 1)
    evening.clock.wall = AT
    evening.shelf = Shelf([hive(title="The Hive, restored")])
    opened = await evening.schedules.open(GUILD, first.id, evening.now)
    assert opened is not None
    assert opened.viewing.programme.title == "The Hive, restored"
    evening.shelf = Shelf([])
    opened = await evening.schedules.open(GUILD, second.id, evening.now)
    assert opened is not None
    assert opened.viewing.programme.title == "The Hive"


async def test_p02_one_of_another_server_is_not_found(evening: Evening) -> None:
    made = await scheduled(evening)
    with pytest.raises(Refusal, match="No such scheduled viewing"):
        await evening.schedules.open(OTHER_GUILD, made.id, AT)
    assert await evening.schedules.coming(OTHER_GUILD) == []
    assert [each.id for each in await evening.schedules.coming(GUILD)] == [made.id]


async def test_a_film_of_unknown_length_has_an_event_of_three_hours() -> None:
    shelf = Shelf([hive()])
    assert ends_at(programme_of(shelf, item(shelf, Kind.FILM, "The Lost Reel")), AT) == AT + timedelta(hours=3)
