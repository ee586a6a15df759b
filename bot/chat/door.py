"""The one error door: a refusal becomes a private sentence, a bug a private sentence with a reference id."""

import secrets

import aiohttp
import discord
import structlog
from discord import app_commands

from bot.chat import exchange
from bot.chat.answer import answer_text
from bot.chat.barrier import HeldBackError
from bot.chat.callback import UnansweredError
from bot.chat.messenger import BLOCKED
from bot.database import DoneAlreadyError, NotSavedError
from bot.errors import Refusal

log = structlog.get_logger(__name__)

TOO_LATE = {10062, 40060}
"""Codes of an interaction that is gone or was answered already: nothing more can be said to the person."""


PARTLY = (
    "Part of this was saved, but not all: my storage does not answer at the moment. Check what is there, and try again "
    "in a minute."
)


def cause(error: BaseException) -> BaseException:
    """The error that a handler raised, without the wrapping that discord.py puts around it."""
    while isinstance(error, app_commands.CommandInvokeError | app_commands.TransformerError) and error.__cause__:
        error = error.__cause__
    return error


async def answer_error(interaction: discord.Interaction, error: BaseException, keep: str = "") -> None:
    """Tell the person, privately, why there is no answer, and give `keep` back; never raises."""
    error, visit = cause(error), exchange.current()
    if isinstance(error, DoneAlreadyError):
        visit.outcome = "duplicate"
        return
    if isinstance(error, discord.HTTPException) and error.code in TOO_LATE:
        visit.outcome = "unanswered"
        log.warning("answer came too late", code=error.code, interaction=interaction.id)
        return
    if isinstance(error, UnansweredError | HeldBackError):
        visit.outcome = "unanswered"
        log.warning("could not answer", reason=str(error), interaction=interaction.id)
        return
    sentence = _sentence(interaction, error, visit)
    try:
        offer = error.offer if isinstance(error, Refusal) else None
        await answer_text(interaction, sentence, keep, offer)
    except discord.HTTPException as failure:
        log.warning("could not answer", code=failure.code, status=failure.status, interaction=interaction.id)
    except (OSError, aiohttp.ClientError, RuntimeError) as failure:  # the last where the session is closed already
        log.warning("could not answer", error=type(failure).__name__, interaction=interaction.id)


def _sentence(interaction: discord.Interaction, error: BaseException, visit: exchange.Exchange) -> str:
    visit.outcome = "refused"
    if isinstance(error, Refusal):
        return PARTLY if isinstance(error, NotSavedError) and visit.saved else str(error)
    if isinstance(error, app_commands.TransformerError):
        return "One of the options could not be read. Pick a value from the list that appears while you type."
    if isinstance(error, app_commands.MissingPermissions | app_commands.CheckFailure):
        return "You may not use this command here."
    if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
        return "This command has just changed. Type it again in a minute, or reload Discord."
    if isinstance(error, discord.HTTPException) and error.code in BLOCKED:
        log.info("an answer was blocked", code=error.code, interaction=interaction.id)
        return f"Nothing was posted: {BLOCKED[error.code]}"
    visit.outcome, visit.reference = "failed", (reference := secrets.token_hex(4))
    log.error("unexpected error", ref=reference, interaction=interaction.id, exc_info=error)
    changed = "a part of this may be saved" if visit.saved else "nothing was changed"
    return (
        f"Something went wrong on my side, and {changed}. It is logged as `{reference}`. "
        "Try again; if it happens again, give this reference to the people who run the bot."
    )
