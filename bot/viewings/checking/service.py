"""Filling in a source-check sheet, and sharing it later."""

import secrets
from datetime import datetime

from bot.database import Database
from bot.errors import Refusal
from bot.viewings.checking import store
from bot.viewings.checking.rules import GONE, KEPT, Place, Sheet, SourceCheck, checked


class SourceChecks:
    """Sheets are private to their author, who alone can share them; rows, so that the button works after a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, sheet: Sheet, place: Place, member_id: int, now: datetime) -> SourceCheck:
        """Keep a sheet about a message for a day; those that are older are deleted."""
        check = SourceCheck(
            id=secrets.randbits(62), member_id=member_id, place=place, sheet=checked(sheet), created_at=now
        )
        async with self._database.transaction(place.guild_id) as tx:
            await store.delete_before(tx, now - KEPT)
            await store.put(tx, check)
        return check

    async def get(self, guild_id: int, check_id: int, member_id: int, now: datetime) -> SourceCheck:
        """The member's own sheet, to show or share it; raises Refusal once its day is over."""
        async with self._database.read() as tx:
            check = await store.own(tx, guild_id, check_id, member_id)
        if check is None or check.created_at < now - KEPT:
            raise Refusal(GONE)
        return check
