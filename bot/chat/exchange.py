"""An interaction from the moment it came: how long there is to answer it, and what became of it."""

import time
from contextvars import ContextVar

import discord
import structlog

from bot.database import once
from bot.operations.logs import veiled
from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

BUDGET = 2.5
"""Seconds from an interaction's coming in which its first answer is tried."""


PATIENCE = 3.0
"""Seconds after which Discord takes no first answer any more."""
REMEMBERED = 4_096
"""Interactions by which a second delivery is known: those of the last minutes, of seconds only in the worst rush."""


class Exchange:
    """What is known of the interaction that this task handles."""

    __slots__ = ("came", "outcome", "reference")

    def __init__(self) -> None:
        self.came = time.monotonic()
        self.outcome = "answered"
        """Or: refused, out of date, unanswered, failed, duplicate."""
        self.reference = ""
        """What the person was given to name the failure by."""

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.came


class Known:
    """The interactions that came lately: after a lost connection Discord plays back what it is not sure arrived."""

    def __init__(self) -> None:
        self._ids: dict[int, None] = {}

    def __contains__(self, interaction_id: int) -> bool:
        return interaction_id in self._ids

    def add(self, interaction_id: int) -> None:
        """One has come; the oldest of more than there is room for are forgotten."""
        self._ids[interaction_id] = None
        while len(self._ids) > REMEMBERED:
            del self._ids[next(iter(self._ids))]


_current: ContextVar[Exchange] = ContextVar("exchange")


def begin(interaction_id: int) -> Exchange:
    """An interaction has come, and this task handles it."""
    exchange = Exchange()
    _current.set(exchange)
    once.deliver(interaction_id)
    return exchange


def current() -> Exchange:
    """The interaction that this task handles; where none was begun, one that came just now."""
    return _current.get(None) or Exchange()


def finish(vitals: Vitals, kind: str, name: str, interaction: discord.Interaction) -> None:
    """It is dealt with: count it, and tell the log in one line that names no one and nothing that was chosen."""
    visit = current()
    vitals.interactions[kind, visit.outcome] += 1
    log.info(
        "interaction",
        interaction=interaction.id,
        command=name,
        duration_ms=round(visit.age * 1000),
        outcome=visit.outcome,
        ref=visit.reference,
        guild=veiled(interaction.guild_id or 0),
        user=veiled(interaction.user.id),
    )
