"""Going on with a group whose thread was deleted, archived, locked or closed to the bot."""

from bot import clock
from bot.chat.client import StudyInteraction
from bot.chat.messenger import Messenger
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.threads.people import acting
from bot.threads.reaching import reached
from bot.viewings.controls import load_status
from bot.viewings.posting.delivery import Delivery
from bot.viewings.posting.queue import QUEUE
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus

SHOWING = 3.0
"""Seconds that the card may take before something is told; it comes all the same."""


async def reach_again(interaction: StudyInteraction, status: ViewingStatus) -> None:
    """Find the thread again, or, where it is gone, go on in a new one under this channel."""
    viewing = status.viewing
    viewing.check_leader(await acting(interaction))
    await interaction.response.defer(ephemeral=True)
    services, guild_id = interaction.client.services, guild_of(interaction)
    channel_id, thread_id = await reached(interaction, services.get(Delivery), viewing, viewing.version)
    in_forum = services.get(Messenger).forum(channel_id) is not None
    await services.get(Viewings).settle(
        guild_id, viewing.id, channel_id=channel_id, thread_id=thread_id, now=clock.now(), in_forum=in_forum
    )
    await services.get(Worker).do_within(guild_id, QUEUE.line_of(viewing.id), SHOWING)
    after = await load_status(interaction, viewing.id)
    if after.viewing.orphaned:
        raise Refusal(after.viewing.orphaned)
    await interaction.edit_original_response(content=f"The group goes on in <#{thread_id}>.")
