"""Pictures that follow texts: the text is there at once, its picture follows, and one that fails leaves it alone."""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import discord
import structlog

from bot.charts import studio
from bot.charts.picture import Picture as Drawing
from bot.charts.picture import PictureError
from bot.chat.cards import Card
from bot.chat.pictures import Picture, file_of
from bot.stopping import end

Coming = Coroutine[Any, Any, Picture | None]
"""A picture that is still to be drawn; None where there is none."""
Show = Callable[[Picture], Awaitable[object]]

log = structlog.get_logger(__name__)


class Gallery:
    """Hangs pictures under texts that are there already: drawing takes seconds, the first time several."""

    def __init__(self) -> None:
        self._hanging: set[asyncio.Task[None]] = set()

    def attach_picture(self, drawing: Coming, show: Show) -> None:
        """Draw, then `show` what was drawn; returns at once.

        In a context of its own, for it belongs to no answer: whoever waits for an answer need not wait for this.
        """
        task = asyncio.create_task(self._attach(drawing, show), context=contextvars.Context())
        self._hanging.add(task)
        task.add_done_callback(self._hanging.discard)

    def follow(self, interaction: discord.Interaction[Any], drawing: Coming, card: Callable[[Picture], Card]) -> None:
        """Let a picture follow the card that was answered, in one with both; returns at once."""

        async def show(picture: Picture) -> None:
            await interaction.edit_original_response(view=card(picture), attachments=[file_of(picture)])

        self.attach_picture(drawing, show)

    async def stop(self) -> None:
        """Leave what is not drawn yet, and end the drawing."""
        await end(self._hanging)
        await studio.close()

    async def _attach(self, drawing: Coming, show: Show) -> None:
        try:
            if picture := await drawing:
                await show(picture)
        except Exception as error:  # noqa: BLE001 - the text stands without it
            log.warning("a picture could not be shown", error=type(error).__name__, reason=str(error)[:200])


async def draw_as_file(drawing: Awaitable[Drawing], name: str) -> Picture | None:
    """What was drawn, named as a file; None where it could not be."""
    try:
        done = await drawing
    except PictureError as error:
        log.warning("a picture could not be drawn", reason=str(error))
        return None
    return Picture(done.png, done.alt, name)
