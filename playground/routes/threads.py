"""Threads over REST: to begin, change and delete them, and who takes part."""

from playground import threads
from playground.checks.threads import ThreadChange, read_change, read_thread
from playground.model import Channel, ChannelKind, Json, Message
from playground.permissions import Permission
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Created, Routes

A_DAY = 1440


async def begin_on_message(call: Call) -> Created:
    message = call.message(call.channel())
    return _begin(call, message)


async def begin_alone(call: Call) -> Created:
    return _begin(call, None)


def _begin(call: Call, message: Message | None) -> Created:
    parent = call.channel()
    if parent.kind is not ChannelKind.TEXT:
        raise ApiRefusal(Refused.WRONG_CHANNEL_TYPE)
    call.channel(Permission.CREATE_PUBLIC_THREADS)
    body = read_thread(call.body)
    if message is None and body.type != ChannelKind.PUBLIC_THREAD:
        raise ApiRefusal(Refused.MISSING_PERMISSIONS)  # private threads, which nobody has the permission for here
    if message and call.world.thread_on(message):
        raise ApiRefusal(Refused.THREAD_EXISTS)
    after = body.auto_archive_duration or A_DAY
    thread = threads.begin(call.world, parent, body.name, call.world.state.bot, after, message)
    return Created(call.payloads.channel(thread))


async def change(call: Call) -> Json:
    thread = _thread(call, Permission.MANAGE_CHANNELS)
    body = read_change(call.body)
    call.channel(_needed(call, thread, body))
    if thread.archived and body.archived is not False:
        raise ApiRefusal(Refused.THREAD_ARCHIVED)
    threads.change(
        call.world,
        thread,
        call.world.state.bot,
        name=body.name,
        archived=body.archived,
        locked=body.locked,
        archive_after=body.auto_archive_duration,
    )
    return call.payloads.channel(thread)


def _needed(call: Call, thread: Channel, body: ThreadChange) -> Permission:
    """To open an unlocked thread, the right to write there; for what its owner may change, none; else moderation."""
    changed = body.model_fields_set
    if not thread.locked and changed <= {"archived"} and body.archived is False:
        return Permission.SEND_MESSAGES_IN_THREADS
    own = thread.owner == call.world.state.bot and changed <= {"name", "archived", "auto_archive_duration"}
    return Permission.VIEW_CHANNEL if own and not thread.locked else Permission.MANAGE_THREADS


async def delete(call: Call) -> Json:
    thread = _thread(call, Permission.MANAGE_CHANNELS)
    call.channel(Permission.MANAGE_THREADS)
    payload = call.payloads.channel(thread)
    call.world.remove_channel(thread)
    return payload


def _thread(call: Call, for_others: Permission) -> Channel:
    """The path's thread; other channels have no such thing, and to change them takes a right of its own."""
    found = call.channel()
    if not found.is_thread:
        call.channel(for_others)
        raise ApiRefusal(Refused.WRONG_CHANNEL_TYPE)
    return found


# Who takes part


async def list_members(call: Call) -> list[Json]:
    """Without the members intent, which no bot has here, this is refused; one by one they can be asked for."""
    _thread(call, Permission.VIEW_CHANNEL)
    raise ApiRefusal(Refused.MISSING_ACCESS)


async def get_member(call: Call) -> Json:
    thread, member = _thread(call, Permission.VIEW_CHANNEL), _named(call)
    if member not in thread.joined:
        raise ApiRefusal(Refused.UNKNOWN_MEMBER)
    return call.payloads.thread_member(thread, member)


async def add_member(call: Call) -> None:
    thread, member = _thread(call, Permission.VIEW_CHANNEL), _named(call)
    if member != call.world.state.bot:
        call.channel(Permission.SEND_MESSAGES_IN_THREADS)
    threads.check_edit(call.world, call.world.state.bot, thread)
    if member not in thread.joined and len(thread.joined) >= threads.MOST_MEMBERS:
        raise ApiRefusal(Refused.TOO_MANY_IN_THREAD)
    if not call.world.may_see(member, thread):
        raise ApiRefusal(Refused.MISSING_ACCESS)
    threads.add(call.world, thread, call.world.state.bot, member)


async def remove_member(call: Call) -> None:
    thread, member = _thread(call, Permission.VIEW_CHANNEL), _named(call)
    if member != call.world.state.bot:
        call.channel(Permission.MANAGE_THREADS)
    if thread.archived:
        raise ApiRefusal(Refused.THREAD_ARCHIVED)
    threads.remove(call.world, thread, call.world.state.bot, member)


def _named(call: Call) -> int:
    return call.world.state.bot if call.params["user_id"] == "@me" else call.member().id


_MEMBERS = "/channels/{channel_id}/thread-members"

ROUTES: Routes = {
    "POST /channels/{channel_id}/threads": begin_alone,
    "POST /channels/{channel_id}/messages/{message_id}/threads": begin_on_message,
    "PATCH /channels/{channel_id}": change,
    "DELETE /channels/{channel_id}": delete,
    f"GET {_MEMBERS}": list_members,
    f"GET {_MEMBERS}/{{user_id}}": get_member,
    f"PUT {_MEMBERS}/{{user_id}}": add_member,
    f"DELETE {_MEMBERS}/{{user_id}}": remove_member,
}
