"""The evening of one group: members join and answer, prompts come by hand and by the clock, answers are shown."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.model import Message
from tests.soak.leading import OWN, TRIES, Group, Leading
from tests.soak.ledger import Ledger, Said
from tests.soak.members import FACILITATOR, Members, Outcome, controls
from tests.viewings.evening import PROMPTS

FILM = "bees/the-hive"
KEPT = "Recorded"
NOT_TAKEN = ("The answers to this prompt are shown already", "This prompt is not open yet", "This prompt was skipped")
BEFORE_VOICES, BEFORE_CAMERA = "4:58", "12:29"
"""Just before the prompts that the clock brings."""
STARTS = {"0": 0.0, "15": 16.0, "screen": 0.0}
"""How the film begins, and for how many seconds that is waited for."""


@dataclass
class Evenings:
    """All viewings of a soak."""

    members: Members
    ledger: Ledger
    everybody: list[int]
    patience: float
    """Seconds that somebody waits for what the bot posts."""
    whole: bool
    """Whether groups go through the whole film."""
    groups: list[Group] = field(default_factory=list)
    not_opened: int = 0

    def __post_init__(self) -> None:
        self.leading = Leading(self.members, self.patience)

    async def live(self, channel: int, lot: random.Random, pause: float) -> None:
        """One evening in a channel that no other group uses meanwhile; `pause` seconds of thought between steps."""
        group = await self.open(channel, lot)
        if group is None:
            return
        await asyncio.gather(*(self._join(group, each) for each in group.members))
        await self._rounds(group, [0, 1], lot, pause, together=lot.random() < 0.5)
        if self.whole:
            await self._film(group, lot, pause)
        else:
            await self.leading.start(group, "0")
            await self.leading.end(group, [], reveal=False)

    async def _film(self, group: Group, lot: random.Random, pause: float) -> None:
        start = lot.choice([*STARTS])
        await self.leading.start(group, start)
        await asyncio.sleep(STARTS[start])
        await self._rounds(group, [2], lot, pause)
        if await self.leading.ask_own(group, "Who paid for this?"):
            await self._round(group, OWN, lot, pause)
        if lot.random() < 0.5:
            for place, minute in ((3, BEFORE_VOICES), (4, BEFORE_CAMERA)):
                await self.leading.jump(group, minute)
                await self._round(group, place, lot, pause)
        else:
            await self.leading.jump_over(group, BEFORE_CAMERA, 3, lot)
            for place in (3, 4):
                await self._round(group, place, lot, pause, reveal=False)
            await self.leading.reveal(group, [3, 4])
        await self.leading.pause(group)
        await self.leading.finish(group)
        await self._rounds(group, [5], lot, pause)
        await self.leading.ask(group, 6)
        await self._round(group, 6, lot, pause, reveal=False)
        await self.leading.end(group, [6], reveal=lot.random() < 0.5)

    async def _rounds(
        self, group: Group, places: list[int], lot: random.Random, pause: float, *, together: bool = False
    ) -> None:
        """Prompts asked one after another, and revealed each in its turn, or all `together` at the end."""
        for place in places:
            await self.leading.ask(group, place)
            await self._round(group, place, lot, pause, reveal=not together)
        if together:
            await self.leading.reveal(group, places)

    async def open(self, channel: int, lot: random.Random) -> Group | None:
        """Start it, however often that takes."""
        known = {each.id for each in self._openings(channel)}
        secrecy = lot.choice(["unnamed", "named"])
        for _ in range(TRIES):
            await self.members.command(FACILITATOR, channel, "watch start", film=FILM, mode="group", answers=secrecy)
            opening = await self._until(lambda: [each for each in self._openings(channel) if each.id not in known])
            if opening:
                number = int(_first(opening[0], "watch-join:").split(":")[1])
                thread = self.members.playground.world.thread_on(opening[0])
                assert thread
                some = lot.sample(self.everybody, lot.randint(3, 7))
                group = Group(number, channel, thread.id, opening[0].id, some)
                self.groups.append(group)
                return group
        self.not_opened += 1
        return None

    def _openings(self, channel: int) -> list[Message]:
        found = self.members.playground.world.messages(channel)
        openings = [each for each in found if each.reader is None and _first(each, "watch-join:")]
        return [each for each in openings if self.members.playground.world.thread_on(each)]

    async def _join(self, group: Group, member: int) -> None:
        for _ in range(TRIES):
            outcome = await self.members.click(member, group.opening, f"watch-join:{group.id}")
            if outcome.told.startswith("You take part"):
                return
            await asyncio.sleep(0.5)

    async def _round(self, group: Group, place: int, lot: random.Random, pause: float, *, reveal: bool = True) -> None:
        """A prompt comes, members answer, one changes the answer, and one is late: as it is shown, where it is."""
        found = await self._until(lambda: self.leading.prompts(group, place))
        if not found:
            self.leading.not_done.append(f"viewing {group.id}, prompt {place}")
            return
        group.prompts.add(place)
        message = found[0].id
        await asyncio.gather(*(self._answer(group, place, each, message, lot, pause) for each in group.members[1:]))
        await self._answer(group, place, lot.choice(group.members[1:]), message, lot, 0.0)
        if self.leading.is_early(group, place):
            group.early.append(place)
        late = asyncio.create_task(self._answer(group, place, group.members[0], message, lot, 0.05))
        if reveal:
            await self.leading.reveal(group, [place])
        await late
        await self.members.click(lot.choice(group.members), message, f"watch-answer:{group.id}:{place}")

    # Answering

    async def _answer(
        self, group: Group, place: int, member: int, message: int, lot: random.Random, pause: float
    ) -> None:
        await asyncio.sleep(pause * lot.random())
        opened = await self.members.click(member, message, f"watch-answer:{group.id}:{place}")
        prompt, outcome = PROMPTS[place] if place < OWN else {}, None
        said = f"Said by m{member % 10_000} as number {lot.randrange(10**9)}"
        if prompt.get("options"):
            option = lot.randrange(len(prompt["options"]))
            picker = self.members.control(opened.message, f"watch-pick:{group.id}:{place}")
            if picker and opened.message:
                before = self.ledger.answering(group.id, place, member, (None, option))
                outcome = await self.members.click(member, opened.message, picker, str(option))
                self._settle(group, place, member, (None, option), before, outcome)
            return
        if write := self.members.control(opened.message, f"watch-write:{group.id}:{place}"):
            assert opened.message
            opened = await self.members.click(member, opened.message, write)
        if opened.form:
            before = self.ledger.answering(group.id, place, member, (said, None))
            outcome = await self.members.submit(member, opened, text=said)
            self._settle(group, place, member, (said, None), before, outcome)

    def _settle(
        self, group: Group, place: int, member: int, said: Said, before: set[Said | None], outcome: Outcome
    ) -> None:
        if outcome.told.startswith(KEPT):
            self.ledger.answered(group.id, place, member, said)
            group.texts.setdefault(place, {})[member] = said[0] or ""
        elif outcome.told.startswith(NOT_TAKEN):
            self.ledger.answer_refused(group.id, place, member, before)
        elif outcome.interaction is None:
            self.ledger.answers[group.id, place, member] = before
        else:
            self.ledger.unknown("answers")

    async def _until(self, look: Callable[[], list[Message]]) -> list[Message]:
        """What is looked for, once it is there; nothing where it does not come in time."""
        until = asyncio.get_running_loop().time() + self.patience
        while not (found := look()) and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110 - the bot posts it
            await asyncio.sleep(0.1)
        return found


def _first(message: Message, prefix: str) -> str:
    return next((each for each in controls(message) if each.startswith(prefix)), "")
