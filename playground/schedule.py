"""Scheduled events: who may plan and change them, and how they go from planned to over. None starts by itself."""

from playground.model import ScheduledEvent, Status
from playground.permissions import Permission, in_guild
from playground.world import World

MOST_OPEN = 100

NEXT = {
    Status.SCHEDULED: {Status.ACTIVE, Status.CANCELED},
    Status.ACTIVE: {Status.COMPLETED},
    Status.COMPLETED: set[Status](),
    Status.CANCELED: set[Status](),
}
"""Discord's documentation: valid guild scheduled event status transitions."""


def may_plan(world: World, member: int) -> bool:
    granted = in_guild(world.state, world.state.members[member])
    return bool(granted & (Permission.CREATE_EVENTS | Permission.MANAGE_EVENTS))


def may_manage(world: World, member: int, event: ScheduledEvent) -> bool:
    """One's own event with the right to plan, any with the right to manage."""
    granted = in_guild(world.state, world.state.members[member])
    return Permission.MANAGE_EVENTS in granted or (event.creator == member and Permission.CREATE_EVENTS in granted)


def open_count(world: World) -> int:
    return sum(event.is_open for event in world.state.scheduled.values())
