"""How far the bot is behind with what it does by itself: read from the rows when somebody asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Backlog:
    """Of the servers that this process looks after; None where there is nothing."""

    waiting: Mapping[str, datetime | None]
    """By outbox: since when its oldest message waits; not changes of messages that stand already."""
    due: Mapping[str, datetime | None]
    """By kind of job: when the next one falls due, in the past where it is overdue."""


def together(backlogs: Iterable[Backlog]) -> Backlog:
    """All in one."""
    listed = list(backlogs)
    return Backlog(
        {name: since for each in listed for name, since in each.waiting.items()},
        {name: at for each in listed for name, at in each.due.items()},
    )
