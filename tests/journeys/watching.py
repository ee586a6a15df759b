"""What members do in viewings, in a few words; the club with one clock and a film of twenty minutes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import discord

from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from tests.journeys.conftest import labels, words
from tests.journeys.polling import _texts

FILM = "bees/the-hive"
AT_MOST = 12
"""Messages of a thread that one turn draws."""


async def start(club: Any, film: str = FILM, **more: Any) -> Any:
    """A group that Sam leads; its thread."""
    told = await club.sam.slash(club.general, "watch start", film=film, **more)
    assert "The group watches in" in told.response.content, told.response.content
    await club.env.settle()
    [thread] = club.general.threads
    return thread


async def turn(club: Any) -> None:
    """The bot does what is due, and draws the cards that are behind."""
    services = club.env.bot.services
    await services.get(Worker).once()
    redraws = services.get(Redraws)
    for _ in range(AT_MOST):  # each look draws one message of each channel
        await redraws.look()
        if not redraws.busy:
            break
        await redraws.settle()
    await club.env.settle()


async def later(club: Any, **span: float) -> None:
    """Time passes, and the bot does what is due."""
    await club.env.advance_time(timedelta(**span).total_seconds())
    await turn(club)


def text(message: discord.Message) -> str:
    """Every text of a message."""
    return "\n".join(_texts(message.components)) or message.content


def in_thread(thread: Any) -> list[str]:
    """What stands in the thread for everybody, oldest first."""
    return [text(message) for message in thread.history() if not message.flags.ephemeral]


def card(thread: Any) -> Any:
    """The card of the viewing."""
    return next(message for message in thread.history() if "watch-join:" in ids(message))


def prompt(thread: Any, number: int) -> Any:
    """The message of a prompt."""
    return next(message for message in thread.history() if re.match(rf"### Prompt {number} of ", text(message)))


def offered(message: discord.Message) -> set[str]:
    """The labels of the buttons of a message."""
    return {label for part in _parts(message.components) if (label := getattr(part, "label", None))}


def ids(message: discord.Message) -> str:
    """The custom ids of a message."""
    return " ".join(found for part in _parts(message.components) if (found := getattr(part, "custom_id", None)))


def _parts(components: Any) -> Iterator[Any]:
    for part in components:
        yield part
        yield from _parts(getattr(part, "children", ()))


async def press(club: Any, member: Any, thread: Any, label: str) -> Any:
    """A click on the card in the thread, with all that follows from it."""
    result = await member.click(card(thread), label=label)
    await turn(club)
    return result


async def panel(club: Any, thread: Any, member: Any = None) -> Any:
    """The panel of who leads; Sam's unless another is named."""
    return (await (member or club.sam).click(card(thread), label="Lead")).response


async def lead(club: Any, thread: Any, *clicked: str, member: Any = None) -> Any:
    """Clicks on the panel one after the other, with all that follows from them; the answer to the last."""
    leader = member or club.sam
    shown = await panel(club, thread, leader)
    result: Any = None
    for label in clicked:
        result = await leader.click(shown, label=label)
        await turn(club)
    return result


async def start_film(club: Any, thread: Any) -> None:
    """The film runs from now on, whatever was left before it."""
    shown = await lead(club, thread, "Start the film")
    if "Start anyway" in labels(shown):
        await club.sam.click(shown.response, label="Start anyway")
    await club.sam.click(shown.response, label="Now")
    await turn(club)


async def end(club: Any, thread: Any, unrevealed: str = "End without revealing") -> None:
    """The viewing ends, by command; where that asks what becomes of unrevealed answers, that is said."""
    asked = await club.sam.slash(thread, "watch end")
    if unrevealed in labels(asked):
        await club.sam.click(asked.response, label=unrevealed)
    await turn(club)


async def answer(member: Any, message: Any, **fields: Any) -> str:
    """An answer by form; what its author is told."""
    form = await member.click(message, label="Answer")
    return words(await member.submit_modal(form, fields))
