"""Of several processes that connect as one bot, those of a bucket ask for sessions one after the other."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import pairwise

import pytest

from bot.chat import identify_queue
from bot.chat.identify_queue import IdentifyQueue
from tests.budgets import PATIENCE


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], AbstractAsyncContextManager[None]]:
    """What a database gives its processes, here one for all."""
    monkeypatch.setattr(identify_queue, "SPACING", 0.1)
    locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def alone(work: str) -> AsyncIterator[None]:
        async with locks[work]:
            yield

    return alone


async def started(process: IdentifyQueue, shards: list[int], at_once: int, asked: list[tuple[float, int]]) -> None:
    """What discord.py does: shard by shard, a connection first, then a session."""
    for shard in shards:
        await process.take(shard, at_once)
        await asyncio.sleep(0.01)
        await process.use(shard, at_once)
        asked.append((asyncio.get_running_loop().time(), shard))


@pytest.mark.parametrize("at_once", [1, 2])
async def test_sessions_of_one_bucket_are_a_pause_apart_in_all_processes(
    alone: Callable[[str], AbstractAsyncContextManager[None]], at_once: int
) -> None:
    asked: list[tuple[float, int]] = []
    fleet = [IdentifyQueue(alone), IdentifyQueue(alone)]
    async with asyncio.timeout(PATIENCE):
        await asyncio.gather(*(started(each, [2 * n, 2 * n + 1], at_once, asked) for n, each in enumerate(fleet)))
    for bucket in range(at_once):
        times = [at for at, shard in asked if shard % at_once == bucket]
        assert len(times) == 4 // at_once
        assert all(later - earlier >= 0.1 for earlier, later in pairwise(times))
    await asyncio.gather(*(each.drop() for each in fleet))


async def test_a_session_asked_for_anew_takes_its_turn_too(
    alone: Callable[[str], AbstractAsyncContextManager[None]],
) -> None:
    one, other = IdentifyQueue(alone), IdentifyQueue(alone)
    began = asyncio.get_running_loop().time()
    await one.use(0, 1)
    await asyncio.wait_for(other.use(1, 1), PATIENCE)
    assert asyncio.get_running_loop().time() - began >= identify_queue.SPACING
    await asyncio.gather(one.drop(), other.drop())


async def test_a_process_that_leaves_lets_its_turn_go(
    alone: Callable[[str], AbstractAsyncContextManager[None]],
) -> None:
    one, other = IdentifyQueue(alone), IdentifyQueue(alone)
    await one.take(0, 1)
    await one.drop()
    async with asyncio.timeout(PATIENCE):
        await other.take(0, 1)
    await other.drop()


async def test_a_turn_that_cannot_be_had_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    @asynccontextmanager
    async def unreachable(work: str) -> AsyncIterator[None]:
        raise ConnectionError("the database does not answer")
        yield

    with pytest.raises(ConnectionError, match="does not answer"):
        await IdentifyQueue(unreachable).take(0, 1)
