"""What something that members click costs beside a vote in a poll: the two taking turns, without Discord."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from statistics import median

from benchmarks import QUICK, Plain
from benchmarks.ballots import a_vote, fresh, new_poll

Use = Callable[[int, int], Awaitable[object]]
"""One click of a member in one turn."""
ROUNDS, CLIENTS = 3 if QUICK else 15, 64
EACH = 20
"""Clicks of each client in a round."""


@dataclass(frozen=True)
class Spent:
    """Seconds of the processor for a click, round by round."""

    mine: list[float] = field(default_factory=list)
    votes: list[float] = field(default_factory=list)

    def rows(self, what: str) -> list[Plain]:
        """The figures, and the ratio that has to stay at a vote's; `what` is clicked."""
        ratio = median(one / other for one, other in zip(self.mine, self.votes, strict=True))
        return [
            (f"processor time of {what} / of a vote, without Discord", f"{_us(self.mine)} / {_us(self.votes)}", ""),
            (f"{what} by a vote, taking turns", f"{ratio:.2f}", "1.00"),
        ]


async def beside_votes(use: Use) -> Spent:
    """Both on files with FULL synchronisation; in each round chance says which comes first."""
    async with fresh() as (database, polls):
        poll, chance, spent = await new_poll(database), random.Random(7), Spent()

        async def vote(member: int, turn: int) -> None:
            await polls.vote(a_vote(poll, member, turn))

        for number in range(ROUNDS):
            turns: list[tuple[Use, list[float]]] = [(use, spent.mine), (vote, spent.votes)]
            chance.shuffle(turns)
            for each, seconds in turns:
                seconds.append(await _spent(each, number))
    return spent


async def _spent(use: Use, number: int) -> float:
    """Processor time of one click, where many come at once: each client clicks again and again."""

    async def client(member: int) -> None:
        for turn in range(EACH):
            await use(member, number * EACH + turn + 1)

    begun = time.process_time()
    await asyncio.gather(*map(client, range(CLIENTS)))
    return (time.process_time() - begun) / (CLIENTS * EACH)


def _us(spent: list[float]) -> str:
    return f"{median(spent) * 1e6:.0f} µs"
