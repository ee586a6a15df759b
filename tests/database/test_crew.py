"""Processes that share a database as different shards: each looks after its own servers, and one after a dead one's."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.database import Database, DatabaseInUseError, Shards, cluster, open_database
from tests.budgets import PATIENCE
from tests.engines import on_postgresql, run

pytestmark = [on_postgresql, pytest.mark.usefixtures("engine")]

FOUR = range(4)
HOLDER = f"FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = {cluster.COUNT}"


@pytest.fixture(autouse=True)
def _looks_around_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LOOK_AROUND", 0.05)


async def ours(database: Database) -> set[int]:
    """The shards whose servers this process looks after."""
    async with database.read() as tx:
        values = ", ".join(f"({shard}, CAST({shard << 22} AS BIGINT))" for shard in FOUR)
        rows = await tx.fetch(
            f"WITH k (shard, guild) AS (VALUES {values}) SELECT shard FROM k WHERE {tx.ours('guild')}"
        )
        return {row["shard"] for row in rows}


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
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


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (Shards(4, (0, 1)), Shards(8, (2, 3)), "SHARD_COUNT is 8 here and 4 in a process that runs already"),
        (None, Shards(4, (0,)), "SHARD_COUNT is 4 here, a part of which this process has, and that one has all shards"),
        (Shards(4, (0,)), None, "This process would have all shards, and that one has a part of SHARD_COUNT 4"),
        (None, None, "It has all shards, as this one would"),
    ],
)
async def test_c19_who_counts_shards_otherwise_than_those_that_run_is_refused_and_told_both(
    url: str, monkeypatch: pytest.MonkeyPatch, first: Shards | None, second: Shards | None, said: str
) -> None:
    async with open_database(url, first, serves=True):
        with monkeypatch.context() as hurried:
            hurried.setattr(cluster, "LINGERS", 0.1)
            with pytest.raises(DatabaseInUseError, match=said):
                async with open_database(url, second, serves=True):
                    pass
        async with open_database(url):  # who does not serve, such as `purge`, is in nobody's way
            pass
    async with open_database(url, second, serves=True):
        pass


async def test_c19_of_two_that_start_together_without_shards_one_serves(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "LINGERS", 0.1)

    refused = asyncio.Semaphore(0)

    async def start() -> str:
        try:
            async with open_database(url, serves=True), asyncio.timeout(PATIENCE):
                await refused.acquire()
                await refused.acquire()
                return "served"
        except DatabaseInUseError:
            refused.release()
            return "in use"

    assert sorted(await asyncio.gather(start(), start(), start())) == ["in use", "in use", "served"]


async def test_c19_the_place_of_a_process_that_was_just_killed_is_waited_for(url: str) -> None:
    async with open_database(url, serves=True):

        async def leave() -> None:
            await asyncio.sleep(0.5)
            await run(url, f"SELECT pg_terminate_backend(pid) {HOLDER}")

        holder = await run(url, f"SELECT pid {HOLDER}")
        leaving = asyncio.create_task(leave())
        async with open_database(url, serves=True):
            assert await run(url, f"SELECT pid {HOLDER}") != holder
        await leaving


async def test_of_all_processes_one_at_a_time_is_alone_at_a_work(url: str) -> None:
    at_work: list[int] = []

    async def work(database: Database, name: str) -> None:
        async with database.alone(name):
            at_work.append(1)
            assert sum(at_work) == 1
            await asyncio.sleep(0.01)
            at_work.pop()

    async with open_database(url) as first, open_database(url) as second, asyncio.timeout(PATIENCE):
        await asyncio.gather(*(work(each, "commands") for each in (first, second) for _ in range(3)))
        async with first.alone("identify 0"):
            await asyncio.create_task(work(second, "identify 1"))
