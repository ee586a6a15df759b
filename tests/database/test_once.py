"""Interactions that are delivered twice: what they ask for is written once, whoever gets them."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from weakref import ref

import pytest

from bot.database import ROW_BY_ROW, Database, DoneAlreadyError, idempotency, open_database
from bot.errors import Refusal
from tests.engines import on_postgresql

GUILD = 100


@pytest.fixture
async def db(url: str) -> AsyncIterator[Database]:
    async with open_database(url) as database:
        yield database


async def handled(interaction_id: int, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """A task that handles one delivery of an interaction."""

    async def handle() -> None:
        idempotency.deliver(interaction_id)
        await work()

    await asyncio.create_task(handle())


def note(db: Database, guild_id: int | None = GUILD) -> Callable[[], Coroutine[Any, Any, None]]:
    """Work that leaves one more row."""

    async def work() -> None:
        async with db.transaction(guild_id) as tx:
            await tx.fetch(
                "INSERT INTO poll_numbers (guild_id, last) VALUES (1, 1) "
                "ON CONFLICT (guild_id) DO UPDATE SET last = poll_numbers.last + 1"
            )

    return work


async def noted(db: Database) -> int:
    async with db.read() as tx:
        row = await tx.one("SELECT last FROM poll_numbers WHERE guild_id = 1")
    return row["last"] if row else 0


async def test_r09_the_second_delivery_of_an_interaction_writes_nothing(db: Database) -> None:
    await handled(7, note(db))
    with pytest.raises(DoneAlreadyError):
        await handled(7, note(db))
    await handled(8, note(db))
    assert await noted(db) == 2


async def test_r09_deliveries_that_overlap_write_once(db: Database) -> None:
    told = await asyncio.gather(*(handled(7, note(db)) for _ in range(5)), return_exceptions=True)
    assert [type(each) for each in told if each] == [DoneAlreadyError] * 4
    assert await noted(db) == 1


@on_postgresql
async def test_r09_deliveries_to_two_processes_write_once(db: Database, url: str) -> None:
    async with open_database(url) as other:
        told = await asyncio.gather(
            *(handled(number, note(each)) for number in range(10, 20) for each in (db, other)), return_exceptions=True
        )
    assert [type(each) for each in told if each] == [DoneAlreadyError] * 10
    assert await noted(db) == 10


async def test_r09_one_delivery_writes_as_often_as_it_likes(db: Database) -> None:
    async def twice() -> None:
        await note(db)()
        await note(db)()

    await handled(7, twice)
    assert await noted(db) == 2


async def test_r09_where_the_first_was_refused_the_second_is_done(db: Database) -> None:
    async def refused() -> None:
        async with db.transaction(GUILD):
            raise Refusal("no")

    with pytest.raises(Refusal):
        await handled(7, refused)
    await handled(7, note(db))
    assert await noted(db) == 1


async def test_r09_what_is_not_the_interactions_own_goes_on_whoever_began_it(db: Database) -> None:
    async def left_to_others() -> None:
        await asyncio.create_task(note(db)())
        await note(db, ROW_BY_ROW)()

    await handled(7, note(db))
    await handled(7, left_to_others)
    await note(db)()
    assert await noted(db) == 4


async def test_r09_what_is_remembered_of_interactions_goes_after_an_hour(db: Database) -> None:
    hour = idempotency.LIFE
    for number in (1, 2, hour, hour + 3, 3 * hour):
        await handled(number, note(db))
    async with db.read() as tx:
        rows = await tx.fetch("SELECT id FROM interactions_written ORDER BY id")
    assert [row["id"] for row in rows] == [3 * hour]


async def test_a_task_that_handled_one_goes_with_all_it_held_and_waits_for_no_search_for_garbage() -> None:
    async def handle() -> None:
        idempotency.deliver(11)

    gc.disable()
    try:
        task = asyncio.create_task(handle())
        held = ref(task)
        await task
        del task
        await asyncio.sleep(0)
        assert held() is None
    finally:
        gc.enable()
