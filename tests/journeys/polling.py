"""What members do with polls, in a few words; the club with one clock."""

import re
from datetime import timedelta
from typing import Any

import discord

from bot.outbox.redraws import Redraws
from bot.outbox.worker import Worker
from tests.journeys.conftest import words

ROUND = 4.0
"""Seconds after which what has fallen due is due for the bot too."""


async def quick(club: Any, question: str = "Which film next?", options: str = "Red|Green|Blue", **more: Any) -> Any:
    posted = await club.sam.slash(club.general, "poll quick", question=question, options=options, **more)
    assert not posted.ephemeral, words(posted)
    return posted


async def close(club: Any, number: int = 1) -> Any:
    asked = await club.sam.slash(club.general, "poll close", poll=str(number))
    closed = await club.sam.click(asked.response, label="Close")
    await around(club)
    return closed


async def show(club: Any, number: int = 1, member: Any = None, **more: Any) -> str:
    return words(await (member or club.mira).slash(club.general, "poll show", poll=str(number), **more))


async def in_channel(club: Any) -> list[str]:
    """What stands in the channel for everybody, oldest first."""
    channel = club.env.bot.get_channel(club.general.id)
    found = [message async for message in channel.history(limit=50, oldest_first=True)]
    return ["\n".join(_texts(message.components)) or message.content for message in found]


def _texts(components: Any) -> list[str]:
    found: list[str] = []
    for part in components:
        if isinstance(part, discord.TextDisplay):
            found.append(part.content)
        found += _texts(getattr(part, "children", ()))
    return found


async def later(club: Any, **span: float) -> None:
    """Time passes, and the bot goes on its round."""
    await club.env.advance_time(timedelta(**span).total_seconds())
    await around(club)


async def around(club: Any) -> None:
    """The bot does what is due."""
    await club.env.bot.services.get(Worker).once()
    await club.env.bot.services.get(Redraws).look()
    await club.env.settle()


async def score(club: Any, paper: Any, place: int, points: str) -> None:
    ids = re.findall(r"score:[\d:-]+", str(paper.response.components))
    await club.sam.select(paper.response, [points], custom_id=next(each for each in ids if each.endswith(f":{place}")))


async def forged(club: Any, member: Any, channel: Any, custom_id: str) -> str:
    view = discord.ui.View(timeout=None)
    view.add_item(discord.ui.Button(label="Forged", custom_id=custom_id))
    view.stop()
    message = await club.env.bot.get_channel(channel.id).send("Forged", view=view)
    return (await member.click(message, label="Forged")).response.content
