"""The smallest part of an event that cannot be read, found by reading each part alone; and what was known before it."""

from collections.abc import Callable
from typing import Any

from discord.guild import Guild
from discord.state import ConnectionState
from discord.threads import Thread, ThreadMember

State = ConnectionState[Any]

READY, THREADS = "READY", "THREAD_LIST_SYNC"
SERVERS = ("GUILD_CREATE", "GUILD_UPDATE")
CHANGED: dict[str, Callable[[Guild, Any], object]] = {
    "CHANNEL_UPDATE": lambda guild, data: guild.get_channel(int(data["id"])),
    "THREAD_UPDATE": lambda guild, data: guild.get_thread(int(data["id"])),
    "GUILD_ROLE_UPDATE": lambda guild, data: guild.get_role(int(data["role"]["id"])),
    "GUILD_SCHEDULED_EVENT_UPDATE": lambda guild, data: guild.get_scheduled_event(int(data["id"])),
    "STAGE_INSTANCE_UPDATE": lambda guild, data: guild.get_stage_instance(int(data["id"])),
}
"""What each event changes in place, field by field: one that breaks off would leave it half changed."""


class Snapshot:
    """What an event is about, as it was before."""

    def __init__(self, thing: object = None, **copies: Any) -> None:
        self._thing = thing
        names = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
        self._fields = {name: getattr(thing, name) for name in names if hasattr(thing, name)} | copies

    def put_back(self) -> None:
        """Undo what was changed until the reading broke off."""
        for name, value in self._fields.items():
            setattr(self._thing, name, value)

    def keep_roles(self) -> None:
        """After a server was read in part: roles that were known before stay, as they came with it unreadable."""
        if isinstance(self._thing, Guild):
            self._thing._roles = self._fields["_roles"] | self._thing._roles


def keep(state: State, event: str, data: Any) -> Snapshot:
    """What is known of what an event changes; nothing for most, which add or take away in one step."""
    if event not in CHANGED and event not in SERVERS and event != THREADS:
        return NOTHING
    try:
        guild = state._get_guild(int(data["id"] if event in SERVERS else data["guild_id"]))
        if guild is None or event in SERVERS:
            return Snapshot(guild)
        if event == THREADS:
            return Snapshot(guild, _threads=guild._threads.copy())  # it is changed in place, one thread after another
        return Snapshot(CHANGED[event](guild, data))
    except Exception:  # noqa: BLE001 - what is named cannot be read, so it will not be changed either
        return NOTHING


def without_unreadable(state: State, event: str, data: Any) -> Any:
    """The event without those of its parts that cannot be read; None for one that has no parts."""
    if event in SERVERS:
        return _server(state, data)
    if event == READY:
        return data | {"guilds": [each for each in data["guilds"] if _reads(Guild, data=each, state=state)]}
    if event == THREADS:
        return _threads(state, data)
    return None


def _server(state: State, data: Any) -> Any:
    """Each field that a server made of nothing else can be read with; of a list each item."""
    bare, readable = {"id": data["id"]}, {}
    for field, whole in data.items():
        value = whole
        if isinstance(whole, list):
            value = [each for each in whole if _reads(Guild, data=bare | {field: [each]}, state=state)]
        if _reads(Guild, data=bare | {field: value}, state=state):
            readable[field] = value
    return readable


def _threads(state: State, data: Any) -> Any:
    guild = state._get_guild(int(data["guild_id"]))
    threads = [each for each in data["threads"] if _reads(Thread, guild=guild, state=state, data=each)]
    members = [each for each in data["members"] if threads and _is_member(each, guild, state, threads[0])]
    return data | {"threads": threads, "members": members}


def _is_member(data: Any, guild: Guild | None, state: State, thread: Any) -> bool:
    assert guild is not None
    parent = Thread(guild=guild, state=state, data=thread)
    return _reads(lambda: parent._add_member(ThreadMember(parent, data)) or hash(data["id"]))


def _reads(kind: Callable[..., object], **given: Any) -> bool:
    try:
        kind(**given)
    except Exception:  # noqa: BLE001 - whatever reading raises
        return False
    return True


NOTHING = Snapshot()
