"""Being ready as soon as every server is there that READY told of.

discord.py waits in any case until nothing has come for a while (`guild_ready_timeout`), which is what it has to do
where a server is down. Where all have come there is nothing left to wait for.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from discord.state import ConnectionState

Parse = Callable[[Any], object]


class Arrivals:
    """The servers that are still to come, of all shards of one bot; to be made before whatever guards the reading."""

    def __init__(self, state: ConnectionState[Any]) -> None:
        self._state = state
        self._patience = state.guild_ready_timeout
        self._awaited: set[int] = set()
        for event, note in {"READY": self._told, "GUILD_CREATE": self._came}.items():
            state.parsers[event] = partial(self._noted, state.parsers[event], note)

    def _noted(self, parse: Parse, note: Parse, data: Any) -> None:
        parse(data)  # what cannot be read is not noted either
        note(data)
        self._state.guild_ready_timeout = self._patience if self._awaited else 0.0

    def _told(self, data: Any) -> None:
        self._awaited.update(int(guild["id"]) for guild in data["guilds"])

    def _came(self, data: Any) -> None:
        self._awaited.discard(int(data["id"]))
