"""Which commands are offered where, by whose installation, and what the bot may there.

Everybody here has the bot installed for themselves, too. So it comes with them to places that it is not in: there it
can do nothing but answer what it was asked.
"""

from playground import permissions
from playground.model import Channel, Json, Message, Place, State
from playground.permissions import Permission

SERVERS, USERS = 0, 1
"""Kinds of installations."""
KINDS = (SERVERS, USERS)

_CONTEXTS = {Place.SERVER: 0, Place.ELSEWHERE: 0, Place.DIRECT: 1, Place.GROUP: 2}
_INSTALLED = {
    Place.SERVER: {SERVERS, USERS},
    Place.DIRECT: {SERVERS, USERS},
    Place.ELSEWHERE: {USERS},
    Place.GROUP: {USERS},
}


def is_offered(command: Json, place: Place) -> bool:
    """By its `contexts` and `integration_types`; one that names none is offered everywhere."""
    if "guild_id" in command:
        return place is Place.SERVER
    contexts = command.get("contexts")
    if contexts is None and command.get("dm_permission") is False:
        contexts = [0]
    return (contexts is None or _CONTEXTS[place] in contexts) and bool(_kinds(command, place))


def context(place: Place) -> int:
    """Discord's number for it."""
    return _CONTEXTS[place]


def _kinds(command: Json, place: Place) -> set[int]:
    return _INSTALLED[place] & set(command.get("integration_types") or KINDS)


def owners(state: State, member: int, place: Place, command: Json) -> dict[str, str]:
    """`authorizing_integration_owners` of a command that a member uses."""
    kinds = {SERVERS} if "guild_id" in command else _kinds(command, place)
    by = {SERVERS: _of_server(state, place), USERS: str(member)}
    return {str(kind): by[kind] for kind in sorted(kinds)}


def owners_on(state: State, message: Message) -> dict[str, str]:
    """The same of what is used on a message: those by whom the message itself came."""
    if message.origin and message.origin.owners:
        return message.origin.owners
    return {str(SERVERS): _of_server(state, state.channels[message.channel].place)}


def _of_server(state: State, place: Place) -> str:
    return str(state.guild.id) if place is Place.SERVER else "0"


def app_permissions(state: State, member: int, channel: Channel) -> Permission:
    """What the bot may in a channel; where it is not, no more than whoever brings it may."""
    beside = Permission.EMBED_LINKS | Permission.ATTACH_FILES | Permission.MENTION_EVERYONE
    match channel.place:
        case Place.SERVER:
            return permissions.in_channel(state, state.members[state.bot], channel)
        case Place.DIRECT:
            return beside | Permission.USE_EXTERNAL_EMOJIS
        case Place.GROUP:
            return beside
        case Place.ELSEWHERE:
            theirs = permissions.in_channel(state, state.members[member], channel)
            return theirs & (beside | Permission.USE_EXTERNAL_EMOJIS)


def only_privately(state: State, member: int, channel: Channel) -> bool:
    """Whether whatever the bot answers there is shown to the member alone."""
    theirs = permissions.in_channel(state, state.members[member], channel)
    return channel.place is Place.ELSEWHERE and Permission.USE_EXTERNAL_APPS not in theirs
