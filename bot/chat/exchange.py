"""An interaction from the moment it came: how long there is to answer it, and what became of it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from typing import Any

import discord
import structlog

from bot.chat.place import home_of
from bot.database import idempotency
from bot.database.deadline import Wait, waiting
from bot.operations.logs import veiled
from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

BUDGET = 2.5
"""Seconds from an interaction's coming in which its first answer is tried."""
STORING = 1.7
"""Seconds from its coming after which a transaction for it is given up that is not being committed yet."""
PATIENCE = 2.1
"""Seconds from its coming after which whoever has no answer is told that it takes longer."""
EXPIRES = 3.0
"""Seconds after which Discord takes no first answer any more."""
REMEMBERED = 4_096
"""Interactions by which a second delivery is known: those of the last minutes, of seconds only in the worst rush."""


class Exchange(Wait):
    """What is known of the interaction that this task handles."""

    __slots__ = ("_alarm", "came", "notice", "outcome", "reference")

    def __init__(self) -> None:
        self.came = time.monotonic()
        super().__init__()
        self.notice: asyncio.Task[bool] | None = None
        """Telling the person that it takes longer, once that is begun; whether Discord took that for the answer."""
        self._alarm: asyncio.TimerHandle | None = None
        self.outcome = "answered"
        """Or: refused, out of date, unreadable, unanswered, failed, duplicate."""
        self.reference = ""
        """What the person was given to name the failure by."""

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.came

    def watch(self, tell: Callable[[], Coroutine[Any, Any, bool]]) -> None:
        """Begin `tell` where no answer is begun in time; what is done for the interaction goes on, without haste."""
        self.until = self.came + STORING

        def overdue() -> None:
            self._alarm = self.until = None
            self.notice = loop.create_task(tell())

        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self.came + PATIENCE - time.monotonic(), overdue)

    def mark_answered(self) -> None:
        """An answer is begun, or none will come: there is nothing to tell any more, and no haste."""
        self.until = None
        if self._alarm:
            self._alarm.cancel()
            self._alarm = None


class Known:
    """The interactions that came lately: after a lost connection Discord plays back what it is not sure arrived."""

    def __init__(self) -> None:
        self._ids: OrderedDict[int, None] = OrderedDict()  # a dict finds its first key again by passing all that went

    def __contains__(self, interaction_id: int) -> bool:
        return interaction_id in self._ids

    def add(self, interaction_id: int) -> None:
        """One has come; the oldest of more than there is room for are forgotten."""
        self._ids[interaction_id] = None
        while len(self._ids) > REMEMBERED:
            self._ids.popitem(last=False)


def begin(interaction_id: int) -> Exchange:
    """An interaction has come, and this task handles it."""
    exchange = Exchange()
    waiting.set(exchange)
    idempotency.deliver(interaction_id)
    return exchange


def current() -> Exchange:
    """The interaction that this task handles; where none was begun, one that came just now."""
    visit = waiting.get()
    return visit if isinstance(visit, Exchange) else Exchange()


def finish(vitals: Vitals, kind: str, name: str, interaction: discord.Interaction) -> None:
    """It is dealt with: count it, and tell the log in one line that names no one and nothing that was chosen."""
    visit = current()
    visit.mark_answered()
    vitals.interactions[kind, visit.outcome] += 1
    log.info(
        "interaction",
        interaction=interaction.id,
        command=name,
        duration_ms=round(visit.age * 1000),
        outcome=visit.outcome,
        ref=visit.reference,
        guild=veiled(home_of(interaction)),
        user=veiled(interaction.user.id if interaction.user else 0),
    )
