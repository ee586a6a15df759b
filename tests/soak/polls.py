"""The life of one poll: it is asked, voted on by many, closed by hand or by its time."""

import asyncio
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any

from tests.soak.ledger import Ledger
from tests.soak.members import CREATOR, Members, controls
from tests.soak.voting import CLOSED, Asked, Voting
from tests.wire.crowd import text

TRIES = 20
"""How often a creator tries to post or to close a poll while things go wrong."""
POSTED = re.compile(r"mine:(\d+)$")
NUMBER = re.compile(r"#(\d+) · ")
LABELS = ("Red", "Green", "Blue", "Amber", "Violet", "White", "Black", "Grey", "Pink", "Teal")


@dataclass
class Script:
    """What a poll will be, drawn before it is asked."""

    kind: str
    options: dict[str, Any]
    labels: tuple[str, ...]
    timed: bool
    clicks: int
    voters: int

    @classmethod
    def drawn(cls, lot: random.Random, clicks: int, *, may_be_timed: bool) -> "Script":
        """A poll of any kind and any rules."""
        kind = lot.choices(["single", "multiple", "scale", "ranked", "score"], [4, 2, 2, 2, 2])[0]
        labels = LABELS[: lot.randint(2, 8 if kind == "single" else 6)]
        ballots = lot.choices(["unnamed", "named", "anonymous"], [5, 2, 3])[0]
        results = "after_close" if ballots == "anonymous" else lot.choice(["live", "after_vote", "after_close"])
        timed = may_be_timed and lot.random() < 0.4
        reason = ballots != "anonymous" and kind in ("single", "scale") and lot.random() < 0.15
        options = {
            "question": f"Which of these, number {lot.randrange(10**9)}?",
            "options": "|".join(labels),
            "kind": str(kind),
            "results": results,
            "ballots": ballots,
            "closes": "1m" if timed else "3h",
            "not_sure": lot.random() < 0.3,
            "reason": "required" if reason else "off",
        }
        return cls(kind, options, labels, timed, clicks, lot.randint(3, max(4, min(60, clicks))))


@dataclass
class Polling:
    """All polls of a soak."""

    members: Members
    ledger: Ledger
    everybody: list[int]
    channels: list[int]
    asked: list[Asked] = field(default_factory=list)
    not_posted: list[str] = field(default_factory=list)
    not_closed: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.voting = Voting(self.members, self.ledger)

    async def live(self, script: Script, lot: random.Random, seconds: float) -> None:
        """One poll from first to last, within about so many seconds."""
        poll = await self.ask(script, lot)
        if poll is None:
            return
        voters = lot.sample(self.everybody, script.voters)
        until = time.monotonic() + seconds
        while poll.clicks < script.clicks and not poll.done:
            crowd, before = 1 if lot.random() < 0.7 else 4, poll.clicks
            await asyncio.gather(*(self.voting.act(poll, lot, voters) for _ in range(crowd)))
            share = (poll.clicks - before) / max(1, script.clicks - before)
            await asyncio.sleep(max(0.01, (until - time.monotonic()) * share * lot.uniform(0.5, 1.3)))
        if not poll.timed:
            late = [asyncio.create_task(self.voting.act(poll, lot, voters)) for _ in range(3)]
            await self.close(poll)
            await asyncio.gather(*late)

    async def ask(self, script: Script, lot: random.Random) -> Asked | None:
        """Post it, however often that takes."""
        channel, outcome = lot.choice(self.channels), None
        for _ in range(TRIES):
            outcome = await self.members.command(CREATOR, channel, "poll quick", **script.options)
            card = self.members.message(outcome.message)
            if card and card.reader is None:
                poll = self._read(script, card.channel, card.id)
                self.ledger.kinds[poll.id] = poll.kind
                self.asked.append(poll)
                return poll
            await asyncio.sleep(lot.uniform(0.2, 1.0))
        self.not_posted.append(f"{script.options} {outcome and outcome.told!r}")
        return None

    def _read(self, script: Script, channel: int, card: int) -> Asked:
        message = self.members.message(card)
        assert message
        [number] = [int(found[1]) for each in controls(message) if (found := POSTED.match(each))]
        shown = NUMBER.search(text(message))
        assert shown
        secret, why = script.options["ballots"] == "anonymous", script.options["reason"] == "required"
        return Asked(number, int(shown[1]), channel, card, script.kind, script.labels, secret, why, script.timed)

    async def close(self, poll: Asked) -> None:
        """Close it by hand: the command, the question, the button."""
        for _ in range(TRIES):
            asked = await self.members.command(CREATOR, poll.channel, "poll close", poll=str(poll.number))
            if CLOSED in asked.told:
                poll.done = True
                return
            if sure := self.members.control(asked.message, f"close:{poll.id}:yes"):
                assert asked.message
                outcome = await self.members.click(CREATOR, asked.message, sure)
                if outcome.told.startswith(("Closed #", CLOSED)):
                    poll.done = True
                    return
            await asyncio.sleep(0.5)
        self.not_closed.append(poll.id)
