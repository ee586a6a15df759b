"""What a server looked up last, so that an empty field offers it first; no member is remembered."""

import asyncio

import structlog

from bot import clock
from bot.database import ROW_BY_ROW, Database, NotSavedError
from bot.packs.shelf import store

KEPT = 25

log = structlog.get_logger(__name__)


class Recent:
    """The latest look-ups of each server: read from the database once, written behind the answers.

    One writer at a time; what is looked up while it writes goes into its next transaction.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._latest: dict[int, dict[str, int]] = {}
        self._unwritten: dict[tuple[int, str], int] = {}
        self._writer: asyncio.Task[None] | None = None

    async def latest(self, guild_id: int) -> list[str]:
        """The entries (`pack/entry`) a server looked up last, newest first, at most 25."""
        known = await self._of(guild_id)
        return list(reversed(known))

    async def note_use(self, guild_id: int, value: str) -> None:
        """Note that an entry was looked up now; returns before it is written."""
        known = await self._of(guild_id)
        known.pop(value, None)
        known[value] = self._unwritten[guild_id, value] = clock.ms(clock.now())
        while len(known) > KEPT:
            del known[next(iter(known))]
        if self._writer is None:
            self._writer = asyncio.create_task(self._write(), name="recent look-ups")

    def forget(self, guild_id: int) -> None:
        """Let go of a server whose look-ups were deleted."""
        self._latest.pop(guild_id, None)
        for use in [use for use in self._unwritten if use[0] == guild_id]:
            del self._unwritten[use]

    async def wait_written(self) -> None:
        """Wait until everything noted so far is written."""
        if self._writer:
            await asyncio.wait({self._writer})

    async def _write(self) -> None:
        uses: dict[tuple[int, str], int] = {}
        try:
            while uses := self._unwritten:
                self._unwritten = {}
                async with self._database.transaction(ROW_BY_ROW) as tx:
                    await store.keep(tx, [(guild_id, value, at) for (guild_id, value), at in uses.items()], KEPT)
        except NotSavedError:
            self._unwritten = uses | self._unwritten  # with the next look-up
        except Exception:
            log.exception("recent look-ups not written")
        finally:
            self._writer = None

    async def _of(self, guild_id: int) -> dict[str, int]:
        if guild_id not in self._latest:
            try:
                async with self._database.read() as tx:
                    rows = await store.latest(tx, guild_id, KEPT)
            except NotSavedError:
                return {}  # it is asked for again with the next look-up, which needs none of it
            self._latest.setdefault(guild_id, dict(reversed(rows)))
        return self._latest[guild_id]
