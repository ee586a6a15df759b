"""Opening a group's thread exactly once, or its post where groups meet in a forum, and saying why it cannot be reached.

A thread hangs on the card in the channel and has its id, so that a second try finds the first. A post has no nonce,
and so a try whose answer was lost is looked for before another is made. Where Discord does not take the head card as
the first message of a post, plain text with `Join` stands there, and the card follows.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui

from bot.chat.cards import Card, button
from bot.chat.marks import flat
from bot.chat.messenger import KEPT_OPEN, TAGS, BlockedError, LostError, Messenger
from bot.chat.text import shorten
from bot.database import Tx
from bot.outbox.jobs import Errand, Job
from bot.outbox.posts import earlier
from bot.threads.places import tag_for

THREAD_THERE = 160004

Opened = Callable[[Tx, Job, int, int | None], Awaitable[None]]
"""Told the id of the post, and that of its first message where this is the head card."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How the thread of a group, or its post, begins."""

    name: str
    """As its pack or a member wrote it."""
    join: str
    """The custom id of `Join`."""
    text: str
    """What stands first where Discord does not take a card there."""
    tag_id: int | None = None
    """The tag that was chosen for a post."""

    @property
    def title(self) -> str:
        """The name as Discord takes it."""
        return shorten(flat(self.name), 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPost(Errand):
    """Errand: a group's post in a forum, once; `opened` notes it in the second transaction."""

    channels: Messenger
    forum: discord.ForumChannel
    beginning: Beginning
    head: Card
    mark: str
    """The custom id of a control that its first message holds."""
    opened: Opened
    when_lost: Callable[[Tx, Job, LostError], Awaitable[None]]

    async def run(self, job: Job) -> tuple[int, int | None]:
        """Open it, or find it where an earlier try has left it."""
        if job.first_tried_at and (found := await self._found(earlier(job.first_tried_at))):
            return found
        try:
            return await begin_post(self.channels, self.forum, self.beginning, self.head)
        except BlockedError:  # what else may be wrong than the card itself comes up again
            post_id, _ = await begin_post(self.channels, self.forum, self.beginning)
            return post_id, None

    async def conclude(self, tx: Tx, job: Job, result: tuple[int, int | None]) -> None:
        """Note where it is."""
        await self.opened(tx, job, *result)

    async def note_lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """The forum cannot be reached."""
        await self.when_lost(tx, job, lost)

    async def _found(self, since: datetime) -> tuple[int, int | None] | None:
        message = await self.channels.find_post(self.forum, self.mark, since)
        if message is None:
            return None
        return message.channel.id, message.id if message.flags.components_v2 else None


async def begin_post(
    channels: Messenger, forum: discord.ForumChannel, beginning: Beginning, head: Card | None = None
) -> tuple[int, int]:
    """A post for a group, with its head card or with plain text; its id and that of its first message.

    Raises what the messenger raises.
    """
    first = {"view": head} if head else {"view": _join(beginning), "content": beginning.text}
    return await channels.begin_post(forum, beginning.title, tag_for(forum, beginning.tag_id), **first)


async def begin_thread(
    channels: Messenger, guild_id: int, channel_id: int, message_id: int, beginning: Beginning
) -> None:
    """The thread on a message, made now or by an earlier try; its id is the message's."""
    message = channels.channel(guild_id, channel_id).get_partial_message(message_id)
    await channels.in_time(guild_id, channel_id, _started(message, beginning.title))


def why_lost(lost: LostError, resume: str) -> str:
    """Why a thread, or the channel for it, cannot be reached, in words; `resume`: the command that tries again."""
    if lost.code in TAGS:
        return (
            "The forum demands a tag that I may not use or that was deleted. A moderator can add one that everybody "
            f"may use; {resume} then goes on."
        )
    match lost.code:
        case 10003:
            return f"The thread was deleted. All that was answered is kept; {resume} in a channel opens a new one."
        case 50001:
            return f"I can no longer see the thread. A moderator can let me in again; {resume} then goes on."
        case 50013:
            return f"I may no longer write in the thread. A moderator can allow it again; {resume} then goes on."
        case 50083:
            return f"The thread is archived and I may not open it. Write a message in it, then {resume} goes on."
        case 160005:
            return f"The thread is locked. A moderator can unlock it; {resume} then goes on."
        case _:
            return f"The thread cannot be reached: {lost} {resume} tries again."


def _join(beginning: Beginning) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(button("Join", beginning.join, main=True))
    view.stop()
    return view


async def _started(message: discord.PartialMessage, name: str) -> None:
    """Make the thread, unless an earlier try did whose answer was lost."""
    try:
        await message.create_thread(name=name, auto_archive_duration=KEPT_OPEN)
    except discord.HTTPException as error:
        if error.code != THREAD_THERE:
            raise
