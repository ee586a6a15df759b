"""The controls that anybody uses: taking part, where the film is, who is ready, a long question in full."""

from bot import clock
from bot.chat.answer import answer_own, answer_text, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import Control
from bot.chat.place import home_of
from bot.errors import Refusal
from bot.outbox.worker import Worker
from bot.viewings import cards
from bot.viewings.moves import Request
from bot.viewings.rules import State
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus

VIEWING = r"(?P<viewing>\d{1,19})"
STEP = r"(?P<step>\d{1,9})"
PLACE = r"(?P<place>\d{1,3})"
PAGE = r"(?::(?P<page>\d{1,3}))?"


async def load_status(interaction: StudyInteraction, viewing_id: int) -> ViewingStatus:
    """Where a viewing stands; raises Refusal where this member sees none."""
    viewings = interaction.client.services.get(Viewings)
    return await viewings.get(home_of(interaction), viewing_id, interaction.user.id, clock.now())


class ViewingControl(Control, template=r"(?!)"):
    """A control whose custom id names a viewing."""

    @property
    def viewing_id(self) -> int:
        """The viewing that it was drawn for; whether there is one in this server, the service tells."""
        return int(self.state["viewing"])

    async def load_status(self, interaction: StudyInteraction) -> ViewingStatus:
        """Where the viewing stands; raises Refusal where this member sees none."""
        return await load_status(interaction, self.viewing_id)


class ReadyButton(ViewingControl, template=rf"watch-ready:{VIEWING}:(?P<number>\d{{1,9}})"):
    """Says that one is ready for the film."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Note it; the line that asked counts on."""
        viewings = interaction.client.services.get(Viewings)
        number, now = int(self.state["number"]), clock.now()
        await viewings.ready(home_of(interaction), self.viewing_id, number, interaction.user.id, now)
        await answer_text(interaction, "You are ready. Wait for “Press play” in this thread.")


class WholeButton(ViewingControl, template=rf"watch-whole:{VIEWING}:{PLACE}{PAGE}"):
    """A question that is longer than a card has room for."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately, a page in place of the one before; once it was asked."""
        viewing = (await self.load_status(interaction)).viewing
        cue = viewing.cue(int(self.state["place"]))
        if cue.state is State.WAITING:
            raise Refusal("This prompt has not been asked yet.")
        page = self.state["page"]
        show = answer_own if page is None else replace_card
        await show(interaction, cards.whole_card(viewing, cue, int(page or 0)))


CONTROLS = (ReadyButton, WholeButton)


async def make_move(interaction: StudyInteraction, viewing_id: int, request: Request) -> ViewingStatus:
    """Make a move, and let what it gives a group to read be posted."""
    services = interaction.client.services
    status = await services.get(Viewings).move(home_of(interaction), viewing_id, request, clock.now())
    if not status.viewing.solo:
        services.get(Worker).wake()
    return status
