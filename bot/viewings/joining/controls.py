"""The controls of who takes part: joining, being pinged, leaving, asking where the viewing is."""

from bot import clock
from bot.chat.answer import answer_card, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.place import home_of
from bot.outbox.worker import Worker
from bot.threads.joining.adding import ADDING
from bot.viewings.controls import VIEWING, ViewingControl
from bot.viewings.joining import cards
from bot.viewings.joining.queue import JOINING
from bot.viewings.joining.service import Presence
from bot.viewings.joining.views import Whereabouts
from bot.viewings.service import Viewings


class MemberControl(ViewingControl, template=r"(?!)"):
    """A control of somebody who takes part, or may."""

    async def find(self, interaction: StudyInteraction) -> Whereabouts:
        """Where the viewing is, and how this member takes part."""
        presence = interaction.client.services.get(Presence)
        return await presence.whereabouts(home_of(interaction), self.viewing_id, interaction.user.id, clock.now())


class JoinButton(MemberControl, template=rf"watch-join:{VIEWING}"):
    """Takes part, and is added to the thread."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Join and say so at once; what Discord makes of it follows on the same card."""
        services, guild_id, member_id = interaction.client.services, home_of(interaction), interaction.user.id
        before = await self.find(interaction)
        if before.status.viewing.closed:
            await answer_card(interaction, cards.ended_card(before))
            return
        joined = await services.get(Viewings).join(guild_id, self.viewing_id, member_id, clock.now())
        await replace_card(interaction, cards.joined_card(await self.find(interaction), again=not joined))
        await services.get(Worker).do_within(guild_id, JOINING.line_of(self.viewing_id), ADDING)
        after = await self.find(interaction)
        if after.status.viewing.orphaned or (after.standing and after.standing.refused):
            await interaction.edit_original_response(view=cards.joined_card(after, again=not joined))


class LeaveButton(MemberControl, template=rf"watch-leave:{VIEWING}"):
    """Takes part no more."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Leave; answers stay."""
        viewings = interaction.client.services.get(Viewings)
        left = await viewings.leave(home_of(interaction), self.viewing_id, interaction.user.id, clock.now())
        await replace_card(interaction, cards.left_card(left.viewing))


class PingButton(MemberControl, template=rf"watch-ping:{VIEWING}:(?P<switch>on|off)"):
    """Asks to be mentioned when there is something to read, or no longer."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Choose, and say so in place of the card."""
        presence, pinged = interaction.client.services.get(Presence), self.state["switch"] == "on"
        guild_id, member_id = home_of(interaction), interaction.user.id
        found = await presence.set_pinged(guild_id, self.viewing_id, member_id, clock.now(), pinged=pinged)
        await replace_card(interaction, cards.pinged_card(found))


class WhereButton(MemberControl, template=rf"watch-where:{VIEWING}(?::\d{{1,9}})?"):
    """Tells where the viewing is now."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately."""
        await replace_card(interaction, cards.where_card(await self.find(interaction), clock.now()))


CONTROLS = (JoinButton, LeaveButton, PingButton, WhereButton)
