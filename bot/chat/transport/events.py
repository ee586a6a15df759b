"""Events that discord.py cannot read: dropped and counted, so that the connection and every other server go on.

discord.py reads an event in the task that holds the connection, so that whatever its reading raises ends the bot, and
what stands in GUILD_CREATE is met again at every start.
"""

import traceback
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import PurePath
from typing import Any

import aiohttp
import discord
import structlog
from discord.gateway import DiscordWebSocket, ReconnectWebSocket
from discord.state import ConnectionState

from bot.chat.transport import interactions, parts
from bot.operations.vitals import Vitals

READ_AGAINST = "2.7.1"
"""The discord.py whose insides this folder was written for."""
INTERACTION, READY = "INTERACTION_CREATE", "READY"
OTHER = "?"
"""Stands for a frame that names no event which discord.py knows."""
QUIET = 60.0
"""Seconds in which the log names the same event once."""

Parse = Callable[[Any], object]

log = structlog.get_logger(__name__)


class UnreadableError(ConnectionError):
    """What a session begins with cannot be read, so there is none: it is asked for anew like one that failed."""


class Guard:
    """Stands between the gateway's frames and what reads them, for all shards of one bot.

    `unread` is given the payload of each interaction that could not be read, since somebody waits for its answer.
    """

    def __init__(self, state: ConnectionState[Any], vitals: Vitals, unread: Callable[[Any], None]) -> None:
        if discord.__version__ != READ_AGAINST:
            raise RuntimeError(
                f"bot/chat/transport was written for discord.py {READ_AGAINST}, and this is {discord.__version__}. "
                "Read how its gateway.py, state.py and guild.py have changed, then set READ_AGAINST."
            )
        self._state = state
        self._vitals = vitals
        self._unread = unread
        self._said: dict[str, float] = {}
        self._referred = state._update_references  # called with each new connection, before its first frame
        state._update_references = self._connected
        for event, parse in state.parsers.items():
            state.parsers[event] = partial(self._read, event, parse)

    def count(self, event: str, error: BaseException) -> None:
        """Note that an event was not read; the log tells where its reading broke, and nothing that stood in it."""
        name = event if event in self._state.parsers else OTHER
        self._vitals.dropped[name] += 1
        now = self._vitals.monotonic()
        if now - self._said.get(name, float("-inf")) < QUIET:
            return
        self._said[name] = now
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
        log.warning("an event that cannot be read was dropped", name=name, error=type(error).__name__, where=where)

    def _read(self, event: str, parse: Parse, data: Any) -> None:
        kept = parts.keep(self._state, event, data)
        try:
            if event == INTERACTION:
                interactions.check(data)
                interactions.spare(data)
            parse(data)
        except Exception as error:  # noqa: BLE001 - whatever reading raises: what it reads comes from elsewhere
            self.count(event, error)
            kept.put_back()
        else:
            return
        if event == INTERACTION:
            if not self._read_with_less(parse, data):
                self._unread(data)
        elif not self._read_in_part(event, parse, data, kept) and event == READY:
            raise UnreadableError("READY cannot be read")

    def _read_in_part(self, event: str, parse: Parse, data: Any, kept: parts.Snapshot) -> bool:
        """Read what is left without the smallest parts that cannot be read; False where that is nothing."""
        try:
            readable = parts.without_unreadable(self._state, event, data)
            if readable is None:
                return False
            parse(readable)
        except Exception:  # noqa: BLE001 - as above; the event as a whole was counted already
            kept.put_back()
            return False
        kept.keep_roles()
        return True

    def _read_with_less(self, parse: Parse, data: Any) -> bool:
        """Read an interaction with as little of its channel as has to be; False where it cannot be read so either.

        Of a server with the bot the channel is known; where the bot is not, a channel may come with less than others.
        """
        try:
            interactions.check(data)
            parse(data | {"channel": interactions.plain_channel(data)})
        except Exception:  # noqa: BLE001 - as above
            return False
        return True

    def _connected(self, ws: DiscordWebSocket) -> None:
        self._referred(ws)
        setattr(ws, "received_message", partial(self._receive, ws, ws.received_message))  # noqa: B010 - there a method

    async def _receive(self, socket: DiscordWebSocket, receive: Callable[[Any], Any], frame: Any) -> None:
        session, sequence = socket.session_id, socket.sequence
        try:
            await receive(frame)
        except UnreadableError:
            await socket.close()  # discord.py would leave it open, and its heart beating in a thread
            raise
        except (ReconnectWebSocket, discord.DiscordException, OSError, aiohttp.ClientError):
            raise  # the connection's own words
        except Exception as error:
            self.count(OTHER, error)
            greeted = socket._keep_alive is not None
            if session is None or not greeted or isinstance(error, zlib.error):
                await socket.close()
                raise UnreadableError("what the gateway sent cannot be read") from error
        finally:
            if socket.sequence is not None and type(socket.sequence) is not int:
                socket.sequence = sequence  # what heartbeats and RESUME tell must be a number that Discord gave
