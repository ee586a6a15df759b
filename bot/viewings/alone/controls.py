"""The controls of who watches alone: moves of their own card, and whether prompts come by direct message."""

import re
from typing import TYPE_CHECKING, Any

import discord

from bot import clock
from bot.chat.answer import replace_card
from bot.chat.forms import Fields, Submitted, Text, asks, show_form, text_of
from bot.chat.place import home_of
from bot.errors import Refusal
from bot.threads.people import acting
from bot.viewings.alone import cards
from bot.viewings.answering.forms import jump_form
from bot.viewings.controls import STEP, VIEWING, ViewingControl, make_move
from bot.viewings.film_time import read
from bot.viewings.moves import STALE, Decision, Move, Request, Undecided
from bot.viewings.service import Viewings
from bot.viewings.showing import own_card

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

MOVE = r"(?P<move>[a-z_]{1,12})"


class MoveButton(ViewingControl, template=rf"watch:{VIEWING}:{STEP}:{MOVE}"):
    """Moves the viewing, from the step that the button was drawn for."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Move it and show where it stands; in a group, whose panel has other buttons, show that."""
        await _move(interaction, self.viewing_id, self.state, None)


class DecidedButton(ViewingControl, template=rf"watch-decided:{VIEWING}:{STEP}:{MOVE}:(?P<decided>[a-z]{{1,8}})"):
    """Says what becomes of the prompts that a move passes."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Move it."""
        decided = self.state["decided"]
        await _move(interaction, self.viewing_id, self.state, Decision(decided) if decided in set(Decision) else None)


class CardButton(ViewingControl, template=rf"watch-card:{VIEWING}"):
    """Shows the card again."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """In place of what was asked."""
        await replace_card(interaction, await own_card(interaction, await self.load_status(interaction)))


class JumpButton(ViewingControl, template=rf"watch-jump:{VIEWING}:{STEP}"):
    """Asks where the film is."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """The form; in a group, whose panel has another button, show that."""
        status = await self.load_status(interaction)
        if status.viewing.solo:
            await show_form(interaction, jump_form(status.viewing, status.film_time))
        else:
            await replace_card(interaction, await own_card(interaction, status, STALE))


class DirectButton(ViewingControl, template=rf"watch-direct:{VIEWING}:(?P<switch>on|off)"):
    """Chooses whether timed prompts come by direct message."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Choose, and show the card anew."""
        viewings = interaction.client.services.get(Viewings)
        guild_id, direct = home_of(interaction), self.state["switch"] == "on"
        status = await viewings.set_direct(guild_id, self.viewing_id, interaction.user.id, clock.now(), direct=direct)
        await replace_card(interaction, await own_card(interaction, status))


@asks(minute=Text())
async def submit_jump(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The form that says where the film is."""
    position = read(text_of(fields, "minute"))
    request = Request(move=Move.JUMP, by=await acting(interaction), seen=int(match["step"]), to=position)
    status = await make_move(interaction, int(match["viewing"]), request)
    await replace_card(interaction, await own_card(interaction, status))


CONTROLS = (MoveButton, DecidedButton, CardButton, JumpButton, DirectButton)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"jump-form:{VIEWING}:{STEP}", submit_jump),)


async def _move(
    interaction: "StudyInteraction", viewing_id: int, state: "re.Match[str]", decided: Decision | None
) -> None:
    viewings = interaction.client.services.get(Viewings)
    status = await viewings.get(home_of(interaction), viewing_id, interaction.user.id, clock.now())
    if not status.viewing.solo:
        await replace_card(interaction, await own_card(interaction, status, STALE))
        return
    if state["move"] not in set(Move):
        raise Refusal(STALE)
    by, move = await acting(interaction), Move(state["move"])
    request = Request(move=move, by=by, seen=int(state["step"]), decided=decided)
    try:
        status = await make_move(interaction, viewing_id, request)
    except Undecided as undecided:
        await replace_card(interaction, cards.undecided_card(status.viewing, undecided))
    else:
        await replace_card(interaction, await own_card(interaction, status))
