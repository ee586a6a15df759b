"""A round of statements: members write unsigned, all is released at once, voted on by many, and counted."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.soak.ledger import Ledger
from tests.soak.members import FACILITATOR, Members, Outcome, controls

TRIES = 40
"""How often somebody tries again while things go wrong."""
WRITTEN, VOTED = "Recorded, without your name.", "Recorded: "
VOTES = {"a": 1, "d": -1, "p": 0}
PACE = 0.3


@dataclass
class Round:
    """A round whose card is posted."""

    id: int
    number: str
    channel: int
    card: int
    members: list[int]
    counted: bool = False


@dataclass
class Rounds:
    """All rounds of a soak."""

    members: Members
    ledger: Ledger
    everybody: list[int]
    begun: list[Round] = field(default_factory=list)
    not_begun: int = 0

    async def live(self, channel: int, lot: random.Random) -> None:
        """One round from first to last, in a channel that no other uses meanwhile."""
        round_ = await self._begin(channel, lot)
        if round_ is None:
            return
        await asyncio.gather(*(self._write(round_, each, lot) for each in round_.members))
        ended = await self._lead(round_, "statements end", ("statements-end:{}:collect",), shows="statements-sift:{}:0")
        released = ended and await self._lead(
            round_, "", ("statements-release:{}", "statements-release:{}:sure"), shows="statements-open:{}"
        )
        if not released:
            return
        await asyncio.gather(*(self._vote(round_, each, lot) for each in round_.members))
        late = asyncio.create_task(self._vote(round_, round_.members[0], lot))
        closes = ("statements-end:{}:close",)
        round_.counted = await self._lead(round_, "statements end", closes, shows="statements-show:{}")
        await late

    async def _begin(self, channel: int, lot: random.Random) -> Round | None:
        known = set(self._cards(channel))
        for _ in range(TRIES):
            question = f"What do we think, number {lot.randrange(10**9)}?"
            outcome = await self.members.command(FACILITATOR, channel, "statements start", question=question)
            await asyncio.sleep(3 * PACE)
            new = {each: card for each, card in self._cards(channel).items() if each not in known}
            if new and outcome.told.startswith("Started round #"):
                number = outcome.told.removeprefix("Started round #").partition(".")[0]
                [(round_id, card), *_] = sorted(new.items(), key=lambda each: -each[1])
                some = lot.sample(self.everybody, lot.randint(5, 12))
                self.begun.append(Round(round_id, number, channel, card, some))
                return self.begun[-1]
        self.not_begun += 1
        return None

    def _cards(self, channel: int) -> dict[int, int]:
        """The cards of rounds that collect, by round."""
        found = [each for each in self.members.playground.world.messages(channel) if each.reader is None]
        ids = ((custom_id, each.id) for each in found for custom_id in controls(each))
        return {int(at.rpartition(":")[2]): card for at, card in ids if at.startswith("statements-write:")}

    async def _write(self, round_: Round, member: int, lot: random.Random) -> None:
        opened = await self.members.click(member, round_.card, f"statements-write:{round_.id}")
        if opened.form:
            said = f"Thought number {lot.randrange(10**12)}"
            outcome = await self.members.submit(member, opened, **{"statement-1": said})
            if outcome.told.startswith(WRITTEN):
                self.ledger.stated.add((round_.id, said))
                self.ledger.acknowledged["statements"] += 1

    async def _lead(self, round_: Round, command: str, presses: tuple[str, ...], *, shows: str) -> bool:
        """Press what a command, or the card itself, offers who leads, until the card shows that it is so."""
        for _ in range(TRIES):
            if self.members.control(round_.card, shows.format(round_.id)):
                return True
            if command:
                offer = await self.members.command(FACILITATOR, round_.channel, command, round=round_.number)
            else:
                offer = await self.members.click(FACILITATOR, round_.card, f"statements-sift:{round_.id}:0")
            for press in presses:
                control = press.format(round_.id)
                if offer.message and self.members.control(offer.message, control):
                    await self.members.click(FACILITATOR, offer.message, control)
            await asyncio.sleep(PACE)
        return False

    async def _vote(self, round_: Round, member: int, lot: random.Random) -> None:
        opened = await self.members.click(member, round_.card, f"statements-open:{round_.id}")
        for _ in range(len(round_.members)):
            press = self._of(opened, lambda at: at.startswith(f"statements-vote:{round_.id}:"), lot)
            if not press or not opened.message:
                return
            _, _, place, vote = press.split(":")
            key = round_.id, int(place), member
            before = self.ledger.judging(key, VOTES[vote])
            outcome = await self.members.click(member, opened.message, press)
            if outcome.told.startswith(VOTED):
                self.ledger.judged(key, VOTES[vote])
            elif outcome.interaction is None or outcome.told.startswith("This round is closed."):
                self.ledger.judgements[key] = before
            else:
                self.ledger.unknown("votes on statements")

    def _of(self, outcome: Outcome, fits: Callable[[str], bool], lot: random.Random) -> str | None:
        message = self.members.message(outcome.message)
        found = [each for each in controls(message) if fits(each)] if message else []
        return lot.choice(found) if found else None
