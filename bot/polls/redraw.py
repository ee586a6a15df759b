"""Cards that follow votes: the newest state, one at a time in each channel, at most every two seconds."""

import asyncio

import structlog

from bot import clock
from bot.database import NotSavedError
from bot.errors import Refusal
from bot.polls.cards import poll_card
from bot.polls.channels import BlockedError, Channels, LaterError, LostError
from bot.polls.ending.store import Behind
from bot.polls.rules import Poll
from bot.polls.service import Polls

PAUSE = 2.0
"""Seconds between two changes in a channel; Discord takes five messages or changes in five seconds."""
OLD_PAUSE = 3.0
"""The same for cards older than an hour, of which Discord takes about three changes in six seconds."""
OLD = 3_500.0
LONGEST_PAUSE = 60.0
SLOW = 10.0
"""Seconds that a change may take, or wait, before the card says that it is late."""
LAST_LOOK = 2.0
"""Seconds in which cards are set right when the bot stops."""
GAP, SERVER_GAP = 0.03, 0.2
"""Seconds between two changes anywhere, and in one server: a bot has 50 requests a second in all."""

log = structlog.get_logger(__name__)


class Redraws:
    """Which cards no longer show what is so.

    Each channel with such a card has one task; it ends when nothing has changed for a pause. Servers have a pace each,
    so that one with many hot polls holds up no other.
    """

    def __init__(self, polls: Polls, channels: Channels) -> None:
        self._polls = polls
        self._channels = channels
        self._stale: dict[int, dict[int, None]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._pace: dict[int | None, float] = {}
        self._stopping = asyncio.Event()
        self._resting: set[asyncio.Task[None]] = set()

    def mark(self, poll: Poll) -> None:
        """The card of this poll no longer shows what is so; returns at once."""
        if poll.message_id is not None and not poll.orphaned:
            self._mark(poll.guild_id, poll.channel_id, poll.id)

    def behind(self, card: Behind) -> None:
        """The same, as the row of its poll says, which outlives a restart."""
        self._mark(card.guild_id, card.channel_id, card.poll_id)

    def _mark(self, guild_id: int, channel_id: int, poll_id: int) -> None:
        self._stale.setdefault(channel_id, {})[poll_id] = None
        if channel_id not in self._tasks:
            self._tasks[channel_id] = asyncio.create_task(self._follow(guild_id, channel_id))

    def voted(self, poll: Poll) -> None:
        """Somebody voted: of an anonymous poll nothing may show."""
        if poll.changes_with_votes:
            self.mark(poll)

    async def stop(self) -> None:
        """Show what is so once more where it does not show yet; leave the cards that take longer as they are."""
        self._stopping.set()
        for rest in self._resting:
            rest.cancel()
        tasks = list(self._tasks.values())
        if tasks:
            await asyncio.wait(tasks, timeout=LAST_LOOK)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, guild_id: int, channel_id: int) -> None:
        stale, pause, late = self._stale[channel_id], 0.0, False
        try:
            while stale:
                poll_id = next(iter(stale))
                del stale[poll_id]
                await self._turn(guild_id)
                began, problem = asyncio.get_running_loop().time(), ""
                try:
                    usual = await self._draw(guild_id, poll_id, late=late)
                    pause, late = usual, asyncio.get_running_loop().time() - began > SLOW
                except (LaterError, NotSavedError) as trouble:
                    problem = str(trouble)
                except Refusal:
                    log.info("the card of a poll that is gone stays as it was", poll=poll_id)
                except Exception as error:
                    log.exception("a card could not be drawn", poll=poll_id)
                    problem = type(error).__name__
                if problem:
                    if self._stopping.is_set():
                        return
                    stale[poll_id] = None
                    pause = min(max(PAUSE, pause * 2), LONGEST_PAUSE)
                    late = late or pause > SLOW
                    log.warning("a card is drawn later", channel=channel_id, seconds=pause, reason=problem)
                await self._rest(pause)
        finally:
            del self._stale[channel_id], self._tasks[channel_id]
            if not self._tasks:
                self._pace.clear()

    async def _rest(self, seconds: float) -> None:
        """Leave the channel alone for so long; not when the bot stops, as nothing follows then."""
        if not self._stopping.is_set():
            rest = asyncio.create_task(asyncio.sleep(seconds))
            self._resting.add(rest)
            try:
                await asyncio.wait({rest})
            finally:
                rest.cancel()
                self._resting.discard(rest)

    async def _turn(self, guild_id: int) -> None:
        """Wait until it is this server's turn, then until it is anybody's; at once where little happens."""
        for pace, gap in ((guild_id, SERVER_GAP), (None, GAP)):
            now = asyncio.get_running_loop().time()
            at = max(now, self._pace.get(pace, 0.0))
            self._pace[pace] = at + gap
            if at > now:
                await asyncio.sleep(at - now)

    async def _draw(self, guild_id: int, poll_id: int, *, late: bool) -> float:
        """Show the newest state; how long to leave the channel alone. Raises LaterError to be tried again."""
        view = await self._polls.show(guild_id, poll_id)
        poll = view.poll
        if poll.message_id is None or poll.orphaned or poll.drawn >= poll.version:
            return 0.0
        try:
            await self._channels.change(poll, poll_card(view, delayed=late))
        except LostError as lost:
            await self._polls.orphan(guild_id, poll_id, str(lost))
            return 0.0
        except BlockedError as blocked:
            log.warning("a card stays as it was", poll=poll_id, reason=str(blocked))
            what = f"The card of poll #{poll.number} stays as it was: {blocked}"
            await self._channels.whisper(poll.creator_id, what, f"{poll.id}-{poll.version}"[:25])
        if not late:  # else it is drawn once more, without saying so
            await self._polls.drawn(guild_id, poll_id, poll.version)
        return OLD_PAUSE if (clock.now() - poll.created_at).total_seconds() > OLD else PAUSE
