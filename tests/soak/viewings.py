"""The evening of one group: members join and answer, prompts come by hand and by the clock, answers are shown."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from playground.model import Message
from tests.soak.ledger import Ledger, Said
from tests.soak.members import FACILITATOR, Members, Outcome, controls
from tests.viewings.evening import PROMPTS

FILM = "bees/the-hive"
TRIES = 20
"""How often somebody tries again while things go wrong."""
KEPT = ("Recorded:", "Changed:")
NOT_TAKEN = ("The answers to this prompt are shown already", "This prompt is not open yet", "This prompt was skipped")
STALE, WRONG = "out of date", "Something went wrong"
BEFORE_VOICES, BEFORE_CAMERA = "4:58", "12:29"
"""Just before the prompts that the clock brings."""


@dataclass
class Group:
    """A viewing whose thread is open."""

    id: int
    channel: int
    thread: int
    opening: int
    members: list[int]
    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    """What members were told is recorded, by place and member."""
    shown: list[int] = field(default_factory=list)
    """Places that the facilitator was told are revealed."""
    prompts: set[int] = field(default_factory=set)
    """Places of prompts that came."""
    ended: bool = False


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
    not_come: list[str] = field(default_factory=list)
    """Prompts that were asked and not posted in time."""

    async def live(self, channel: int, lot: random.Random, pause: float) -> None:
        """One evening in a channel that no other group uses meanwhile; `pause` seconds of thought between steps."""
        group = await self.open(channel, lot)
        if group is None:
            return
        await asyncio.gather(*(self._join(group, each) for each in group.members))
        for place in (0, 1):
            await self._move(group, "next", brings=place)
            await self._round(group, place, lot, pause)
        await self._move(group, "start_film")
        if self.whole:
            await self._film(group, lot, pause)
        group.ended = await self._move(group, "end")

    async def _film(self, group: Group, lot: random.Random, pause: float) -> None:
        await self._move(group, "next", brings=2)
        await self._round(group, 2, lot, pause)
        for place, minute in ((3, BEFORE_VOICES), (4, BEFORE_CAMERA)):
            await self._jump(group, minute)
            await self._round(group, place, lot, pause)
        await self._move(group, "pause")
        await self._move(group, "resume")
        await self._move(group, "finish")
        for place in (5, 6):
            await self._move(group, "next", brings=place)
            await self._round(group, place, lot, pause)

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

    # Leading

    async def _move(self, group: Group, move: str, *, brings: int | None = None) -> bool:
        """Press a button of the card in the thread until it was taken, or the prompt that it `brings` is there."""
        for _ in range(TRIES):
            if brings is not None and self._prompt(group, brings):
                return True
            card = await self._until(lambda: self._cards(group))
            control = self.members.control(card[0].id, f"watch:{group.id}:", f":{move}") if card else None
            if card and control:
                outcome = await self.members.click(FACILITATOR, card[0].id, control)
                if outcome.message == card[0].id and outcome.answered:
                    return True
                if outcome.answered and STALE not in outcome.told and WRONG not in outcome.told:
                    return False
            elif card and self._taken(card[0], group, move):
                return True
            await asyncio.sleep(0.3)
        return False

    def _prompt(self, group: Group, place: int) -> list[Message]:
        return self.members.posted(group.thread, f"watch-controls:{group.id}:{place}")

    def _taken(self, card: Message, group: Group, move: str) -> bool:
        """Whether a move whose answer was lost was made all the same."""
        after = {"start_film": ":pause", "pause": ":resume", "resume": ":pause", "end": f"watch-late:{group.id}"}
        return move in after and any(each.endswith(after[move]) for each in controls(card))

    async def _jump(self, group: Group, minute: str) -> None:
        for _ in range(TRIES):
            card = await self._until(lambda: self._cards(group))
            control = self.members.control(card[0].id, f"watch-jump:{group.id}:") if card else None
            if control:
                form = await self.members.click(FACILITATOR, card[0].id, control)
                outcome = await self.members.submit(FACILITATOR, form, minute=minute)
                if outcome.message == card[0].id and outcome.answered:
                    return
            await asyncio.sleep(0.3)

    def _cards(self, group: Group) -> list[Message]:
        found = self.members.playground.world.messages(group.thread)
        joins = f"watch-join:{group.id}"
        return [each for each in found if each.reader is None and joins in controls(each)]

    async def _round(self, group: Group, place: int, lot: random.Random, pause: float) -> None:
        """A prompt comes, members answer, one changes the answer, all is revealed while somebody is late."""
        asked = f"watch-answer:{group.id}:{place}"
        reveal = f"watch-reveal:{group.id}:{place}"
        found = await self._until(lambda: self._prompt(group, place))
        if not found:
            self.not_come.append(f"viewing {group.id}, prompt {place}")
            return
        group.prompts.add(place)
        message = found[0].id
        await asyncio.gather(*(self._answer(group, place, each, message, lot, pause) for each in group.members[1:]))
        await self._answer(group, place, lot.choice(group.members[1:]), message, lot, 0.0)
        late = asyncio.create_task(self._answer(group, place, group.members[0], message, lot, 0.05))
        for _ in range(TRIES):
            outcome = await self.members.click(FACILITATOR, message, reveal)
            if outcome.told == f"Prompt {place + 1} is revealed." or outcome.told.startswith("The answers to this"):
                group.shown.append(place)
                break
            await asyncio.sleep(0.3)
        await late
        await self.members.click(lot.choice(group.members), message, asked)

    # Answering

    async def _answer(
        self, group: Group, place: int, member: int, message: int, lot: random.Random, pause: float
    ) -> None:
        await asyncio.sleep(pause * lot.random())
        opened = await self.members.click(member, message, f"watch-answer:{group.id}:{place}")
        prompt, outcome = PROMPTS[place], None
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
