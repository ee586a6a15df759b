"""The connection to the gateway: counted, never hurried, and made anew where it is dead without a word."""

import asyncio
import time
from datetime import timedelta
from typing import Any

import structlog
import yarl
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot import clock
from bot.chat.identify_queue import IdentifyQueue
from bot.chat.transport.heartbeats import heart_of, socket_of
from bot.operations.starts import TooFewStartsError
from bot.operations.vitals import Pulse, Vitals

log = structlog.get_logger(__name__)

FEWEST_STARTS = 50
"""Connections that must be left of those that Discord allows a day; past the last it takes the token away."""
USUAL = 5.0
"""Seconds before a session is asked for anew: Discord takes one in five."""
IN_A_ROW = 5
"""Sessions in an hour after which each next one waits twice as long."""
LONGEST = 600.0
DEAF = 900.0
"""Seconds without any event after which the session is resumed, which brings one: a quiet night looks like a loss."""
LOOK = 5.0
HOUR = 3_600.0


class UnreachableError(ConnectionError):
    """The gateway could not be reached at the first try."""


class GatewayBot(commands.AutoShardedBot):
    """A bot that tells its pulse; `turns`: where it is one of several processes."""

    def __init__(self, vitals: Vitals, turns: IdentifyQueue | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.turns = turns
        self._at_once = 1
        """Sessions that Discord takes in the same five seconds."""
        self.vitals = vitals
        vitals.pulse = self.pulse
        self._asked: dict[int | None, list[float]] = {}
        self._events: dict[int, tuple[int | None, float]] = {}
        """By shard: the number of its last event, and when that was first seen."""

    async def connect(self, *, reconnect: bool = True) -> None:
        """Stay connected; can be cancelled at any time.

        Not so discord.py's own: while it asks for a session anew it takes no notice, and would then wait for ever. Once
        the bot is closed it ends by itself.
        """
        connecting = asyncio.create_task(super().connect(reconnect=reconnect), name="gateway")
        connecting.add_done_callback(lambda task: task.cancelled() or task.exception())
        await asyncio.wait({connecting})
        connecting.result()

    async def spare_the_token(self) -> None:
        """Raise TooFewStartsError rather than use up what Discord allows in a day."""
        limits = await self.fetch_session_start_limits()
        self._at_once = max(limits.max_concurrency, 1)
        self.vitals.session_starts = limits.remaining
        if limits.remaining < FEWEST_STARTS:
            again = clock.now() + timedelta(milliseconds=limits.reset_after)
            raise TooFewStartsError(
                f"Not connecting: Discord allows this bot {limits.remaining} more connections until "
                f"{again:%Y-%m-%d %H:%M} UTC and takes its token away after the last. Find out from the log why it "
                "was started so often, and start it again after that time."
            )

    async def launch_shards(self) -> None:
        """Called by discord.py to connect for the first time."""
        await self.spare_the_token()
        await super().launch_shards()

    async def launch_shard(self, gateway: yarl.URL, shard_id: int, *, initial: bool = False) -> None:
        """Called by discord.py, and by itself where it fails, for ever and each time one call deeper.

        The first connection of all is better tried by whoever supervises the bot, with growing pauses.
        """
        if not initial and not self.shards:
            raise UnreachableError("the gateway does not answer")
        if self.turns:
            await self.turns.take(shard_id, self._at_once)
        await super().launch_shard(gateway, shard_id, initial=initial)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Called by discord.py before each new session: a shard that asks again and again waits longer each time."""
        now = self.vitals.monotonic()
        lately = self._asked[shard_id] = [each for each in self._asked.get(shard_id, []) if each > now - HOUR]
        if lately or not (initial or self.turns):
            since = now - lately[-1] if lately else 0.0
            gap = min(USUAL * 2 ** max(len(lately) - IN_A_ROW, 0), LONGEST)
            await asyncio.sleep(max(gap - since, USUAL))
        if self.turns:
            await self.turns.use(shard_id or 0, self._at_once)
        lately.append(self.vitals.monotonic())
        self.vitals.note_identify()

    async def on_shard_resumed(self, _shard_id: int) -> None:
        """Called by discord.py after a session was taken up again."""
        self.vitals.resumes += 1

    def pulse(self) -> Pulse:
        """How the worst of the shards lives."""
        now = time.perf_counter()
        hearts = [(shard_id, heart_of(socket_of(shard))) for shard_id, shard in self.shards.items()]
        beating = [(shard_id, heart) for shard_id, heart in hearts if heart]
        if not beating or len(beating) < len(hearts):
            return Pulse()
        return Pulse(
            ready=self.is_ready() and not any(shard.is_closed() for shard in self.shards.values()),
            interval=min(heart.interval for _, heart in beating),
            ack_age=max(now - heart.answered_at for _, heart in beating),
            frame_age=max(now - heart.heard_at for _, heart in beating),
            event_age=max(now - self._events.get(shard_id, (None, now))[1] for shard_id, _ in beating),
            latency=max(heart.latency for _, heart in beating),
        )

    async def watch(self) -> None:
        """Close connections that are dead or deaf, so that discord.py takes their sessions up again; never ends."""
        while True:
            wait = LOOK
            for shard_id, shard in self.shards.items():
                socket = socket_of(shard)
                if (heart := heart_of(socket)) and heart.interval and not shard.is_closed():
                    wait = min(wait, heart.interval / 8)
                    dead = time.perf_counter() - heart.answered_at > heart.interval * 1.5
                    await self._look(shard_id, socket, dead)
            await asyncio.sleep(wait)

    async def _look(self, shard_id: int, socket: DiscordWebSocket, dead: bool) -> None:
        now = time.perf_counter()
        seen, since = self._events.get(shard_id, (None, now))
        if seen != socket.sequence:
            since = now
        if dead or now - since > DEAF:
            log.warning("the gateway is silent, connecting anew", shard=shard_id, heartbeats=not dead)
            since = now
            await socket.close(4000)
        self._events[shard_id] = socket.sequence, since
