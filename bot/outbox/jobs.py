"""What the bot is to do by itself: a job, who handles it, and what its handler has done at Discord.

A job is a row. It is claimed and begun in one transaction: its handler loads what it needs once, decides, changes
rows, and returns what is to be done at Discord, an errand. The errand runs without a transaction; a second one notes
what came of it and deletes the row. A process that dies between the two leaves the row, whose lease ends, and the
errand runs again: so an errand must be one that Discord takes once (`posts.py`), or that may be done twice.
"""

import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.chat.messenger import BlockedError, LostError
from bot.database import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that is due in a server; `kind` and `key` name it there, once."""

    kind: str
    guild_id: int
    key: str
    line: str
    """Jobs of a server with the same line are done one after the other, in the order in which they fell due."""
    first_tried_at: datetime | None = None
    """When it was begun first, None if never: what it does at Discord may be done already."""
    begun_at: datetime | None = None
    """When it was begun this time."""
    tries: int = 0
    """How often it was begun, this time included."""
    token: int = 0
    """The end of its lease: tells the row that this process has in hand from one that was set anew meanwhile."""

    @property
    def name(self) -> tuple[str, int, str]:
        """What tells it from all others, in the order of the table's key."""
        return self.kind, self.guild_id, self.key


class Errand(ABC):
    """What a job does at Discord, between its two transactions. Most note little of it, and tell nobody."""

    __slots__ = ()

    @abstractmethod
    async def run(self, job: Job, /) -> Any:
        """Do it; raises LostError, BlockedError, LaterError."""

    async def conclude(self, tx: Tx, job: Job, result: Any, /) -> None:
        """Note what came of it; the job's row goes in the same transaction, unless it is set anew here."""
        del tx, job, result

    async def note_lost(self, tx: Tx, job: Job, lost: LostError, /) -> None:
        """Note that its place cannot be reached; the row goes too, unless it is set anew or held here."""
        del tx, job, lost

    async def tell_blocked(self, job: Job, blocked: BlockedError, /) -> None:
        """Tell whoever should know that Discord will not have it: the job is parked with the reason."""
        del job, blocked


Begun = Errand | list[Job] | None
"""What a handler leaves to do: an errand; jobs that it has set, to be begun in the same transaction; or nothing."""
Begin = Callable[[Tx, Job, datetime], Awaitable[Begun]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """Who does the jobs of one kind; `kind` is `feature.what`."""

    kind: str
    begin: Begin
    """Raises Refusal where there is nothing to do any more: the job is dropped."""
    by_the_clock: bool = True
    """Whether it is due at a time of day: none is believed for a while after the machine's clock was set forward."""
    tries: int = 3
    """Failures of ours after which it is parked."""
    posting_tries: int = 10
    """Tries at Discord after which it is parked."""
    parked: Callable[[Tx, Job, str], Awaitable[None]] | None = None
    """Told, in the same transaction, that a job was given up, and why."""


_last_turn = 0


def next_turn() -> int:
    """A number larger than all before it, also those of an earlier run where the clock was not set back."""
    global _last_turn  # noqa: PLW0603 - one sequence for the whole process
    _last_turn = max(_last_turn + 1, time.time_ns())
    return _last_turn
