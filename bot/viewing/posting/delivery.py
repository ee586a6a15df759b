"""Posting one message of a viewing, and drawing its card, wherever they belong."""

from collections.abc import Callable
from datetime import timedelta

import discord

from bot import clock
from bot.charts.gallery import Gallery
from bot.chat.cards import Card
from bot.chat.channels import ARCHIVED, NONCE_LASTS, Channels, LostError
from bot.chat.marks import flat
from bot.chat.pictures import Picture, file_of
from bot.chat.text import shorten
from bot.packs.shelf import Shelf
from bot.viewing import cards
from bot.viewing.answering.cards import answers_card
from bot.viewing.answering.service import Answers
from bot.viewing.keeping.cards import summary_card
from bot.viewing.keeping.offers import Offer, offers_of
from bot.viewing.keeping.pictures import picture_of
from bot.viewing.keeping.service import Journals
from bot.viewing.keeping.summary import Summary
from bot.viewing.posting.posts import AS_ASKED, NO_PLACE, Post, What, look
from bot.viewing.posting.service import Posts
from bot.viewing.rules import Phase, Viewing
from bot.viewing.scheduling.rules import lateness
from bot.viewing.service import Viewings
from bot.viewing.standing import Standing

CARD_GONE, THREAD_THERE = 10008, 160004
KEPT_OPEN = 10_080
"""Minutes without a message after which Discord archives the thread: a week, the longest there is."""
ANYBODY = 0
"""A member who is nobody, for what everybody in a group may see."""

_LOST = {
    10003: "The thread was deleted. All that was answered is kept; `/watch resume` in a channel opens a new one.",
    50001: "I can no longer see the thread. A moderator can let me in again; `/watch resume` then goes on.",
    50013: "I may no longer write in the thread. A moderator can allow it again; `/watch resume` then goes on.",
    ARCHIVED: "The thread is archived and I may not open it. Write a message in it, then `/watch resume` goes on.",
    160005: "The thread is locked. A moderator can unlock it; `/watch resume` then goes on.",
}


class Delivery:
    """Raises what `Channels` raises: LostError, BlockedError, LaterError; Refusal for viewings that are gone."""

    def __init__(
        self,
        viewings: Viewings,
        answers: Answers,
        posts: Posts,
        journals: Journals,
        shelf_of: Callable[[int], Shelf],
        channels: Channels,
        pictures: Gallery,
    ) -> None:
        self._viewings = viewings
        self._answers = answers
        self._posts = posts
        self._journals = journals
        self._shelf_of = shelf_of
        self._channels = channels
        self._pictures = pictures

    async def deliver(self, post: Post) -> None:
        """Post it, once, and note where it stands."""
        standing = await self._viewings.get(post.guild_id, post.viewing_id, post.member_id or ANYBODY, clock.now())
        if post.member_id is not None:
            await self._whisper(post, post.member_id, standing.viewing)
            return
        assert post.channel_id is not None
        card, mark = await self._card(post, standing)
        if post.message_id is not None:
            await self._show_anew(post, post.message_id, card)
            return
        message_id = await self._found(post, mark, standing.viewing)
        if message_id is None:
            message_id = await self._channels.send(post.guild_id, post.channel_id, card, post.nonce)
        if post.what is What.OPENING:
            thread_id = await self.begin_thread(standing.viewing, post.channel_id, message_id)
            await self._posts.settle(
                post.guild_id, post.viewing_id, channel_id=post.channel_id, thread_id=thread_id, now=clock.now()
            )
            return
        key, shown = (post.what, post.place), None
        if post.what is What.PROMPT:
            # What stands there may be what an earlier try has left.
            shown = AS_ASKED if post.first_tried_at else look(standing.viewing, post.place)
        await self._posts.sent(post.guild_id, post.viewing_id, key, message_id, shown)
        if post.what is What.CARD:
            await self._posts.drawn(post.guild_id, post.viewing_id, standing.viewing.version)
        elif post.what is What.SUMMARY:
            await self._hang(post, post.channel_id, message_id)

    async def _show_anew(self, post: Post, message_id: int, card: Card) -> None:
        """Show a message without what is gone from it; nothing is to be done where it was deleted."""
        assert post.channel_id is not None
        try:
            await self._change(post.guild_id, post.channel_id, message_id, card)
        except LostError as lost:
            if lost.code != CARD_GONE:
                raise
        await self._posts.sent(post.guild_id, post.viewing_id, (post.what, post.place), message_id)

    async def draw(self, guild_id: int, viewing_id: int) -> None:
        """Show in the thread how a viewing stands; a card that was deleted is posted anew."""
        standing = await self._viewings.get(guild_id, viewing_id, ANYBODY, clock.now())
        viewing = standing.viewing
        if viewing.thread_id is None or viewing.card_id is None:
            return
        card = cards.viewing_card(standing, clock.now())
        try:
            await self._change(guild_id, viewing.thread_id, viewing.card_id, card)
        except LostError as lost:
            if lost.code != CARD_GONE:
                raise
            await self._posts.gone(guild_id, viewing_id, (What.CARD, NO_PLACE), clock.now())
            return
        await self._posts.drawn(guild_id, viewing_id, viewing.version)

    async def begin_thread(self, viewing: Viewing, channel_id: int, message_id: int) -> int:
        """The thread on a message, made now or by an earlier try; its id is the message's."""
        message = self._channels.channel(viewing.guild_id, channel_id).get_partial_message(message_id)
        name = shorten(flat(viewing.programme.title), 100)
        await self._channels.in_time(viewing.guild_id, channel_id, _started(message, name))
        return message_id

    async def open_anew(self, viewing: Viewing, channel_id: int) -> int:
        """A thread in place of one that is gone."""
        nonce = f"{viewing.id:x}-o{viewing.version}"[:25]
        message_id = await self._channels.send(viewing.guild_id, channel_id, cards.opening_card(viewing), nonce)
        return await self.begin_thread(viewing, channel_id, message_id)

    async def lost(self, guild_id: int, viewing_id: int, lost: LostError) -> None:
        """Note why the thread, or the channel for it, cannot be reached."""
        why = _LOST.get(lost.code, f"The thread cannot be reached: {lost} `/watch resume` tries again.")
        await self._posts.lost(guild_id, viewing_id, why)

    async def _card(self, post: Post, standing: Standing) -> tuple[Card, str]:
        """The card of a post, and the control that tells it from the viewing's others."""
        viewing = standing.viewing
        match post.what:
            case What.OPENING:
                late = lateness(viewing.scheduled_for, viewing.created_at)
                return cards.opening_card(viewing, late), f"watch-join:{viewing.id}"
            case What.CARD:
                return cards.viewing_card(standing, clock.now()), f"watch-join:{viewing.id}"
            case What.PROMPT:
                arrives = post.message_id is None and viewing.phase is Phase.DURING
                film_time = standing.film_time if arrives else None
                card = cards.prompt_card(viewing, viewing.cue(post.place), film_time)
                return card, f"watch-controls:{viewing.id}:{post.place}"
            case What.ANSWERS:
                [shown] = await self._answers.revealed(post.guild_id, post.viewing_id, ANYBODY, post.place)
                return answers_card(viewing, shown), f"watch-mine:{viewing.id}:{post.place}"
            case What.SUMMARY:
                summary = await self._journals.summary(post.guild_id, post.viewing_id, ANYBODY)
                return summary_card(summary, self._offers(summary)), f"watch-transcript:{viewing.id}"

    async def _hang(self, post: Post, channel_id: int, message_id: int) -> None:
        """Let the picture of the time line follow the summary."""
        summary = await self._journals.summary(post.guild_id, post.viewing_id, ANYBODY)

        async def show_it(picture: Picture) -> None:
            card = summary_card(summary, self._offers(summary), picture=picture)
            await self._channels.change(post.guild_id, channel_id, message_id, card, attachments=[file_of(picture)])

        self._pictures.hang(picture_of(summary), show_it)

    def _offers(self, summary: Summary) -> list[Offer]:
        return offers_of(self._shelf_of(summary.viewing.guild_id), summary.viewing.programme)

    async def _found(self, post: Post, mark: str, viewing: Viewing) -> int | None:
        """The message, where an earlier try may have left it in the channel and its nonce is too old to tell."""
        since = post.first_tried_at
        if since is None or post.channel_id is None or clock.now() - since < NONCE_LASTS:
            return None
        after = since - timedelta(minutes=1)
        return await self._channels.find(post.guild_id, post.channel_id, mark, after, viewing.card_id)

    async def _change(self, guild_id: int, thread_id: int, message_id: int, card: Card) -> None:
        """Change a message of a thread, which is opened first where it was archived."""
        try:
            await self._channels.change(guild_id, thread_id, message_id, card)
        except LostError as lost:
            if lost.code != ARCHIVED:
                raise
            await self._channels.reopen(guild_id, thread_id)
            await self._channels.change(guild_id, thread_id, message_id, card)

    async def _whisper(self, post: Post, member_id: int, viewing: Viewing) -> None:
        """A prompt for somebody who watches alone; where no direct message is taken, none is tried again."""
        key = (post.what, post.place)
        card = cards.direct_card(viewing, viewing.cue(post.place))
        try:
            message_id = await self._channels.direct(member_id, card, post.nonce)
        except LostError:
            await self._viewings.set_direct(post.guild_id, post.viewing_id, member_id, clock.now(), direct=False)
        else:
            await self._posts.sent(post.guild_id, post.viewing_id, key, message_id)


async def _started(message: discord.PartialMessage, name: str) -> None:
    """Make the thread, unless an earlier try did whose answer was lost."""
    try:
        await message.create_thread(name=name, auto_archive_duration=KEPT_OPEN)
    except discord.HTTPException as error:
        if error.code != THREAD_THERE:
            raise
