"""The bodies that plan and change scheduled events."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from playground import limits
from playground.checks.body import Body, Length, Problem, parse, refuse
from playground.model import ScheduledEvent, Status
from playground.schedule import NEXT


def _milliseconds(value: Any) -> int:
    """ISO 8601; a time without a zone is one of UTC."""
    try:
        moment = datetime.fromisoformat(value)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (TypeError, ValueError, OverflowError):
        raise PydanticCustomError(
            "DATE_TIME_TYPE_PARSE", "Could not parse {value}. Should be ISO8601.", {"value": str(value)}
        ) from None


Moment = Annotated[int, BeforeValidator(_milliseconds)]
"""Unix milliseconds."""
Name = Annotated[str, StringConstraints(strip_whitespace=True), Length(1, limits.EVENT_NAME)]
Description = Annotated[str, Length(1, limits.EVENT_DESCRIPTION)]


class Metadata(Body):
    location: Annotated[str, StringConstraints(strip_whitespace=True), Length(1, limits.EVENT_PLACE)] | None = None


class EventBody(Body):
    """A whole event, or what of it is to change; `model_fields_set` tells what is given."""

    name: Name | None = None
    description: Description | None = None
    scheduled_start_time: Moment | None = None
    scheduled_end_time: Moment | None = None
    privacy_level: Literal[2] | None = None
    entity_type: Literal[1, 2, 3] | None = None
    entity_metadata: Metadata | None = None
    channel_id: int | None = None
    status: Status | None = None

    @property
    def place(self) -> str | None:
        return self.entity_metadata.location if self.entity_metadata else None


REQUIRED = ("name", "privacy_level", "scheduled_start_time", "entity_type")
_BODY = TypeAdapter(EventBody)


def read_event(sent: Any, kept: ScheduledEvent | None, now: int) -> EventBody:
    """Refuses a body with mistakes; `kept` is the event that it changes, `now` in Unix milliseconds."""
    body, problems = parse(_BODY, sent if sent is not None else {})
    if body is not None:
        problems += [*_whole_problems(body, kept), *_time_problems(body, kept, now), *_status_problems(body, kept)]
    refuse(problems)
    assert body is not None  # whatever could not be read is a problem
    return body


def _whole_problems(body: EventBody, kept: ScheduledEvent | None) -> Iterator[Problem]:
    """What an event outside of Discord needs; of the other kinds there are none, as there are no voice channels."""
    sent = body.model_fields_set
    yield from (_missing(each) for each in REQUIRED if (kept is None or each in sent) and getattr(body, each) is None)
    if body.entity_type in (1, 2):
        yield _missing("channel_id")
        return
    if (kept is None or "entity_metadata" in sent) and not body.place:
        yield _missing("entity_metadata", *(["location"] if body.entity_metadata else []))
    if (kept is None or "scheduled_end_time" in sent) and body.scheduled_end_time is None:
        yield _missing("scheduled_end_time")
    if body.channel_id is not None:
        yield Problem(("channel_id",), "BASE_TYPE_INVALID", "An event outside of Discord has no channel.")


def _time_problems(body: EventBody, kept: ScheduledEvent | None, now: int) -> Iterator[Problem]:
    start, end = body.scheduled_start_time, body.scheduled_end_time
    if start is not None and kept and kept.status is not Status.SCHEDULED:
        message = "Cannot change the start of an event that has begun."
        yield Problem(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_INVALID_START_BY_STATUS", message)
    elif start is not None and start <= now:
        message = "Cannot schedule event in the past."
        yield Problem(("scheduled_start_time",), "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", message)
    start, end = start or (kept.start if kept else None), end or (kept.end if kept else None)
    if start is not None and end is not None and end <= start:
        message = "Cannot end an event before it begins."
        yield Problem(("scheduled_end_time",), "GUILD_SCHEDULED_EVENT_END_BEFORE_START", message)


def _status_problems(body: EventBody, kept: ScheduledEvent | None) -> Iterator[Problem]:
    if kept and body.status not in (None, kept.status, *NEXT[kept.status]):
        yield Problem(("status",), "GUILD_SCHEDULED_EVENT_INVALID_STATUS", "Invalid status transition.")


def _missing(*path: str) -> Problem:
    return Problem(path, "BASE_TYPE_REQUIRED", "This field is required")
