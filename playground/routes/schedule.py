"""Scheduled events over REST."""

from playground import schedule, snowflakes
from playground.checks.schedule import EventBody, read_event
from playground.model import Json, ScheduledEvent
from playground.refusals import ApiRefusal, Refused
from playground.routes.call import Call, Routes

LARGEST_PAGE = 100


async def list_events(call: Call) -> list[Json]:
    """Those that are over are not listed, though they can still be asked for one by one."""
    call.guild()
    return [_shown(call, each) for each in call.payloads.open_events()]


async def get_event(call: Call) -> Json:
    return _shown(call, _event(call))


async def create_event(call: Call) -> Json:
    call.guild()
    bot = call.world.state.bot
    if not schedule.may_plan(call.world, bot):
        raise ApiRefusal(Refused.MISSING_PERMISSIONS)
    body = read_event(call.body, None, snowflakes.now())
    if schedule.open_count(call.world) >= schedule.MOST_OPEN:
        raise ApiRefusal(Refused.TOO_MANY_EVENTS)
    event = _changed(ScheduledEvent(call.world.new_id(), bot, "", "", 0, 0), body)
    call.world.save_scheduled(event)
    return call.payloads.scheduled_event(event)


async def change_event(call: Call) -> Json:
    event = _to_manage(call)
    if not event.is_open:
        raise ApiRefusal(Refused.FINISHED_EVENT)
    body = read_event(call.body, event, snowflakes.now())
    event.status = body.status or event.status
    call.world.save_scheduled(_changed(event, body))
    return call.payloads.scheduled_event(event)


async def delete_event(call: Call) -> None:
    call.world.remove_scheduled(_to_manage(call))


async def list_interested(call: Call) -> list[Json]:
    """In the order of their ids; `limit`, `after`, `before` and `with_member` as documented."""
    event, people = _event(call), call.world.state.members
    after, before = call.number("after", 0), call.number("before", 1 << 63)
    found = [each for each in sorted(event.interested) if after < each < before]
    limit = min(call.number("limit", LARGEST_PAGE), LARGEST_PAGE)
    found = found[:limit] if "after" in call.query or "before" not in call.query else found[-limit:]
    full = call.query.get("with_member", "").lower() in ("1", "true")
    return [
        {"guild_scheduled_event_id": str(event.id), "user": call.payloads.user(people[each])}
        | ({"member": call.payloads.member(people[each], with_user=False)} if full else {})
        for each in found
    ]


def _changed(event: ScheduledEvent, body: EventBody) -> ScheduledEvent:
    """The event with everything that the body gives."""
    event.name = body.name or event.name
    event.place = body.place or event.place
    event.start = body.scheduled_start_time or event.start
    event.end = body.scheduled_end_time or event.end
    if "description" in body.model_fields_set:
        event.description = body.description or ""
    return event


def _event(call: Call) -> ScheduledEvent:
    call.guild()
    found = call.world.state.scheduled.get(call.id("event_id"))
    if found is None:
        raise ApiRefusal(Refused.UNKNOWN_EVENT)
    return found


def _to_manage(call: Call) -> ScheduledEvent:
    event = _event(call)
    if not schedule.may_manage(call.world, call.world.state.bot, event):
        raise ApiRefusal(Refused.MISSING_PERMISSIONS)
    return event


def _shown(call: Call, event: ScheduledEvent) -> Json:
    wanted = call.query.get("with_user_count", "").lower() in ("1", "true")
    return call.payloads.scheduled_event(event) | ({"user_count": len(event.interested)} if wanted else {})


_EVENTS = "/guilds/{guild_id}/scheduled-events"

ROUTES: Routes = {
    f"GET {_EVENTS}": list_events,
    f"POST {_EVENTS}": create_event,
    f"GET {_EVENTS}/{{event_id}}": get_event,
    f"PATCH {_EVENTS}/{{event_id}}": change_event,
    f"DELETE {_EVENTS}/{{event_id}}": delete_event,
    f"GET {_EVENTS}/{{event_id}}/users": list_interested,
}
