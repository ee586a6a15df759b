"""The handlers of a viewing's messages: each posted once wherever it belongs; and the drawing of its card.

A handler loads the viewing, builds the card and says where it goes, all in the transaction in which its job is claimed.
Where the thread cannot be reached the viewing notes why, and everything that would go there is held.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import discord
import structlog

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.marks import flat
from bot.chat.messenger import ARCHIVED, KEPT_OPEN, TAGS, BlockedError, LaterError, LostError, Messenger
from bot.chat.pictures import Picture, file_of
from bot.chat.text import shorten
from bot.database import Database, Tx
from bot.outbox.jobs import Begun, Handler, Job
from bot.outbox.posts import PostOnce
from bot.outbox.redraws import Card as Behind
from bot.packs.shelf import Shelf
from bot.viewings import cards, phrases
from bot.viewings.alone.cards import direct_card
from bot.viewings.forums import OpenPost, begin_post
from bot.viewings.loading import load
from bot.viewings.posting import contents, queue, store
from bot.viewings.posting.errands import SendDirect, SendLink
from bot.viewings.posting.posts import NO_PLACE, Key, Post, What
from bot.viewings.posting.pushing import push
from bot.viewings.posting.service import lose
from bot.viewings.records.cards import summary_card
from bot.viewings.records.offers import Offer, offers_of
from bot.viewings.records.pictures import picture_of
from bot.viewings.records.service import summary_of
from bot.viewings.records.summary import Summary
from bot.viewings.rules import Viewing
from bot.viewings.scheduling import store as schedules
from bot.viewings.scheduling.rules import address
from bot.viewings.service import settle
from bot.viewings.store import get

TRIES = 10
"""Tries after which a message is given up, and the reason shown with the viewing."""
PAUSE = 2.0
"""Seconds between two changes of a card."""
CARD_GONE, THREAD_THERE = 10008, 160004

log = structlog.get_logger(__name__)

_LOST = {
    10003: "The thread was deleted. All that was answered is kept; `/watch resume` in a channel opens a new one.",
    50001: "I can no longer see the thread. A moderator can let me in again; `/watch resume` then goes on.",
    50013: "I may no longer write in the thread. A moderator can allow it again; `/watch resume` then goes on.",
    ARCHIVED: "The thread is archived and I may not open it. Write a message in it, then `/watch resume` goes on.",
    160005: "The thread is locked. A moderator can unlock it; `/watch resume` then goes on.",
}

_NO_TAG = (
    "The forum demands a tag that I may not use or that was deleted. A moderator can add one that everybody may use; "
    "`/watch resume` then goes on."
)


class Delivery:
    """Registers with the outbox; raises what `Messenger` raises: LostError, BlockedError, LaterError."""

    def __init__(
        self,
        database: Database,
        shelf_of: Callable[[int], Shelf],
        channels: Messenger,
        pictures: Gallery,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._database = database
        self._shelf_of = shelf_of
        self._channels = channels
        self._pictures = pictures
        self._now = now

    def handlers(self) -> list[Handler]:
        """Who asks timed prompts, and posts what there is to post; none of it is due at a time of day."""
        posts = [
            Handler(kind=kind, begin=self._post, by_the_clock=False, posts=True, posting_tries=TRIES)
            for kind in queue.POSTS
        ]
        return [
            Handler(kind=queue.PUSH, begin=push, by_the_clock=False),
            *posts,
            Handler(kind=queue.LINK, begin=self._link, by_the_clock=False),
            Handler(kind=queue.POINT, begin=self._point, by_the_clock=False),
        ]

    async def _post(self, tx: Tx, job: Job, now: datetime) -> Begun:
        post = queue.post_of(job)
        viewing = await load(tx, job.guild_id, post.viewing_id)
        status, again = await store.get(tx, viewing, post.key)
        if status is not None:
            return None
        if viewing.solo:
            card, member_id = direct_card(viewing, post.place), viewing.facilitator_id
            return SendDirect(self._channels, member_id, card, post.nonce(again)) if member_id else None
        channel_id = viewing.channel_id if post.what is What.OPENING else viewing.thread_id
        if channel_id is None or viewing.orphaned:
            await queue.hold(tx, viewing)
            return None
        if post.what is What.OPENING and (forum := self._channels.forum(channel_id)):
            return await self._open_post(tx, viewing, forum, now)
        facts = await contents.read_facts(tx, viewing, post, now)
        then = None
        if isinstance(facts, contents.Opening):
            then = partial(self._begin_thread, viewing, channel_id)
        elif isinstance(facts, contents.Summed):
            then = partial(self._attach, facts.summary, channel_id)
        return PostOnce(
            channels=self._channels,
            channel_id=channel_id,
            card=contents.card_of(viewing, post, facts, now, self._offers, arrives=True),
            nonce=post.nonce(again),
            mark=post.mark,
            noted=partial(self._posted, viewing, facts),
            when_lost=self._lost,
            then=then,
            but=viewing.card_id,
            pings=contents.pings_of(viewing, facts),
        )

    async def _posted(self, before: Viewing, told: contents.Facts, tx: Tx, job: Job, message_id: int) -> None:
        """Note where it stands; `before`: the viewing as its card was built from it, `told`: what that card tells."""
        post = queue.post_of(job)
        viewing = await load(tx, job.guild_id, post.viewing_id)
        await store.put(tx, viewing, post.key, message_id)
        if post.what is What.OPENING:
            await settle(tx, viewing, before.channel_id or 0, message_id, self._now())
            viewing = await load(tx, job.guild_id, post.viewing_id)
        elif post.what is What.CARD:
            await store.drawn(tx, viewing.guild_id, viewing.id, before.version)
        elif post.what is What.SUMMARY:
            await store.mark(tx, viewing, [(What.OPENING, NO_PLACE)])  # it links to the summary
        # What stands there may be what an earlier try has left.
        if job.first_tried_at or await self._is_changed(tx, viewing, post, told):
            await store.mark(tx, viewing, [post.key])

    async def _is_changed(self, tx: Tx, viewing: Viewing, post: Post, told: contents.Facts) -> bool:
        if post.what is What.CARD:  # followed by the viewing's version
            return False
        return contents.is_changed(told, await contents.read_facts(tx, viewing, post, self._now()))

    async def _open_post(self, tx: Tx, viewing: Viewing, forum: discord.ForumChannel, now: datetime) -> OpenPost:
        """In a forum the head card is the card in the channel too."""
        head = Post(viewing.id, What.CARD)
        return OpenPost(
            channels=self._channels,
            forum=forum,
            viewing=viewing,
            head=await self._present(tx, viewing, head, now, arrives=True),
            mark=head.mark,
            opened=partial(self._opened, viewing),
            when_lost=self._lost,
        )

    async def _opened(self, before: Viewing, tx: Tx, job: Job, post_id: int, head_id: int | None) -> None:
        """Note where the post is; `before`: the viewing as its first message was built from it."""
        viewing, now = await load(tx, job.guild_id, before.id), self._now()
        await settle(tx, viewing, before.channel_id or 0, post_id, now, in_forum=True)
        if head_id is not None:
            await store.put(tx, viewing, queue.CARD, head_id)
            await store.drawn(tx, viewing.guild_id, viewing.id, before.version)
        if before.started_in is not None:
            await queue.point_there(tx, viewing, now)

    async def _lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        await lost_thread(tx, job.guild_id, queue.post_of(job).viewing_id, lost)

    async def _link(self, tx: Tx, job: Job, now: datetime) -> Begun:
        del now
        viewing = await load(tx, job.guild_id, int(job.key))
        event_id = await schedules.event_of(tx, viewing)
        if event_id is None or viewing.thread_id is None:
            return None
        text = f"This viewing was planned as an event: {address(viewing.guild_id, event_id)}"
        return SendLink(self._channels, viewing.thread_id, cards.said_card(text), f"{viewing.id:x}-e")

    async def _point(self, tx: Tx, job: Job, now: datetime) -> Begun:
        del now
        viewing = await load(tx, job.guild_id, int(job.key))
        if viewing.started_in is None or viewing.thread_id is None:
            return None
        text = f"“{phrases.title(viewing)}” is watched in <#{viewing.thread_id}>."
        return SendLink(self._channels, viewing.started_in, cards.said_card(text), f"{viewing.id:x}-w")

    async def _present(self, tx: Tx, viewing: Viewing, post: Post, now: datetime, *, arrives: bool) -> Card:
        """The card of a message as it is now."""
        facts = await contents.read_facts(tx, viewing, post, now)
        return contents.card_of(viewing, post, facts, now, self._offers, arrives=arrives)

    async def behind(self, tx: Tx, limit: int) -> list[Behind]:
        """The viewings of which something in their thread shows less than there is."""
        return [Behind("viewing", *each) for each in await store.undrawn(tx, limit)]

    async def openings_behind(self, tx: Tx, limit: int) -> list[Behind]:
        """The same of their cards in the channel."""
        return [Behind("viewing-opening", *each) for each in await store.openings_undrawn(tx, limit)]

    async def draw(self, behind: Behind, late: bool) -> float:
        """Show in the thread what is so: one message each time, the card first; a card that is gone is posted anew."""
        del late
        async with self._database.read() as tx:
            viewing = await load(tx, behind.guild_id, behind.key)
            listed = await store.behind(tx, viewing)
        if not listed or viewing.thread_id is None or viewing.orphaned:
            return 0.0
        return await self._draw(viewing, viewing.thread_id, *listed[0])

    async def draw_opening(self, behind: Behind, late: bool) -> float:
        """Show in the channel what is so."""
        del late
        async with self._database.read() as tx:
            viewing = await load(tx, behind.guild_id, behind.key)
            key: Key = (What.OPENING, NO_PLACE)
            version = await store.version(tx, viewing, key)
        return await self._draw(viewing, behind.channel_id, key, version)

    async def _draw(self, viewing: Viewing, channel_id: int, key: Key, version: int) -> float:
        post = Post(viewing.id, *key)
        async with self._database.read() as tx:
            message_id = viewing.card_id if key[0] is What.CARD else (await store.get(tx, viewing, key))[0]
            card = await self._present(tx, viewing, post, self._now(), arrives=False)
        if message_id is None:
            return 0.0
        gone: LostError | None = None
        try:
            await self.change(viewing.guild_id, channel_id, message_id, card)
            if key[0] is What.SUMMARY:  # the change took its picture away
                async with self._database.read() as tx:
                    summary = await summary_of(tx, viewing)
                await self._attach(summary, channel_id, message_id)
        except LostError as lost:
            gone = lost
        except BlockedError as blocked:
            raise LaterError(str(blocked)) from blocked
        async with self._database.transaction(viewing.guild_id) as tx:
            if gone is None or key[0] is What.OPENING or (gone.code == CARD_GONE and key[0] is not What.CARD):
                await self._drawn(tx, viewing, key, version)
            elif gone.code == CARD_GONE:
                await queue.post_anew(tx, await load(tx, viewing.guild_id, viewing.id), [key], self._now())
            else:
                await lost_thread(tx, viewing.guild_id, viewing.id, gone)
        return PAUSE

    async def _drawn(self, tx: Tx, viewing: Viewing, key: Key, version: int) -> None:
        if key[0] is What.CARD:
            await store.drawn(tx, viewing.guild_id, viewing.id, version)
        else:
            await store.post_drawn(tx, viewing, key, version)

    async def open_anew(self, viewing: Viewing, channel_id: int) -> int:
        """A thread in place of one that is gone; in a forum a post, in which the card follows."""
        if forum := self._channels.forum(channel_id):
            return (await begin_post(self._channels, forum, viewing))[0]
        nonce = f"{viewing.id:x}-o{viewing.version}"[:25]
        message_id = await self._channels.send(viewing.guild_id, channel_id, cards.opening_card(viewing, 0), nonce)
        await self._begin_thread(viewing, channel_id, message_id)
        return message_id

    async def change(self, guild_id: int, thread_id: int, message_id: int, card: Card) -> None:
        """Change a message of a thread, which is opened first where it was archived."""
        try:
            await self._channels.change(guild_id, thread_id, message_id, card)
        except LostError as lost:
            if lost.code != ARCHIVED:
                raise
            await self._channels.reopen(guild_id, thread_id)
            await self._channels.change(guild_id, thread_id, message_id, card)

    async def _begin_thread(self, viewing: Viewing, channel_id: int, message_id: int) -> None:
        """The thread on a message, made now or by an earlier try; its id is the message's."""
        message = self._channels.channel(viewing.guild_id, channel_id).get_partial_message(message_id)
        name = shorten(flat(viewing.programme.title), 100)
        await self._channels.in_time(viewing.guild_id, channel_id, _started(message, name))

    async def _attach(self, summary: Summary, channel_id: int, message_id: int) -> None:
        """Let the picture of the time line follow the summary."""

        async def show_it(picture: Picture) -> None:
            guild_id = summary.viewing.guild_id
            async with self._database.read() as tx:  # by now some of it may be deleted
                present = await summary_of(tx, await load(tx, guild_id, summary.viewing.id))
            card = summary_card(present, self._offers(present), picture=picture)
            await self._channels.change(guild_id, channel_id, message_id, card, attachments=[file_of(picture)])

        self._pictures.attach_picture(picture_of(summary), show_it)

    def _offers(self, summary: Summary) -> list[Offer]:
        return offers_of(self._shelf_of(summary.viewing.guild_id), summary.viewing.programme)


async def lost_thread(tx: Tx, guild_id: int, viewing_id: int, lost: LostError) -> None:
    """Note why the thread, or the channel for it, cannot be reached."""
    why = (
        _NO_TAG
        if lost.code in TAGS
        else _LOST.get(lost.code, f"The thread cannot be reached: {lost} `/watch resume` tries again.")
    )
    if viewing := await get(tx, guild_id, viewing_id):
        await lose(tx, viewing, why)


async def _started(message: discord.PartialMessage, name: str) -> None:
    """Make the thread, unless an earlier try did whose answer was lost."""
    try:
        await message.create_thread(name=name, auto_archive_duration=KEPT_OPEN)
    except discord.HTTPException as error:
        if error.code != THREAD_THERE:
            raise
