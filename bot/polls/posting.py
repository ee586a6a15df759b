"""Posting a poll's card: the poll is kept first, and taken back where its card surely was not posted."""

import asyncio
from datetime import timedelta

import aiohttp
import discord

from bot import clock
from bot.chat import exchange
from bot.chat.barrier import HeldBackError
from bot.chat.callback import UnansweredError
from bot.chat.client import StudyInteraction
from bot.chat.messenger import NONCE_LASTS, BlockedError, LaterError, LostError, Messenger, delivery_error, holds
from bot.database import DoneAlreadyError
from bot.errors import Refusal
from bot.polls import jobs
from bot.polls.cards import poll_card
from bot.polls.rules import Poll
from bot.polls.service import Polls

ANSWERED = 40060
"""Discord has an answer already: ours, its receipt lost on the way, or that of whoever got the same interaction."""
LOOK = 3.0
"""Seconds in which Discord is asked whether it has the card."""
OWED = (
    "Discord has not said whether it took the card of this poll. It appears here within a few minutes, or stands here "
    "already: you need not ask again."
)


def own_control(poll: Poll) -> str:
    """The control that only the poll's card has, as long as the poll is open."""
    return f"mine:{poll.id}"


async def post_as_answer(interaction: StudyInteraction, poll: Poll) -> None:
    """Post the card as the answer to a command; raises Refusal where Discord does not take it."""
    polls = interaction.client.services.get(Polls)
    card = poll_card(await polls.show(poll.guild_id, poll.id))
    try:
        message_id = (await interaction.response.send_message(view=card)).message_id
    except HeldBackError as error:
        raise await _taken_back(polls, poll, error) from error
    except (discord.HTTPException, OSError, aiohttp.ClientError) as error:
        if isinstance(error, discord.HTTPException) and error.code != ANSWERED and error.status < 500:
            raise await _taken_back(polls, poll, error) from error
        again = isinstance(error, discord.HTTPException) and error.code == ANSWERED
        message_id = await _answer_held(interaction, poll, DoneAlreadyError() if again else error)
    else:
        message_id = message_id or await _answer_held(interaction, poll, DoneAlreadyError())
    await polls.note_posted(poll.guild_id, poll.id, poll.channel_id, message_id)


async def post_in_channel(interaction: StudyInteraction, poll: Poll) -> bool:
    """Post the card as a message of its own; False where it comes later, Refusal where Discord does not take it."""
    polls, channels = interaction.client.services.get(Polls), interaction.client.services.get(Messenger)
    card, now = poll_card(await polls.show(poll.guild_id, poll.id)), clock.now()
    try:
        message_id = await channels.send(poll.guild_id, poll.channel_id, card, jobs.nonce(poll.id, jobs.CARD))
    except (LaterError, TimeoutError):
        # It may stand there, or come yet: a second try with its nonce makes no second one, a new poll would.
        await polls.owe_card(poll.guild_id, poll.id, now)
        return False
    except (LostError, BlockedError) as error:
        raise await _taken_back(polls, poll, error) from error
    await polls.note_posted(poll.guild_id, poll.id, poll.channel_id, message_id)
    return True


async def _answer_held(interaction: StudyInteraction, poll: Poll, doubt: Exception) -> int:
    """The card that Discord holds as the answer, where its receipt was lost; else what became of it is raised."""
    polls = interaction.client.services.get(Polls)
    visit = exchange.current()
    if visit.notice:  # the card was to follow what was told in time, and is no answer that could be asked for
        if isinstance(doubt, UnansweredError):
            raise await _taken_back(polls, poll, doubt) from doubt
        raise await _owed(polls, poll) from doubt
    await asyncio.sleep(exchange.EXPIRES - visit.age)  # until then Discord may still take it
    try:
        async with asyncio.timeout(LOOK):
            answer = await interaction.original_response()
    except discord.NotFound:
        raise await _taken_back(polls, poll, doubt) from doubt
    except (discord.HTTPException, OSError, TimeoutError) as unknown:
        raise await _owed(polls, poll) from unknown
    if holds(answer, own_control(poll)):
        return answer.id
    await polls.take_back(poll.guild_id, poll.id)
    raise DoneAlreadyError from doubt


async def _owed(polls: Polls, poll: Poll) -> Refusal:
    # An answer has no nonce, so that the channel is looked through before anything is posted.
    await polls.owe_card(poll.guild_id, poll.id, poll.created_at - NONCE_LASTS - timedelta(seconds=1))
    return Refusal(OWED)


async def _taken_back(polls: Polls, poll: Poll, error: Exception) -> Exception:
    await polls.take_back(poll.guild_id, poll.id)
    meant = delivery_error(error) if isinstance(error, discord.HTTPException) else error
    if isinstance(meant, LostError | BlockedError):
        return Refusal(f"The poll was not posted: {meant}")
    if isinstance(meant, LaterError | TimeoutError):
        return Refusal("Discord did not accept the poll, and nothing was posted. Try again in a minute.")
    return meant
