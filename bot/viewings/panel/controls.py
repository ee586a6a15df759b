"""The controls of the panel. Each click turns the same card; one that is out of date changes nothing and says so."""

import re
from dataclasses import replace
from typing import Any

import discord
from discord import ui

from bot import clock
from bot.chat.answer import answer_card, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.controls import chosen
from bot.chat.forms import Fields, Submitted, Text, asks, form_of, show_form
from bot.errors import Refusal, or_refuse
from bot.threads.people import acting, has_left, picked_heir
from bot.viewings.controls import PAGE, PLACE, VIEWING, ViewingControl, load_status, make_move
from bot.viewings.film_time import read, written
from bot.viewings.moves import Move, Request, Undecided, left_before
from bot.viewings.panel import cards, questions
from bot.viewings.panel.buttons import request_of
from bot.viewings.prompts import coming
from bot.viewings.rules import ENDED, Phase
from bot.viewings.showing import panel_of
from bot.viewings.status import ViewingStatus


class PanelControl(ViewingControl, template=r"(?!)"):
    """A control of the panel, for who may lead; others are told who does."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Do it, and show what is now."""
        status = await self.load_status(interaction)
        if not status.viewing.is_led_by(await acting(interaction)):
            raise Refusal("Only the facilitator and moderators may do that. `Lead` tells who leads.")
        await self.lead(interaction, status)

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """What it does for who may lead."""
        raise NotImplementedError


class LeadButton(ViewingControl, template=rf"panel-lead:{VIEWING}"):
    """Shows the panel, or tells who leads."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Privately; in place of what the panel showed."""
        status = await self.load_status(interaction)
        await replace_card(interaction, await panel_of(interaction, status))


class MoreButton(PanelControl, template=rf"panel-more:{VIEWING}"):
    """Turns to what is less likely now."""

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """The other page."""
        await replace_card(interaction, cards.more_card(status, clock.now(), interaction.user.id))


class StartButton(PanelControl, template=rf"panel-start:{VIEWING}"):
    """Turns to how the film begins; asks first what becomes of the prompts before it."""

    asks = True

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """The page, or the question."""
        viewing, now = status.viewing, clock.now()
        if viewing.phase is not Phase.BEFORE:
            said = ENDED if viewing.closed else "The film has started already."
            card = await panel_of(interaction, status, said)
        elif self.asks and (undecided := left_before(viewing)):
            card = questions.undecided_card(viewing, undecided, now)
        else:
            card = questions.start_card(viewing)
        await replace_card(interaction, card)


class StartAnywayButton(StartButton, template=rf"panel-start-anyway:{VIEWING}"):
    """Turns to how the film begins, though prompts before it are left: they are left out once it is started."""

    asks = False


class EndButton(PanelControl, template=rf"panel-end:{VIEWING}"):
    """Ends the viewing; asks first what becomes of what was not revealed, and of prompts that were not asked."""

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """The question that is raised, or the end."""
        viewing, left = status.viewing, len(coming(status.viewing, clock.now()))
        if viewing.closed or status.unrevealed or not left:
            await lead(interaction, viewing.id, Request(move=Move.END, by=await acting(interaction)))
            return
        text = "1 prompt is not asked yet." if left == 1 else f"{left} prompts are not asked yet."
        undecided = Undecided(Move.END, left, f"{text} A viewing that has ended cannot go on.")
        await replace_card(interaction, questions.undecided_card(viewing, undecided, clock.now()))


class HandOverButton(PanelControl, template=rf"panel-hand-over:{VIEWING}"):
    """Asks whom to hand over to."""

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """A select of members."""
        await replace_card(interaction, questions.heir_card(status.viewing))


class NoteButton(PanelControl, template=rf"panel-note:{VIEWING}:{PLACE}{PAGE}"):
    """What the guide tells the facilitator about a prompt."""

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """Privately, to the facilitator alone, a page in place of the one before."""
        viewing, reader_id = status.viewing, interaction.user.id
        if reader_id != viewing.facilitator_id:
            raise Refusal("Only the facilitator can read the notes of the guide.")
        cue = viewing.cue(int(self.state["place"]))
        note = or_refuse(viewing.note_for(cue, reader_id), "The guide says nothing more about this prompt.")
        page, show = self.state["page"], answer_card if self.state["page"] is None else replace_card
        await show(interaction, cards.note_card(viewing, cue, note, int(page or 0)))


class DoButton(
    ViewingControl, template=rf"panel-do:{VIEWING}:(?P<move>[a-z_]{{1,12}})(?::(?P<detail>[a-z0-9-]{{1,24}}))?"
):
    """Moves the viewing."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Move it, and show the panel as it is then; or the question that the move raises."""
        request = request_of(self.state["move"], self.state["detail"] or "", await acting(interaction))
        await lead(interaction, self.viewing_id, request)


class FormSelect(ViewingControl, template=rf"panel-form:{VIEWING}"):
    """Chooses the whole guide or its short form."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Choose it."""
        by = await acting(interaction)
        await lead(interaction, self.viewing_id, request_of(Move.FORM, chosen(interaction)[0], by))


class OlderSelect(ViewingControl, template=rf"panel-older:{VIEWING}"):
    """Reveals an older prompt, or asks one after all that was left out."""

    async def act(self, interaction: StudyInteraction) -> None:
        """As its value says."""
        move, _, place = chosen(interaction)[0].partition("-")
        await lead(interaction, self.viewing_id, request_of(move, place, await acting(interaction)))


class HeirSelect(ViewingControl, template=rf"panel-heir:{VIEWING}"):
    """Hands over to the member that was picked."""

    async def act(self, interaction: StudyInteraction) -> None:
        """Hand over, unless that is a bot or somebody who is not here."""
        heir = picked_heir(interaction, "viewing")
        request = Request(move=Move.HAND_OVER, by=await acting(interaction), heir=heir)
        await lead(interaction, self.viewing_id, request, said=f"<@{heir}> leads the viewing from now on.")


class JumpButton(PanelControl, template=rf"panel-jump:{VIEWING}"):
    """Asks where the film goes."""

    async def lead(self, interaction: StudyInteraction, status: ViewingStatus) -> None:
        """The form."""
        minute = ui.Label(
            text="To which minute of the film?",
            description="Such as 12:30, 1:02:30, or 12 for minutes.",
            component=ui.TextInput(custom_id="minute", default=written(status.film_time), max_length=20),
        )
        await show_form(interaction, form_of("Jump", f"panel-jump-form:{self.viewing_id}", minute))


@asks(minute=Text())
async def submit_jump(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The form that says where the film goes."""
    to = read(str(fields.get("minute") or ""))
    request = Request(move=Move.JUMP, by=await acting(interaction), to=to)
    await lead(interaction, int(match["viewing"]), request)


CONTROLS = (
    LeadButton,
    MoreButton,
    StartButton,
    StartAnywayButton,
    EndButton,
    HandOverButton,
    NoteButton,
    DoButton,
    FormSelect,
    OlderSelect,
    HeirSelect,
    JumpButton,
)
FORMS: tuple[tuple[str, Submitted], ...] = ((rf"panel-jump-form:{VIEWING}", submit_jump),)


async def lead(interaction: StudyInteraction, viewing_id: int, request: Request, *, said: str = "") -> None:
    """Make a move from the panel, and turn it: to what is then, to the question that it raises, or to why it is not."""
    if request.move is Move.TAKE_OVER and not request.by.moderator:
        viewing = (await load_status(interaction, viewing_id)).viewing
        # Of two who take over at once the second must not take it from the first.
        request = replace(request, leaderless=await has_left(interaction, viewing.facilitator_id), seen=viewing.step)
    try:
        status = await make_move(interaction, viewing_id, request)
    except Undecided as undecided:
        viewing = (await load_status(interaction, viewing_id)).viewing
        await replace_card(interaction, questions.undecided_card(viewing, undecided, clock.now()))
    except Refusal as refusal:
        status = await load_status(interaction, viewing_id)
        if not status.viewing.is_led_by(request.by):
            raise
        await replace_card(interaction, await panel_of(interaction, status, str(refusal)))
    else:
        if request.move is Move.ASK_READY:
            card = questions.start_card(status.viewing, "Asked in the thread: `Go` when enough are ready.")
        else:
            card = await panel_of(interaction, status, said)
        await replace_card(interaction, card)
