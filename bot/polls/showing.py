"""Showing polls: privately, or for everyone as everyone may see them."""

from collections.abc import Mapping

import discord

from bot.charts.gallery import Gallery
from bot.chat.answer import answer_card, sharing
from bot.chat.cards import Card
from bot.chat.client import StudyInteraction
from bot.chat.pictures import Picture
from bot.guilds.people import guild_of
from bot.outbox.worker import Worker
from bot.polls import cards
from bot.polls.kinds import KINDS
from bot.polls.permissions import asker, lost, why_not_plan
from bot.polls.pictures import picture_of, picture_of_shift
from bot.polls.redraws import PollCards
from bot.polls.rules import Poll
from bot.polls.service import Polls
from bot.polls.views import Which


async def show(interaction: StudyInteraction, poll_id: int, *, share: bool = False) -> None:
    """A poll as its reader may see it, or, shared, as everyone may; where the reader may not speak it stays private."""
    sharer, note = sharing(interaction, share)
    public = sharer is not None
    reader = None if public else interaction.user.id
    view = await interaction.client.services.get(Polls).show(guild_of(interaction), poll_id, reader)
    by = await asker(interaction)
    gone = lost(interaction, view.poll.voters)
    plans = not public and KINDS[view.poll.kind].about_times and await why_not_plan(interaction) is None
    manager = not public and (by.moderator or by.id == view.poll.creator_id)

    def card(picture: Picture | None = None) -> Card:
        return cards.show_card(
            view, manager=manager, shared_by=sharer, lost=gone, plans=plans, note=note, picture=picture
        )

    await answer_card(interaction, card(), public=public)
    if view.result:
        interaction.client.services.get(Gallery).follow(interaction, picture_of(view), card)


async def show_shift(interaction: StudyInteraction, before_id: int, *, share: bool = False) -> None:
    """Who moved between the two polls of a pair."""
    sharer, note = sharing(interaction, share)
    after, shift = await interaction.client.services.get(Polls).shift(guild_of(interaction), before_id)

    def card(picture: Picture | None = None) -> Card:
        return cards.shift_card(after, shift, shared_by=sharer, note=note, picture=picture)

    await answer_card(interaction, card(), public=sharer is not None)
    interaction.client.services.get(Gallery).follow(interaction, picture_of_shift(after, shift), card)


async def ask(interaction: StudyInteraction, text: str, control: str, choices: Mapping[str, str], ends: str) -> None:
    """Ask something privately before it is done; `choices` by what their custom ids end with, `ends` ends the poll."""
    view = discord.ui.View(timeout=None)
    for choice, label in choices.items():
        style = discord.ButtonStyle.danger if choice == ends else discord.ButtonStyle.secondary
        view.add_item(discord.ui.Button(label=label, style=style, custom_id=f"{control}:{choice}"))
    view.stop()
    await interaction.response.send_message(text, view=view, ephemeral=True)


def follow(interaction: StudyInteraction, poll: Poll) -> None:
    """Let the card of a poll follow what was done, and what is due of it be posted; returns at once."""
    interaction.client.services.get(PollCards).mark(poll)
    interaction.client.services.get(Worker).wake()


async def list_of(interaction: StudyInteraction, which: Which, mine: bool, number: int) -> Card:
    """A page of this server's polls."""
    polls, maker = interaction.client.services.get(Polls), interaction.user.id if mine else None
    return cards.list_card(await polls.page(guild_of(interaction), which, maker, number), which, mine)
