"""How the heart of a shard's connection beats.

The latency, which alone is public, stays as it was when the heartbeats stop.
"""

from typing import NamedTuple

from discord.gateway import DiscordWebSocket
from discord.shard import ShardInfo


class Heart(NamedTuple):
    """Times are those of `time.perf_counter`, in seconds."""

    interval: float
    """Between two beats; 0 before Discord has named it."""
    answered_at: float
    """When Discord last answered a beat."""
    heard_at: float
    """When anything last came."""
    latency: float


def socket_of(shard: ShardInfo) -> DiscordWebSocket:
    """The connection that a shard has at this moment."""
    return shard._parent.ws


def heart_of(socket: DiscordWebSocket) -> Heart | None:
    """What is known of its heartbeats; None before Discord has greeted it."""
    if not (keeper := socket._keep_alive):
        return None
    return Heart(keeper.interval or 0.0, keeper._last_ack, keeper._last_recv, keeper.latency)
