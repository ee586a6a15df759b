"""The one pace of everything that the bot asks of Discord beside answers to interactions.

Discord takes 50 requests a second of a bot, all servers together. Whoever asks waits for a turn; servers take turns,
so that one with much to do holds up no other. What is said anew gives way to what is said for the first time: a prompt
at its minute does not stand behind a hundred cards that are drawn again; but it does so for a few seconds only, and
from then on the two take turns. Where little is asked nobody waits: turns that were not used are saved
up for a moment. After a 429 that holds for the whole bot the pace is halved, and recovers second by second.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

RATE = 41.0
"""Requests a second: somewhat fewer than Discord takes, as it counts them when they arrive."""
SAVED = 6.0
"""Turns that may be saved up while nobody asks: so many may go out at once, within a second that has the others too."""
LEAST = 1.0
"""Requests a second below which the pace does not fall."""
RECOVERY = 2.0
"""Requests a second by which it recovers each second."""

GIVES_WAY = 10.0
"""Seconds for which a request that can wait gives way to others."""

_server: ContextVar[int] = ContextVar("server", default=0)
_can_wait: ContextVar[bool] = ContextVar("can wait", default=False)

_limit: ContextVar[asyncio.Timeout | None] = ContextVar("limit", default=None)


@contextmanager
def _holding(variable: ContextVar[T], value: T) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def ask_for(guild_id: int) -> None:
    """What this task asks from now on is asked for this server."""
    _server.set(guild_id)


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[None]:
    """Raise TimeoutError after so long; the time in which a turn is waited for does not count.

    Else a thousand messages that fall due at once would use up their tries by waiting for one another.
    """
    async with asyncio.timeout(seconds) as limit:
        with _holding(_limit, limit):
            yield


def on_behalf_of(guild_id: int) -> AbstractContextManager[None]:
    """What is asked inside is asked for this server."""
    return _holding(_server, guild_id)


def giving_way() -> AbstractContextManager[None]:
    """What is asked inside can wait: it changes what stands already."""
    return _holding(_can_wait, True)


@contextmanager
def _stopped_clock() -> Iterator[None]:
    limit, now = _limit.get(), asyncio.get_running_loop().time
    until = limit.when() if limit else None
    if limit is None or until is None:
        yield
        return
    began = now()
    limit.reschedule(None)
    yield  # without `finally`: who is cancelled here leaves the limit's body too, and nothing is left to be timed
    limit.reschedule(until + now() - began)


class _Line:
    """Requests that wait, each with the moment since when; servers take turns."""

    def __init__(self) -> None:
        self._waiting: OrderedDict[int, deque[tuple[float, asyncio.Future[None]]]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, guild_id: int, since: float, turn: asyncio.Future[None]) -> None:
        self._waiting.setdefault(guild_id, deque()).append((since, turn))

    def since(self) -> float:
        """Since when the server has waited whose turn it is."""
        return next(iter(self._waiting.values()))[0][0]

    def take(self) -> asyncio.Future[None]:
        """The next turn; its server goes behind all others that wait."""
        guild_id, turns = self._waiting.popitem(last=False)
        _, turn = turns.popleft()
        if turns:
            self._waiting[guild_id] = turns
        return turn


class Pacer:
    """Hands out turns; `rate` 0 lets everybody pass at once."""

    def __init__(self, rate: float = RATE, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._usual = self._rate = rate
        self._monotonic = monotonic
        self._saved = SAVED
        self._last = monotonic()
        self._pressing, self._patient = _Line(), _Line()
        self._patient_is_next = False
        self._handing_out: asyncio.Task[None] | None = None

    @property
    def rate(self) -> float:
        """Requests a second that go out at most just now."""
        return self._rate

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return len(self._pressing) + len(self._patient)

    async def turn(self) -> None:
        """Wait for a turn, for the server on whose behalf this task asks."""
        if not self._usual:
            return
        self._save_up()
        if not self.waiting and self._saved >= 1.0:
            self._saved -= 1.0
            return
        turn = asyncio.get_running_loop().create_future()
        line = self._patient if _can_wait.get() else self._pressing
        line.add(_server.get(), self._monotonic(), turn)
        if self._handing_out is None or self._handing_out.done():
            self._handing_out = asyncio.create_task(self._hand_out(), name="pace")
        with _stopped_clock():
            await turn

    def note_refusal(self) -> None:
        """Discord said that the bot as a whole asks too fast."""
        self._save_up()
        self._saved = 0.0  # what was saved up would go out at once, into the same refusal
        self._rate = max(self._rate / 2, LEAST)

    def _save_up(self) -> None:
        now = self._monotonic()
        passed, self._last = now - self._last, now
        self._rate = min(self._rate + RECOVERY * passed, self._usual)
        self._saved = min(self._saved + self._rate * passed, SAVED)

    async def _hand_out(self) -> None:
        while self.waiting:
            self._save_up()
            if self._saved < 1.0:
                await asyncio.sleep((1.0 - self._saved) / self._rate)
                continue
            turn = self._next_line().take()
            if not turn.done():  # else whoever waited has gone away, and the turn is the next one's
                turn.set_result(None)
                self._saved -= 1.0

    def _next_line(self) -> _Line:
        if not (self._pressing and self._patient):
            return self._pressing or self._patient
        has_waited = self._monotonic() - self._patient.since() > GIVES_WAY
        self._patient_is_next = has_waited and not self._patient_is_next
        return self._patient if self._patient_is_next else self._pressing
