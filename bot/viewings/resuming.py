"""Going on with a group whose thread was deleted, archived, locked or closed to the bot."""

import asyncio
from typing import TYPE_CHECKING

import discord

from bot import clock
from bot.chat.messenger import BlockedError, LaterError, LostError, Messenger
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.threads.people import acting
from bot.threads.places import place_for_group
from bot.viewings.posting.delivery import Delivery
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.service import Posts
from bot.viewings.rules import Viewing
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

UNKNOWN_CHANNEL = 10003
REACHING, SHOWING = 4.0, 3.0
"""Seconds that the thread and then its card may take before something is told; the card comes all the same."""
SILENT = "Discord does not answer at the moment. The viewing stays as it is; `/watch resume` goes on in a minute."


async def reach_again(interaction: "StudyInteraction", status: ViewingStatus) -> None:
    """Find the thread again, or, where it is gone, go on in a new one under this channel."""
    viewing = status.viewing
    viewing.check_leader(await acting(interaction))
    await interaction.response.defer(ephemeral=True)
    services, guild_id = interaction.client.services, guild_of(interaction)
    try:
        async with asyncio.timeout(REACHING):
            channel_id, thread_id = await _thread(interaction, viewing)
    except (LaterError, TimeoutError) as silence:
        # Until the viewing changes, a second try has the same nonce, and so the same message and thread.
        raise Refusal(SILENT) from silence
    await services.get(Posts).settle(guild_id, viewing.id, channel_id=channel_id, thread_id=thread_id, now=clock.now(),
        in_forum=services.get(Messenger).forum(channel_id) is not None,
    )  # fmt: skip
    await services.get(Worker).do_within(guild_id, QUEUE.line_of(viewing.id), SHOWING)
    after = await services.get(Viewings).get(guild_id, viewing.id, interaction.user.id, clock.now())
    if after.viewing.orphaned:
        raise Refusal(after.viewing.orphaned)
    await interaction.edit_original_response(content=f"The group goes on in <#{thread_id}>.")


async def _thread(interaction: "StudyInteraction", viewing: Viewing) -> tuple[int, int]:
    services = interaction.client.services
    channels, delivery = services.get(Messenger), services.get(Delivery)
    if viewing.thread_id is not None and viewing.channel_id is not None:
        channels.unblock(viewing.thread_id)
        try:
            await channels.ask(viewing.guild_id, viewing.thread_id, interaction.client.fetch_channel(viewing.thread_id))
        except LostError as lost:
            if lost.code != UNKNOWN_CHANNEL:
                raise Refusal(f"I still cannot reach the thread: {lost}") from lost
        else:
            return viewing.channel_id, viewing.thread_id
    place = await place_for_group(interaction)
    channels.unblock(place.channel_id)
    try:
        return place.channel_id, await delivery.open_anew(viewing, place.channel_id, viewing.version)
    except (LostError, BlockedError) as refused:
        raise Refusal(f"No new thread could be opened: {refused}") from refused
