"""Going through a tour with a visitor: the leader's acts, what is waited for, and the clock that runs faster meanwhile.

One tour at a time, as the clock is everybody's. The leader is a member whom nobody plays; the other members take part
as they do anywhere. What the visitor does is seen as it goes to the bot, so they use the page as always.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from playground import clock
from playground.checks.tree import walk
from playground.company.choices import OF_BALLOTS, STRING_SELECT, controls, text_of
from playground.company.company import Company
from playground.events import Event, InteractionOpened, InteractionSettled, MessageSaved, PaceSet
from playground.interactions import Interaction, Kind
from playground.model import Channel, Json, Message, Place
from playground.refusals import Refusal
from playground.tour import ANYTHING, Act, Step, Tour
from playground.world import World

log = logging.getLogger(__name__)

PATIENCE = 15.0
"""Seconds that the leader waits for a button to be there, and for the others to be done."""
TO_SEE = 1.2
"""Seconds between what a step was about and the next one: time to see what came of it."""
HURRY = 2.0
"""How many times as fast as before the clock runs once its step is skipped."""
LOOK = 0.2
PREFERRED = ("facilitator", "moderator", "student")


class Visitor(Protocol):
    """An open page and who is played on it."""

    member: int

    def send(self, op: str, **values: Any) -> None: ...


class Visit:
    """One tour under way."""

    def __init__(self, visitor: Visitor, tour: Tour, leader: int, channel: Channel, since: int) -> None:
        self.visitor, self.tour, self.leader, self.channel, self.since = visitor, tour, leader, channel, since
        self.at = 0
        self.asked: Interaction | None = None
        """What the visitor last asked of the bot, of what the step waits for."""
        self.did = False
        """Whether they did what the step waits for."""
        self.skipped = False
        self.changed = asyncio.Event()

    @property
    def step(self) -> Step:
        return self.tour.steps[self.at]


class Tours:
    """Starts tours, leads them on, and ends them."""

    def __init__(self, world: World, company: Company) -> None:
        self.world, self.company = world, company
        self._visit: Visit | None = None
        self._task: asyncio.Task[None] | None = None
        world.subscribe(self.on_event)

    # What a page asks

    def start(self, visitor: Visitor, tour: Tour) -> None:
        """Begins a tour on a page."""
        if self._visit is not None:
            if self._visit.visitor is not visitor:
                raise Refusal("A tour is under way in another window. Try again when it is over.")
            raise Refusal("A tour is under way already.")
        if not self.company.on:
            raise Refusal("This needs the others. Turn on “Let the others take part” first.")
        places = (each for each in self.world.state.channels.values() if each.place is Place.SERVER)
        channel = next((each for each in places if each.name == tour.channel), None)
        if channel is None or not self.world.may_see(visitor.member, channel):
            raise Refusal(f"This needs the channel #{tour.channel}, which is not here.")
        visit = Visit(visitor, tour, self._leader(), channel, self.world.new_id())
        self._visit, self.company.leader = visit, visit.leader
        self._task = asyncio.create_task(self._go_through(visit))

    def _leader(self) -> int:
        members = [self.world.state.members[each] for each in self.company.free]
        if not members:
            raise Refusal("Every member is played in a window of their own. Close one, so that somebody can lead.")
        return min(members, key=lambda each: PREFERRED.index(each.about) if each.about in PREFERRED else 9).id

    def go_on(self, visitor: Visitor) -> None:
        """Leaves the step that a page shows, done or not."""
        if self._visit and self._visit.visitor is visitor:
            self._visit.skipped = True
            self._visit.changed.set()

    def stop(self, visitor: Visitor) -> None:
        """Ends the tour of a page, if it has one."""
        if self._task and self._visit and self._visit.visitor is visitor:
            self._task.cancel()

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            await asyncio.wait({self._task})

    # Step by step

    async def _go_through(self, visit: Visit) -> None:
        usual, words = clock.PACE.times, None
        try:
            for at in range(len(visit.tour.steps)):
                visit.at = at
                await self._take(visit, usual)
        except Refusal as refusal:
            log.warning("A tour could not go on: %s", refusal)
            words = f"The tour ends here. {refusal}"
        finally:
            self._run_at(usual)
            self._visit = self._task = self.company.leader = None
            visit.visitor.send("tour", tour=None, words=words)

    async def _take(self, visit: Visit, usual: float) -> None:
        step = visit.step
        visit.asked, visit.did, visit.skipped = None, False, False
        self._show(visit)
        if step.after_others:
            await self._within(visit, lambda: not self.company.busy)
        for act in step.does:
            await self._do(visit, act)
        self._show(visit)
        if step.until or step.lasts:
            await self._pass_time(visit, step, usual)
        if step.goes_on:
            return
        self._show(visit, ready=True)
        await self._until(visit, lambda: visit.did or visit.skipped)
        if visit.did and not visit.skipped:
            await asyncio.sleep(TO_SEE / self.company.haste)

    async def _pass_time(self, visit: Visit, step: Step, usual: float) -> None:
        """Lets the clock run until what is waited for has come; whoever skips lets it run faster still."""
        over = clock.now() + timedelta(seconds=step.lasts)
        hurried = False
        self._run_at(usual * step.times)
        try:
            while not (self._shown(visit, step.until) if step.until else clock.now() >= over):
                if visit.skipped and not hurried:
                    hurried = True
                    self._run_at(usual * step.times * HURRY)
                await self._look(visit)
        finally:
            self._run_at(usual)
            visit.skipped = False

    def _run_at(self, times: float) -> None:
        if clock.PACE.times != times:
            clock.PACE.run(times)
            self.world.publish(PaceSet())

    async def _do(self, visit: Visit, act: Act) -> None:
        if visit.leader in self.company.played():
            raise Refusal("Whoever led it is played by you now, and can go on with it.")
        hands, name = self.company.hands, act.command or act.press
        if act.command:
            done = await hands.use(visit.leader, act.command, visit.channel.id, **act.options)
        else:
            await self._within(visit, lambda: self._button(visit, act.press) is not None)
            found = self._button(visit, act.press)
            if found is None:
                raise Refusal(f"“{act.press}” is not there.")
            done = await hands.press(visit.leader, *found)
        if done.failed:
            raise Refusal(f"“{name}” was not answered.")

    # Waiting

    async def _within(self, visit: Visit, fits: Callable[[], bool]) -> None:
        """Waits until it fits, but not for ever, and not when it is skipped."""
        loop = asyncio.get_running_loop()
        over = loop.time() + PATIENCE
        while not fits() and loop.time() < over:
            await self._look(visit)

    async def _until(self, visit: Visit, fits: Callable[[], bool]) -> None:
        while not fits():
            visit.changed.clear()
            await visit.changed.wait()

    async def _look(self, visit: Visit) -> None:
        """Until something changed, or a moment passed."""
        visit.changed.clear()
        try:
            async with asyncio.timeout(LOOK):
                await visit.changed.wait()
        except TimeoutError:
            pass

    # What there is to see

    def _messages(self, visit: Visit, reader: int) -> list[Message]:
        """What came since the tour began, in its channel and the threads of that, as somebody sees it; newest first."""
        places = [each.id for each in self.world.state.channels.values() if visit.channel.id in (each.id, each.parent)]
        found = [each for place in places for each in self.world.messages(place) if each.id > visit.since]
        return sorted((each for each in found if self.world.may_read(reader, each)), key=lambda each: -each.id)

    def _button(self, visit: Visit, label: str | None) -> tuple[int, str] | None:
        for message in self._messages(visit, visit.leader):
            for control in controls(message.components):
                if control.label == label:
                    return message.id, control.custom_id
        return None

    def _shown(self, visit: Visit, text: str | None) -> bool:
        seen = self._messages(visit, visit.visitor.member)
        return any(text and text in f"{each.content}\n{text_of(each.components)}" for each in seen)

    def _place(self, visit: Visit) -> int:
        """What the page is to show: the tour's channel, or the newest thread in it."""
        inside = [each.id for each in self.world.state.channels.values() if each.parent == visit.channel.id]
        newest = max((each for each in inside if each > visit.since), default=visit.channel.id)
        return newest if visit.step.thread else visit.channel.id

    def _show(self, visit: Visit, *, ready: bool = False) -> None:
        leader = self.world.state.members[visit.leader].name
        told: Json = {
            "at": visit.at + 1,
            "of": len(visit.tour.steps),
            "words": visit.step.words.replace("{leader}", leader),
            "place": str(self._place(visit)),
            "waits": visit.step.waits if ready else None,
            "ready": ready,
        }
        visit.visitor.send("tour", tour=told)

    # What the visitor does

    def on_event(self, event: Event) -> None:
        visit = self._visit
        if visit is None:
            return
        match event:
            case InteractionOpened(interaction) if interaction.member == visit.visitor.member:
                if self._is_waited_for(visit, interaction):
                    visit.asked = interaction
            case InteractionSettled(interaction, "done") if interaction is visit.asked:
                visit.did = not self._is_unfinished(interaction)
            case MessageSaved():
                pass
            case _:
                return
        visit.changed.set()

    def _is_waited_for(self, visit: Visit, interaction: Interaction) -> bool:
        if interaction.kind is Kind.FORM or visit.asked:
            return visit.asked is not None
        message = self.world.find_message(interaction.source or 0)
        used = [each for _, each in walk(message.components if message else []) if _is_used(each, interaction)]
        if not used or message is None:
            return False
        if visit.step.waits == ANYTHING:
            return message.reader is None and used[0].get("label") not in OF_BALLOTS
        return used[0].get("label") == visit.step.waits

    def _is_unfinished(self, interaction: Interaction) -> bool:
        """Whether a form or a paper follows, on which the visitor goes on."""
        if interaction.form:
            return True
        answers = [self.world.find_message(each) for each in interaction.messages]
        own = [each for each in answers if each and each.reader == interaction.member]
        return any(each.type == STRING_SELECT for message in own for each in controls(message.components))


def _is_used(component: Json, interaction: Interaction) -> bool:
    return component.get("custom_id") == interaction.data.get("custom_id")
