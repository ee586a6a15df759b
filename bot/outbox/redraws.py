"""Cards that follow what changes: the newest state, one at a time in each channel, at most one every two seconds.

Which cards are behind is in the rows of each feature (`drawn < version`), so that a restart goes on and the drawing
of an end is never dropped. What changes says so here, to be drawn at once; a look now and then finds the rest. Each
channel with such cards has one task, which ends when nothing has changed for a pause.
"""

import asyncio
import contextvars
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import clock
from bot.chat.messenger import LaterError
from bot.chat.pacer import giving_way, on_behalf_of
from bot.database import Database, NotSavedError, Tx
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.outbox import store
from bot.stopping import end

PAUSE = 2.0
"""Seconds between two changes in a channel; Discord takes five messages or changes in five seconds."""
OLD_PAUSE = 3.0
"""The same for cards older than an hour, of which Discord takes about three changes in six seconds."""
OLD = 3_500.0
"""Seconds after which a card counts as such."""
LONGEST_PAUSE = 60.0
SLOW = 10.0
"""Seconds that a change may take, or wait, before the card says that it is late."""
LAST_LOOK = 2.0
"""Seconds in which cards are set right when the bot stops."""
LOOK = 1.0
"""Seconds between two looks at which cards are behind."""
AT_ONCE = 500
"""Cards told of at one look: more than are drawn in a few seconds, so that lively ones keep none from its turn."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Card:
    """A card by what it shows: `kind` names who draws it, `key` the thing in its server."""

    kind: str
    guild_id: int
    channel_id: int
    key: int


Draw = Callable[[Card, bool], Awaitable[float]]
"""Shows the newest state; told whether the card is late; seconds to leave the channel alone, 0 where nothing was drawn.

Raises LaterError to be tried again; what else can go wrong at Discord it deals with itself.
"""
Behind = Callable[[Tx, int], Awaitable[list[Card]]]
"""Cards, at most so many, that show an older version than there is, in the servers that this process looks after."""


async def behind(kind: str, table: str, tx: Tx, limit: int) -> list[Card]:
    """The cards of a feature's table that show an older version than there is."""
    return [Card(kind, *where) for where in await store.behind(tx, table, limit)]


def pause_after(created_at: datetime) -> float:
    """How long to leave a channel alone after a change of a card that was posted then."""
    return OLD_PAUSE if (clock.now() - created_at).total_seconds() > OLD else PAUSE


class Redraws:
    """Which cards no longer show what is so, and who draws them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._kinds: dict[str, tuple[Draw, Behind]] = {}
        self._stale: dict[int, dict[Card, None]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._resting: set[asyncio.Task[None]] = set()

    def add(self, kind: str, draw: Draw, behind: Behind) -> None:
        """Have cards of a kind drawn."""
        self._kinds[kind] = draw, behind

    def mark(self, card: Card) -> None:
        """This card no longer shows what is so; returns at once."""
        self._stale.setdefault(card.channel_id, {})[card] = None
        if card.channel_id not in self._tasks:
            # In a context of its own: it belongs to no answer, whose time would else be its time too.
            following = asyncio.create_task(self._follow(card.channel_id), context=contextvars.Context())
            self._tasks[card.channel_id] = following

    async def keep_going(self, vitals: Vitals) -> None:
        """Look each second, for as long as the bot runs."""
        while True:
            vitals.tick("redraws")
            try:
                await self.look()
            except NotSavedError:
                pass  # the database tells the log; what is behind stays behind
            except Exception:
                log.exception("a look at what is behind failed")
            await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Find the cards that their rows say are behind."""
        async with self._database.read() as tx:
            found = [card for _, behind in tuple(self._kinds.values()) for card in await behind(tx, AT_ONCE)]
        for card in found:
            self.mark(card)

    @property
    def busy(self) -> bool:
        """Whether something is being drawn, or a channel is left alone after it."""
        return bool(self._tasks)

    async def settle(self) -> None:
        """Wait until nothing is to be drawn any more."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def stop(self) -> None:
        """Show what is so once more where it does not show yet; leave the cards that take longer as they are."""
        self._stopping.set()
        for rest in self._resting:
            rest.cancel()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_LOOK)
        await end(tasks)

    async def _follow(self, channel_id: int) -> None:
        stale, pause, late = self._stale[channel_id], 0.0, False
        try:
            while stale:
                card = next(iter(stale))
                del stale[card]
                began, problem = asyncio.get_running_loop().time(), ""
                try:
                    with on_behalf_of(card.guild_id), giving_way():
                        pause = await self._kinds[card.kind][0](card, late)
                    late = asyncio.get_running_loop().time() - began > SLOW
                except (LaterError, NotSavedError, TimeoutError) as trouble:
                    problem = str(trouble) or "no answer"
                except Refusal:
                    log.info("the card of something that is gone stays as it was", kind=card.kind)
                except Exception as error:
                    log.exception("a card could not be drawn", kind=card.kind)
                    problem = type(error).__name__
                if problem:
                    if self._stopping.is_set():
                        return
                    stale[card] = None
                    pause = min(max(PAUSE, pause * 2), LONGEST_PAUSE)
                    late = late or pause > SLOW
                    log.warning("a card is drawn later", channel=channel_id, seconds=pause, reason=problem)
                await self._rest(pause)
        finally:
            del self._stale[channel_id], self._tasks[channel_id]

    async def _rest(self, seconds: float) -> None:
        """Leave the channel alone for so long; not when the bot stops, as nothing follows then."""
        if seconds and not self._stopping.is_set():
            rest = asyncio.create_task(asyncio.sleep(seconds))
            self._resting.add(rest)
            try:
                await asyncio.wait({rest})
            finally:
                rest.cancel()
                self._resting.discard(rest)
