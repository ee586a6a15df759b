"""Controls that messages of earlier versions still show: they change nothing, say so, and show the present card."""

from bot.chat.answer import replace_card
from bot.chat.client import StudyInteraction
from bot.viewings.controls import VIEWING, ViewingControl
from bot.viewings.moves import STALE
from bot.viewings.showing import own_card

_REST = r"(?::[0-9:]{1,32})?"


class _Outdated(ViewingControl, template=r"(?!)"):
    async def act(self, interaction: StudyInteraction) -> None:
        """Show what is now, in place of a private card, beside a public one."""
        await replace_card(interaction, await own_card(interaction, await self.load_status(interaction), STALE))


class ControlsButton(_Outdated, template=rf"watch-controls:{VIEWING}{_REST}"):
    """`Controls` on a prompt."""


class RevealButton(_Outdated, template=rf"watch-reveal:{VIEWING}{_REST}"):
    """`Reveal` on a prompt."""


class HandOverButton(_Outdated, template=rf"watch-heir:{VIEWING}{_REST}"):
    """`Hand over` on the card."""


class HeirSelect(_Outdated, template=rf"heir:{VIEWING}{_REST}"):
    """The select of members."""


class AsideButton(_Outdated, template=rf"watch-aside:{VIEWING}{_REST}"):
    """`Facilitator's note` on a prompt."""


CONTROLS = (ControlsButton, RevealButton, HandOverButton, HeirSelect, AsideButton)
