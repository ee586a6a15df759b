"""Which card of a viewing a person is shown: the panel, their own, or the head card; and what stands on it for them."""

from bot import clock
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.place import home_of
from bot.threads.people import acting, has_left
from bot.viewings.alone.cards import alone_card
from bot.viewings.cards import head_card
from bot.viewings.panel.cards import panel_card
from bot.viewings.panel.questions import who_leads_card
from bot.viewings.phrases import leader
from bot.viewings.rules import ENDED, Viewing
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus


async def own_card(interaction: StudyInteraction, status: ViewingStatus, said: str = "") -> Card:
    """The card of a viewing for this person alone; `said`: what they are to know besides."""
    viewing, now = status.viewing, clock.now()
    if viewing.solo:
        return alone_card(status, now)
    if viewing.is_led_by(await acting(interaction)):
        return panel_card(status, now, interaction.user.id, said)
    return head_card(status, now, private=True, said=said)


async def panel_of(interaction: StudyInteraction, status: ViewingStatus, said: str = "") -> Card:
    """The panel for who may lead; who may not is told who does, and offered `Take over` where it is theirs to do."""
    if status.viewing.is_led_by(await acting(interaction)):
        return panel_card(status, clock.now(), interaction.user.id, said)
    return await _who_leads(interaction, status.viewing, said)


async def _who_leads(interaction: StudyInteraction, viewing: Viewing, said: str) -> Card:
    if viewing.closed:
        return who_leads_card(viewing, said or ENDED, may_take_over=False)
    if not await has_left(interaction, viewing.facilitator_id):
        told = "\n".join(filter(None, (said, f"{leader(viewing)} this viewing.")))
        return who_leads_card(viewing, told, may_take_over=False)
    viewings = interaction.client.services.get(Viewings)
    takes_part = await viewings.takes_part(home_of(interaction), viewing.id, interaction.user.id)
    gone = "" if viewing.facilitator_id is None else f"<@{viewing.facilitator_id}> has left the server."
    told = f"{gone} Nobody leads this viewing now.".strip()
    if not takes_part:
        told += " Press `Join` first; then you can take over."
    return who_leads_card(viewing, told, may_take_over=takes_part)
