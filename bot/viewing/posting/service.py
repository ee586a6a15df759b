"""Where a viewing's messages stand, and which of them are still to be posted."""

from datetime import datetime, timedelta

from bot.database import ROW_BY_ROW, Database
from bot.errors import Refusal
from bot.viewing.finding import found, stands
from bot.viewing.posting import store
from bot.viewing.posting.posts import Key, Look, Post, look
from bot.viewing.service import settle
from bot.viewing.standing import Standing
from bot.viewing.store import orphan

TRIES = 10
"""Tries after which a message is given up, and the reason shown with the viewing."""
AT_ONCE = 100


class Posts:
    """The outbox of viewings: rows, so that a restart posts what waits, and nothing twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def hand_out(self, now: datetime, viewing_id: int | None = None, limit: int = AT_ONCE) -> list[Post]:
        """Messages to post now, of all viewings or of one.

        Each is this caller's for a minute; then `sent` or `put_off` must have been called. One that was tried before
        may stand in the channel already: a nonce helps for some minutes, after that look for it.
        """
        async with self._database.transaction(ROW_BY_ROW) as tx:
            return await store.hand_out(tx, now, limit, viewing_id)

    async def sent(self, guild_id: int, viewing_id: int, post: Key, message_id: int, shown: Look | None = None) -> None:
        """Note where a message stands, whether it was handed out or posted as the answer to a command.

        A prompt that is shown otherwise than it is to be by now is shown anew.
        """
        async with self._database.transaction(guild_id) as tx:
            viewing = await found(tx, guild_id, viewing_id)
            await store.sent(tx, viewing, post, message_id)
            if shown and shown != look(viewing, post[1]):
                await store.show_anew(tx, viewing, [post])

    async def put_off(self, post: Post, seconds: float, problem: str, now: datetime) -> bool:
        """Post a message later, since now it could not be; True when it was given up after too many tries."""
        async with self._database.transaction(post.guild_id) as tx:
            return await store.put_off(tx, post, now + timedelta(seconds=seconds), problem, TRIES)

    async def wait(self, post: Post, seconds: float, now: datetime, *, tried: bool) -> None:
        """Post a message later, since its server is out of reach; `tried`: it may stand in the channel by now."""
        async with self._database.transaction(post.guild_id) as tx:
            await store.wait(tx, post, now + timedelta(seconds=seconds), tried=tried)

    async def give_up(self, post: Post, problem: str, now: datetime) -> None:
        """Never post a message, since Discord will not have it."""
        async with self._database.transaction(post.guild_id) as tx:
            await store.put_off(tx, post, now, problem, 0)

    async def settle(
        self, guild_id: int, viewing_id: int, *, channel_id: int, thread_id: int, now: datetime
    ) -> Standing:
        """Note the thread of a group, made or found again: the card is posted there, and what waited for it.

        In a thread other than before, the card and every open prompt are posted anew.
        """
        async with self._database.transaction(guild_id) as tx:
            viewing = await found(tx, guild_id, viewing_id)
            if viewing.solo:
                raise Refusal("You watch alone; there is no thread.")
            await settle(tx, viewing, channel_id, thread_id, now)
            return await stands(tx, await found(tx, guild_id, viewing_id), now)

    async def lost(self, guild_id: int, viewing_id: int, why: str) -> None:
        """Note, in a sentence, why the thread cannot be reached: nothing is pushed or posted until `settle`."""
        async with self._database.transaction(guild_id) as tx:
            await orphan(tx, await found(tx, guild_id, viewing_id), why)

    async def gone(self, guild_id: int, viewing_id: int, post: Key, now: datetime) -> None:
        """Have a message posted once more that somebody deleted, such as the card."""
        async with self._database.transaction(guild_id) as tx:
            await store.post_anew(tx, await found(tx, guild_id, viewing_id), [post], now)

    async def messages(self, guild_id: int, viewing_id: int) -> dict[Key, int]:
        """The ids of the messages of a viewing, by `(What.PROMPT, place)` and so on."""
        async with self._database.read() as tx:
            return await store.messages(tx, await found(tx, guild_id, viewing_id))

    async def undrawn(self, limit: int = AT_ONCE) -> list[tuple[int, int]]:
        """(server, viewing) whose card shows less than there is; ends with `drawn` or `lost`."""
        async with self._database.read() as tx:
            return await store.undrawn(tx, limit)

    async def drawn(self, guild_id: int, viewing_id: int, version: int) -> None:
        """Note the version (`Viewing.version`) that the card shows now."""
        async with self._database.transaction(guild_id) as tx:
            await store.drawn(tx, guild_id, viewing_id, version)
