"""Posting a poll's card: the poll is kept first, and taken back where its card cannot be posted."""

from typing import TYPE_CHECKING

import discord

from bot.errors import Refusal
from bot.polls.cards import poll_card
from bot.polls.channels import BlockedError, Channels, LaterError, LostError, read
from bot.polls.rules import Poll
from bot.polls.service import Polls

if TYPE_CHECKING:
    from bot.chat.client import StudyBot

    StudyInteraction = discord.Interaction[StudyBot]

ANSWERED = 40060
"""Discord has the answer already: the one whose receipt was lost on the way."""


async def post_as_answer(interaction: "StudyInteraction", poll: Poll) -> None:
    """Post the card as the answer to a command; raises Refusal where Discord does not take it."""
    polls = interaction.client.services.get(Polls)
    card = poll_card(await polls.show(poll.guild_id, poll.id))
    try:
        message_id = (await interaction.response.send_message(view=card)).message_id
    except (discord.HTTPException, TimeoutError) as error:
        if getattr(error, "code", None) != ANSWERED:
            raise await _taken_back(polls, poll, error) from error
        message_id = None
    if message_id is None:
        message_id = (await interaction.original_response()).id
    await polls.posted(poll.guild_id, poll.id, poll.channel_id, message_id)


async def post_in_channel(interaction: "StudyInteraction", poll: Poll) -> None:
    """Post the card as a message of its own; raises Refusal where Discord does not take it."""
    polls, channels = interaction.client.services.get(Polls), interaction.client.services.get(Channels)
    card = poll_card(await polls.show(poll.guild_id, poll.id))
    try:
        message_id = await channels.send(poll, card, f"{poll.id}-card")
    except (LostError, BlockedError, LaterError, TimeoutError) as error:
        raise await _taken_back(polls, poll, error) from error
    await polls.posted(poll.guild_id, poll.id, poll.channel_id, message_id)


async def _taken_back(polls: Polls, poll: Poll, error: Exception) -> Exception:
    await polls.unposted(poll.guild_id, poll.id)
    meant = read(error) if isinstance(error, discord.HTTPException) else error
    if isinstance(meant, LostError | BlockedError):
        return Refusal(f"The poll was not posted: {meant}")
    if isinstance(meant, LaterError | TimeoutError):
        return Refusal("Discord did not take the poll just now, and nothing was posted. Try again in a minute.")
    return meant
