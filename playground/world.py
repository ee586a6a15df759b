"""The one state of the playground, and every change to it: no change without an event, no input or output."""

from collections.abc import Callable

from playground import permissions, snowflakes
from playground.events import (
    BotPresence,
    ChannelGone,
    ChannelRead,
    ChannelSaved,
    CommandsSet,
    Event,
    Interested,
    MessageGone,
    MessageSaved,
    ScheduleGone,
    ScheduleSaved,
    ThreadJoined,
)
from playground.model import (
    Channel,
    ChannelKind,
    Guild,
    Json,
    Member,
    Message,
    MessageKind,
    Place,
    ScheduledEvent,
    State,
)
from playground.permissions import Permission

KEPT_PER_CHANNEL = 200


class World:
    """A guild with its members, channels, messages and commands.

    Whoever wants to know of changes subscribes; subscribers are called in order, at once, and must not block.
    """

    def __init__(self, state: State) -> None:
        self.state = state
        self.kept_per_channel = KEPT_PER_CHANNEL
        self.bot_online = False
        self.ids = snowflakes.Mint(state.last_id)
        self._listeners: list[Callable[[Event], None]] = []

    def subscribe(self, listener: Callable[[Event], None]) -> None:
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        for listener in self._listeners:
            listener(event)

    def new_id(self) -> int:
        self.state.last_id = self.ids.next()
        return self.state.last_id

    # Who is there, and what they may do

    @property
    def bot(self) -> Member:
        return self.state.members[self.state.bot]

    def guild_of(self, channel: Channel) -> Guild | None:
        """The server that a channel is in; None of direct messages and groups."""
        return {Place.SERVER: self.state.guild, Place.ELSEWHERE: self.state.elsewhere}.get(channel.place)

    def permissions(self, member: int, channel: Channel) -> Permission:
        return permissions.in_channel(self.state, self.state.members[member], channel)

    def may_see(self, member: int, channel: Channel) -> bool:
        return Permission.VIEW_CHANNEL in self.permissions(member, channel)

    def may_send(self, member: int, channel: Channel) -> bool:
        granted = self.permissions(member, channel)
        return permissions.to_send(channel) in granted and not (
            channel.locked and Permission.MANAGE_THREADS not in granted
        )

    def may_read(self, member: int, message: Message) -> bool:
        """Whether a member sees this very message: its channel, and for an ephemeral one that it is theirs."""
        channel = self.state.channels[message.channel]
        return message.reader in (None, member) and self.may_see(member, channel)

    # Messages

    def messages(self, channel: int) -> list[Message]:
        """The messages of a channel, oldest first."""
        return list(self.state.messages.get(channel, {}).values())

    def message(self, channel: int, message: int) -> Message | None:
        return self.state.messages.get(channel, {}).get(message)

    def find_message(self, message: int) -> Message | None:
        """A message by its id alone."""
        return next((kept[message] for kept in self.state.messages.values() if message in kept), None)

    def thread_on(self, message: Message) -> Channel | None:
        """The thread that began with a message; it has the message's id."""
        found = self.state.channels.get(message.id)
        return found if found and found.is_thread else None

    def save_message(self, message: Message) -> None:
        """Puts a message in its channel, or tells of its change if it is there already."""
        kept = self.state.messages.setdefault(message.channel, {})
        new = message.id not in kept
        if new:
            message.pings = self._pinged(message)
            self._enter(message)
        kept[message.id] = message
        self._bring_in(message)
        self.publish(MessageSaved(message, new))
        while len(kept) > self.kept_per_channel:
            self.remove_message(next(iter(kept.values())))

    def _enter(self, message: Message) -> None:
        """What a new message does to a thread: it counts, brings its author in, and opens what is archived."""
        thread = self.state.channels[message.channel]
        if not thread.is_thread or message.reader is not None:
            return
        if message.kind is not MessageKind.THREAD_STARTER:
            thread.sent += 1
        if thread.archived:
            thread.archived, thread.archive_changed = False, snowflakes.moment(message.id)
            self.save_channel(thread)
        self.join(thread, message.author)

    def _bring_in(self, message: Message) -> None:
        """Whom a message in a thread names, new or edited, takes part from then on; who does not see it does not."""
        thread = self.state.channels[message.channel]
        if not thread.is_thread or message.reader is not None or message.kind is MessageKind.MEMBER_REMOVED:
            return
        of_roles = (each.id for each in self.state.members.values() if set(each.roles) & set(message.mention_roles))
        for member in dict.fromkeys((*message.mentions, *of_roles)):
            if self.may_see(member, thread):
                self.join(thread, member)

    def _pinged(self, message: Message) -> list[int]:
        """The people to whom a message is a mention; whoever wrote it, or does not see it, is not among them."""
        channel = self.state.channels[message.channel]
        if message.reader is not None or message.kind is MessageKind.MEMBER_REMOVED:
            return []
        return [
            each.id
            for each in self.state.members.values()
            if not each.bot and each.id != message.author and self.may_see(each.id, channel)
            if each.id in message.mentions
            or set(each.roles) & set(message.mention_roles)
            or (message.mention_everyone and (not channel.is_thread or each.id in channel.joined))
        ]

    def edit_message(self, message: Message) -> None:
        """Tells of a change that shows as "edited"."""
        message.edited = snowflakes.now()
        self.save_message(message)

    def remove_message(self, message: Message) -> None:
        if self.state.messages.get(message.channel, {}).pop(message.id, None):
            self.publish(MessageGone(message))

    # Channels

    def save_channel(self, channel: Channel) -> None:
        new = channel.id not in self.state.channels
        self.state.channels[channel.id] = channel
        self.publish(ChannelSaved(channel, new))

    def remove_channel(self, channel: Channel) -> None:
        for message in self.messages(channel.id):
            self.remove_message(message)
        self.state.messages.pop(channel.id, None)
        self.publish(ChannelGone(channel))
        del self.state.channels[channel.id]

    def join(self, thread: Channel, member: int) -> None:
        if member not in thread.joined:
            thread.joined[member] = snowflakes.now()
            self.publish(ThreadJoined(thread, member, gone=False))

    def leave(self, thread: Channel, member: int) -> None:
        if thread.joined.pop(member, None):
            self.publish(ThreadJoined(thread, member, gone=True))

    def direct_channel(self, member: Member) -> Channel:
        """The channel between the bot and a member, opened if need be."""
        for channel in self.state.channels.values():
            if channel.recipient == member.id:
                return channel
        channel = Channel(self.new_id(), ChannelKind.DM, self.bot.name, recipient=member.id)
        self.save_channel(channel)
        return channel

    # Scheduled events

    def save_scheduled(self, event: ScheduledEvent) -> None:
        new = event.id not in self.state.scheduled
        self.state.scheduled[event.id] = event
        self.publish(ScheduleSaved(event, new))

    def show_interest(self, event: ScheduledEvent, member: int, *, gone: bool) -> None:
        if (member in event.interested) is gone:
            (event.interested.remove if gone else event.interested.append)(member)
            self.publish(Interested(event, member, gone))

    def remove_scheduled(self, event: ScheduledEvent) -> None:
        del self.state.scheduled[event.id]
        self.publish(ScheduleGone(event))

    # Commands

    def commands(self, guild: int | None) -> list[Json]:
        """The global commands (None), or those of a guild alone."""
        wanted = str(guild) if guild else None
        return [command for command in self.state.commands.values() if command.get("guild_id") == wanted]

    def set_commands(self, removed: list[Json], added: list[Json]) -> None:
        for command in removed:
            del self.state.commands[int(command["id"])]
        for command in added:
            self.state.commands[int(command["id"])] = command
        self.publish(CommandsSet())

    # What members have read, and whether the bot is there

    def mark_read(self, member: int, channel: int) -> None:
        newest = max(self.state.messages.get(channel, {}), default=0)
        self.state.reads.setdefault(member, {})[channel] = newest
        self.publish(ChannelRead(member, channel))

    def unread(self, member: int) -> dict[int, int]:
        """By channel: how many messages of others a member has not read; of threads only those they take part in."""
        counts = {}
        for channel in self._followed(member):
            fresh = self._fresh(member, channel)
            if count := sum(each.kind is not MessageKind.THREAD_STARTER for each in fresh):
                counts[channel.id] = count
        return counts

    def mentions(self, member: int) -> dict[int, int]:
        """By channel: how many of the messages that a member has not read ping them; of the bot's private ones, all."""
        counts = {}
        for channel in self._followed(member):
            direct = channel.recipient is not None
            if count := sum(direct or member in each.pings for each in self._fresh(member, channel)):
                counts[channel.id] = count
        return counts

    def _followed(self, member: int) -> list[Channel]:
        """What stands in a member's list: the channels they see, and of threads those that they take part in."""
        seen = (each for each in self.state.channels.values() if self.may_see(member, each))
        return [each for each in seen if not each.is_thread or member in each.joined]

    def _fresh(self, member: int, channel: Channel) -> list[Message]:
        last = self.state.reads.get(member, {}).get(channel.id, 0)
        kept = self.state.messages.get(channel.id, {}).values()
        return [each for each in kept if each.id > last and each.author != member and each.reader is None]

    def set_bot_online(self, online: bool) -> None:
        if online != self.bot_online:
            self.bot_online = online
            self.publish(BotPresence(online))
