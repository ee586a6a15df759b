"""The quiz of one group: item after item is asked, answered by many at once, and shown; one of them is late."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.model import Message
from tests.soak.ledger import Ledger
from tests.soak.members import FACILITATOR, Members, Outcome, controls
from tests.wire.crowd import text

PACK, ITEMS = "how-documentaries-persuade", "5"
TRIES = 40
"""How often whoever leads looks at the panel while things go wrong."""
KEPT = "Recorded"
NOT_TAKEN = ("The answer to this question is shown already", "This quiz has ended")
LEADS = "You lead"


@dataclass
class Quiz:
    """A quiz whose thread is open."""

    id: int
    thread: int
    opening: int
    members: list[int]
    ended: bool = False


@dataclass
class Quizzes:
    """All quizzes of a soak."""

    members: Members
    ledger: Ledger
    everybody: list[int]
    patience: float
    """Seconds that somebody waits for what the bot posts."""
    asked: list[Quiz] = field(default_factory=list)
    not_opened: int = 0

    async def live(self, channel: int, lot: random.Random) -> None:
        """One quiz from first to last, in a channel that no other uses meanwhile."""
        quiz = await self._open(channel, lot)
        if quiz is None:
            return
        await asyncio.gather(*(self.members.click(each, quiz.opening, f"quiz-join:{quiz.id}") for each in quiz.members))
        for _ in range(TRIES):
            panel = await self._panel(quiz)
            if panel is None:
                await asyncio.sleep(0.3)
            elif ask := self.members.control(panel, f"quiz-do:{quiz.id}:ask:"):
                await self.members.click(FACILITATOR, panel, ask)
                await self._round(quiz, int(ask.rpartition(":")[2]), lot)
            elif reveal := self.members.control(panel, f"quiz-do:{quiz.id}:reveal:"):
                place = int(reveal.rpartition(":")[2])
                late = asyncio.create_task(self._answer(quiz, place, quiz.members[0], lot))
                await self.members.click(FACILITATOR, panel, reveal)
                await late
            else:
                quiz.ended = True
                return

    async def _open(self, channel: int, lot: random.Random) -> Quiz | None:
        known = {each.id for each in self._openings(channel)}
        for _ in range(TRIES):
            await self.members.command(FACILITATOR, channel, "quiz start", pack=PACK, items=ITEMS)
            opening = await self._until(lambda: [each for each in self._openings(channel) if each.id not in known])
            if opening:
                thread = self.members.playground.world.thread_on(opening[0])
                assert thread
                number = int(_join(opening[0]).partition(":")[2])
                quiz = Quiz(number, thread.id, opening[0].id, lot.sample(self.everybody, lot.randint(3, 9)))
                self.asked.append(quiz)
                return quiz
        self.not_opened += 1
        return None

    def _openings(self, channel: int) -> list[Message]:
        world = self.members.playground.world
        found = [each for each in world.messages(channel) if each.reader is None and _join(each)]
        return [each for each in found if world.thread_on(each)]

    async def _panel(self, quiz: Quiz) -> int | None:
        heads = self.members.posted(quiz.thread, f"quiz-lead:{quiz.id}")
        if not heads:
            return None
        outcome = await self.members.click(FACILITATOR, heads[0].id, f"quiz-lead:{quiz.id}")
        message = self.members.message(outcome.message)
        return message.id if message and LEADS in text(message) else None

    async def _round(self, quiz: Quiz, place: int, lot: random.Random) -> None:
        """Members answer, and one changes the answer; an item of another kind than one option passes unanswered."""
        if await self._until(lambda: self.members.posted(quiz.thread, _pick(quiz, place, 0))):
            await asyncio.gather(*(self._answer(quiz, place, each, lot) for each in quiz.members[1:]))
            await self._answer(quiz, place, lot.choice(quiz.members[1:]), lot)

    async def _answer(self, quiz: Quiz, place: int, member: int, lot: random.Random) -> None:
        found = self.members.posted(quiz.thread, _pick(quiz, place, 0))
        if not found:
            return
        option = lot.randrange(sum(each.startswith(f"quiz-pick:{quiz.id}:") for each in controls(found[0])))
        key = quiz.id, place, member
        before = self.ledger.picking(key, option)
        outcome = await self.members.click(member, found[0].id, _pick(quiz, place, option))
        self._settle(key, option, before, outcome)

    def _settle(self, key: tuple[int, int, int], option: int, before: set[str | None], outcome: Outcome) -> None:
        if outcome.told.startswith(KEPT):
            self.ledger.picked(key, option)
        elif outcome.told.startswith(NOT_TAKEN) or outcome.interaction is None:
            self.ledger.picks[key] = before
        else:
            self.ledger.unknown("picks")

    async def _until(self, look: Callable[[], list[Message]]) -> list[Message]:
        """What is looked for, once it is there; nothing where it does not come in time."""
        until = asyncio.get_running_loop().time() + self.patience
        while not (found := look()) and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - the bot posts it
            await asyncio.sleep(0.1)
        return found


def _pick(quiz: Quiz, place: int, option: int) -> str:
    return f"quiz-pick:{quiz.id}:{place}:{option}"


def _join(message: Message) -> str:
    return next((each for each in controls(message) if each.startswith("quiz-join:")), "")
