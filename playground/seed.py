"""What a new playground opens with: "Film Club" with the bot, "Reading Room" without it; always with the same ids."""

from playground import permissions, snowflakes
from playground.model import Channel, ChannelKind, Guild, Member, Overwrite, Role, State
from playground.permissions import Permission

_FOUNDED = 1_767_225_600_000  # 2026-01-01, so that every id is older than any message


def _fixed(number: int) -> int:
    return snowflakes.at(_FOUNDED + number * 1000)


GUILD, OWNER, BOT = _fixed(1), _fixed(2), _fixed(3)
READING_ROOM = _fixed(4)
MODERATORS, FACILITATORS, BOT_ROLE = _fixed(11), _fixed(12), _fixed(13)
GENERAL, FILM_NIGHT, MODERATORS_ONLY = _fixed(21), _fixed(22), _fixed(23)
READINGS, SMALL_TALK, STUDY_GROUP = _fixed(24), _fixed(25), _fixed(26)
MIRA, FARID, SAM, ADA, JUN = (_fixed(number) for number in range(31, 36))


def film_club(bot_name: str, bot_permissions: int) -> State:
    """The state of a playground that nobody has used yet."""
    state = State(
        guild=Guild(GUILD, "Film Club", OWNER),
        bot=BOT,
        roles={role.id: role for role in _roles(bot_name, bot_permissions)},
        members={member.id: member for member in _members(bot_name)},
        channels={channel.id: channel for channel in _channels()},
    )
    open_elsewhere(state)
    return state


def renew_invite(state: State, bot_name: str, bot_permissions: int) -> None:
    """Gives the bot of a saved state the name and the permissions that it is invited with today."""
    state.members[state.bot].name = bot_name
    for role in state.roles.values():
        if role.bot == state.bot:
            role.name, role.permissions = bot_name, bot_permissions


def open_elsewhere(state: State) -> None:
    """Adds the places that the bot is not in, which a state that was saved before there were any has not."""
    if state.elsewhere is None:
        state.elsewhere = Guild(READING_ROOM, "Reading Room", ADA)
        state.channels |= {channel.id: channel for channel in _channels_elsewhere()}


def _roles(bot_name: str, bot_permissions: int) -> list[Role]:
    return [
        Role(GUILD, "@everyone", permissions.EVERYONE),
        Role(FACILITATORS, "Facilitators", permissions.EVERYONE, color=0x2F7D5B, position=1),
        Role(BOT_ROLE, bot_name, bot_permissions, position=2, bot=BOT),
        Role(MODERATORS, "Moderators", permissions.EVERYONE | permissions.MODERATOR, color=0xB4553A, position=3),
    ]


def _members(bot_name: str) -> list[Member]:
    """Everybody who has long been there, and the bot, which has just come."""
    return [
        Member(MIRA, "Mira", "moderator", [MODERATORS], _FOUNDED),
        Member(FARID, "Farid", "facilitator", [FACILITATORS], _FOUNDED),
        Member(SAM, "Sam", "student", [], _FOUNDED),
        Member(ADA, "Ada", "student", [], _FOUNDED),
        Member(JUN, "Jun", "student", [], _FOUNDED),
        Member(BOT, bot_name, "bot", [BOT_ROLE], snowflakes.now(), bot=True),
    ]


def _channels() -> list[Channel]:
    hidden = [
        Overwrite(GUILD, 0, deny=Permission.VIEW_CHANNEL),
        Overwrite(MODERATORS, 0, allow=Permission.VIEW_CHANNEL),
        Overwrite(BOT_ROLE, 0, allow=Permission.VIEW_CHANNEL),
    ]
    return [
        Channel(GENERAL, ChannelKind.TEXT, "general", "Everything that has no channel of its own", 0),
        Channel(FILM_NIGHT, ChannelKind.TEXT, "film-night", "What we watch together, and what we think of it", 1),
        Channel(MODERATORS_ONLY, ChannelKind.TEXT, "moderators", "Seen by moderators only", 2, overwrites=hidden),
    ]


def _channels_elsewhere() -> list[Channel]:
    readings = "What we read, and what others say about it"
    return [
        Channel(READINGS, ChannelKind.TEXT, "readings", readings, 0, elsewhere=True),
        Channel(SMALL_TALK, ChannelKind.TEXT, "small-talk", "Whatever comes to mind", 1, elsewhere=True),
        Channel(STUDY_GROUP, ChannelKind.GROUP, "Study group", owner=ADA, people=[SAM, ADA, JUN]),
    ]
