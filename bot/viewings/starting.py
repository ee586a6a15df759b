"""Starting a viewing: alone in private, or as a group whose thread and card are posted at once."""

from typing import TYPE_CHECKING

import discord

from bot import clock
from bot.chat.answer import answer_card
from bot.chat.controls import Control
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.packs.model import Kind
from bot.packs.params import shelf_of
from bot.viewings import controls
from bot.viewings.people import Place, place_for_group, watcher
from bot.viewings.posting.queue import line_of
from bot.viewings.programme import Programme, programme_of
from bot.viewings.rules import Secrecy
from bot.viewings.service import Viewings

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]


THREAD_TAKES = 6.0
"""Seconds that the thread may take before the facilitator is told that it comes later."""


class FilmButton(Control, template=r"watch-film:(?P<mode>group|solo):(?P<value>[a-z0-9-]{1,32}/[a-z0-9-]{1,48})"):
    """On the card of a film: starts a guided viewing of it with its own guide."""

    async def act(self, interaction: "StudyInteraction") -> None:
        """As `/watch start` does."""
        shelf = shelf_of(interaction)
        film = shelf.find(self.state["value"])
        if film is None or film.kind is not Kind.FILM:
            raise Refusal("This film is no longer on the shelf. `/watch start` takes its title all the same.")
        programme = programme_of(shelf, film)
        if self.state["mode"] == "solo":
            await start_solo(interaction, programme)
        else:
            await start_group(interaction, programme, Secrecy.UNNAMED)


async def start_solo(interaction: "StudyInteraction", programme: Programme) -> None:
    """A private card, self-paced."""
    viewings = interaction.client.services.get(Viewings)
    by = await watcher(interaction)
    status = await viewings.start_solo(programme, guild_id=guild_of(interaction), by=by, now=clock.now())
    await answer_card(interaction, await controls.own_card(interaction, status))


async def start_group(interaction: "StudyInteraction", programme: Programme, secrecy: Secrecy) -> None:
    """A thread with the card that everybody sees; the answer, which only the facilitator sees, leads there."""
    by = await watcher(interaction)
    place = await place_for_group(interaction)
    await interaction.response.defer(ephemeral=True, thinking=True)
    await interaction.edit_original_response(content=await opened(interaction, programme, secrecy, place, by.id))


async def opened(
    interaction: "StudyInteraction", programme: Programme, secrecy: Secrecy, place: Place, member_id: int
) -> str:
    """What the facilitator is told once the group's thread is there, or why it is not yet."""
    services, guild_id = interaction.client.services, guild_of(interaction)
    viewings = services.get(Viewings)
    status = await viewings.start_group(
        programme,
        guild_id=guild_id,
        channel_id=place.channel_id,
        by=await watcher(interaction),
        now=clock.now(),
        secrecy=secrecy,
        thread_id=place.thread_id,
    )
    await services.get(Worker).do_within(guild_id, line_of(status.viewing.id), THREAD_TAKES)
    viewing = (await viewings.get(guild_id, status.viewing.id, member_id, clock.now())).viewing
    if viewing.orphaned:
        raise Refusal(f"The viewing is open, but nothing could be posted. {viewing.orphaned}")
    if viewing.thread_id is None:
        return "The viewing is open. Discord is slow to make its thread; it appears by itself within a few minutes."
    told = f"The group watches in <#{viewing.thread_id}>. You lead it: `Next` asks the first prompt."
    return f"{told}\n{place.note}".rstrip()
