"""One soak from first to last: everything at once, by lot, and then the reckoning."""

import asyncio
import itertools
import random
import time
import traceback
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.soak.budget import Budget
from tests.soak.chaos import Chaos, SoakPlayground
from tests.soak.ends import outstanding
from tests.soak.ledger import Ledger
from tests.soak.lookups import look_up, values
from tests.soak.members import TOKENS_LAST, Members
from tests.soak.polls import Polling, Script
from tests.soak.process import BotProcess
from tests.soak.quizzes import Quizzes
from tests.soak.reckoning import Reckoning
from tests.soak.statements import Rounds
from tests.soak.viewings import Evenings

POLLS_AT_ONCE, GROUPS_AT_ONCE, STANDING = 24, 4, 5
EVERYBODY = 300
CHANNELS = 20
SETTLED = 0.9
"""The share of the time after which nothing new is begun."""
TIMED = 64.0
"""Seconds that a poll of one minute is voted in: a little longer than it is open."""


@dataclass
class Soak:
    """Everything that happens between the first start and the last stop."""

    budget: Budget
    seed: int
    folder: Path
    watch: Callable[["Soak"], None] = lambda _: None

    def lot(self, *what: object) -> random.Random:
        """Choices that depend on the seed and on what they are for, not on what happens meanwhile."""
        return random.Random(f"{self.seed} {what}")

    async def run(self) -> Reckoning:
        """Live through it."""
        chaos = Chaos(self.lot("faults"), 0.0)
        async with SoakPlayground(self.folder / "discord", chaos) as playground:
            playground.interactions.life = timedelta(seconds=TOKENS_LAST)
            self.playground = playground
            self.bot = BotProcess(playground, self.folder / "bot.db", self.budget.hurry)
            self.members, self.ledger = Members(playground), Ledger()
            everybody = self.members.newcomers(EVERYBODY)
            self.channels = [self.members.channel(f"room-{number}") for number in range(CHANNELS)]
            self.polling = Polling(self.members, self.ledger, everybody, self.channels)
            patience = 5.0 if self.budget.hurry else 20.0
            self.evenings = Evenings(self.members, self.ledger, everybody, patience, self.budget.whole_evenings)
            self.quizzes = Quizzes(self.members, self.ledger, everybody, patience)
            self.rounds = Rounds(self.members, self.ledger, everybody)
            self.everybody = everybody
            try:
                await self.bot.start()
                self.began = time.monotonic()
                chaos.share = self.budget.faults
                try:
                    await self._live()
                    chaos.share = 0.0
                    await self._settle()
                except Exception as error:  # noqa: BLE001 - what was found until then is worth its report
                    self.ledger.lost(f"broken off: {traceback.format_exception(error)}")
                    await self.bot.close()
                return Reckoning.of(self)
            finally:
                await self.bot.close()

    @property
    def elapsed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    async def _live(self) -> None:
        self._on, self._restarting = True, asyncio.Lock()
        around = [
            asyncio.create_task(each) for each in (self._restarts(), self._whims(), self._lookups(), self._watch())
        ]
        acts = [
            *self._polls(),
            *self._groups(),
            self._one_after_another("quizzes", self.budget.quizzes, self.quizzes.live),
            self._one_after_another("rounds", self.budget.rounds, self.rounds.live),
            *(self._standing(number) for number in range(STANDING)),
        ]
        tasks = [asyncio.create_task(each) for each in acts]
        try:
            while pending := [each for each in tasks if not each.done()]:
                await asyncio.wait([*pending, *around], return_when=asyncio.FIRST_COMPLETED)
                for done in (each for each in (*tasks, *around) if each.done()):
                    done.result()
                around = [each for each in around if not each.done()]
            self._on = False
            await asyncio.gather(*around)
        finally:
            self._on = False
            for task in (*tasks, *around):
                task.cancel()
            await asyncio.gather(*tasks, *around, return_exceptions=True)

    # What happens at the same time

    def _polls(self) -> list[Coroutine[Any, Any, None]]:
        return [self._poll_after_poll(number) for number in range(min(POLLS_AT_ONCE, self.budget.polls))]

    async def _poll_after_poll(self, first: int) -> None:
        lanes = min(POLLS_AT_ONCE, self.budget.polls)
        mine = range(first, self.budget.polls, lanes)
        share = self.budget.seconds * SETTLED / len(mine)
        for turn, number in enumerate(mine):
            lot = self.lot("poll", number)
            clicks = max(4, round(lot.expovariate(1 / (0.6 * self.budget.clicks / self.budget.polls))))
            script = Script.drawn(lot, clicks, may_be_timed=share > TIMED * 0.9)
            await asyncio.sleep(max(0.0, turn * share - self.elapsed))
            await self.polling.live(script, lot, TIMED if script.timed else share * lot.uniform(0.5, 0.95))

    def _groups(self) -> list[Coroutine[Any, Any, None]]:
        return [self._group_after_group(number) for number in range(min(GROUPS_AT_ONCE, self.budget.viewings))]

    async def _group_after_group(self, first: int) -> None:
        channel = self.members.channel(f"cinema-{first}")
        mine = range(first, self.budget.viewings, min(GROUPS_AT_ONCE, self.budget.viewings))
        share = self.budget.seconds * SETTLED / len(mine)
        for turn, number in enumerate(mine):
            await asyncio.sleep(max(0.0, turn * share - self.elapsed))
            await self.evenings.live(channel, self.lot("viewing", number), share / 30)

    async def _one_after_another(
        self, what: str, count: int, live: Callable[[int, random.Random], Awaitable[None]]
    ) -> None:
        channel, share = self.members.channel(what), self.budget.seconds * SETTLED / count
        for number in range(count):
            await asyncio.sleep(max(0.0, number * share - self.elapsed))
            await live(channel, self.lot(what, number))

    async def _standing(self, number: int) -> None:
        """A poll that is open all the time, and takes the clicks that are left."""
        lot = self.lot("standing", number)
        poll = await self.polling.ask(Script.drawn(lot, 0, may_be_timed=False), lot)
        if poll is None:
            return
        while self.elapsed < self.budget.seconds or self.members.clicks < self.budget.clicks:
            due = self.budget.clicks * min(1.0, self.elapsed / (self.budget.seconds * 0.98))
            if self.members.clicks < due:
                await self.polling.voting.act(poll, lot, self.everybody)
            else:
                await asyncio.sleep(0.1)
        await self.polling.close(poll)

    async def _lookups(self) -> None:
        lot, known = self.lot("look-ups"), await values()
        while self._on:
            await asyncio.sleep(lot.uniform(0.1, 1.0 if self.budget.seconds > 60 else 0.3))
            channel, polls = lot.choice(self.channels), len(self.polling.asked)
            await look_up(self.members, lot, self.everybody, channel, polls, known)
            self.members.dismiss_read()

    async def _whims(self) -> None:
        lot = self.lot("whims")
        for at in sorted(lot.uniform(0.1, 0.95) * self.budget.seconds for _ in range(self.budget.whims)):
            await asyncio.sleep(max(0.0, at - self.elapsed))
            await self.playground.whim()

    async def _restarts(self) -> None:
        lot = self.lot("restarts")
        early = [lot.uniform(0.1 * self.budget.seconds, self.budget.calm_from) for _ in range(self.budget.restarts - 1)]
        late = lot.uniform(self.budget.calm_until, 0.96 * self.budget.seconds)
        for at, how in zip(sorted([*early, late]), itertools.cycle(["SIGKILL", "SIGTERM"]), strict=False):
            await asyncio.sleep(max(0.0, at - self.elapsed))
            await self._restart(how)

    async def _restart(self, how: str) -> None:
        async with self._restarting:
            await (self.bot.kill() if how == "SIGKILL" else self.bot.stop())
            self.ledger.compare(self.bot.database)
            await self.bot.start()

    async def _watch(self) -> None:
        while self._on:
            self.watch(self)
            async with self._restarting:
                if self.bot.ended is not None:
                    await self.bot.bury()
                    await self.bot.start()
            await asyncio.sleep(0.5)

    async def _settle(self) -> None:
        """Give the bot the time to post what is still to be posted, then compare everything while it stands still."""
        until = time.monotonic() + 240.0
        while (left := outstanding(self.bot.database)) and time.monotonic() < until:  # noqa: ASYNC110 - the bot does it
            await asyncio.sleep(0.5)
        for each in left:
            self.ledger.lost(f"not done in time: {each}")
        await self.bot.stop()
        self.ledger.compare(self.bot.database)
        self.ledger.compare_results(self.bot.database)
