"""Asking a prompt of one's own, and keeping an evening: one use case, one method, one transaction."""

from datetime import datetime

from bot.database import Database
from bot.guilds.rules import Person
from bot.packs.shelf.shelves import Shelf
from bot.viewings import store
from bot.viewings.answering.store import notes
from bot.viewings.loading import load
from bot.viewings.moves import Move, Request
from bot.viewings.own.kept_evening import KeptEvening, kept_evening
from bot.viewings.own.rules import OwnPrompt, check_may_add, with_own
from bot.viewings.service import make_move
from bot.viewings.status import ViewingStatus


class OwnPrompts:
    """Every method raises Refusal where a rule says no."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def ask(self, guild_id: int, viewing_id: int, by: Person, own: OwnPrompt, now: datetime) -> ViewingStatus:
        """Add a prompt to a viewing and ask it at once, at the minute where the film stands."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load(tx, guild_id, viewing_id)
            check_may_add(viewing, by)
            added = with_own(viewing, own)
            await store.put_programme(tx, added)
            request = Request(move=Move.REOPEN, by=by, place=added.cues[-1].place)
            return await make_move(tx, added, request, now)

    async def keep(self, guild_id: int, viewing_id: int, by: Person, shelf: Shelf) -> KeptEvening:
        """An evening that has ended as a pack of its own, for whoever leads it."""
        async with self._database.read() as tx:
            viewing = await load(tx, guild_id, viewing_id)
            viewing.check_leader(by)
            return kept_evening(viewing, await notes(tx, viewing), shelf)
