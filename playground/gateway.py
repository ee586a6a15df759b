"""Discord's gateway v10 over WebSocket: sessions, heartbeats, dispatch by intents, resuming with replay."""

import asyncio
import json
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from aiohttp import WSMsgType, web

from playground.events import (
    ChannelGone,
    ChannelSaved,
    Event,
    InteractionOpened,
    Interested,
    MessageGone,
    MessageSaved,
    ScheduleGone,
    ScheduleSaved,
    ThreadJoined,
)
from playground.guild_payloads import MOST_COUNTED
from playground.model import Channel, Guild, Json, Message, Place, ScheduledEvent
from playground.payloads import Payloads
from playground.sessions import Connection, Intent, Opcode, Session
from playground.sockets import GOODBYE
from playground.world import World

log = logging.getLogger(__name__)

HEARTBEAT = 41.25
"""Seconds between two heartbeats of a client."""
ROUND_TRIP = 0.05
"""Seconds to the acknowledgement of a heartbeat: discord.py notes when it asked only after it has, and takes one that
overtakes this note for an answer to the heartbeat before, a whole interval late."""
LARGEST_COMMAND = 4096
"""Bytes of a client's frame."""
ANY = Intent(0)
"""What comes whatever a client asked for."""


class Gateway:
    """Everybody who listens to the world as a bot."""

    def __init__(self, world: World, payloads: Payloads, token: str, address: str) -> None:
        self.world, self.payloads, self.token, self.address = world, payloads, token, address
        self.sessions: dict[str, Session] = {}
        self.connections: set[Connection] = set()
        world.subscribe(self.on_event)

    # Connections

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=LARGEST_COMMAND * 4, timeout=GOODBYE)
        await socket.prepare(request)
        connection = Connection(socket)
        self.connections.add(connection)
        watch = asyncio.create_task(self._watch(connection))
        try:
            connection.send(Opcode.HELLO, {"heartbeat_interval": int(HEARTBEAT * 1000), "_trace": []})
            async for message in socket:
                if message.type is not WSMsgType.TEXT:
                    continue
                await self._receive(connection, message.data)
        finally:
            watch.cancel()
            self._lost(connection, socket.close_code)
            await connection.outbox.close()
        return socket

    def _lost(self, connection: Connection, close_code: int | None) -> None:
        """A client that closes with 1000 or 1001 gives its session up; any other may come back to it."""
        self.connections.discard(connection)
        session = connection.session
        if session and session.connection is connection:
            session.connection = None
            if close_code in (1000, 1001) and not connection.outbox.closed_here:
                self.sessions.pop(session.id, None)
        self._tell_presence()

    def _tell_presence(self) -> None:
        self.world.set_bot_online(any(session.connection for session in self.sessions.values()))

    async def _watch(self, connection: Connection) -> None:
        """Closes a connection whose heart has stopped."""
        while True:
            await asyncio.sleep(HEARTBEAT)
            if asyncio.get_running_loop().time() - connection.last_beat > HEARTBEAT * 1.5:
                await connection.outbox.close(4009, "Session timed out.")

    async def _receive(self, connection: Connection, frame: str) -> None:
        try:
            command = json.loads(frame)
            opcode, data = command["op"], command.get("d")
        except (ValueError, TypeError, KeyError):
            await connection.outbox.close(4002, "Error while decoding payload.")
            return
        if len(frame) > LARGEST_COMMAND:
            await connection.outbox.close(4002, "Payload too large.")
            return
        try:
            await self.command(connection, opcode, data)
        except (TypeError, ValueError, AttributeError, KeyError):
            log.warning("A client sent a command that makes no sense", exc_info=True)
            await connection.outbox.close(4002, "Error while decoding payload.")

    async def command(self, connection: Connection, opcode: int, data: Any) -> None:
        match opcode:
            case Opcode.HEARTBEAT:
                connection.last_beat = asyncio.get_running_loop().time()
                await asyncio.sleep(ROUND_TRIP)
                connection.send(Opcode.HEARTBEAT_ACK)
            case Opcode.IDENTIFY:
                await self._identify(connection, data)
            case Opcode.RESUME:
                await self._resume(connection, data)
            case _ if connection.session is None:
                await connection.outbox.close(4003, "Not authenticated.")
            case Opcode.REQUEST_MEMBERS:
                self._members(connection.session, data)
            case Opcode.PRESENCE | Opcode.VOICE_STATE | Opcode.REQUEST_SOUNDS:
                log.debug("Gateway command %s has no effect here", opcode)
            case _:
                await connection.outbox.close(4001, "Unknown opcode.")

    def _authentic(self, data: Json) -> bool:
        token = str(data.get("token", "")).removeprefix("Bot ")
        return secrets.compare_digest(token.encode(), self.token.encode())

    async def _identify(self, connection: Connection, data: Json) -> None:
        number, count = data.get("shard") or (0, 1)
        if connection.session:
            await connection.outbox.close(4005, "Already authenticated.")
        elif not self._authentic(data):
            await connection.outbox.close(4004, "Authentication failed.")
        elif not 0 <= number < count:
            await connection.outbox.close(4010, "Invalid shard.")
        else:
            session = Session(Intent(data.get("intents", 0)), (number, count))
            self.sessions[session.id] = session
            connection.session, session.connection = session, connection
            self._ready(session)
            self._tell_presence()

    def _ready(self, session: Session) -> None:
        guild = self.world.state.guild
        mine = [guild] if session.owns(guild.id) else []
        session.dispatch(
            "READY",
            {
                "v": 10,
                "user": self.payloads.user(self.world.bot) | {"verified": True, "mfa_enabled": True, "email": None},
                "guilds": [{"id": each, "unavailable": True} for each in self.to_come(mine)],
                "session_id": session.id,
                "resume_gateway_url": self.address,
                "shard": list(session.shard),
                "application": {"id": str(self.world.state.bot), "flags": 0},
                "private_channels": [],
                "session_type": "normal",
                "_trace": [],
            },
        )
        if session.intents & Intent.GUILDS:
            for each in mine:
                session.dispatch(
                    "GUILD_CREATE",
                    self.payloads.guild_create(each, with_events=Intent.SCHEDULED_EVENTS in session.intents),
                )

    def to_come(self, mine: Iterable[Guild]) -> Iterable[str]:
        """The ids of the servers that READY names; each follows in an event of its own."""
        return [str(each.id) for each in mine]

    async def _resume(self, connection: Connection, data: Json) -> None:
        session = self.sessions.get(str(data.get("session_id")))
        seen = int(data.get("seq") or 0)
        if not self._authentic(data):
            await connection.outbox.close(4004, "Authentication failed.")
        elif session is None or (session.replay and seen < session.replay[0][0] - 1):
            connection.send(Opcode.INVALID_SESSION, False)
        elif seen > session.sequence:
            await connection.outbox.close(4007, "Invalid seq.")
        else:
            connection.session, session.connection = session, connection
            for sequence, frame in session.replay:
                if sequence > seen:
                    connection.outbox.send(frame)
            session.dispatch("RESUMED", {"_trace": []})
            self._tell_presence()

    def _members(self, session: Session, data: Json) -> None:
        """Request Guild Members (opcode 8), by ids or by the beginning of a name."""
        wanted, query = data.get("user_ids") or [], str(data.get("query") or "").lower()
        wanted = {int(each) for each in (wanted if isinstance(wanted, list) else [wanted])}
        found = [
            self.payloads.member(each)
            for each in self.world.state.members.values()
            if (each.id in wanted if wanted else each.name.lower().startswith(query))
        ]
        chunk = {
            "guild_id": str(data.get("guild_id")),
            "members": found[: data.get("limit") or None],
            "chunk_index": 0,
            "chunk_count": 1,
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", chunk | ({"nonce": data["nonce"]} if data.get("nonce") else {}))

    # Events

    def on_event(self, event: Event) -> None:
        match event:
            case InteractionOpened(interaction):
                channel = self.world.state.channels[interaction.channel]
                self._dispatch("INTERACTION_CREATE", self.payloads.interaction(interaction), channel)
            case MessageSaved(message, new):
                self._message("MESSAGE_CREATE" if new else "MESSAGE_UPDATE", message)
            case MessageGone(message):
                self._message("MESSAGE_DELETE", message)
            case ChannelSaved(channel, new):
                self._channel("CREATE" if new else "UPDATE", channel)
            case ChannelGone(channel):
                self._channel("DELETE", channel)
            case ScheduleSaved(scheduled, new):
                self._scheduled("CREATE" if new else "UPDATE", scheduled)
            case ScheduleGone(scheduled):
                self._scheduled("DELETE", scheduled)
            case Interested(scheduled, member, gone):
                self._interested(scheduled, member, gone)
            case ThreadJoined(thread, member, gone) if member == self.world.state.bot:
                self._joined(thread, member, gone)
            case _:
                pass

    def _channel(self, what: str, channel: Channel) -> None:
        """Of its direct channels a bot is told nothing (since API v8), as of those where it is not."""
        if channel.place is not Place.SERVER:
            return
        payload = self.payloads.channel(channel)
        if channel.is_thread:
            if not self.world.may_see(self.world.state.bot, channel):
                return
            if what == "CREATE":
                payload["newly_created"] = True
            elif what == "DELETE":
                payload = {key: payload[key] for key in ("id", "guild_id", "parent_id", "type")}
        self._dispatch(f"{'THREAD' if channel.is_thread else 'CHANNEL'}_{what}", payload, channel, Intent.GUILDS)

    def _joined(self, thread: Channel, member: int, gone: bool) -> None:
        """Without the members intent a bot is told of its own coming and going only."""
        payload: Json = {"id": str(thread.id), "guild_id": str(self.world.state.guild.id)}
        payload["member_count"] = min(len(thread.joined), MOST_COUNTED)
        if gone:
            payload["removed_member_ids"] = [str(member)]
        else:
            payload["added_members"] = [self.payloads.thread_member(thread, member)]
        self._dispatch("THREAD_MEMBERS_UPDATE", payload, thread, Intent.GUILDS)
        if not gone:
            own = self.payloads.thread_member(thread, member) | {"guild_id": payload["guild_id"]}
            self._dispatch("THREAD_MEMBER_UPDATE", own, thread, Intent.GUILDS)

    def _message(self, name: str, message: Message) -> None:
        channel = self.world.state.channels[message.channel]
        if message.reader is not None or not self.world.may_see(self.world.state.bot, channel):
            return
        payload = self.payloads.message(message, for_gateway=True)
        if name == "MESSAGE_DELETE":
            payload = {key: payload[key] for key in ("id", "channel_id", "guild_id") if key in payload}
        intent = Intent.DIRECT_MESSAGES if channel.recipient else Intent.GUILD_MESSAGES
        self._dispatch(name, payload, channel, intent)

    def _scheduled(self, what: str, event: ScheduledEvent) -> None:
        payload = self.payloads.scheduled_event(event)
        self._dispatch(f"GUILD_SCHEDULED_EVENT_{what}", payload, None, Intent.SCHEDULED_EVENTS)

    def _interested(self, event: ScheduledEvent, member: int, gone: bool) -> None:
        payload = {
            "guild_scheduled_event_id": str(event.id),
            "user_id": str(member),
            "guild_id": str(self.world.state.guild.id),
        }
        name = f"GUILD_SCHEDULED_EVENT_USER_{'REMOVE' if gone else 'ADD'}"
        self._dispatch(name, payload, None, Intent.SCHEDULED_EVENTS)

    def _dispatch(self, name: str, payload: Json, channel: Channel | None, intent: Intent = ANY) -> None:
        guild = self.world.guild_of(channel) if channel else self.world.state.guild
        for session in self.sessions.values():
            if session.owns(guild and guild.id) and intent in session.intents:
                session.dispatch(name, self._as_intended(session, payload))

    def _as_intended(self, session: Session, payload: Json) -> Json:
        """Without the message content intent a bot reads only its own words and what mentions it."""
        bot = str(self.world.state.bot)
        if "content" not in payload or session.intents & Intent.MESSAGE_CONTENT or payload["author"]["id"] == bot:
            return payload
        if "guild_id" not in payload or any(each["id"] == bot for each in payload["mentions"]):
            return payload
        return payload | {"content": "", "embeds": [], "attachments": [], "components": []}

    # What the platform does to its clients now and then

    def reconnect(self) -> None:
        """Asks every client to connect anew and resume (opcode 7)."""
        for connection in self.connections:
            connection.send(Opcode.RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Tells every client that its session is invalid (opcode 9)."""
        for connection in self.connections:
            if not resumable and connection.session:
                self.sessions.pop(connection.session.id, None)
            connection.send(Opcode.INVALID_SESSION, resumable)

    async def close(self, code: int = 1001) -> None:
        """Closes every connection; with another code than 1000 and 1001 sessions can be resumed."""
        await asyncio.gather(*(connection.outbox.close(code) for connection in list(self.connections)))
