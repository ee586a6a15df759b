"""Going on with a group whose thread was deleted, archived, locked or closed to the bot."""

import asyncio
from typing import Any

from bot.chat.client import StudyInteraction
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.errors import Refusal
from bot.outbox.worker import Worker
from bot.threads.places import place_for_group
from bot.threads.posting.delivery import Delivery
from bot.threads.posting.store import G

UNKNOWN_CHANNEL = 10003
REACHING = 4.0
"""Seconds that the thread may take before something is told."""
SHOWING = 3.0
"""Seconds that the card may take before something is told; it comes all the same."""


async def reach(
    interaction: StudyInteraction, delivery: Delivery[G, Any, Any], group: G, version: int
) -> tuple[int, int]:
    """The channel and the thread of a group: found again, or, where it is gone, a new one under this channel.

    Until the group has another version, a second try makes the same thread. Raises Refusal where there is none.
    """
    try:
        async with asyncio.timeout(REACHING):
            return await _thread(interaction, delivery, group, version)
    except (LaterError, TimeoutError) as silence:
        raise Refusal(silent(delivery.resume)) from silence


async def go_on(
    interaction: StudyInteraction, delivery: Delivery[G, Any, Any], group: G, channel_id: int, thread_id: int
) -> None:
    """Have a group go on in a thread that was reached; raises Refusal where its card cannot be posted there."""
    await delivery.go_on(group.guild_id, group.id, channel_id, thread_id)
    await interaction.client.services.get(Worker).do_within(group.guild_id, delivery.queue.line_of(group.id), SHOWING)
    async with interaction.client.database.read() as tx:
        placed = await delivery.load(tx, group.guild_id, group.id)
    if placed.orphaned:
        raise Refusal(placed.orphaned)


def silent(resume: str) -> str:
    """That nothing is known just now; `resume`: the command that tries again."""
    return f"Discord does not answer at the moment. Everything stays as it is; {resume} goes on in a minute."


async def _thread(
    interaction: StudyInteraction, delivery: Delivery[G, Any, Any], group: G, version: int
) -> tuple[int, int]:
    channels = interaction.client.services.get(Messenger)
    if group.thread_id is not None and group.channel_id is not None:
        channels.unblock(group.thread_id)
        try:
            await channels.ask(group.guild_id, group.thread_id, interaction.client.fetch_channel(group.thread_id))
        except LostError as lost:
            if lost.code != UNKNOWN_CHANNEL:
                raise Refusal(f"I still cannot reach the thread: {lost}") from lost
        else:
            return group.channel_id, group.thread_id
    place = await place_for_group(interaction)
    channels.unblock(place.channel_id)
    try:
        return place.channel_id, await delivery.open_anew(group, place.channel_id, version)
    except (LostError, BlockedError) as refused:
        raise Refusal(f"No new thread could be opened: {refused}") from refused
