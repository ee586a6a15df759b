"""What somebody who takes part asks for: to be pinged or not, to be told where the viewing is."""

from datetime import datetime

from bot.database import Database, Tx
from bot.errors import Refusal, or_refuse
from bot.viewings.joining.queue import JOINING
from bot.viewings.joining.views import Whereabouts
from bot.viewings.loading import load, load_status, load_visible
from bot.viewings.posting.posts import What
from bot.viewings.posting.store import MESSAGES
from bot.viewings.rules import ENDED, Viewing

NO_PART = "You do not take part in this viewing. Press `Join` first."


class Presence:
    """Every method raises Refusal where a rule says no."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def whereabouts(self, guild_id: int, viewing_id: int, member_id: int, now: datetime) -> Whereabouts:
        """Where a viewing is, and how this member takes part in it."""
        async with self._database.read() as tx:
            return await _whereabouts(tx, await load_visible(tx, guild_id, viewing_id, member_id), member_id, now)

    async def set_pinged(
        self, guild_id: int, viewing_id: int, member_id: int, now: datetime, *, pinged: bool
    ) -> Whereabouts:
        """Have prompts mention a member, or not; there is room for so many and no more."""
        async with self._database.transaction(guild_id) as tx:
            viewing = await load(tx, guild_id, viewing_id)
            taking_part = None if viewing.solo else await JOINING.members.membership(tx, viewing, member_id)
            standing = or_refuse(taking_part, NO_PART)
            if pinged and not standing.pinged and viewing.closed:
                raise Refusal(f"{ENDED} Nothing more is posted, so there is nothing to be pinged for.")
            await JOINING.set_pinged(tx, viewing, member_id, standing, pinged=pinged)
            return await _whereabouts(tx, viewing, member_id, now)


async def _whereabouts(tx: Tx, viewing: Viewing, member_id: int, now: datetime) -> Whereabouts:
    newest = viewing.asked[-1] if viewing.asked else None
    message_id, _ = await MESSAGES.get(tx, viewing, (What.PROMPT, newest.place)) if newest else (None, 0)
    return Whereabouts(
        status=await load_status(tx, viewing, now),
        standing=await JOINING.members.membership(tx, viewing, member_id),
        newest=newest,
        newest_message_id=message_id,
    )
