"""Which viewing is meant, and where it stands, inside a transaction."""

from datetime import datetime

from bot.database import Tx
from bot.errors import or_refuse
from bot.viewings import store
from bot.viewings.posting import queue
from bot.viewings.rules import UNKNOWN, Viewing
from bot.viewings.status import ViewingStatus, status_of

NOT_HERE = "Nothing is being watched here. Start with `/watch start`."


async def load(tx: Tx, guild_id: int, viewing_id: int) -> Viewing:
    """A viewing of a server; raises Refusal where there is none, ids of other servers included."""
    return or_refuse(await store.get(tx, guild_id, viewing_id), UNKNOWN)


async def load_visible(tx: Tx, guild_id: int, viewing_id: int, member_id: int) -> Viewing:
    """The same for a member: solo viewings of others are not there for them."""
    viewing = await load(tx, guild_id, viewing_id)
    viewing.check_visible(member_id)
    return viewing


async def resolve(tx: Tx, guild_id: int, channel_id: int, member_id: int) -> Viewing:
    """The viewing that somebody means by a command without saying which.

    The one that runs in this thread; their own solo one; one that runs under this channel; one that they lead
    elsewhere; the last one of this thread. Raises Refusal where there is none of these.
    """
    found = (
        await store.running_in_thread(tx, guild_id, channel_id)
        or await store.running_solo(tx, guild_id, member_id)
        or await store.running_under(tx, guild_id, channel_id)
        or await store.latest_led_by(tx, guild_id, member_id)
        or await store.latest_in_thread(tx, guild_id, channel_id)
    )
    return or_refuse(found, NOT_HERE)


async def load_status(tx: Tx, viewing: Viewing, now: datetime) -> ViewingStatus:
    """Where a viewing stands."""
    given_up = await queue.troubles(tx, viewing)
    return status_of(viewing, await store.counts(tx, viewing), tuple(given_up), now)
