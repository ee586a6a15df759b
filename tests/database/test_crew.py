"""Processes that share a database as different shards: each looks after its own servers, and one after a dead one's."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.database import Database, Shards, crew, open_database
from bot.errors import SettingError
from tests.engines import on_postgresql

pytestmark = [on_postgresql, pytest.mark.usefixtures("engine")]

FOUR = range(4)


@pytest.fixture(autouse=True)
def _looks_around_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LOOK_AROUND", 0.05)


async def ours(database: Database) -> set[int]:
    """The shards whose servers this process looks after."""
    async with database.read() as tx:
        values = ", ".join(f"({shard}, CAST({shard << 22} AS BIGINT))" for shard in FOUR)
        rows = await tx.fetch(
            f"WITH k (shard, guild) AS (VALUES {values}) SELECT shard FROM k WHERE {tx.ours('guild')}"
        )
        return {row["shard"] for row in rows}


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(5):
        while not await holds():  # noqa: ASYNC110 - others tell, when they do
            await asyncio.sleep(0.01)


async def test_each_looks_after_its_own_and_one_survivor_after_those_of_a_process_that_ends(url: str) -> None:
    async with open_database(url, Shards(4, (0,))) as first, open_database(url, Shards(4, (1,))) as second:
        async with open_database(url, Shards(4, (2, 3))) as third:

            async def apart() -> bool:
                return [await ours(each) for each in (first, second, third)] == [{0}, {1}, {2, 3}]

            await until(apart)

        async def adopted() -> bool:
            one, two = await ours(first), await ours(second)
            return one | two == {*FOUR} and not one & two

        await until(adopted)
        async with open_database(url, Shards(4, (2, 3))) as third:
            await until(apart)


async def test_one_process_without_others_looks_after_all(url: str) -> None:
    async with open_database(url) as database:
        assert await ours(database) == {*FOUR}
    async with open_database(url, Shards(4, (3,))) as database:

        async def all_of_them() -> bool:
            return await ours(database) == {*FOUR}

        await until(all_of_them)


async def test_another_number_of_shards_than_that_of_the_others_is_refused(url: str) -> None:
    async with open_database(url, Shards(4, (0, 1))):
        with pytest.raises(SettingError, match="SHARD_COUNT is 8 here and 4 in a process that runs already"):
            async with open_database(url, Shards(8, (2, 3))):
                pass


async def test_of_all_processes_one_at_a_time_is_alone_at_a_work(url: str) -> None:
    at_work: list[int] = []

    async def work(database: Database, name: str) -> None:
        async with database.alone(name):
            at_work.append(1)
            assert sum(at_work) == 1
            await asyncio.sleep(0.01)
            at_work.pop()

    async with open_database(url) as first, open_database(url) as second, asyncio.timeout(5):
        await asyncio.gather(*(work(each, "commands") for each in (first, second) for _ in range(3)))
        async with first.alone("identify 0"):
            await asyncio.create_task(work(second, "identify 1"))
