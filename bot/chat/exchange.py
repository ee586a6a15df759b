"""An interaction from the moment it came: how long there is to answer it, and what became of it."""

import time
from contextvars import ContextVar

import discord
import structlog

from bot.operations.logs import veiled
from bot.operations.vitals import Vitals

log = structlog.get_logger(__name__)

BUDGET = 2.5
"""Seconds from an interaction's coming in which its first answer is tried; Discord takes none after three."""


class Exchange:
    """What is known of the interaction that this task handles."""

    __slots__ = ("came", "outcome", "reference")

    def __init__(self) -> None:
        self.came = time.monotonic()
        self.outcome = "answered"
        """Or: refused, out of date, unreadable, unanswered, failed."""
        self.reference = ""
        """What the person was given to name the failure by."""

    @property
    def age(self) -> float:
        """Seconds since it came."""
        return time.monotonic() - self.came


_current: ContextVar[Exchange] = ContextVar("exchange")


def begin() -> Exchange:
    """An interaction has come, and this task handles it."""
    exchange = Exchange()
    _current.set(exchange)
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
        user=veiled(interaction.user.id if interaction.user else 0),
    )
