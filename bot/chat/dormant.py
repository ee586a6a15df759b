"""Rooms that sleep until somebody uses them: until then they cost neither memory nor time at the start.

Of a room that sleeps only its commands are there, with a few words on what else is its own: how the custom ids of its
controls and forms begin, which jobs it does, and the tables that hold a row once it was used. Where one does, the room
is awake from the start; so one that sleeps has nothing that is due or could be left wrong. Whatever comes for it first,
a command, a letter typed, a click, a form or a job of another process, waits until it is awake, and then goes its way.
"""

import asyncio
import contextvars
import importlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import discord
import structlog
from discord import app_commands

from bot.chat import store
from bot.chat.options import Choices
from bot.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Room:
    """What is known of a room while it sleeps."""

    module: str
    """Its `set_up(bot)` makes all of it work but the commands; what it is made of is loaded with it, in a thread."""
    commands: tuple[str, ...]
    """The first words of its slash commands."""
    ids: tuple[str, ...]
    """How the custom ids of its controls and forms begin."""
    jobs: tuple[str, ...]
    """The kinds of its jobs."""
    tables: tuple[str, ...]
    """Where a row stands once it was used."""


class Dormant:
    """The rooms of a bot that sleep, and who wakes them."""

    def __init__(self, bot: discord.Client, database: Database) -> None:
        self._bot = bot
        self._database = database
        self._asleep: dict[Room, asyncio.Task[None] | None] = {}
        """Each with what is waking it."""

    async def add(self, room: Room) -> None:
        """Have a room sleep until it is used; one that was used before is awake at once."""
        self._asleep[room] = None
        if await self.is_used(room):
            await self.wake(room)

    async def is_used(self, room: Room) -> bool:
        """Whether the room is awake, or should be, since anybody has used it."""
        if room not in self._asleep:
            return True
        async with self._database.read() as tx:
            return await store.any_rows(tx, room.tables)

    async def wake(self, room: Room) -> None:
        """Have a room awake; all who come meanwhile wait for the same, and are told what goes wrong."""
        if room not in self._asleep:
            return
        waking = self._asleep[room]
        if waking is None:
            # In a context of its own: it belongs to no answer, whose time would else be its time too.
            waking = asyncio.create_task(self._wake(room), name="waking", context=contextvars.Context())
            self._asleep[room] = waking
        await asyncio.wait({waking})
        waking.result()

    async def _wake(self, room: Room) -> None:
        try:
            loaded = await asyncio.to_thread(importlib.import_module, room.module)
            await loaded.set_up(self._bot)
        except BaseException:
            self._asleep[room] = None  # whoever comes next tries again
            raise
        del self._asleep[room]
        log.info("awake", room=room.module)

    async def wake_for(self, command: str = "", custom_id: str = "") -> None:
        """Wake the rooms that a command or a custom id belongs to."""
        for room in tuple(self._asleep):
            if command in room.commands or custom_id.startswith(room.ids):
                await self.wake(room)

    async def wake_all(self) -> None:
        """Wake every room: for whoever looks through all that the bot knows."""
        for room in tuple(self._asleep):
            await self.wake(room)


class LaterParam(app_commands.Transformer):
    """An option that is understood by what a room brings along; the room is awake whenever one is looked at."""

    def __init__(self, load: "Callable[[], app_commands.Transformer]") -> None:
        self._load = load

    @cached_property
    def _loaded(self) -> app_commands.Transformer:
        return self._load()

    async def transform(self, interaction: discord.Interaction[Any], value: str, /) -> Any:
        """What is meant; raises Refusal where there is nothing like it."""
        return await self._loaded.transform(interaction, value)

    async def autocomplete(self, interaction: discord.Interaction[Any], value: str | float, /) -> Choices:
        """At most 25."""
        return await self._loaded.autocomplete(interaction, value)
