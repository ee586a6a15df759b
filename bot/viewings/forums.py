"""A group in a forum: its viewing is a post, whose first message is the head card, and whose tag the forum may demand.

A post has no nonce, and so a try whose answer was lost is looked for before another is made. Where Discord does not
take the card as the first message of a post, plain text with `Join` stands there, and the card follows.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import discord
from discord import ui

from bot.chat.cards import Card, button
from bot.chat.marks import flat
from bot.chat.messenger import BlockedError, LostError, Messenger
from bot.chat.text import plain, shorten
from bot.database import Tx
from bot.outbox.jobs import Job
from bot.outbox.posts import earlier
from bot.viewings import phrases
from bot.viewings.rules import Viewing

Opened = Callable[[Tx, Job, int, int | None], Awaitable[None]]
"""Told the id of the post, and that of its first message where this is the head card."""


def usable_tags(forum: discord.ForumChannel) -> tuple[discord.ForumTag, ...]:
    """The tags that the bot may give a post there: those kept for moderators only where it may manage threads."""
    manages = forum.permissions_for(forum.guild.me).manage_threads
    return tuple(tag for tag in forum.available_tags if manages or not tag.moderated)


def tag_for(forum: discord.ForumChannel, chosen: int | None) -> int | None:
    """The tag that was chosen, while it is there; else, where the forum demands one, its first that may be given."""
    tags = [tag.id for tag in usable_tags(forum)]
    if chosen in tags:
        return chosen
    return tags[0] if forum.flags.require_tag and tags else None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPost:
    """Errand: a viewing's post in a forum, once; `opened` notes it in the second transaction."""

    channels: Messenger
    forum: discord.ForumChannel
    viewing: Viewing
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
            return await begin_post(self.channels, self.forum, self.viewing, self.head)
        except BlockedError:  # what else may be wrong than the card itself comes up again
            post_id, _ = await begin_post(self.channels, self.forum, self.viewing)
            return post_id, None

    async def done(self, tx: Tx, job: Job, result: tuple[int, int | None]) -> None:
        """Note where it is."""
        await self.opened(tx, job, *result)

    async def lost(self, tx: Tx, job: Job, lost: LostError) -> None:
        """The forum cannot be reached."""
        await self.when_lost(tx, job, lost)

    async def blocked(self, job: Job, blocked: BlockedError) -> None:
        """The viewing says so."""

    async def _found(self, since: datetime) -> tuple[int, int | None] | None:
        message = await self.channels.find_post(self.forum, self.mark, since)
        if message is None:
            return None
        return message.channel.id, message.id if message.flags.components_v2 else None


async def begin_post(
    channels: Messenger, forum: discord.ForumChannel, viewing: Viewing, head: Card | None = None
) -> tuple[int, int]:
    """A post for a viewing, with its head card or with plain text; its id and that of its first message.

    Raises what the messenger raises.
    """
    first = {"view": head} if head else {"view": _join(viewing), "content": _text(viewing)}
    name, tag_id = shorten(flat(viewing.programme.title), 100), tag_for(forum, viewing.tag_id)
    return await channels.begin_post(forum, name, tag_id, **first)


def _join(viewing: Viewing) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(button("Join", f"watch-join:{viewing.id}", main=True))
    view.stop()
    return view


def _text(viewing: Viewing) -> str:
    guide = plain(viewing.programme.guide.title)
    return (
        f"**{phrases.title(viewing)}**\nWe watch this together here, with the guide “{guide}”. `Join` adds you. "
        "The card below tells where we are."
    )
