"""Threads: how they begin and change, and what a closed one still takes."""

from playground import snowflakes
from playground.model import Channel, ChannelKind, Message, MessageKind
from playground.permissions import Permission
from playground.refusals import ApiRefusal, Refusal, Refused
from playground.world import World

MOST_MEMBERS = 1000


def begin(
    world: World, parent: Channel, name: str, owner: int, archive_after: int, on: Message | None = None
) -> Channel:
    """A public thread: on a message, whose id it takes, or on its own, which its channel then tells."""
    thread = Channel(
        on.id if on else world.new_id(),
        ChannelKind.PUBLIC_THREAD,
        name,
        parent=parent.id,
        owner=owner,
        archive_after=archive_after,
        joined={owner: snowflakes.now()},
    )
    world.save_channel(thread)
    if on:
        world.save_message(Message(world.new_id(), thread.id, owner, kind=MessageKind.THREAD_STARTER))
        world.save_message(on)
    else:
        told = Message(world.new_id(), parent.id, owner, name, kind=MessageKind.THREAD_CREATED, thread=thread.id)
        world.save_message(told)
    return thread


def change(
    world: World,
    thread: Channel,
    by: int,
    *,
    name: str | None = None,
    archived: bool | None = None,
    locked: bool | None = None,
    archive_after: int | None = None,
) -> None:
    """Changes what is given; a new name is told in the thread."""
    if archived not in (None, thread.archived) or archive_after not in (None, thread.archive_after):
        thread.archive_changed = snowflakes.now()
    renamed = name is not None and name != thread.name
    thread.name = thread.name if name is None else name
    thread.archived = thread.archived if archived is None else archived
    thread.locked = thread.locked if locked is None else locked
    thread.archive_after = archive_after or thread.archive_after
    world.save_channel(thread)
    if renamed and not thread.archived:
        world.save_message(Message(world.new_id(), thread.id, by, thread.name, kind=MessageKind.NAME_CHANGE))


def add(world: World, thread: Channel, by: int, member: int) -> None:
    """Brings a member in, or whoever asks; that somebody was brought in by another is told in the thread."""
    if member in thread.joined:
        return
    world.join(thread, member)
    if member != by:
        _tell(world, thread, MessageKind.MEMBER_ADDED, by, member)


def remove(world: World, thread: Channel, by: int, member: int) -> None:
    if member not in thread.joined:
        return
    world.leave(thread, member)
    if member != by:
        _tell(world, thread, MessageKind.MEMBER_REMOVED, by, member)


def _tell(world: World, thread: Channel, kind: MessageKind, by: int, member: int) -> None:
    world.save_message(Message(world.new_id(), thread.id, by, kind=kind, mentions=[member]))


def join(world: World, thread: Channel, member: int) -> None:
    """A member comes in on their own."""
    if thread.archived:
        raise Refusal("This thread is archived. A message opens it again.")
    add(world, thread, member, member)


def may_manage(world: World, member: int, thread: Channel) -> bool:
    return Permission.MANAGE_THREADS in world.permissions(member, thread)


# What a thread that is archived or locked refuses (Discord's documentation: threads, "Locked Threads" and
# "Active & Archived Threads"); other channels are never either.


def check_send(world: World, member: int, channel: Channel) -> None:
    """A message opens an archived thread; a locked one takes those of moderators only."""
    if channel.locked and not may_manage(world, member, channel):
        raise ApiRefusal(Refused.THREAD_ARCHIVED if channel.archived else Refused.THREAD_LOCKED)


def check_edit(world: World, member: int, channel: Channel) -> None:
    if channel.archived:
        raise ApiRefusal(Refused.THREAD_ARCHIVED)
    check_send(world, member, channel)


def check_delete(world: World, member: int, channel: Channel) -> None:
    if channel.archived:
        check_send(world, member, channel)
