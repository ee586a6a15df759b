"""Starting a viewing: alone in private, or as a group whose thread and card are posted at once."""

from functools import partial

from bot import clock
from bot.chat.answer import answer_later, answer_own, replace_card
from bot.chat.client import StudyInteraction
from bot.chat.place import home_of, is_direct
from bot.errors import Refusal
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.threads.people import acting
from bot.threads.places import Place
from bot.viewings.controls import load_status
from bot.viewings.posting.queue import QUEUE
from bot.viewings.programme import Programme
from bot.viewings.rules import Secrecy
from bot.viewings.service import Viewings
from bot.viewings.showing import own_card

THREAD_TAKES = 6.0
"""Seconds that the thread may take before the facilitator is told that it comes later."""


async def start_solo(interaction: StudyInteraction, programme: Programme, *, replaces: bool = False) -> None:
    """A private card, self-paced; with `replaces` in place of the clicked one.

    In direct messages it stays, and timed prompts come there by themselves.
    """
    viewings = interaction.client.services.get(Viewings)
    by = await acting(interaction)
    status = await viewings.start_solo(
        programme, guild_id=home_of(interaction), by=by, now=clock.now(), direct=is_direct(interaction)
    )
    await (replace_card if replaces else answer_own)(interaction, await own_card(interaction, status))


async def start_group(
    interaction: StudyInteraction, programme: Programme, place: Place, secrecy: Secrecy, *, replaces: bool = False
) -> None:
    """A thread with the card that everybody sees; the answer, which only the facilitator sees, leads there."""
    opening = partial(_opened, interaction, programme, place, secrecy)
    await answer_later(interaction, opening, meanwhile="The viewing is being opened." if replaces else "")


async def _opened(interaction: StudyInteraction, programme: Programme, place: Place, secrecy: Secrecy) -> str:
    """What the facilitator is told once the group's thread is there, or why it is not yet."""
    services, guild_id = interaction.client.services, guild_of(interaction)
    status = await services.get(Viewings).start_group(
        programme,
        guild_id=guild_id,
        channel_id=place.channel_id,
        by=await acting(interaction),
        now=clock.now(),
        secrecy=secrecy,
        tag_id=place.tag_id,
        started_in=None if interaction.channel_id == place.channel_id else interaction.channel_id,
    )
    await services.get(Worker).do_within(guild_id, QUEUE.line_of(status.viewing.id), THREAD_TAKES)
    viewing = (await load_status(interaction, status.viewing.id)).viewing
    if viewing.orphaned:
        raise Refusal(f"The viewing is open, but nothing could be posted. {viewing.orphaned}")
    if viewing.thread_id is None:
        return "The viewing is open. Discord is slow to make its thread; it appears by itself within a few minutes."
    lead = "You lead it: press `Lead` there for your panel, which only you see."
    told = f"The group watches in <#{viewing.thread_id}>. {lead}"
    return f"{told}\n{place.note}".rstrip()
