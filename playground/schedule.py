"""Scheduled events: who may plan and change them, and how they go from planned to over, by hand or by the clock."""

import asyncio

from playground import clock, limits, snowflakes
from playground.events import Event, PaceSet, ScheduleGone, ScheduleSaved
from playground.model import ScheduledEvent, Status
from playground.permissions import Permission, in_guild
from playground.refusals import Refusal
from playground.world import World

MOST_OPEN = 100
LONGEST_WAIT = 3600
"""Seconds after which the clock is looked at again, as a computer may have slept."""

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


def change(
    world: World, event: ScheduledEvent, *, name: str, place: str, description: str, start: int, end: int
) -> None:
    """A member's change to an event, or a refusal in words; an event that goes on keeps its beginning."""
    name, place, description = name.strip(), place.strip(), description.strip()
    for what, text, least, most in (
        ("name", name, 1, limits.EVENT_NAME),
        ("place", place, 1, limits.EVENT_PLACE),
        ("description", description, 0, limits.EVENT_DESCRIPTION),
    ):
        if not least <= limits.length(text) <= most:
            raise Refusal(f"The {what} has {least} to {most} characters; this one has {limits.length(text)}.")
    if start != event.start and event.status is not Status.SCHEDULED:
        raise Refusal("The event has begun; its beginning cannot be moved any more.")
    if start != event.start and start <= snowflakes.now():
        raise Refusal("An event begins in the future. Choose a later beginning.")
    if end <= max(start, snowflakes.now()):
        raise Refusal("An event ends after it begins, and not in the past. Choose a later end.")
    event.name, event.place, event.description, event.start, event.end = name, place, description, start, end
    world.save_scheduled(event)


def move_on(world: World, event: ScheduledEvent, status: Status) -> None:
    if status not in NEXT[event.status]:
        raise Refusal("The event is not at that point any more.")
    event.status = status
    world.save_scheduled(event)


class Timetable:
    """Begins and ends events at their time, as Discord does with those at a place outside of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._timer: asyncio.TimerHandle | None = None

    def keep(self) -> None:
        """From now on; what came due while nobody looked comes first."""
        self.world.subscribe(self._on_event)
        self.turn()

    def close(self) -> None:
        if self._timer:
            self._timer.cancel()

    def turn(self) -> None:
        """Does what is due, and waits for what is next."""
        now = snowflakes.now()
        for event in list(self.world.state.scheduled.values()):
            if event.status is Status.SCHEDULED and event.start <= now:
                move_on(self.world, event, Status.ACTIVE)
            if event.status is Status.ACTIVE and event.end <= now:
                move_on(self.world, event, Status.COMPLETED)
        self._wait()

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ScheduleSaved | ScheduleGone | PaceSet):
            self._wait()

    def _wait(self) -> None:
        self.close()
        coming = [
            each.start if each.status is Status.SCHEDULED else each.end
            for each in self.world.state.scheduled.values()
            if each.is_open
        ]
        if coming:
            seconds = (min(coming) - snowflakes.now()) / 1000 / clock.PACE.times
            self._timer = asyncio.get_running_loop().call_later(min(max(seconds, 0), LONGEST_WAIT), self.turn)
