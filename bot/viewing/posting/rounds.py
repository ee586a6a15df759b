"""What the bot does for viewings by itself, on Discord's side: every message posted once, every card kept true."""

import asyncio
from collections.abc import Coroutine, Iterable
from contextlib import suppress
from weakref import WeakValueDictionary

import discord
import structlog

from bot import clock
from bot.chat.channels import AwayError, BlockedError, LaterError, LostError
from bot.database import NotSavedError
from bot.errors import Refusal
from bot.operations.vitals import Vitals
from bot.viewing.posting.delivery import Delivery
from bot.viewing.posting.posts import Post
from bot.viewing.posting.service import Posts
from bot.viewing.posting.upkeep import Upkeep
from bot.viewing.scheduling.events import Events

PAUSE = 2.0
"""Seconds between two changes of a card."""
LONGEST_PAUSE = 60.0
GAP = 0.025
"""Seconds between two requests for viewings anywhere, 0 for none: a bot has 50 a second in all."""
AWAY_FOR = 5.0
"""Seconds after which it is looked again whether a server is back; no try is used up meanwhile."""
FIRST_DELAY, LONGEST_DELAY = 5.0, 3_600.0
"""Seconds after which a message that could not be posted is tried again; each time longer."""

log = structlog.get_logger(__name__)


class Rounds:
    """One round does everything that is due; nothing in it is lost when the bot stops at any point.

    Each viewing has its turn: what is posted and drawn for it goes one after the other, and holds up no other.
    """

    def __init__(self, upkeep: Upkeep, posts: Posts, delivery: Delivery, events: Events) -> None:
        self._upkeep = upkeep
        self._posts = posts
        self._delivery = delivery
        self._events = events
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._working: set[asyncio.Task[None]] = set()
        self._rest: dict[int, tuple[float, float]] = {}
        """By viewing: when its card may be drawn again, and after which pause that is."""
        self._pace = 0.0
        self._woken = asyncio.Event()
        self._opening = asyncio.Lock()

    async def keep_going(self, vitals: Vitals) -> None:
        """Round after round, each when something falls due, for as long as the bot runs."""
        while True:
            vitals.tick("viewings")
            wait = 1.0
            self._woken.clear()
            try:
                wait = await self.begin()
            except NotSavedError:
                pass  # the database tells the log; what is due stays due
            except Exception:
                log.exception("a round of viewings failed")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), wait)

    async def once(self) -> None:
        """A whole round: all that is due now, done."""
        await self.begin()
        while self._working:
            await asyncio.gather(*self._working, return_exceptions=True)

    async def begin(self) -> float:
        """Begin all that is due; the seconds until the next round, at most one."""
        wait = await self._upkeep.work()
        if self._upkeep.believes_clock and not self._opening.locked():
            self._work(self._open())
        for posts in _by_viewing(await self._posts.hand_out(clock.now())):
            self._work(self._post(posts))
        now = asyncio.get_running_loop().time()
        self._rest = {viewing: rest for viewing, rest in self._rest.items() if rest[0] > now}
        for guild_id, viewing_id in await self._posts.undrawn():
            if viewing_id not in self._rest:
                self._rest[viewing_id] = now + PAUSE, PAUSE
                self._work(self._draw(guild_id, viewing_id))
        return wait

    async def deliver(self, viewing_id: int) -> None:
        """Post what waits for one viewing now: the thread, its card, and what is asked.

        What a round has in hand already is waited for: whoever started the viewing is told where it is.
        """
        turn = self._turn(viewing_id)
        while True:
            if posts := await self._posts.hand_out(clock.now(), viewing_id):
                await self._post(posts)
            elif turn.locked():
                async with turn:
                    pass
            else:
                return

    def soon(self, viewing_id: int) -> None:
        """The same, without waiting for it; the next round, which draws the card, begins now."""
        self._work(self.deliver(viewing_id))
        self._woken.set()

    async def deliver_within(self, viewing_id: int, seconds: float) -> None:
        """The same, but returns after so long at the latest; what takes longer goes on."""
        task = self._work(self.deliver(viewing_id))
        await asyncio.wait({task}, timeout=seconds)

    async def stop(self) -> None:
        """Leave what is not done yet: it waits in its rows."""
        for task in self._working:
            task.cancel()
        await asyncio.gather(*self._working, return_exceptions=True)

    def _work(self, work: Coroutine[None, None, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self._working.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._working.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, NotSavedError):
            log.error("work for a viewing failed", exc_info=error)

    def _turn(self, viewing_id: int) -> asyncio.Lock:
        return self._turns.setdefault(viewing_id, asyncio.Lock())

    async def _open(self) -> None:
        """Open scheduled viewings whose time has come."""
        async with self._opening:
            await self._events.round(self.deliver)

    async def _paced(self) -> None:
        if not GAP:
            return
        now = asyncio.get_running_loop().time()
        at = max(now, self._pace)
        self._pace = at + GAP
        if at > now:
            await asyncio.sleep(at - now)

    async def _post(self, posts: list[Post]) -> None:
        turn = self._turn(posts[0].viewing_id)
        async with turn:
            for post in posts:
                if post.message_id is None:
                    await self._paced()
                    await self._try(post)
        for post in posts:
            if post.message_id is not None:  # what stands already holds up neither the card nor what is posted
                async with turn:
                    await self._paced()
                    await self._try(post)

    async def _try(self, post: Post) -> None:
        try:
            await self._delivery.deliver(post)
        except NotSavedError as trouble:  # it is handed out again
            log.info("a message of a viewing waits", viewing=post.viewing_id, reason=str(trouble))
        except Refusal:
            log.info("a message of a viewing that is gone was dropped", viewing=post.viewing_id)
        except LostError as lost:
            await self._delivery.lost(post.guild_id, post.viewing_id, lost)
            await self._posts.put_off(post, 0.0, str(lost), clock.now())
        except BlockedError as blocked:
            await self._posts.give_up(post, str(blocked), clock.now())
        except AwayError as away:
            await self._posts.wait(post, AWAY_FOR, clock.now(), tried=away.asked)
        except (LaterError, TimeoutError) as problem:
            await self._put_off(post, str(problem) or "Discord did not answer.")
        except Exception as error:
            log.exception("a message of a viewing failed", viewing=post.viewing_id, what=post.what)
            await self._put_off(post, type(error).__name__)

    async def _put_off(self, post: Post, problem: str) -> None:
        age = (clock.now() - post.first_tried_at).total_seconds() if post.first_tried_at else 0.0
        delay = min(max(FIRST_DELAY, age), LONGEST_DELAY)
        if await self._posts.put_off(post, delay, problem, clock.now()):
            log.error("a message of a viewing was given up", viewing=post.viewing_id, problem=problem)

    async def _draw(self, guild_id: int, viewing_id: int) -> None:
        turn = self._turn(viewing_id)
        async with turn:
            await self._paced()
            try:
                await self._delivery.draw(guild_id, viewing_id)
            except LostError as lost:
                await self._delivery.lost(guild_id, viewing_id, lost)
            except (LaterError, BlockedError, TimeoutError) as problem:
                self._draw_later(viewing_id, str(problem))
            except (Refusal, discord.DiscordException) as error:
                log.warning("a card could not be drawn", viewing=viewing_id, reason=str(error))
                self._draw_later(viewing_id, type(error).__name__)

    def _draw_later(self, viewing_id: int, problem: str) -> None:
        pause = min(2 * self._rest.get(viewing_id, (0.0, PAUSE))[1], LONGEST_PAUSE)
        self._rest[viewing_id] = asyncio.get_running_loop().time() + pause, pause
        log.warning("a card is drawn later", viewing=viewing_id, seconds=pause, reason=problem)


def _by_viewing(posts: Iterable[Post]) -> list[list[Post]]:
    """In the order given, viewing by viewing."""
    found: dict[int, list[Post]] = {}
    for post in posts:
        found.setdefault(post.viewing_id, []).append(post)
    return list(found.values())
