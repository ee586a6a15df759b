"""What a member or the bot may do: Discord's permission bits, roles and channel overwrites."""

from collections.abc import Iterator
from enum import IntFlag

from playground.model import Channel, Guild, Member, Overwrite, Place, State


class Permission(IntFlag):
    """The bits that the playground knows by name (Discord's documentation: permissions)."""

    CREATE_INSTANT_INVITE = 1 << 0
    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    CHANGE_NICKNAME = 1 << 26
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_EVENTS = 1 << 33
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    CREATE_EVENTS = 1 << 44
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


ALL = Permission((1 << 53) - 1)

EVERYONE = (
    Permission.CREATE_INSTANT_INVITE
    | Permission.ADD_REACTIONS
    | Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_EXTERNAL_EMOJIS
    | Permission.CHANGE_NICKNAME
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.USE_EXTERNAL_APPS
)
"""What a new server lets everyone do."""

MODERATOR = (
    Permission.MANAGE_GUILD
    | Permission.MANAGE_CHANNELS
    | Permission.MANAGE_ROLES
    | Permission.MANAGE_MESSAGES
    | Permission.MANAGE_THREADS
    | Permission.MANAGE_EVENTS
    | Permission.CREATE_EVENTS
    | Permission.PIN_MESSAGES
    | Permission.MODERATE_MEMBERS
    | Permission.KICK_MEMBERS
    | Permission.BAN_MEMBERS
    | Permission.MENTION_EVERYONE
)

INVITED_BOT = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
    | Permission.MANAGE_THREADS
    | Permission.CREATE_EVENTS
)


def in_guild(state: State, member: Member) -> Permission:
    """What a member may do in the server with the bot, where no channel says otherwise."""
    if member.id == state.guild.owner:
        return ALL
    granted = Permission(state.roles[state.guild.id].permissions)
    for role in member.roles:
        granted |= Permission(state.roles[role].permissions)
    return ALL if Permission.ADMINISTRATOR in granted else granted


def in_channel(state: State, member: Member, channel: Channel) -> Permission:
    """What a member may do in a channel; nothing at all where they may not see it.

    Order of overwrites as documented by Discord: everyone, then the member's roles together, then the member.
    """
    match channel.place:
        case Place.DIRECT:
            return EVERYONE if member.id == channel.recipient or member.bot else Permission(0)
        case Place.GROUP:
            return EVERYONE if member.id in channel.people else Permission(0)
        case Place.ELSEWHERE if state.elsewhere:
            return _overruled(state, state.elsewhere, member, channel, _elsewhere(state.elsewhere, member))
        case _:
            return _overruled(state, state.guild, member, channel, in_guild(state, member))


def _elsewhere(guild: Guild, member: Member) -> Permission:
    """Nobody has a role in the server that the bot is not in; somebody owns it."""
    if member.bot:
        return Permission(0)
    return ALL if member.id == guild.owner else EVERYONE


def _overruled(state: State, guild: Guild, member: Member, channel: Channel, granted: Permission) -> Permission:
    if granted == ALL:
        return granted
    ruled_by = state.channels[channel.parent] if channel.is_thread and channel.parent else channel
    for group in _overwrites(guild, member, ruled_by):
        for overwrite in group:
            granted &= ~overwrite.deny
        for overwrite in group:
            granted |= overwrite.allow
    if Permission.VIEW_CHANNEL not in granted:
        return Permission(0)
    return granted


def _overwrites(guild: Guild, member: Member, channel: Channel) -> Iterator[list[Overwrite]]:
    of_roles = [each for each in channel.overwrites if each.kind == 0]
    yield [each for each in of_roles if each.id == guild.id]
    yield [each for each in of_roles if each.id in member.roles]
    yield [each for each in channel.overwrites if each.kind == 1 and each.id == member.id]


def to_send(channel: Channel) -> Permission:
    """The permission that speaking in this channel needs."""
    return Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else Permission.SEND_MESSAGES
