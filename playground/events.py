"""What happens in the world, for those who pass it on: the gateway, the page, the disk."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from playground.model import Channel, Message, ScheduledEvent

if TYPE_CHECKING:
    from playground.interactions import Interaction


@dataclass(frozen=True)
class MessageSaved:
    message: Message
    new: bool


@dataclass(frozen=True)
class MessageGone:
    message: Message


@dataclass(frozen=True)
class ChannelSaved:
    channel: Channel
    new: bool


@dataclass(frozen=True)
class ChannelGone:
    channel: Channel


@dataclass(frozen=True)
class ThreadJoined:
    """Somebody takes part in a thread from now on, or (`gone`) no longer does."""

    thread: Channel
    member: int
    gone: bool


@dataclass(frozen=True)
class ScheduleSaved:
    event: ScheduledEvent
    new: bool


@dataclass(frozen=True)
class ScheduleGone:
    event: ScheduledEvent


@dataclass(frozen=True)
class Interested:
    """A member is interested in an event from now on, or (`gone`) no longer is."""

    event: ScheduledEvent
    member: int
    gone: bool


@dataclass(frozen=True)
class CommandsSet:
    """The application's commands are others now."""


@dataclass(frozen=True)
class ChannelRead:
    member: int
    channel: int


@dataclass(frozen=True)
class BotPresence:
    online: bool


@dataclass(frozen=True)
class PaceSet:
    """The clock runs at another pace."""


@dataclass(frozen=True)
class CompanySet:
    """The other members act by themselves from now on, or no longer do."""


@dataclass(frozen=True)
class InteractionOpened:
    interaction: "Interaction"


@dataclass(frozen=True)
class InteractionSettled:
    """`done`: acknowledged by the bot; `failed`: nobody answered in time."""

    interaction: "Interaction"
    state: Literal["done", "failed"]


Event = (
    MessageSaved
    | MessageGone
    | ChannelSaved
    | ChannelGone
    | ThreadJoined
    | ScheduleSaved
    | ScheduleGone
    | Interested
    | CommandsSet
    | ChannelRead
    | BotPresence
    | PaceSet
    | CompanySet
    | InteractionOpened
    | InteractionSettled
)
