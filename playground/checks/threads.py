"""The bodies that begin and change threads."""

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints, TypeAdapter

from playground.checks.body import Body, Length, parse, refuse

PRIVATE = 12

Name = Annotated[str, StringConstraints(strip_whitespace=True), Length(1, 100)]
ArchiveAfter = Literal[60, 1440, 4320, 10080]
"""Minutes."""
Slowmode = Annotated[int, Field(ge=0, le=21_600)]
"""Seconds; checked, and then of no effect here."""


class ThreadBody(Body):
    name: Name
    auto_archive_duration: ArchiveAfter | None = None
    rate_limit_per_user: Slowmode | None = None
    type: Literal[10, 11, 12] = PRIVATE
    """Only where a thread begins without a message; Discord takes a body without it for a private thread's."""


class ThreadChange(Body):
    """What is left out stays; `model_fields_set` tells what is not."""

    name: Name | None = None
    archived: bool | None = None
    locked: bool | None = None
    auto_archive_duration: ArchiveAfter | None = None
    rate_limit_per_user: Slowmode | None = None


_BODY = TypeAdapter(ThreadBody)
_CHANGE = TypeAdapter(ThreadChange)

B = TypeVar("B", bound=Body)


def read_thread(sent: Any) -> ThreadBody:
    """Refuses a body with mistakes."""
    return _read(_BODY, sent)


def read_change(sent: Any) -> ThreadChange:
    """Refuses a body with mistakes."""
    return _read(_CHANGE, sent)


def _read(adapter: TypeAdapter[B], sent: Any) -> B:
    body, problems = parse(adapter, sent if sent is not None else {})
    refuse(problems)
    assert body is not None  # whatever could not be read is a problem
    return body
