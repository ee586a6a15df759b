"""The handlers of the messages of groups: each posted once where it belongs, and drawn anew when it tells too little.

A handler loads the group, reads what the message tells, builds the card and says where it goes, all in the transaction
in which its job is claimed. Where the thread cannot be reached the group notes why, and what would go there is held.
What a message tells is compared once it stands: what changed while it was on its way is drawn at once.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import ClassVar, Generic, TypeVar

import discord
from discord import ui

from bot import clock
from bot.chat.cards import Card
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.database import Database, Tx
from bot.outbox.jobs import Begun, Handler, Job
from bot.outbox.posts import PostOnce
from bot.outbox.redraws import Card as Behind
from bot.outbox.redraws import Redraws
from bot.threads.opening import Beginning, OpenPost, begin_post, begin_thread, why_lost
from bot.threads.posting.errands import SendLink
from bot.threads.posting.queue import Queue
from bot.threads.posting.store import NO_PLACE, G, W

F = TypeVar("F")
"""All that a message tells beside its group."""

TRIES = 10
"""Tries after which a message is given up, and the reason shown with the group."""
PAUSE = 2.0
"""Seconds between two changes of a card."""
CARD_GONE = 10008


class Delivery(ABC, Generic[G, W, F]):
    """Registers with the outbox; a feature says what its messages tell, and where it notes things.

    Raises what `Messenger` raises: LostError, BlockedError, LaterError.
    """

    queue: Queue[G, W]
    resume: ClassVar[str]
    """The command by which a group whose thread is lost goes on, in backticks."""

    def __init__(self, database: Database, channels: Messenger, now: Callable[[], datetime] = clock.now) -> None:
        self._database = database
        self._channels = channels
        self._now = now

    @abstractmethod
    async def load(self, tx: Tx, guild_id: int, group_id: int) -> G:
        """The group; raises Refusal where there is none any more."""

    @abstractmethod
    async def read(self, tx: Tx, group: G, key: tuple[W, int], now: datetime) -> F:
        """All that a message tells beside the group itself; raises Refusal where there is no such message."""

    @abstractmethod
    def card_of(self, group: G, key: tuple[W, int], facts: F, now: datetime, *, arrives: bool) -> Card:
        """The card of a message, which arrives now or stands already."""

    @abstractmethod
    def mark_of(self, group: G, key: tuple[W, int]) -> str:
        """The custom id of the control that tells a message from the group's others."""

    @abstractmethod
    def beginning_of(self, group: G) -> Beginning:
        """How its thread begins."""

    @abstractmethod
    def opening_card(self, group: G) -> Card:
        """The card in the channel on which a new thread hangs."""

    @abstractmethod
    def pointer_of(self, group: G) -> str:
        """The line that leads from where a group was started to its thread; safe to show."""

    @abstractmethod
    async def settle(
        self, tx: Tx, group: G, channel_id: int, thread_id: int, now: datetime, *, in_forum: bool = False
    ) -> None:
        """Note where the thread is, and have posted there what waits for it."""

    @abstractmethod
    async def lose(self, tx: Tx, group: G, why: str) -> None:
        """Note why the thread cannot be reached, and keep what would go there."""

    def is_changed(self, before: F, after: F) -> bool:
        """Whether a message that told these would tell something else by now."""
        return before != after

    def pings_of(self, group: G, facts: F) -> tuple[int, ...]:
        """Whom a message mentions and tells: who asked for it."""
        del group, facts
        return ()

    def follow_up(self, group: G, facts: F, channel_id: int, message_id: int) -> None:
        """What else a message needs once it stands, and each time that it was changed."""
        del group, facts, channel_id, message_id

    async def note_posted(self, tx: Tx, before: G, group: G, key: tuple[W, int]) -> None:
        """What else is to be noted once a message stands; `before`: the group as its card was built from it."""
        del tx, before, group, key

    async def stands_at(self, tx: Tx, group: G, key: tuple[W, int]) -> int | None:
        """The id of a message, where it stands."""
        return (await self.queue.messages.get(tx, group, key))[0]

    def is_needed(self, group: G, key: tuple[W, int]) -> bool:
        """Whether a message is posted anew where somebody deleted it; others are left out."""
        del group
        return key == self.queue.messages.card

    def handlers(self) -> list[Handler]:
        """Who posts what there is to post; none of it is due at a time of day."""
        posts = [
            Handler(kind=kind, begin=self.post, by_the_clock=False, posting_tries=TRIES)
            for kind in self.queue.kinds.values()
        ]
        return [*posts, Handler(kind=self.queue.point, begin=self._point, by_the_clock=False)]

    def follow(self, redraws: Redraws) -> None:
        """Have messages drawn anew that tell too little."""
        redraws.add(self.queue.noun, self.draw, self.behind)
        redraws.add(f"{self.queue.noun}-opening", self.draw_opening, self.openings_behind)

    async def post(self, tx: Tx, job: Job, now: datetime) -> Begun:
        """Begin what is to be posted."""
        group_id, key = self.queue.resolve(job)
        group, messages = await self.load(tx, job.guild_id, group_id), self.queue.messages
        stands, again = await messages.get(tx, group, key)
        if stands is not None:
            return None
        is_opening = key == messages.opening
        channel_id = group.channel_id if is_opening else group.thread_id
        if channel_id is None or group.orphaned:
            await self.queue.hold(tx, group)
            return None
        if is_opening and (forum := self._channels.forum(channel_id)):
            return await self._open_post(tx, group, forum, now)
        facts = await self.read(tx, group, key, now)
        return PostOnce(
            channels=self._channels,
            channel_id=channel_id,
            card=self.card_of(group, key, facts, now, arrives=True),
            nonce=nonce_of(group.id, key, again),
            mark=self.mark_of(group, key),
            noted=partial(self._posted, group, facts),
            when_lost=self._lost,
            then=partial(self._then, group, key, facts, channel_id),
            but=await self.stands_at(tx, group, messages.card),
            pings=self.pings_of(group, facts),
        )

    async def _then(self, group: G, key: tuple[W, int], facts: F, channel_id: int, message_id: int) -> None:
        if key == self.queue.messages.opening:
            await begin_thread(self._channels, group.guild_id, channel_id, message_id, self.beginning_of(group))
        else:
            self.follow_up(group, facts, channel_id, message_id)

    async def _posted(self, before: G, told: F, tx: Tx, job: Job, message_id: int) -> None:
        """Note where it stands; `before`: the group as its card was built from it, `told`: what that card tells."""
        group_id, key = self.queue.resolve(job)
        group, messages = await self.load(tx, job.guild_id, group_id), self.queue.messages
        await messages.put(tx, group, key, message_id)
        if key == messages.opening:
            await self.settle(tx, group, before.channel_id or 0, message_id, self._now())
            group = await self.load(tx, job.guild_id, group_id)
        await self.note_posted(tx, before, group, key)
        # What stands there may be what an earlier try has left.
        if job.first_tried_at or self.is_changed(told, await self.read(tx, group, key, self._now())):
            await messages.mark(tx, group, [key])

    async def _open_post(self, tx: Tx, group: G, forum: discord.ForumChannel, now: datetime) -> OpenPost:
        """In a forum the head card is the card in the channel too."""
        head = self.queue.messages.card
        facts = await self.read(tx, group, head, now)
        return OpenPost(
            channels=self._channels,
            forum=forum,
            beginning=self.beginning_of(group),
            head=self.card_of(group, head, facts, now, arrives=False),
            mark=self.mark_of(group, head),
            opened=partial(self._opened, group),
            when_lost=self._lost,
        )

    async def _opened(self, before: G, tx: Tx, job: Job, post_id: int, head_id: int | None) -> None:
        """Note where the post is; `before`: the group as its first message was built from it."""
        group, now, head = await self.load(tx, job.guild_id, before.id), self._now(), self.queue.messages.card
        await self.settle(tx, group, before.channel_id or 0, post_id, now, in_forum=True)
        if head_id is not None:
            await self.queue.messages.put(tx, group, head, head_id)
            await self.note_posted(tx, before, group, head)
        if before.started_in is not None:
            await self.queue.point_there(tx, group, now)

    async def _lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        await self.lost_thread(tx, job.guild_id, self.queue.resolve(job)[0], lost)

    async def lost_thread(self, tx: Tx, guild_id: int, group_id: int, lost: LostError) -> None:
        """Note why the thread, or the channel for it, cannot be reached; raises Refusal where the group is gone."""
        await self.lose(tx, await self.load(tx, guild_id, group_id), why_lost(lost, self.resume))

    async def _point(self, tx: Tx, job: Job, now: datetime) -> Begun:
        del now
        group = await self.load(tx, job.guild_id, int(job.key))
        if group.started_in is None or group.thread_id is None:
            return None
        card = Card(ui.TextDisplay(self.pointer_of(group)))
        return SendLink(self._channels, group.started_in, card, f"{group.id:x}-w")

    async def behind(self, tx: Tx, limit: int) -> list[Behind]:
        """The groups of which something in their thread shows less than there is."""
        return [Behind(self.queue.noun, *each) for each in await self.queue.messages.undrawn(tx, limit)]

    async def openings_behind(self, tx: Tx, limit: int) -> list[Behind]:
        """The same of their cards in the channel."""
        kind = f"{self.queue.noun}-opening"
        return [Behind(kind, *each) for each in await self.queue.messages.openings_undrawn(tx, limit)]

    async def draw(self, behind: Behind, late: bool) -> float:
        """Show in the thread what is so: one message each time, the card first; a card that is gone is posted anew."""
        del late
        async with self._database.read() as tx:
            group = await self.load(tx, behind.guild_id, behind.key)
            listed = await self.queue.messages.behind(tx, group)
        if not listed or group.thread_id is None or group.orphaned:
            return 0.0
        return await self._draw(group, group.thread_id, *listed[0])

    async def draw_opening(self, behind: Behind, late: bool) -> float:
        """Show in the channel what is so."""
        del late
        async with self._database.read() as tx:
            group, key = await self.load(tx, behind.guild_id, behind.key), self.queue.messages.opening
            version = await self.queue.messages.version(tx, group, key)
        return await self._draw(group, behind.channel_id, key, version)

    async def _draw(self, group: G, channel_id: int, key: tuple[W, int], version: int) -> float:
        messages = self.queue.messages
        async with self._database.read() as tx:
            message_id = await self.stands_at(tx, group, key)
            facts = await self.read(tx, group, key, self._now())
        if message_id is None:
            return 0.0
        card, gone = self.card_of(group, key, facts, self._now(), arrives=False), None
        try:
            await self._channels.change(group.guild_id, channel_id, message_id, card)
            self.follow_up(group, facts, channel_id, message_id)
        except LostError as lost:
            gone = lost
        except BlockedError as blocked:
            # A right that somebody took away may come back, and nobody is waiting for a card that stands already.
            raise LaterError(str(blocked)) from blocked
        # In a transaction of its own: Discord may take seconds, in which the group goes on. `version` is the one that
        # was drawn, so what has changed meanwhile is still behind.
        async with self._database.transaction(group.guild_id) as tx:
            present = await self.load(tx, group.guild_id, group.id)
            needed = self.is_needed(present, key)
            if gone is None or key == messages.opening or (gone.code == CARD_GONE and not needed):
                await messages.note_drawn(tx, group, key, version)
            elif gone.code == CARD_GONE:
                await self.queue.post_anew(tx, present, [key], self._now())
            else:
                await self.lost_thread(tx, group.guild_id, group.id, gone)
        return PAUSE

    async def go_on(self, guild_id: int, group_id: int, channel_id: int, thread_id: int) -> None:
        """Note the thread of a group that was found again, or the one in its place."""
        in_forum = self._channels.forum(channel_id) is not None
        async with self._database.transaction(guild_id) as tx:
            group = await self.load(tx, guild_id, group_id)
            await self.settle(tx, group, channel_id, thread_id, self._now(), in_forum=in_forum)

    async def open_anew(self, group: G, channel_id: int, version: int) -> int:
        """A thread in place of one that is gone; in a forum a post, in which the head card follows.

        The same however often it is tried for this version of the group.
        """
        beginning = self.beginning_of(group)
        if forum := self._channels.forum(channel_id):
            return (await begin_post(self._channels, forum, beginning))[0]
        nonce = f"{group.id:x}-o{version}"[:25]
        message_id = await self._channels.send(group.guild_id, channel_id, self.opening_card(group), nonce)
        await begin_thread(self._channels, group.guild_id, channel_id, message_id, beginning)
        return message_id


def nonce_of(group_id: int, key: tuple[str, int], again: int = 0) -> str:
    """The same at every try; another one each time that a message had to be posted anew, since it was gone.

    At most 25 characters, as Discord asks; kinds of messages begin with different letters.
    """
    what, place = key
    return f"{group_id:x}-{what[0]}{'' if place == NO_PLACE else place}{f'-{again}' if again else ''}"
