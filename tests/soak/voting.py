"""What members do with a poll: vote at a click or on a ballot paper, change, withdraw, look."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from tests.soak.ledger import Ballot, Ledger, Possible
from tests.soak.members import Members, Outcome, controls

RECORDED, WITHDRAWN = "Recorded", "Your vote is withdrawn"
NO_VOTE = "You have not voted in this poll, so"
CLOSED = "This poll is closed."


@dataclass
class Asked:
    """A poll that stands in a channel."""

    id: int
    number: int
    channel: int
    card: int
    kind: str
    labels: tuple[str, ...]
    anonymous: bool
    required: bool
    """Whether it insists on a reason."""
    timed: bool
    busy: set[int] = field(default_factory=set)
    """Members whose click is not answered yet: of each at most one is on its way."""
    clicks: int = 0
    done: bool = False
    posted_at: float = field(default_factory=time.monotonic)


@dataclass
class Voting:
    """Votes, and what their members are told, in the ledger."""

    members: Members
    ledger: Ledger

    async def act(self, poll: Asked, lot: random.Random, voters: list[int]) -> None:
        """Somebody votes, changes, withdraws, or looks."""
        if not self.members.control(poll.card, f"mine:{poll.id}"):
            poll.done = True
            return
        free = [each for each in voters if each not in poll.busy]
        if not free:
            await asyncio.sleep(0.05)
            return
        member, dice = lot.choice(free), lot.random()
        poll.busy.add(member)
        try:
            if dice < 0.07:
                await self._withdraw(poll, member)
            elif dice < 0.12:
                await self._look(poll, member)
            else:
                await self._vote(poll, member, lot)
        finally:
            poll.busy.discard(member)

    async def _click(self, poll: Asked, member: int, message: int, custom_id: str, *values: str) -> Outcome:
        poll.clicks += 1
        return await self.members.click(member, message, custom_id, *values)

    async def _withdraw(self, poll: Asked, member: int) -> None:
        await self._cast(poll, member, None, lambda: self._click(poll, member, poll.card, f"withdraw:{poll.id}"))

    async def _look(self, poll: Asked, member: int) -> None:
        outcome = await self._click(poll, member, poll.card, f"mine:{poll.id}")
        possible = self.ledger.votes.get(poll.id, {}).get(member, {None})
        if not outcome.told.startswith(("Your vote:", "You have voted.", "You have not voted")) or len(possible) > 1:
            return
        if outcome.told.startswith("You have not voted") != (possible == {None}):
            self.ledger.lost(
                f"poll {poll.id}, member {member} is told {outcome.told[:40]!r}, {possible} was told before"
            )

    async def _vote(self, poll: Asked, member: int, lot: random.Random) -> None:
        if poll.kind in ("single", "scale"):
            await self._vote_at_once(poll, member, lot)
            return
        if lot.random() < 0.1 and (unsure := self.members.control(poll.card, "vote:", ":u")):
            await self._cast(poll, member, (0, None, None), lambda: self._click(poll, member, poll.card, unsure))
            return
        paper = await self._click(poll, member, poll.card, f"slip:{poll.id}")
        if paper.message is None or paper.message == poll.card:
            return
        fill = {"multiple": self._pick, "ranked": self._rank, "score": self._score}[poll.kind]
        ballot = await fill(poll, member, paper.message, lot)
        submit = self.members.control(paper.message, f"vote:{poll.id}:")
        if ballot and submit and submit.endswith(ballot[0]):
            message = paper.message
            await self._cast(poll, member, ballot[1], lambda: self._click(poll, member, message, submit))

    async def _vote_at_once(self, poll: Asked, member: int, lot: random.Random) -> None:
        verb = "ask" if poll.required else "vote"
        card = self.members.message(poll.card)
        found = [each for each in controls(card) if each.startswith(f"{verb}:{poll.id}:")] if card else []
        if not found:
            return
        custom_id = lot.choice(found)
        code = custom_id.rpartition(":")[2]
        choices = 0 if code == "u" else 1 << int(code[1:])
        if not poll.required:
            await self._cast(
                poll, member, (choices, None, None), lambda: self._click(poll, member, poll.card, custom_id)
            )
            return
        form = await self._click(poll, member, poll.card, custom_id)
        why = f"Because of {lot.randrange(10**6)}."
        if form.form:
            await self._cast(poll, member, (choices, None, why), lambda: self.members.submit(member, form, reason=why))

    async def _pick(self, poll: Asked, member: int, paper: int, lot: random.Random) -> tuple[str, Ballot] | None:
        picker = self.members.control(paper, f"pick:{poll.id}:")
        picked = sorted(lot.sample(range(len(poll.labels)), lot.randint(1, len(poll.labels))))
        if picker is None:
            return None
        await self._click(poll, member, paper, picker, *map(str, picked))
        mask = sum(1 << place for place in picked)
        return f":m{mask:x}", (mask, None, None)

    async def _rank(self, poll: Asked, member: int, paper: int, lot: random.Random) -> tuple[str, Ballot] | None:
        order = ""
        for place in lot.sample(range(len(poll.labels)), lot.randint(1, min(4, len(poll.labels)))):
            order += str(place)
            tap = self.members.control(paper, f"rank:{poll.id}:", f":{order}")
            if tap is None:
                return None
            await self._click(poll, member, paper, tap)
        return f":r{order}", (0, ",".join(order), None)

    async def _score(self, poll: Asked, member: int, paper: int, lot: random.Random) -> tuple[str, Ballot] | None:
        filled = ["-"] * len(poll.labels)
        for place in lot.sample(range(min(4, len(filled))), lot.randint(1, 2)):
            picker = self.members.control(paper, f"score:{poll.id}:", f":{place}")
            if picker is None:
                return None
            filled[place] = str(lot.randint(0, 5))
            await self._click(poll, member, paper, picker, filled[place])
        marks = ",".join("" if each == "-" else each for each in filled)
        return f":s{''.join(filled)}", (0, marks, None)

    async def _cast(
        self, poll: Asked, member: int, ballot: Ballot | None, act: Callable[[], Awaitable[Outcome]]
    ) -> None:
        """A vote or its withdrawal, into the ledger as its member was told."""
        before = self.ledger.voting(poll.id, member, ballot)
        outcome = await act()
        if outcome.told.startswith(RECORDED if ballot else (WITHDRAWN, NO_VOTE)):
            self.ledger.voted(poll.id, member, ballot)
            self._check_told(poll, ballot, before, outcome.told)
        elif outcome.told.startswith(CLOSED):
            poll.done = True
            self.ledger.refused(poll.id, member, before)
        elif outcome.interaction is None:
            self.ledger.votes[poll.id][member] = before
        else:
            self.ledger.unknown("votes")

    def _check_told(self, poll: Asked, ballot: Ballot | None, before: Possible, told: str) -> None:
        """Whether the member was told the very option that was clicked, or of a vote that was there to withdraw."""
        if (told.startswith(NO_VOTE) and None not in before) or (told.startswith(WITHDRAWN) and before == {None}):
            self.ledger.lost(f"poll {poll.id}: told {told[:40]!r}, {before} was told before")
        if ballot and poll.kind in ("single", "scale") and not poll.anonymous:
            label = poll.labels[ballot[0].bit_length() - 1] if ballot[0] else "Not sure"
            if f"*{label}*" not in told:
                self.ledger.lost(f"poll {poll.id}: clicked {label} {ballot}, told {told!r}; {before}")
