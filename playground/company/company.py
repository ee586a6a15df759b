"""When the others act: each in their own time on what the bot says to everybody, unless somebody plays them.

A new message of the bot is looked at once for each member. After a while of their own they use what then stands on it,
fill in the forms and papers that follow, and leave it alone from then on; so does whoever a person played meanwhile.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from random import Random

from playground import clock, snowflakes
from playground.company.choices import Aim, Press, concerns, filled, next_on_paper, presses, text_of
from playground.company.hands import Hands
from playground.company.personas import personas
from playground.errands import Errands
from playground.events import CompanySet, Event, InteractionOpened, MessageSaved
from playground.interactions import Interaction, Kind
from playground.model import Message, Place
from playground.refusals import Refusal
from playground.world import World

log = logging.getLogger(__name__)

SHORTEST, LONGEST = 1.2, 2.8
"""Seconds between what one member begins and what the next does."""
THINKING = 1.5
"""Seconds over a form, or a step on a paper."""
HASTIEST = 10.0
"""How many times as fast they are at most, however fast the clock runs."""
MOST_STEPS = 60
"""Forms and presses that may follow one press."""
LATELY = 10 * 60_000
"""Milliseconds: how old what they still look at may be when they begin."""
LATEST = 12
"""Messages of a channel, of those."""


class Company:
    """The members whom nobody plays. `played` tells whom somebody does; `welcome`: the first visit lets them act."""

    def __init__(self, world: World, errands: Errands, played: Callable[[], set[int]], *, welcome: bool) -> None:
        self.world, self.played = world, played
        self.hands = Hands(world, errands)
        self.on = bool(welcome and world.state.company)
        self.haste = min(clock.PACE.times, HASTIEST)
        """How many times as fast they are: they keep up with a clock that runs fast; tests have less time."""
        self.leader: int | None = None
        """Who leads a tour, and so does nothing else."""
        self._welcome = welcome
        self._manners = personas(world.state.members.values())
        self._said: dict[int, set[str]] = {member: set() for member in self._manners}
        self._used: set[tuple[int, int]] = set()
        """Members and the messages on which they, or who plays them, used something."""
        self._looked: set[int] = set()
        """Messages that they have looked at, and found something to do on."""
        self._tasks: set[asyncio.Task[None]] = set()
        world.subscribe(self.on_event)

    # Whether they act

    def visited(self) -> None:
        """Somebody opened a page: the first who does finds them taking part."""
        if self._welcome and self.world.state.company is None:
            self.let(True)

    def let(self, on: bool) -> None:
        """Lets them act, or lets them be; what was begun is left where it is."""
        self.on = self.world.state.company = on
        if on:
            for channel in list(self.world.state.channels.values()):
                for message in self.world.messages(channel.id)[-LATEST:]:
                    if snowflakes.moment(message.id) > snowflakes.now() - LATELY:
                        self._look_at(message)
        else:
            self._stop()
        self.world.publish(CompanySet())

    @property
    def free(self) -> list[int]:
        """The members who act by themselves when they may: those whom nobody plays, and who lead no tour."""
        return [each for each in self._manners if each not in self.played() and each != self.leader]

    @property
    def busy(self) -> bool:
        """Whether somebody is about to do something, or at it."""
        return bool(self._tasks)

    async def at_rest(self) -> None:
        """Waits until nobody is about to do something, or at it."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _stop(self) -> list[asyncio.Task[None]]:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        return tasks

    async def close(self) -> None:
        """Nobody acts any more."""
        self.on = False
        await asyncio.gather(*self._stop(), return_exceptions=True)

    # What they act on

    def on_event(self, event: Event) -> None:
        match event:
            case MessageSaved(message) if self.on:
                self._look_at(message)
            case InteractionOpened(interaction) if interaction.kind is Kind.COMPONENT and interaction.source:
                self._used.add((interaction.member, interaction.source))
            case _:
                pass

    def _look_at(self, message: Message) -> None:
        """Has everybody who sees a message of the bot's consider it, one after the other."""
        channel, is_open = self.world.state.channels[message.channel], message.reader is None
        if message.author != self.world.state.bot or not is_open or message.id in self._looked:
            return
        if channel.place is not Place.SERVER:
            return
        if not concerns(message.components):
            return
        self._looked.add(message.id)
        chance, wait = Random(message.id), 0.0  # noqa: S311 - a manner, no secret
        for member in chance.sample(self.free, len(self.free)):
            if self.world.may_see(member, channel):
                wait += chance.uniform(SHORTEST, LONGEST)
                self._begin(self._take_part(member, message.id, wait))

    def _begin(self, doing: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _take_part(self, member: int, message: int, wait: float) -> None:
        manner, chance = self._manners[member], Random(message ^ member)  # noqa: S311 - a manner, no secret
        await self._pause(wait * manner.slow)
        standing = self.world.find_message(message)
        if standing is None or (member, message) in self._used:
            return
        for press in presses(manner, standing.components, chance):
            if member not in self.free:
                return
            if press.aim is Aim.JOIN and self._is_in(member, standing):
                continue
            try:
                await self._go_through(member, standing, press, chance)
            except Refusal as refusal:
                log.debug("A member's request was refused: %s", refusal)
            await self._pause(THINKING * manner.slow)

    def _is_in(self, member: int, message: Message) -> bool:
        """Whether they take part already in the thread that a message stands in, or that began on it."""
        thread = self.world.thread_on(message) or self.world.state.channels[message.channel]
        return thread.is_thread and member in thread.joined

    async def _go_through(self, member: int, message: Message, press: Press, chance: Random) -> None:
        """Presses, and goes on with the forms and papers that follow, step by step."""
        about, used = text_of(message.components), [press.label]
        interaction = await self.hands.press(member, message.id, press.custom_id, press.values)
        for _ in range(MOST_STEPS):
            if interaction.failed or press.aim is Aim.JOIN:
                return
            step = await self._next(member, interaction, about, press.aim, used, chance)
            await self._pause(THINKING * self._manners[member].slow)
            if step is None or member not in self.free:
                return
            interaction = await step()

    async def _next(
        self, member: int, interaction: Interaction, about: str, aim: Aim, used: list[str], chance: Random
    ) -> Callable[[], Awaitable[Interaction]] | None:
        """What they do with the form or the paper that an interaction brought; None where there is nothing to do."""
        manner = self._manners[member]
        if interaction.form:
            answers = filled(manner, interaction.form, about, chance, said=self._said[member], aim=aim)
            return partial(self.hands.submit, member, interaction, answers) if answers else None
        paper = await self.hands.paper(member, interaction)
        if paper is None or aim is not Aim.ANSWER:
            return None
        press = next_on_paper(manner, paper.components, used, chance, self._said[member])
        if press is None:
            return None
        used.append(press.label)
        return partial(self.hands.press, member, paper.id, press.custom_id, press.values)

    async def _pause(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.haste)
