"""Where a viewing's messages stand, and what becomes of them when a thread is lost and found."""

from datetime import datetime

from bot.database import Database, Tx
from bot.errors import Refusal
from bot.viewings.loading import load, load_status
from bot.viewings.posting.posts import Key
from bot.viewings.posting.queue import QUEUE
from bot.viewings.posting.store import MESSAGES
from bot.viewings.rules import Viewing
from bot.viewings.service import settle
from bot.viewings.status import ViewingStatus
from bot.viewings.store import orphan


class Posts:
    """The messages of viewings; what is still to be posted waits in the outbox."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def settle(
        self,
        guild_id: int,
        viewing_id: int,
        *,
        channel_id: int,
        thread_id: int,
        now: datetime,
        in_forum: bool = False,
    ) -> ViewingStatus:
        """Note the thread of a group, made or found again: the card is posted there, and what waited for it.

        In a thread other than before, the card and every open prompt are posted anew.
        """
        async with self._database.transaction(guild_id) as tx:
            viewing = await load(tx, guild_id, viewing_id)
            if viewing.solo:
                raise Refusal("You watch alone; there is no thread.")
            await settle(tx, viewing, channel_id, thread_id, now, in_forum=in_forum)
            return await load_status(tx, await load(tx, guild_id, viewing_id), now)

    async def lost(self, guild_id: int, viewing_id: int, why: str) -> None:
        """Note, in a sentence, why the thread cannot be reached: nothing is pushed or posted until `settle`."""
        async with self._database.transaction(guild_id) as tx:
            await lose(tx, await load(tx, guild_id, viewing_id), why)

    async def gone(self, guild_id: int, viewing_id: int, post: Key, now: datetime) -> None:
        """Have a message posted once more that somebody deleted, such as the card."""
        async with self._database.transaction(guild_id) as tx:
            await QUEUE.post_anew(tx, await load(tx, guild_id, viewing_id), [post], now)

    async def messages(self, guild_id: int, viewing_id: int) -> dict[Key, int]:
        """The ids of the messages of a viewing, by `(What.PROMPT, place)` and so on."""
        async with self._database.read() as tx:
            return await MESSAGES.all(tx, await load(tx, guild_id, viewing_id))


async def lose(tx: Tx, viewing: Viewing, why: str) -> None:
    """Note why the thread cannot be reached, and keep what would go there."""
    await orphan(tx, viewing, why)
    await QUEUE.hold(tx, viewing)
