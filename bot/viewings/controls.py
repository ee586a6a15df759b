"""The controls that lead a viewing: moves, joining and leaving, handing over, the facilitator's note."""

import re
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import discord

from bot import clock
from bot.chat.answer import answer_card, answer_text, change, is_private, replace_card
from bot.chat.controls import Control, chosen
from bot.chat.forms import Fields, Submitted, Text, asks, show_form
from bot.chat.inputs import resolved
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.viewings import cards
from bot.viewings.answering.forms import jump_form, text_of
from bot.viewings.film_time import read
from bot.viewings.moves import Move, Request
from bot.viewings.people import watcher
from bot.viewings.rules import Person, State, Viewing
from bot.viewings.service import Viewings
from bot.viewings.status import ViewingStatus

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

VIEWING = r"(?P<viewing>\d{1,19})"
STEP = r"(?P<step>\d{1,9})"
PLACE = r"(?P<place>\d{1,3})"
PAGE = r"(?::(?P<page>\d{1,3}))?"
UNKNOWN_MEMBER, UNKNOWN_USER = 10007, 10013


class ViewingControl(Control, template=r"(?!)"):
    """A control whose custom id names a viewing."""

    @property
    def viewing_id(self) -> int:
        """The viewing that it was drawn for; whether there is one in this server, the service tells."""
        return int(self.state["viewing"])

    async def load_status(self, interaction: "StudyInteraction") -> ViewingStatus:
        """Where the viewing stands; raises Refusal where this member sees none."""
        viewings = interaction.client.services.get(Viewings)
        return await viewings.get(guild_of(interaction), self.viewing_id, interaction.user.id, clock.now())


class MoveButton(ViewingControl, template=rf"watch:{VIEWING}:{STEP}:(?P<move>[a-z_]{{1,12}})"):
    """Moves the viewing, from the step that the button was drawn for."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Move it and show where it stands."""
        move = Move(self.state["move"]) if self.state["move"] in set(Move) else None
        if move is None:
            raise Refusal("This control is out of date. `/watch resume` shows the present ones.")
        gone = move is Move.TAKE_OVER and await leaderless(interaction, (await self.load_status(interaction)).viewing)
        by = await watcher(interaction)
        request = Request(move=move, by=by, seen=int(self.state["step"]), leaderless=gone)
        await show_moved(interaction, await moved(interaction, self.viewing_id, request), asked=move is Move.NEXT)


class RevealButton(ViewingControl, template=rf"watch-reveal:{VIEWING}:{PLACE}"):
    """Reveals the prompt that it hangs on, also when the viewing has moved on."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Reveal it; the answers follow in the thread."""
        by = await watcher(interaction)
        request = Request(move=Move.REVEAL, by=by, place=int(self.state["place"]))
        await moved(interaction, self.viewing_id, request)
        await answer_text(interaction, f"Prompt {int(self.state['place']) + 1} is revealed.")


class ControlsButton(ViewingControl, template=rf"watch-controls:{VIEWING}(?::{PLACE})?"):
    """Shows the viewing's card again, privately, with what this person may do."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """A private card."""
        await answer_card(interaction, await own_card(interaction, await self.load_status(interaction)))


class JumpButton(ViewingControl, template=rf"watch-jump:{VIEWING}:{STEP}"):
    """Asks where the film is."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Open the form, for those who may move the viewing."""
        status = await self.load_status(interaction)
        status.viewing.check_leader(await watcher(interaction))
        await show_form(interaction, jump_form(status.viewing, status.film_time))


class HandOverButton(ViewingControl, template=rf"watch-heir:{VIEWING}:{STEP}"):
    """Asks whom to hand over to."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """A private select of members."""
        viewing = (await self.load_status(interaction)).viewing
        viewing.check_leader(await watcher(interaction))
        await answer_card(interaction, cards.heir_card(viewing))


class HeirSelect(ViewingControl, template=rf"heir:{VIEWING}:{STEP}"):
    """Hands over to the member that was picked."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Hand over, unless that is a bot or somebody who is not here."""
        heir = _picked(interaction)
        request = Request(move=Move.HAND_OVER, by=await watcher(interaction), seen=int(self.state["step"]), heir=heir)
        await moved(interaction, self.viewing_id, request)
        await replace_card(interaction, cards.said_card(f"<@{heir}> leads the viewing from now on."))


class AsideButton(ViewingControl, template=rf"watch-aside:{VIEWING}:{PLACE}{PAGE}"):
    """What the guide tells the facilitator about a prompt."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Privately, to the facilitator alone, a page in place of the one before."""
        viewings, place = interaction.client.services.get(Viewings), int(self.state["place"])
        note = await viewings.facilitator_note(guild_of(interaction), self.viewing_id, place, interaction.user.id)
        if note is None:
            raise Refusal("The guide says nothing more about this prompt.")
        viewing = (await self.load_status(interaction)).viewing
        await _leaf(interaction, self.state["page"], partial(cards.aside_card, viewing, viewing.cue(place), note))


class WholeButton(ViewingControl, template=rf"watch-whole:{VIEWING}:{PLACE}{PAGE}"):
    """A question that is longer than a card has room for."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Privately, a page in place of the one before; once it was asked."""
        viewing = (await self.load_status(interaction)).viewing
        cue = viewing.cue(int(self.state["place"]))
        if cue.state is State.WAITING:
            raise Refusal("This prompt has not been asked yet.")
        await _leaf(interaction, self.state["page"], partial(cards.whole_card, viewing, cue))


class DirectButton(ViewingControl, template=rf"watch-direct:{VIEWING}:(?P<switch>on|off)"):
    """Chooses, watching alone, whether timed prompts come by direct message."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """Choose, and show the card anew."""
        viewings = interaction.client.services.get(Viewings)
        guild_id, direct = guild_of(interaction), self.state["switch"] == "on"
        status = await viewings.set_direct(guild_id, self.viewing_id, interaction.user.id, clock.now(), direct=direct)
        await replace_card(interaction, await own_card(interaction, status))


CONTROLS = (
    DirectButton,
    MoveButton,
    RevealButton,
    ControlsButton,
    JumpButton,
    HandOverButton,
    HeirSelect,
    AsideButton,
    WholeButton,
)


async def moved(interaction: "StudyInteraction", viewing_id: int, request: Request) -> ViewingStatus:
    """Make a move, and let what it gives a group to read be posted."""
    services = interaction.client.services
    status = await services.get(Viewings).move(guild_of(interaction), viewing_id, request, clock.now())
    if not status.viewing.solo:
        services.get(Worker).wake()
    return status


async def show_moved(interaction: "StudyInteraction", status: ViewingStatus, *, asked: bool = False) -> None:
    """The card that was clicked, as it is now; beside it, where a prompt was asked, what only the facilitator reads."""
    if is_private(interaction):
        await replace_card(interaction, await own_card(interaction, status))
        return
    if not await change(interaction, view=cards.viewing_card(status, clock.now())):
        await answer_card(interaction, await own_card(interaction, status))
    elif asked and (cue := status.current) and (note := _leader_note(interaction, status)):
        await interaction.followup.send(view=cards.aside_card(status.viewing, cue, note), ephemeral=True)


async def own_card(interaction: "StudyInteraction", status: ViewingStatus) -> cards.Card:
    """The viewing's card for this person alone."""
    viewing, by = status.viewing, await watcher(interaction)
    note = _leader_note(interaction, status)
    return cards.viewing_card(status, clock.now(), private=True, leads=leads(viewing, by), leader_note=note)


def leads(viewing: Viewing, by: Person) -> bool:
    """Whether somebody may move a viewing."""
    return by.moderator or by.id == viewing.facilitator_id or viewing.facilitator_id is None


async def leaderless(interaction: "StudyInteraction", viewing: Viewing) -> bool:
    """Whether the facilitator is no longer in the server, which only Discord can tell at this moment."""
    if viewing.facilitator_id is None:
        return True
    assert interaction.guild is not None
    try:
        await interaction.guild.fetch_member(viewing.facilitator_id)
    except discord.NotFound as error:
        return error.code in (UNKNOWN_MEMBER, UNKNOWN_USER)
    return False


@asks(minute=Text())
async def submit_jump(interaction: discord.Interaction[Any], match: "re.Match[str]", fields: Fields) -> None:
    """The form that says where the film is."""
    position = read(text_of(fields, "minute") or "")
    request = Request(move=Move.JUMP, by=await watcher(interaction), seen=int(match["step"]), to=position)
    await show_moved(interaction, await moved(interaction, int(match["viewing"]), request))


FORMS: tuple[tuple[str, Submitted], ...] = ((rf"jump-form:{VIEWING}:{STEP}", submit_jump),)


async def _leaf(interaction: "StudyInteraction", page: str | None, card: Callable[[int], cards.Card]) -> None:
    """The first page as an answer, the others in place of the page before."""
    await (answer_card if page is None else replace_card)(interaction, card(int(page or 0)))


def _leader_note(interaction: "StudyInteraction", status: ViewingStatus) -> str | None:
    viewing = status.viewing
    if viewing.solo or viewing.current is None or interaction.user.id != viewing.facilitator_id:
        return None  # who watches alone leads nobody: notes on how to lead are no help there
    return viewing.programme.facilitator_notes.get(viewing.current.place)


def _picked(interaction: discord.Interaction) -> int:
    picked = chosen(interaction)[0]
    if resolved(interaction, "users").get(picked, {}).get("bot"):
        raise Refusal("A bot cannot lead a viewing. Choose a member.")
    if picked not in resolved(interaction, "members"):
        raise Refusal("They are not in this server. Choose a member.")
    return int(picked)
