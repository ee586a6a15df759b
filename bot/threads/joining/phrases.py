"""What somebody who takes part in a group is told of its thread; safe to show."""

from collections.abc import Iterable

from bot.threads.joining.views import Membership
from bot.threads.rules import Group

LEFT = (
    "You no longer take part: you are not counted and not pinged. What you answered stays.\n"
    "You are still in the thread; its menu in Discord has `Leave Thread`."
)


def in_thread(group: Group, standing: Membership | None, *, again: bool = False) -> str:
    """Whether they stand in the thread, and what to do where they do not; `again`: they took part before."""
    if group.orphaned:
        return group.orphaned
    if group.thread_id is None:
        return "The thread is not there yet; I add you to it as soon as it is."
    if standing and standing.refused:
        return (
            f"Discord did not let me add you to <#{group.thread_id}>: {standing.refused}. Open it and join it there; "
            "until then nothing in it counts as unread for you. `Join` tries again."
        )
    if standing and standing.added:
        return f"You are in <#{group.thread_id}>."
    if again:
        return f"If you have left <#{group.thread_id}>, I add you to it once more."
    return f"I add you to <#{group.thread_id}>; Discord posts a line about that, which names you once."


def mentions(members: Iterable[int]) -> str:
    """Members by id, in small letters; whether it tells them is said where it is sent."""
    named = " ".join(f"<@{member_id}>" for member_id in members)
    return f"-# {named}" if named else ""
