"""Going on with a group whose thread was deleted, archived, locked or closed to the bot."""

from bot.chat.client import StudyInteraction
from bot.threads.people import acting
from bot.threads.reaching import go_on, reach
from bot.viewings.posting.delivery import Delivery
from bot.viewings.status import ViewingStatus


async def reach_again(interaction: StudyInteraction, status: ViewingStatus) -> None:
    """Find the thread again, or, where it is gone, go on in a new one under this channel."""
    viewing = status.viewing
    viewing.check_leader(await acting(interaction))
    await interaction.response.defer(ephemeral=True)
    delivery = interaction.client.services.get(Delivery)
    channel_id, thread_id = await reach(interaction, delivery, viewing, viewing.version)
    await go_on(interaction, delivery, viewing, channel_id, thread_id)
    await interaction.edit_original_response(content=f"The group goes on in <#{thread_id}>.")
