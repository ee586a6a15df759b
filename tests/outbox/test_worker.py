"""What is due is done once, in order, whatever fails or stops meanwhile."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.chat.messenger import AwayError, BlockedError, LaterError, LostError
from bot.database import NotSavedError, Tx
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.outbox import store
from tests.outbox.conftest import ELSEWHERE, SERVER, Office


async def test_a_job_is_done_when_it_is_due_and_its_row_goes(office: Office) -> None:
    await office.put("t.write", "now")
    await office.put("t.write", "soon", minutes=1)
    await office.worker.once()
    assert office.written == ["now"]
    office.go(minutes=1)
    await office.worker.once()
    assert office.written == ["now", "soon"]
    assert await office.rows() == []


async def test_what_an_errand_did_is_noted_and_what_it_makes_due_is_done_too(office: Office) -> None:
    office.then["one"] = [("t.write", SERVER, "two", office.wall)]
    await office.put("t.send", "one")
    await office.worker.once()
    assert office.done == [("one", "message of one")]
    assert office.written == ["two"]
    assert await office.rows() == []


async def test_a_job_that_sets_others_has_them_begun_in_the_same_transaction(office: Office) -> None:
    await office.put("t.chain", "x")
    await office.worker.once()
    assert office.sent == ["x-a", "x-b"]
    assert await office.rows() == []


async def test_jobs_of_one_line_follow_one_another_and_other_lines_do_not_wait(office: Office) -> None:
    office.held["1"] = asyncio.Event()
    for key in "123":
        await office.put("t.send", key, line="evening")
    await office.put("t.send", "other")
    await office.worker.begin()
    await office.until(lambda: office.sent == ["other"])
    office.held["1"].set()
    await office.worker.once()
    assert office.sent == ["other", "1", "2", "3"]


async def test_a_job_set_anew_in_the_middle_of_its_errand_is_done_again(office: Office) -> None:
    office.then["x"] = [("t.send", SERVER, "x", office.wall)]
    await office.put("t.send", "x")
    await office.worker.once()
    assert [key for key, _ in office.done] == ["x", "x"]
    assert await office.rows() == []


async def test_what_is_held_waits_until_it_is_released(office: Office) -> None:
    async with office.db.transaction(SERVER) as tx:
        for key in "ab":
            await store.put(tx, "t.send", SERVER, key, None, line="evening")
    office.go(hours=1)
    await office.worker.once()
    assert office.sent == []
    async with office.db.transaction(SERVER) as tx:
        await store.release(tx, SERVER, "evening", office.wall)
    await office.worker.once()
    assert office.sent == ["a", "b"]


async def test_one_line_is_done_at_once_where_somebody_waits_for_it(office: Office) -> None:
    await office.put("t.send", "wanted", line="evening")
    await office.put("t.send", "not")
    await office.worker.do_now(SERVER, "evening")
    assert office.sent == ["wanted"]


async def test_a_line_that_several_want_at_once_is_begun_once_and_stays_in_order(office: Office) -> None:
    keys = [str(number) for number in range(5)]
    for key in keys:
        await office.put("t.send", key, line="evening")
    failed: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, problem: failed.append(problem))
    await asyncio.gather(*(office.worker.do_now(SERVER, "evening") for _ in range(4)), office.worker.begin())
    await office.worker.at_rest()
    assert (office.sent, failed) == (keys, [])
    assert await office.rows() == []


async def test_c03_what_was_in_hand_when_the_process_died_comes_again_after_its_lease_and_says_so(
    office: Office,
) -> None:
    await office.put("t.send", "x")
    async with office.db.transaction(SERVER) as tx:
        [job] = await store.due(tx, office.wall, 9, ["t.send"], None)
        first = await store.claim(tx, job, office.wall)
    assert first is not None
    assert first.first_tried_at is None
    office.go(seconds=49)
    await office.another().once()
    assert office.sent == []
    started = office.wall
    office.go(seconds=2)
    async with office.db.transaction(SERVER) as tx:
        [job] = await store.due(tx, office.wall, 9, ["t.send"], None)
        again = await store.claim(tx, job, office.wall)
    assert again is not None
    assert again.first_tried_at is not None
    assert started - again.first_tried_at == timedelta(seconds=49)
    assert again.tries == 2


async def test_of_two_processes_that_claim_one_job_one_gets_it(office: Office) -> None:
    await office.put("t.send", "x")
    workers = [office.another() for _ in range(4)]
    await asyncio.gather(*(worker.once() for worker in workers))
    assert office.sent == ["x"]


async def test_c08_a_job_that_fails_every_time_is_parked_and_shown_while_the_others_go_on(office: Office) -> None:
    office.trouble["poisoned"] = ValueError("what is wrong with it")
    await office.put("t.write", "poisoned")
    for number in range(20):
        await office.put("t.write", f"well {number}")
    for _ in range(4):
        await office.worker.once()
        office.go(seconds=2)
    assert len(office.written) == 20
    assert await office.rows() == [("poisoned", "ValueError")]
    async with office.db.read() as tx:
        assert await store.why_parked(tx, "t.write", SERVER, "poisoned") == "ValueError"
        assert await store.why_parked(tx, "t.write", ELSEWHERE, "poisoned") is None


async def test_a_job_that_was_parked_is_tried_again_when_it_is_set_anew(office: Office) -> None:
    office.trouble["x"] = ValueError("no")
    await office.put("t.write", "x")
    for _ in range(4):
        await office.worker.once()
        office.go(seconds=2)
    del office.trouble["x"]
    await office.put("t.write", "x")
    await office.worker.once()
    assert office.written == ["x"]


async def test_what_discord_does_not_take_now_is_tried_ever_later_and_then_given_up(office: Office) -> None:
    office.trouble["x"] = LaterError("HTTP 503")
    await office.put("t.send", "x")
    await office.worker.once()
    await office.worker.once()
    assert office.sent == ["x"]
    office.go(seconds=6)
    await office.worker.once()
    assert office.sent == ["x", "x"]
    office.go(seconds=4)
    await office.worker.once()
    assert office.sent == ["x", "x"]
    office.go(minutes=5)
    await office.worker.once()
    assert office.sent == ["x"] * 3
    assert await office.rows() == [("x", "HTTP 503")]


async def test_an_outage_of_its_server_is_waited_for_however_long(office: Office) -> None:
    office.trouble["x"] = AwayError()
    await office.put("t.send", "x")
    for _ in range(20):
        await office.worker.once()
        office.go(hours=2)
    assert await office.rows() == [("x", None)]
    del office.trouble["x"]
    await office.worker.once()
    assert office.done == [("x", "message of x")]


async def test_what_discord_will_not_have_is_parked_at_once_with_its_reason(office: Office) -> None:
    office.trouble["x"] = BlockedError("AutoMod of this server blocked it.")
    await office.put("t.send", "x")
    await office.worker.once()
    assert office.blocked == [("x", "AutoMod of this server blocked it.")]
    assert await office.rows() == [("x", "AutoMod of this server blocked it.")]


@pytest.mark.parametrize("holds", [False, True])
async def test_a_place_that_is_gone_ends_a_job_unless_it_is_held_for_another(office: Office, holds: bool) -> None:
    office.trouble["x"], office.holds_what_is_lost = LostError("the thread is gone."), holds
    await office.put("t.send", "x")
    await office.worker.once()
    assert office.lost == [("x", "the thread is gone.")]
    assert await office.rows() == ([("x", None)] if holds else [])
    office.go(days=1)
    await office.worker.once()
    assert office.sent == ["x"]


async def test_a_job_of_something_that_is_gone_is_dropped(office: Office) -> None:
    office.trouble["x"] = Refusal("No such poll here.")
    await office.put("t.write", "x")
    await office.worker.once()
    assert await office.rows() == []


async def test_c16_while_the_database_takes_nothing_what_is_due_stays_due_and_no_try_counts(office: Office) -> None:
    office.trouble["x"] = NotSavedError()
    await office.put("t.write", "x")
    for _ in range(5):
        with suppress(TimeoutError):
            async with asyncio.timeout(0.01):
                await office.worker.once()
        await office.worker.stop()
        office.go(minutes=2)
    del office.trouble["x"]
    await office.worker.once()
    assert office.written == ["x"]


async def test_t03_a_clock_set_forward_makes_nothing_due_by_the_clock_and_moves_what_runs_by_itself(
    office: Office,
) -> None:
    jumps = list[timedelta]()

    async def jumped(_tx: object, jump: timedelta) -> None:
        jumps.append(jump)

    office.worker.at_jump(jumped)
    await office.worker.once()
    await office.put("t.write", "at six", hours=1)
    await office.put("t.send", "in the film", hours=1)
    office.wall += timedelta(hours=2)
    await office.worker.once()
    assert office.written == []
    assert jumps == [timedelta(hours=2)]
    assert office.sent == ["in the film"]  # whoever registers such a kind moves its rows in `jumped`
    office.wall -= timedelta(hours=2)
    await office.worker.once()
    office.go(hours=1)
    await office.worker.once()
    assert office.written == ["at six"]


async def test_a_loop_finds_by_itself_what_becomes_due(office: Office) -> None:
    vitals = Vitals()
    going = asyncio.create_task(office.worker.keep_going(vitals))
    try:
        await office.put("t.write", "x")
        office.worker.wake()
        await office.until(lambda: bool(office.written))
    finally:
        going.cancel()
        await asyncio.gather(going, return_exceptions=True)
    assert "outbox" in vitals.ticks


async def test_what_is_set_right_at_start_is_tried_again_until_it_could_be(office: Office) -> None:
    troubles: list[Exception] = [NotSavedError(), ValueError("a bug")]
    right: list[str] = []

    async def set_right(_tx: Tx, _now: datetime) -> None:
        if troubles:
            raise troubles.pop(0)
        right.append("set")

    office.worker.at_start(set_right)
    await office.put("t.write", "x")
    going = asyncio.create_task(office.worker.keep_going(Vitals()))
    await office.until(lambda: office.written == ["x"])
    going.cancel()
    assert (troubles, right) == ([], ["set"])
