"""One pace for all requests: fair between servers, no waiting where little is asked, slower after a refusal."""

import asyncio
import time

import pytest

from bot.chat.pacer import GIVES_WAY, SAVED, Pacer, giving_way, on_behalf_of, within
from tests.budgets import PATIENCE


async def ask(pacer: Pacer, server: int, count: int, order: list[int]) -> None:
    async def one() -> None:
        with on_behalf_of(server):
            await pacer.turn()
            order.append(server)

    await asyncio.gather(*(one() for _ in range(count)))


async def test_whoever_asks_little_does_not_wait() -> None:
    pacer = Pacer(rate=1.0, monotonic=lambda: 0.0)  # no turn comes with the time
    async with asyncio.timeout(PATIENCE):
        for _ in range(int(SAVED)):
            await pacer.turn()
    assert pacer.waiting == 0


async def test_l03_servers_take_turns_so_that_one_with_much_to_do_holds_up_no_other() -> None:
    now, order = 0.0, list[int]()
    pacer = Pacer(rate=400.0, monotonic=lambda: now)
    asking = [asyncio.create_task(ask(pacer, server, count, order)) for server, count in ((1, 60), (2, 5), (3, 5))]
    while len(order) < 70:
        await asyncio.sleep(0.001)
        now += 0.0025
    await asyncio.gather(*asking)
    assert max(place for place, server in enumerate(order) if server in (2, 3)) < SAVED + 20


async def said_anew(pacer: Pacer, count: int, order: list[int]) -> None:
    with giving_way():
        await ask(pacer, 2, count, order)


async def test_what_is_said_anew_gives_way_to_what_is_said_for_the_first_time() -> None:
    order = await in_line(0.0)
    assert len(order) == 80
    assert order[int(SAVED) :].index(2) >= 40, "nothing is drawn again before all is posted"


async def test_what_gave_way_for_seconds_takes_every_other_turn() -> None:
    later = (await in_line(GIVES_WAY * 2))[int(SAVED) :]
    assert abs(later[:40].count(1) - later[:40].count(2)) <= 2


async def in_line(waited: float) -> list[int]:
    """The order in which forty redraws (2) and forty posts (1) get their turns that have waited so long already."""
    now, order = 0.0, list[int]()
    pacer = Pacer(rate=400.0, monotonic=lambda: now)
    drawn = asyncio.create_task(said_anew(pacer, 40, order))
    posted = asyncio.create_task(ask(pacer, 1, 40, order))
    for _ in range(5):
        await asyncio.sleep(0)
    assert pacer.waiting == 80 - SAVED, "all of them stand in line"
    now = waited
    while len(order) < 80:
        await asyncio.sleep(0.001)
        now += 0.01
    await asyncio.gather(drawn, posted)
    return order


async def test_no_more_go_out_in_a_second_than_its_rate_and_what_was_saved_up() -> None:
    pacer, order = Pacer(rate=100.0), list[int]()
    asking = asyncio.create_task(ask(pacer, 1, 200, order))
    began = time.monotonic()
    await asyncio.sleep(0.5)
    assert len(order) <= SAVED + 100 * (time.monotonic() - began) + 1
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)


async def test_after_a_429_for_the_whole_bot_the_pace_is_halved_and_recovers() -> None:
    now = 0.0
    pacer = Pacer(rate=40.0, monotonic=lambda: now)
    pacer.note_refusal()
    assert pacer.rate == 20.0
    now += 5.0
    pacer.note_refusal()
    assert pacer.rate == 15.0
    now += 60.0
    await pacer.turn()
    assert pacer.rate == 40.0


async def test_who_has_gone_away_takes_no_turn() -> None:
    pacer, order = Pacer(rate=50.0), list[int]()
    for _ in range(int(SAVED)):
        await pacer.turn()
    gone = [asyncio.create_task(ask(pacer, 1, 1, order)) for _ in range(5)]
    await asyncio.sleep(0)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    await ask(pacer, 2, 3, order)
    assert order == [2, 2, 2]


async def test_a_rate_of_nothing_is_no_pace_at_all() -> None:
    pacer = Pacer(rate=0.0)
    for _ in range(1000):
        await pacer.turn()


async def test_waiting_for_a_turn_is_no_part_of_the_time_that_a_request_may_take() -> None:
    pacer, passed = Pacer(rate=10.0), list[float]()

    async def one() -> None:
        began = time.monotonic()
        async with within(0.3):
            await pacer.turn()
        passed.append(time.monotonic() - began)

    await asyncio.gather(*(one() for _ in range(int(SAVED) + 8)))
    assert max(passed) > 0.5

    async def slow() -> None:
        async with within(0.05):
            await pacer.turn()
            await asyncio.sleep(5)

    with pytest.raises(TimeoutError):
        await slow()
