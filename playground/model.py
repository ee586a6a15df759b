"""What the playground's world is made of: plain values, as they are kept on disk."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag, StrEnum
from typing import Any, Literal

Json = dict[str, Any]
About = Literal["moderator", "facilitator", "student", "bot"]


class ChannelKind(IntEnum):
    """Discord's channel types, as far as the playground has them."""

    TEXT = 0
    DM = 1
    GROUP = 3
    PUBLIC_THREAD = 11


class Place(StrEnum):
    """What a channel is to the bot."""

    SERVER = "server"
    """In the server that it is in."""
    DIRECT = "direct"
    """Between it and a member."""
    ELSEWHERE = "elsewhere"
    """In a server that it is not in; it comes there only with a member who has it installed for themselves."""
    GROUP = "group"
    """Of some members; it comes there in the same way."""


class Flag(IntFlag):
    """The message flags that change what is shown."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class MessageKind(IntEnum):
    DEFAULT = 0
    MEMBER_ADDED = 1
    MEMBER_REMOVED = 2
    NAME_CHANGE = 4
    THREAD_CREATED = 18
    REPLY = 19
    SLASH_COMMAND = 20
    THREAD_STARTER = 21
    MENU_COMMAND = 23


@dataclass
class Role:
    id: int
    name: str
    permissions: int
    color: int = 0
    position: int = 0
    bot: int | None = None
    """The application that this role belongs to, if it came with an invite."""


@dataclass
class Overwrite:
    id: int
    kind: Literal[0, 1]
    """0: `id` is a role; 1: a member."""
    allow: int = 0
    deny: int = 0


@dataclass
class Member:
    id: int
    name: str
    about: About
    roles: list[int]
    joined: int
    """Unix milliseconds."""
    bot: bool = False


@dataclass
class Channel:
    id: int
    kind: ChannelKind
    name: str
    topic: str = ""
    position: int = 0
    parent: int | None = None
    overwrites: list[Overwrite] = field(default_factory=list)
    recipient: int | None = None
    """The member of a direct channel with the bot."""
    people: list[int] = field(default_factory=list)
    """The members of a group."""
    elsewhere: bool = False
    """Whether it is in the server that the bot is not in."""
    owner: int | None = None
    """Who opened a thread."""
    archived: bool = False
    locked: bool = False
    archive_after: int = 1440
    """Minutes of quiet after which a thread leaves the list; it is only kept here, nothing archives by itself."""
    archive_changed: int | None = None
    """Unix milliseconds; None: never since the thread began."""
    joined: dict[int, int] = field(default_factory=dict)
    """Who takes part in a thread, and since when (Unix milliseconds)."""
    sent: int = 0
    """How many messages a thread ever had."""

    @property
    def is_thread(self) -> bool:
        return self.kind is ChannelKind.PUBLIC_THREAD

    @property
    def place(self) -> Place:
        if self.kind is ChannelKind.DM:
            return Place.DIRECT
        if self.kind is ChannelKind.GROUP:
            return Place.GROUP
        return Place.ELSEWHERE if self.elsewhere else Place.SERVER


@dataclass
class Attachment:
    id: int
    path: str
    """From the server's root: `/attachments/CHANNEL/ID/NAME`."""
    name: str
    size: int
    type: str
    width: int | None = None
    height: int | None = None
    alt: str | None = None


@dataclass
class Origin:
    """The interaction that a message answers."""

    id: int
    kind: int
    """The interaction's type: 2 command, 3 component, 5 form."""
    member: int
    command: str | None = None
    command_kind: int | None = None
    target: int | None = None
    """The message that a menu was opened on, or whose component was used."""
    owners: dict[str, str] = field(default_factory=dict)
    """By what kind of installation, and whose, it came to the bot: `authorizing_integration_owners`."""


@dataclass
class Message:
    id: int
    channel: int
    author: int
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    flags: int = 0
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    reader: int | None = None
    """The one member who sees an ephemeral message; None: everybody in the channel."""
    origin: Origin | None = None
    reply_to: int | None = None
    edited: int | None = None
    """Unix milliseconds."""
    nonce: str | int | None = None
    pinned: bool = False
    mentions: list[int] = field(default_factory=list)
    """Members whom this message names, as far as it was allowed to."""
    mention_roles: list[int] = field(default_factory=list)
    mention_everyone: bool = False
    pings: list[int] = field(default_factory=list)
    """Members whom its sending notified; a later edit that names somebody notifies nobody."""
    thread: int | None = None
    """The thread that this message tells the beginning of."""

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & Flag.LOADING)

    @property
    def has_components_v2(self) -> bool:
        return bool(self.flags & Flag.COMPONENTS_V2)


class Status(IntEnum):
    """How far a scheduled event is."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


@dataclass
class ScheduledEvent:
    """An event at a place outside of Discord (its entity type is EXTERNAL): the playground has no voice channels."""

    id: int
    creator: int
    name: str
    place: str
    start: int
    """Unix milliseconds, as the end."""
    end: int
    description: str = ""
    status: Status = Status.SCHEDULED
    interested: list[int] = field(default_factory=list)
    """Members who said that they are, in that order."""

    @property
    def is_open(self) -> bool:
        return self.status in (Status.SCHEDULED, Status.ACTIVE)


@dataclass
class Guild:
    id: int
    name: str
    owner: int


@dataclass
class State:
    """Everything that outlives a restart."""

    guild: Guild
    bot: int
    """The bot's user id, which is its application's too."""
    roles: dict[int, Role]
    members: dict[int, Member]
    channels: dict[int, Channel]
    messages: dict[int, dict[int, Message]] = field(default_factory=dict)
    """By channel, oldest first."""
    commands: dict[int, Json] = field(default_factory=dict)
    """In Discord's own form, complete with `id`, `version` and, for a guild's command, `guild_id`."""
    scheduled: dict[int, ScheduledEvent] = field(default_factory=dict)
    """Events to come, and those that are over."""
    reads: dict[int, dict[int, int]] = field(default_factory=dict)
    """By member and channel: the last message read."""
    elsewhere: Guild | None = None
    """The server that the bot is not in."""
    company: bool | None = None
    """Whether members whom nobody plays act by themselves; None: nobody has visited yet."""
    last_id: int = 0
